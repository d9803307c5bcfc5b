"""The quiz tool: questions from chosen pages, stored, so that the answer carries their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

from agent.tools.evidence import ToolFinding, tool_result
from agent.tools.registry import ToolRow
from agent.tools.sources import chosen_sources, ranges
from errors import QuizError

if TYPE_CHECKING:
    from learning import Question


@tool(response_format="content_and_artifact")
def make_quiz_questions(
    runtime: ToolRuntime[Any, Any],
    count: int = 5,
    kinds: list[str] | None = None,
    first_page: int = 0,
    last_page: int = 0,
) -> tuple[str, ToolFinding]:
    """교재에서 퀴즈를 만든다."""
    from learning.kinds import KINDS, usual_kinds
    from learning.quizzes.llm_writer import make_quiz_with

    library, wanted = runtime.context.library, max(1, min(count, 20))
    chosen = tuple(kind for kind in kinds or () if kind in KINDS) or usual_kinds()
    sources = [source.id for source in chosen_sources(library, runtime.state)]
    pages = (first_page, last_page) if 0 < first_page <= last_page else None
    places = [] if pages else ranges(library, runtime.state)
    make = partial(make_quiz_with, runtime.context.model if runtime.context.generative else None, library)
    if len(places) > 1:
        questions = shared_out(make, places, wanted, chosen)
    else:
        questions = make(sources, pages=places[0][1] if places else pages, n=wanted, kinds=chosen)
    return tool_result(ToolFinding((), tuple(q.id for q in questions)))


def shared_out(
    make: Callable[..., list[Question]],
    places: Sequence[tuple[str, tuple[int, int]]],
    count: int,
    kinds: Sequence[str],
) -> list[Question]:
    """As many questions from each place as from another, the kinds in turn. Raises QuizError where no place gives
    any.
    """
    made: list[Question] = []
    refused: QuizError | None = None
    for left, (source, pages) in zip(range(len(places), 0, -1), places, strict=True):
        turn = len(made) % len(kinds)
        try:
            made += make(
                [source],
                pages=pages,
                n=-(-(count - len(made)) // left),
                kinds=[*kinds[turn:], *kinds[:turn]],
                earlier=made,
            )
        except QuizError as error:
            refused = error
        if len(made) >= count:
            return made
    if not made and refused:
        raise refused
    return made


def _describe(description: str) -> str:
    """The description with the kinds of question that there are."""
    from learning.kinds import KINDS

    known = ", ".join(f"{kind.id}({kind.korean})" for kind in KINDS.values())
    return f"{description} kinds는 {known} 가운데 고른다."


ROW = ToolRow(
    make_quiz_questions,
    "퀴즈",
    "Quiz",
    choice="quiz",
    arguments=lambda plan: {"count": plan.count, "kinds": list(plan.kinds)},
    on_page=True,
    describe=_describe,
)
