"""What a question comes back as; frozen, and the same whether fresh, from the database or over ``--json``."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from knowledge.models import Citation


class Step(BaseModel):
    """One thing that was done: ``name`` for programs, ``label`` for people, seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: str
    seconds: float
    detail: str = ""


class Answer(BaseModel):
    """``text`` holds ``[n]`` markers; ``citations`` says what each stands for;
    ``nearest`` goes with an honest refusal.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    text: str
    abstained: bool = False
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()
    question_ids: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    thread: str = ""
    id: int = 0
    feedback: int = 0
    unsaved: str = ""  # why the answer could not be kept, as a sentence; it is shown all the same


class Thread(BaseModel):
    """One conversation in the list of conversations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    updated_at: datetime
    answers: int
