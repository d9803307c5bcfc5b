"""``/api/quizzes`` and ``/api/attempts``: questions from the books, and what was answered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from agent import Assistant
from errors import QuestionError
from knowledge import Library
from learning import Grade, Question
from learning.kinds import usual_kinds
from learning.models import Attempt
from learning.quizzes.llm_writer import make_quiz_with
from learning.quizzes.planning import find_short_kinds
from server.callers import Reader, Writer
from server.desk import TheDesk
from server.request_shapes import AttemptRequest, QuizRequest

router = APIRouter(prefix="/api", tags=["quizzes"])
HIDDEN_UNTIL_ANSWERED = frozenset({"answer", "explanation", "citation", "citations"})
Most = Annotated[int, Query(ge=1, le=1000)]


class QuestionList(BaseModel):
    """Questions; without answer, explanation and citation where they were not to be shown."""

    questions: list[dict[str, Any]]
    short: list[dict[str, Any]] = []  # kinds of which there are fewer than asked for


class AttemptList(BaseModel):
    """Answers as they were kept, latest first."""

    attempts: list[Attempt]


@router.post("/quizzes")
async def create_quiz(caller: Writer, desk: TheDesk, asked: QuizRequest) -> QuestionList:
    """교재에서 문제를 냅니다. reveal이 false면 정답과 풀이는 채점할 때 보여 줍니다."""
    kinds = tuple(asked.kinds) or usual_kinds()

    def make(assistant: Assistant) -> list[Question]:
        return make_quiz_with(
            assistant.model if assistant.generative else None,
            assistant.library,
            chosen_shelf(assistant.library, asked.sources),
            pages=asked.pages,
            n=asked.n,
            kinds=kinds,
            seed=asked.seed,
        )

    made = await desk.call(caller, make)
    short = [asdict(one) for one in find_short_kinds(made, kinds, asked.n)]
    return QuestionList(questions=[show_question(one, asked.reveal) for one in made], short=short)


@router.get("/questions")
async def list_questions(caller: Reader, desk: TheDesk, limit: Most = 100, reveal: bool = True) -> QuestionList:
    """지금까지 낸 문제, 나중에 낸 것부터."""
    found = await desk.call(caller, lambda assistant: assistant.learner.questions(limit))
    return QuestionList(questions=[show_question(one, reveal) for one in found])


@router.get("/questions/{question_id}")
async def show_one_question(
    caller: Reader,
    desk: TheDesk,
    question_id: Annotated[str, Path(min_length=1, max_length=64)],
    reveal: bool = True,
) -> dict[str, Any]:
    """한 문제."""
    return show_question(await desk.call(caller, lambda assistant: assistant.learner.question(question_id)), reveal)


@router.post("/attempts")
async def grade_answer(caller: Writer, desk: TheDesk, asked: AttemptRequest) -> Grade:
    """답을 채점하고 복습 계획에 넣습니다."""

    def grade(assistant: Assistant) -> Grade:
        return assistant.learner.submit(asked.question_id, asked.response, seconds=asked.seconds, hints=asked.hints)

    return await desk.call(caller, grade)


@router.get("/attempts")
async def list_attempts(caller: Reader, desk: TheDesk, limit: Most = 100) -> AttemptList:
    """지금까지 낸 답, 나중 것부터."""
    return AttemptList(attempts=await desk.call(caller, lambda assistant: assistant.learner.attempts(limit)))


def show_question(question: Question, reveal: bool) -> dict[str, Any]:
    """A question as it is told, with or without what gives its answer away."""
    told = question.model_dump(mode="json")
    return told if reveal else {key: value for key, value in told.items() if key not in HIDDEN_UNTIL_ANSWERED}


def chosen_shelf(library: Library, wanted: list[str] | None) -> list[str]:
    """The sources asked for, or all of them. Raises QuestionError (``unknown_source``, ``no_sources``)."""
    found = [library.source(one).id for one in wanted] if wanted else [one.id for one in library.sources()]
    if not found:
        raise QuestionError(
            "서재가 비어 있습니다. 교재를 먼저 올려 주세요.",
            code="no_sources",
            english="The library is empty; upload a textbook first.",
        )
    return found
