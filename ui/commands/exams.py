"""Exams in a terminal: a mock exam against the clock, a quiz in the manner of a past paper, and hints."""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

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
from ui.commands.output import note, out, progress_bar

if TYPE_CHECKING:
    from learning import Question
    from learning.quizzes.mock_exam import MockExam


def mock(
    source: SourceOption = None,
    pages: PagesOption = "",
    n: Annotated[int, typer.Option("-n", min=1, max=100, help="문제 수")] = 20,
    minutes: Annotated[float, typer.Option("--minutes", min=0.01, help="제한 시간(분)")] = 30.0,
    seed: Annotated[int | None, typer.Option("--seed", help="같은 값이면 같은 문제")] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """모의고사: 한 줄에 답 하나씩 쓰고, 시간이 끝나면 그때까지의 답으로 채점합니다."""
    asked = parse_pages(pages)
    from learning import Learner
    from learning.quizzes.mock_exam import by_chapter, hand_in, make_mock

    with opened_library(library, owner) as shelf:
        exam = make_mock(
            shelf, chosen_sources(shelf, source), n=n, minutes=minutes, now=datetime.now(UTC), pages=asked, seed=seed
        )
        exam.started = datetime.now(UTC)
        sit(exam, note if as_json else print)
        learner = Learner(shelf.database, shelf.owner)
        grades = hand_in(learner, exam, datetime.now(UTC))
        chapters = by_chapter(learner, exam.questions, {grade.question_id: grade for grade in grades})
    earned = sum(grade.score for grade in grades)
    if as_json:
        out(
            {
                "score": earned,
                "questions": [one.model_dump(mode="json") for one in exam.questions],
                "grades": [grade.model_dump(mode="json") for grade in grades],
                "chapters": [
                    {"source": one.source, "chapter": one.chapter, "earned": one.earned, "questions": one.questions}
                    for one in chapters
                ],
            }
        )
        return
    print(f"{len(grades)}문제 가운데 {earned:g}점")
    for one in chapters:
        print(f"  {one.source} {one.chapter}  {one.earned:g}/{one.questions}")
    for number, grade in enumerate(grades, 1):
        if not grade.correct:
            print(f"{number}. 내 답: {grade.response or '–'}  정답: {grade.answer}")


def sit(exam: MockExam, say: Callable[[str], None]) -> None:
    """Ask question after question on stdin until the time or the input ends."""
    lines: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=listen, daemon=True).start()  # a line that never comes must not stop the clock
    for number, question in enumerate(exam.questions, 1):
        left = exam.left(datetime.now(UTC)).total_seconds()
        say(f"[{int(left) // 60}:{int(left) % 60:02d}] {number}. {question.stem}")
        for option in question.options:
            say(f"   {option.id}) {option.text}")
        began = time.monotonic()
        try:
            line = lines.get(timeout=left) if left > 0 else None
        except queue.Empty:
            line = None
        if line is None:
            note("시간이 끝났습니다." if exam.over(datetime.now(UTC)) else "답을 더 받지 않고 채점합니다.")
            return
        exam.answer(question.id, line.strip(), datetime.now(UTC), time.monotonic() - began)


def hint(
    question: Annotated[str, typer.Argument(help="문제 id")],
    n: Annotated[int, typer.Option("-n", min=1, max=9, help="몇 번째 힌트까지")] = 1,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """문제의 힌트를 하나씩 봅니다. 답할 때 본 수를 grade --hints로 적습니다."""
    from learning import Learner
    from learning.feedback.hints import hints

    with opened_library(library, owner) as shelf:
        every = hints(Learner(shelf.database, shelf.owner).question(question), shelf)
    if as_json:
        out({"hints": list(every[:n]), "left": max(0, len(every) - n)})
        return
    for number, said in enumerate(every[:n], 1):
        print(f"힌트 {number}: {said}")


def imitate(
    paper: Annotated[str, typer.Argument(help="서재에 있는 시험지의 id")],
    source: SourceOption = None,
    pages: PagesOption = "",
    seed: Annotated[int | None, typer.Option("--seed", help="같은 값이면 같은 문제")] = None,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """기출 시험지와 같은 짜임(문항 수, 종류, 배점)의 퀴즈를 다른 교재에서 만듭니다."""
    asked = parse_pages(pages)
    from learning.quizzes import past_papers

    with opened_library(library, owner) as shelf, progress_bar("문제") as report:
        found = past_papers.paper_of(shelf, shelf.source(paper).id)
        books = [one for one in chosen_sources(shelf, source) if one != paper]
        made = past_papers.imitate(
            shelf, found, books, pages=asked, seed=seed, progress=lambda done, total: report("만드는 중", done, total)
        )
    if as_json:
        out(
            {
                "paper": {"items": len(found.items), "kinds": found.kinds, "negative": found.negative_share},
                "questions": [one.model_dump(mode="json") for one in made.questions],
                "points": list(made.points),
            }
        )
        return
    print_paper(made.questions, made.points)
    note(f"시험지의 {len(found.items)}문항을 본떠 {len(made.questions)}문제를 냈습니다.")
    if len(found.items) > past_papers.LARGEST_EXAM:
        note(f"한 번에 {past_papers.LARGEST_EXAM}문제까지만 냅니다.")


def print_paper(questions: tuple[Question, ...], points: tuple[float, ...]) -> None:
    for number, question in enumerate(questions, 1):
        worth = f" [{points[number - 1]:g}점]" if points else ""
        print(f"{number}. {question.stem}{worth}   ({question.id})")
        for option in question.options:
            print(f"   {option.id}) {option.text}")
