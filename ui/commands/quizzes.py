"""Quizzes in a terminal: make them, answer them, see what was wrong, put them on paper."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from errors import QuizError
from ui.commands.options import (
    JsonOption,
    KindsOption,
    LibraryOption,
    OwnerOption,
    PagesOption,
    SourceOption,
    chosen_sources,
    opened_library,
    parse_kinds,
    parse_pages,
    writer,
)
from ui.commands.output import list_citations, note, out, progress_bar

EVERY_QUESTION = 100_000  # questions: an export leaves none out
WEAKEST_LISTED = 5  # concepts that are shown


def quiz(
    source: SourceOption = None,
    pages: PagesOption = "",
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="문제 수")] = 5,
    kinds: KindsOption = "",
    seed: Annotated[int | None, typer.Option("--seed", help="같은 값이면 같은 문제")] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재에서 문제를 냅니다."""
    asked = parse_pages(pages)
    wanted = parse_kinds(kinds)
    from learning.kinds import usual_kinds
    from learning.quizzes.llm_writer import make_quiz_with
    from learning.quizzes.planning import find_short_kinds, tell_short_kinds

    with opened_library(library, owner) as shelf, progress_bar("문제") as report:
        questions = make_quiz_with(
            writer(shelf.settings),
            shelf,
            chosen_sources(shelf, source),
            pages=asked,
            n=n,
            kinds=wanted or usual_kinds(),
            seed=seed,
            progress=lambda done, total: report("만드는 중", done, total),
        )
    short = find_short_kinds(questions, wanted or usual_kinds(), n)
    if as_json:
        made = [question.model_dump(mode="json") for question in questions]
        out({"questions": made, "short": [asdict(one) for one in short]})
        return
    for number, question in enumerate(questions, 1):
        print(f"{number}. {question.stem}   ({question.id})")
        for option in question.options:
            print(f"   {option.id}) {option.text}")
    if len(questions) < n:
        note(f"이 범위에서는 {len(questions)}문제만 낼 수 있었습니다.")
    if told := tell_short_kinds(short):
        note(told)


