"""Questions, grades and wrong notes (오답노트: the questions whose last answer was wrong); frozen values."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from knowledge.models import Citation


def mark(option: str) -> str:
    """``"3"`` as ③; letters as they are."""
    return chr(0x245F + int(option)) if option.isdecimal() and 1 <= int(option) <= 20 else option


Bloom = Literal["", "remember", "understand", "apply", "analyze", "evaluate", "create"]
Made = Literal["", "rules", "model", "import", "person"]
_OFTEN_EMPTY = frozenset({"citations", "bloom", "made", "passed", "rubric"})


class Option(BaseModel):
    """One choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str


class RubricLine(BaseModel):
    """What an answer must say for so many points, as a teacher wrote it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    points: float = Field(gt=0)


class Question(BaseModel):
    """One question. ``answer`` holds option ids where there are options, accepted texts where there are none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    stem: str
    options: tuple[Option, ...] = ()
    answer: tuple[str, ...] = Field(min_length=1)
    explanation: str
    citation: Citation
    citations: tuple[Citation, ...] = ()  # the other spans that a question of several statements rests on
    concept: str
    difficulty: float = Field(ge=0, le=1)
    bloom: Bloom = ""  # "" where nobody said
    made: Made = ""  # how it was made
    passed: tuple[str, ...] = ()  # the checks that it passed, by the names of ``learning.validation.checks``
    rubric: tuple[RubricLine, ...] = ()  # 서술형: what a teacher asks for instead of the cited spans

    @model_serializer(mode="wrap")
    def _as_told(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what it does not have: most questions rest on one span, and old ones do
        not say how they were made.
        """
        told: dict[str, Any] = write(self)
        return {key: value for key, value in told.items() if value or key not in _OFTEN_EMPTY}

    def spans(self) -> tuple[str, ...]:
        """Every quote that the question rests on, that of ``citation`` first."""
        return (self.citation.quote, *(one.quote for one in self.citations))

    @property
    def _lettered(self) -> bool:
        """Whether the options are O and X, which say all by themselves."""
        return {option.id for option in self.options} == {"O", "X"}

    def shown_answer(self) -> str:
        """The right answer as a person reads it."""
        texts = {option.id: option.text for option in self.options}
        if texts and not self._lettered:
            return ", ".join(f"{mark(key)} {texts[key]}" for key in self.answer)
        return self.answer[0]

    def shown_response(self, response: str) -> str:
        """A response as the person chose it: an option with its text, anything else as it was written."""
        text = next((option.text for option in self.options if option.id == response), "")
        return f"{mark(response)} {text}" if text and not self._lettered else response


class Grade(BaseModel):
    """What an answer earned: ``score`` 0, 0.5 (a slip of the pen) or 1, or the share of a rubric's points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: str
    correct: bool
    score: float
    response: str
    answer: str
    feedback: str
    explanation: str
    citation: Citation
    attempt: int = 0  # its number, by which the learner may disagree; 0 where nothing was kept


class Attempt(BaseModel):
    """One answer as it was kept; ``graded`` is the first score where the learner
    disagreed, ``ruling`` what came of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    question: Question
    response: str
    choice: str
    score: float
    at: datetime
    seconds: float
    hints: int
    graded: float | None
    ruling: str


class WrongNote(BaseModel):
    """A question that was last answered wrongly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Question
    attempts: int
    last_response: str
    last_at: datetime
    due: datetime | None

    def next_review(self, now: datetime) -> datetime | None:
        """When the question comes back; None where that is now."""
        return self.due if self.due is not None and self.due > now else None
