"""Feedback in a terminal: what was said of answers, and which of it may be learnt from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_library
from ui.commands.output import note, one_line, out
from ui.commands.quizzes import cannot_write
from ui.texts.reviewing import REVIEW_TEXTS

if TYPE_CHECKING:
    from learning.feedback.records import FeedbackItem, FeedbackRecords
    from storage import Database

app = typer.Typer(help="답변에 남긴 의견을 검토하고, 학습에 쓸 것을 고릅니다.", no_args_is_help=True)
NumberArgument = Annotated[int, typer.Argument(help="의견 번호 (feedback list가 보여 줍니다)")]
STATES_NAMED = ("pending", "accepted", "rejected", "withdrawn")
STATE_NAMES = {name: REVIEW_TEXTS[f"feedback_{name}"][0] for name in STATES_NAMED}
KIND_NAMES = {name: REVIEW_TEXTS[f"feedback_{name}"][0] for name in ("thumb", "correction")}


@app.command("list")
def list_(
    state: Annotated[
        Literal["pending", "accepted", "rejected", "withdrawn", "all"], typer.Option("--state", help="검토 상태")
    ] = "pending",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """의견을 최근 것부터 보여 줍니다."""
    with opened_library(library, owner) as shelf:
        records = _records(shelf.database, shelf.owner)
        found = records.items(None if state == "all" else state)
        counts = records.count_states()
    if as_json:
        out({"feedback": [one.model_dump(mode="json", exclude={"evidence"}) for one in found], "counts": counts})
        return
    for one in found:
        print(_line(one))
    if not found:
        note("이 상태의 의견이 없습니다. " + ", ".join(f"{STATE_NAMES[name]} {n}개" for name, n in counts.items()))


@app.command()
def show(
    number: NumberArgument, library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False
) -> None:
    """의견 하나를 질문, 보여 준 답, 근거와 함께 보여 줍니다."""
    with opened_library(library, owner) as shelf:
        records = _records(shelf.database, shelf.owner)
        one = records.item(number)
        earlier = [said.id for said in records.history(one.subject) if said.id != one.id]
    if as_json:
        out(one.model_dump(mode="json") | {"others": earlier})
        return
    print(_line(one))
    for name, text in (
        ("질문", one.question),
        ("보여 준 답", one.shown),
        ("이유", one.comment),
        (KIND_NAMES["correction"], one.correction),
    ):
        if text:
            print(f"{name}: {one_line(text)}")
    if one.correction:
        print(f"교재와 견주면: {one.support or '견주지 않음'}")
    for n, passage in enumerate(one.evidence, 1):
        print(f"  [{n}] 「{one_line(passage.title)}」 {passage.page}쪽: {one_line(passage.text)}")
    if one.reason:
        print(f"쓰지 않는 까닭: {one_line(one.reason)}")
    if earlier:
        print(f"같은 답변에 남긴 다른 의견: {', '.join(map(str, earlier))}")


@app.command()
def accept(
    numbers: Annotated[list[int], typer.Argument(help="의견 번호(여럿)")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """학습에 쓰기로 합니다."""
    _decide(numbers, lambda records, number: records.accept(number), library, owner, as_json)


@app.command()
def reject(
    numbers: Annotated[list[int], typer.Argument(help="의견 번호(여럿)")],
    reason: Annotated[str, typer.Option("--reason", help="까닭")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """학습에 쓰지 않기로 합니다. 의견은 지워지지 않습니다."""
    _decide(numbers, lambda records, number: records.reject(number, reason), library, owner, as_json)


@app.command()
def reopen(
    numbers: Annotated[list[int], typer.Argument(help="의견 번호(여럿)")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """검토를 되돌립니다."""
    _decide(numbers, lambda records, number: records.reopen(number), library, owner, as_json)


@app.command()
def export(
    to: Annotated[Path, typer.Argument(help="쓸 파일(.jsonl)", dir_okay=False)],
    pairs: Annotated[bool, typer.Option("--pairs", help="학습할 대화 대신 나은 답과 못한 답의 짝을 씁니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """쓰기로 한 의견을 학습 자료로 내보냅니다. 전화번호와 주민등록번호 따위는 가립니다."""
    from finetune.feedback_rows import feedback_rows, preference_pairs
    from finetune.pairs.answer_pairs import write_pairs
    from finetune.rows import write

    with opened_library(library, owner) as shelf:
        accepted = _records(shelf.database, shelf.owner).items("accepted")
    try:
        card = write_pairs(preference_pairs(accepted), to) if pairs else write(feedback_rows(accepted), to)
    except OSError as error:
        raise cannot_write(to, error) from error
    out(card.model_dump(mode="json")) if as_json else print(f"{card.path}  {card.rows}줄")


def _records(database: Database, owner: str) -> FeedbackRecords:
    from learning.feedback.records import FeedbackRecords

    return FeedbackRecords(database, owner)


def _decide(
    numbers: list[int],
    decide: Callable[[FeedbackRecords, int], FeedbackItem],
    library: Path | None,
    owner: str,
    as_json: bool,
) -> None:
    with opened_library(library, owner) as shelf:
        records = _records(shelf.database, shelf.owner)
        decided = [decide(records, number) for number in numbers]
    if as_json:
        out({"feedback": [one.model_dump(mode="json", exclude={"evidence"}) for one in decided]})
        return
    for one in decided:
        print(_line(one))


def _line(one: FeedbackItem) -> str:
    thumb = {True: " 좋아요", False: " 아쉬워요", None: ""}[one.good]
    said = one.correction or one.comment
    told = f" → {one_line(said)}" if said else ""
    return f"{one.id}  [{STATE_NAMES[one.state]}] {KIND_NAMES[one.kind]}{thumb}: {one_line(one.question)}{told}"