def grade(
    question: Annotated[str, typer.Argument(help="문제 id")],
    response: Annotated[str, typer.Argument(help="내 답")],
    seconds: Annotated[float, typer.Option("--seconds", min=0, help="푸는 데 걸린 시간(초)")] = 0.0,
    hints: Annotated[int, typer.Option("--hints", min=0, help="본 힌트 수")] = 0,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """답을 채점하고 풀이를 보여 줍니다."""
    from learning import Learner

    with opened_library(library, owner) as shelf:
        result = Learner(shelf.database, shelf.owner).submit(question, response, seconds=seconds, hints=hints)
    if as_json:
        out(result.model_dump(mode="json"))
        return
    print(f"{result.feedback} 정답: {result.answer}\n{result.explanation}\n{list_citations([result.citation])}")
    if not result.correct:
        note(f"채점에 동의하지 않으면 hyunmoo disagree {result.attempt} 로 정답으로 인정할 수 있습니다.")


def review(library: LibraryOption = None, owner: OwnerOption = "", as_json: JsonOption = False) -> None:
    """틀린 문제(오답노트)와 오늘 복습할 문제를 보여 줍니다."""
    from learning import Learner

    with opened_library(library, owner) as shelf:
        learner = Learner(shelf.database, shelf.owner)
        wrong, due = learner.wrong_notes(), learner.due()
    if as_json:
        out(
            {
                "wrong": [one.model_dump(mode="json") for one in wrong],
                "due": [one.model_dump(mode="json") for one in due],
            }
        )
        return
    for one in wrong:
        print(f"{one.question.id}  {one.question.stem}")
        print(f"  내 답: {one.last_response}  정답: {one.question.shown_answer()}")
    missed = {one.question.id for one in wrong}
    for question in due:
        if question.id not in missed:
            print(f"{question.id}  {question.stem}  (복습)")
    note(f"틀린 문제 {len(wrong)}개, 오늘 복습할 문제 {len(due)}개")


def progress(
    n: Annotated[int, typer.Option("-n", min=0, max=100, help="다음에 풀 문제 수")] = 10,
    exam: Annotated[str, typer.Option("--exam", help="시험 날짜: 2026-07-01")] = "",
    source: SourceOption = None,
    pages: PagesOption = "",
    today: Annotated[bool, typer.Option("--today", help="오늘 복습할 것부터")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """단원과 개념의 숙달 정도, 시험까지 무엇을 풀지 보여 줍니다."""
    scope_pages, day = parse_pages(pages), parse_day(exam)
    from learning import Learner
    from learning.progress.progress import Progress, Range

    with opened_library(library, owner) as shelf:
        standing = Progress(Learner(shelf.database, shelf.owner))
        sources = frozenset(shelf.source(one).id for one in source or ())
        scope = Range(sources, scope_pages, day)
        chapters, concepts = standing.chapters(), standing.concepts()
        chosen = (standing.daily if today else standing.next_questions)(n, scope)
    if as_json:
        out(
            {
                "chapters": [{"source": key[0], "chapter": key[1]} | asdict(one) for key, one in chapters.items()],
                "concepts": [{"concept": key} | asdict(one) for key, one in concepts.items()],
                "next": [question.model_dump(mode="json") for question in chosen],
            }
        )
        return
    for (title, chapter), one in chapters.items():
        print(f"{title} {chapter}  {one.mean:.0%} ({one.low:.0%}~{one.high:.0%}), 답 {one.answers}개")
    for concept, one in list(concepts.items())[:WEAKEST_LISTED]:
        print(f"  약한 개념: {concept}  {one.mean:.0%} ({one.low:.0%}~{one.high:.0%})")
    for question in chosen:
        print(f"{question.id}  {question.stem}")
    note(f"다음에 풀 문제 {len(chosen)}개")


def parse_day(text: str) -> datetime | None:
    """``"2026-07-01"`` as the start of that day; wrong usage for anything else."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise typer.BadParameter("날짜는 2026-07-01처럼 적습니다.", param_hint="--exam") from error


def disagree(
    attempt: Annotated[int | None, typer.Argument(help="답의 번호. 없으면 검토를 기다리는 답을 보여 줌")] = None,
    rule: Annotated[str, typer.Option("--rule", help="검토 결과: yes 인정, no 처음 채점대로")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """채점에 동의하지 않는 답을 정답으로 인정하고, 검토할 수 있게 남깁니다."""
    if rule not in ("", "yes", "no") or (rule and attempt is None):
        raise typer.BadParameter("답의 번호와 함께 yes나 no를 적습니다.", param_hint="--rule")
    from learning import Learner

    with opened_library(library, owner) as shelf:
        learner = Learner(shelf.database, shelf.owner)
        if attempt is None:
            found = learner.disagreements()
        else:
            found = [learner.rule(attempt, rule == "yes") if rule else learner.disagree(attempt)]
    if as_json:
        out({"attempts": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        score = f"{one.graded or 0:g} → {one.score:g}"
        print(
            f"{one.id}  {one.question.stem}\n  내 답: {one.response}  정답: {one.question.shown_answer()}  점수 {score}"
        )


def chosen_format(kind: str, out_file: Path | None, as_json: bool) -> str:
    """The format that was named, or that of the file's ending, or the usual one; wrong usage for none of the table."""
    from learning.exchange.export import FOR_PEOPLE, FOR_PROGRAMS, FORMATS, format_of_file

    name = kind or (format_of_file(out_file.name) if out_file else "")
    name = name or (FOR_PROGRAMS if as_json else FOR_PEOPLE)
    if name not in FORMATS:
        raise typer.BadParameter(f"{', '.join(FORMATS)} 가운데 고르세요.", param_hint="--format")
    if FORMATS[name].binary and out_file is None:
        raise typer.BadParameter(
            f"{name} 형식은 파일로만 씁니다: --out 문제.{FORMATS[name].ending}", param_hint="--out"
        )
    return name


def export(
    chosen: Annotated[
        list[str] | None, typer.Option("--question", help="이 문제만(id, 여러 번 쓸 수 있음). 없으면 모든 문제")
    ] = None,
    kind: Annotated[str, typer.Option("--format", help="파일 형식: {formats}. 없으면 --out의 끝 이름을 따름")] = "",
    out_file: Annotated[Path | None, typer.Option("--out", help="쓸 파일", dir_okay=False)] = None,
    title: Annotated[str, typer.Option("--title", help="시험지나 덱의 제목")] = "",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """만든 문제를 시험지, Anki, Moodle 따위로 내보냅니다."""
    name = chosen_format(kind, out_file, as_json)
    from learning import Learner
    from learning.exchange.export import render_export, title_of

    with opened_library(library, owner) as shelf:
        learner = Learner(shelf.database, shelf.owner)
        questions = [learner.question(one) for one in chosen or ()] or learner.questions(limit=EVERY_QUESTION)
        shown = as_json and out_file is None
        data = "" if shown else render_export(name, questions, title or title_of(questions), shelf)
    if shown:
        out({"questions": [question.model_dump(mode="json") for question in questions]})
        return
    if out_file is None:
        print(data, end="")
        return
    write_file(out_file, data)
    if as_json:
        out({"file": str(out_file), "format": name, "questions": len(questions)})
    else:
        note(f"{len(questions)}문제를 {out_file}에 썼습니다.")


def write_file(path: Path, data: str | bytes) -> None:
    """Write the file whole. Raises QuizError (``cannot_write``)."""
    try:
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> QuizError:
    """That a file cannot be written, and what to do."""
    return QuizError(
        f"{path}에 쓸 수 없습니다({error.strerror}). 다른 곳을 골라 주세요.",
        code="cannot_write",
        english=f"Cannot write {path}.",
    )


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="문제 파일({imports}): 표(앞면, 뒷면, 종류), Moodle GIFT, Anki 쪽지", exists=True, dir_okay=False
        ),
    ],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """다른 곳의 문제를 서재로 가져옵니다."""
    from learning.exchange.import_ import import_file

    with opened_library(library, owner) as shelf:
        made = import_file(shelf, file)
    if as_json:
        out(
            {
                "questions": [question.model_dump(mode="json") for question in made.questions],
                "new": made.new,
                "faults": [{"line": fault.line, "message": fault.message} for fault in made.faults],
            }
        )
        return
    for fault in made.faults:
        note(f"{fault.line}줄: {fault.message}")
    uncited = sum(not question.citation.source_id for question in made.questions)
    print(f"{len(made.questions)}문제를 읽어 {made.new}문제를 새로 넣었습니다.")
    if uncited:
        note(f"{uncited}문제는 서재의 교재에서 근거를 찾지 못했습니다.")
