"""Questions, grades and wrong notes (오답노트: the questions whose last answer was wrong); frozen values."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from knowledge.models import Citation


class Option(BaseModel):
    """One choice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str


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
    concept: str
    difficulty: float = Field(ge=0, le=1)

    def shown_answer(self) -> str:
        """The right answer as a person reads it."""
        texts = {option.id: option.text for option in self.options}
        if self.kind != "ox" and texts:
            return ", ".join(f"{chr(0x245F + int(key))} {texts[key]}" for key in self.answer)
        return self.answer[0]


class Grade(BaseModel):
    """What an answer earned: ``score`` 0, 0.5 (a slip of the pen) or 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_id: str
    correct: bool
    score: float
    response: str
    answer: str
    feedback: str
    explanation: str
    citation: Citation


class WrongNote(BaseModel):
    """A question that was last answered wrongly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Question
    attempts: int
    last_response: str
    last_at: datetime
    due: datetime | None
