"""Conversations in a terminal: list and find them, summarise or export one, give it another name, delete it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from errors import QuestionError
from settings import SummaryLength
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, opened_assistant
from ui.commands.output import note, one_line, out, span_json

app = typer.Typer(help="대화를 찾아보고, 요약하고, 내보내고, 이름을 바꾸고, 지웁니다.", no_args_is_help=True)
ThreadArgument = Annotated[str, typer.Argument(help="대화 id (threads list가 보여 줍니다)")]


@app.command("list")
def list_(
    find: Annotated[str, typer.Option("--find", help="이 말이 든 대화만")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """대화를 최근 것부터 보여 줍니다."""
    with opened_assistant(library, owner) as assistant:
        found = assistant.find_threads(find) if find.strip() else assistant.threads()
    if as_json:
        out({"threads": [thread.model_dump(mode="json") for thread in found]})
        return
    for thread in found:
        print(
            f"{one_line(thread.id)}  {one_line(thread.name)} (답 {thread.answers}개, {thread.updated_at:%Y-%m-%d %H:%M})"
        )
    if not found:
        note("찾은 대화가 없습니다." if find.strip() else "아직 나눈 대화가 없습니다.")


@app.command()
def export(
    thread: ThreadArgument,
    to: Annotated[Path | None, typer.Option("--to", help="파일. 없으면 화면에 보여 줍니다", dir_okay=False)] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """대화를 근거와 함께 Markdown으로 내보냅니다."""
    with opened_assistant(library, owner) as assistant:
        text = assistant.export_thread(thread)
    if to is not None:
        try:
            to.write_text(text, encoding="utf-8")
        except OSError as error:
            raise QuestionError(
                f"파일을 쓸 수 없습니다: {to}. 폴더와 권한을 확인해 주세요.", code="cannot_write"
            ) from error
    if as_json:
        out({"thread": thread, "file": str(to) if to else None, "markdown": text})
    elif to is None:
        print(text, end="")


@app.command()
def summarize(
    thread: ThreadArgument,
    length: Annotated[SummaryLength, typer.Option("--length", help="길이")] = "paragraph",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """대화를 요약합니다: 물은 것마다 답의 근거가 된 문장."""
    with opened_assistant(library, owner) as assistant:
        points = assistant.summarize_thread(thread, length)
        name = assistant.conversations.one(thread).name
    if as_json:
        told = [
            {"question": point.question, "answer_id": point.answer_id, "citation": span_json(point.citation)}
            for point in points
        ]
        out({"thread": thread, "name": name, "points": told})
        return
    print(f"「{one_line(name)}」")
    for point in points:
        where = f"「{one_line(point.citation.title)}」 {point.citation.page}쪽"
        print(f"- {one_line(point.question)} → {one_line(point.citation.quote)} ({where})")
    if not points:
        note("이 대화에는 아직 근거가 달린 답이 없습니다.")


@app.command()
def rename(
    thread: ThreadArgument,
    name: Annotated[str, typer.Argument(help="새 이름")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """대화의 이름을 바꿉니다."""
    with opened_assistant(library, owner) as assistant:
        assistant.rename_thread(thread, name)
        kept = assistant.conversations.one(thread)
    if as_json:
        out({"thread": kept.id, "name": kept.name})


@app.command()
def delete(
    thread: ThreadArgument,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """대화를 지웁니다."""
    with opened_assistant(library, owner) as assistant:
        assistant.delete_thread(thread)
    if as_json:
        out({"deleted": thread})
