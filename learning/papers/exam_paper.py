"""A paper as a value: its heading, and its questions in order with their points; frozen."""

from __future__ import annotations

import string
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat

from learning.kinds import written_kinds
from learning.models import Question
from storage.tables import utcnow

USUAL_POINTS = 5.0  # of a question where nobody said
MOST_PLACED_QUESTIONS = 300  # questions of a paper
LONGEST_PAPER_TITLE = 120  # characters
LEAST_POINTS, MOST_POINTS_EACH = 0.1, 1000.0  # that a person can give a question
FORM_LETTERS = string.ascii_uppercase[1:6]  # of the forms beside the paper itself, which is A


class PaperHeading(BaseModel):
    """What stands at the head of a paper; what is empty is not printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    school: str = Field("", max_length=60)
    subject: str = Field("", max_length=60)
    grade: str = Field("", max_length=30)  # 학년: "2학년"
    date: str = Field("", max_length=30)
    teacher: str = Field("", max_length=60)
    instructions: str = Field("", max_length=1000)


class PlacedQuestion(BaseModel):
    """One question in its place; ``id`` stays when the question is edited or another takes its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: Question
    points: PositiveFloat = Field(USUAL_POINTS, le=MOST_POINTS_EACH)
    versions: int = 1  # questions that have stood here, this one among them

    @property
    def written(self) -> bool:
        """Whether it is answered in the pupil's own words (서답형)."""
        return not self.question.options or self.question.kind in written_kinds()


class ExamPaper(BaseModel):
    """A paper; ``form`` is the letter of a form (B형) that was made of it, "" for the paper itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    owner: str
    title: str
    heading: PaperHeading = PaperHeading()
    items: tuple[PlacedQuestion, ...] = ()
    forms: dict[str, int] = Field(default_factory=dict)  # letter -> seed
    form: str = ""
    scored: bool = True  # whether points are printed
    updated_at: datetime = Field(default_factory=utcnow)

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(item.question for item in self.items)

    @property
    def points(self) -> tuple[float, ...]:
        return tuple(item.points for item in self.items)

    @property
    def total(self) -> float:
        """All points together."""
        return round(sum(self.points), 2)

    def place_of(self, item_id: str) -> int:
        """The place of an item from 0; -1 where it is none of the paper's."""
        return next((place for place, one in enumerate(self.items) if one.id == item_id), -1)


class KeptPaper(BaseModel):
    """A paper as a list shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    questions: int
    points: float
    updated_at: datetime


def loose_paper(questions: Sequence[Question], title: str, points: Sequence[float] = ()) -> ExamPaper:
    """A paper of questions that is kept nowhere, so that they can be printed; without ``points`` none are."""
    worth = [*points, *[1.0] * len(questions)][: len(questions)]
    items = tuple(PlacedQuestion(id=one.id, question=one, points=each) for one, each in zip(questions, worth))
    return ExamPaper(id="", owner="", title=title, items=items, scored=bool(points))
