"""Quizzes in a terminal: make them, answer them, see what was wrong, put them on paper."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.commands.options import (
    JsonOption,
    LibraryOption,
    OwnerOption,
    PagesOption,
    SourceOption,
    chosen_sources,
    opened_library,
    parse_pages,
)
from ui.commands.output import cited, note, out, progress_bar


def quiz(
    source: SourceOption = None,
    pages: PagesOption = "",
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="문제 수")] = 5,
    kinds: Annotated[str, typer.Option("--kinds", help="문제 종류")] = "mcq5,ox,cloze,short",
    seed: Annotated[int | None, typer.Option("--seed", help="같은 값이면 같은 문제")] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """교재에서 문제를 냅니다."""
    asked = parse_pages(pages)
    wanted = tuple(kind.strip() for kind in kinds.split(",") if kind.strip())
    from learning import make_quiz

    with opened_library(library, owner) as shelf, progress_bar("문제") as report:
        questions = make_quiz(
            shelf,
            chosen_sources(shelf, source),
            pages=asked,
            n=n,
            kinds=wanted,
            seed=seed,
            progress=lambda done, total: report("만드는 중", done, total),
        )
    if as_json:
        out({"questions": [question.model_dump(mode="json") for question in questions]})
        return
    for number, question in enumerate(questions, 1):
        print(f"{number}. {question.stem}   ({question.id})")
        for option in question.options:
            print(f"   {option.id}) {option.text}")
    if len(questions) < n:
        note(f"이 범위에서는 {len(questions)}문제만 낼 수 있었습니다.")


def grade(
    question: Annotated[str, typer.Argument(help="문제 id")],
    response: Annotated[str, typer.Argument(help="내 답")],
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """답을 채점하고 풀이를 보여 줍니다."""
    from learning import Learner

    with opened_library(library, owner) as shelf:
        result = Learner(shelf.database, shelf.owner).submit(question, response)
    if as_json:
        out(result.model_dump(mode="json"))
        return
    print(f"{result.feedback} 정답: {result.answer}\n{result.explanation}\n{cited([result.citation])}")


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


def export(
    kind: Annotated[str, typer.Option("--format", help="markdown, csv, json")] = "markdown",
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """만든 문제를 시험지로 내보냅니다."""
    from learning import Learner
    from learning.export import FORMATS

    name = "json" if as_json else kind
    if name not in FORMATS:
        raise typer.BadParameter(f"{', '.join(FORMATS)} 가운데 고르세요.", param_hint="--format")
    with opened_library(library, owner) as shelf:
        questions = Learner(shelf.database, shelf.owner).questions()
    if as_json:
        out({"questions": [question.model_dump(mode="json") for question in questions]})
    else:
        print(FORMATS[name](questions), end="")
