"""What happens while a question is answered, one frozen class a kind; app, CLI and tests consume the same stream."""

from __future__ import annotations

from dataclasses import dataclass

from agent.answer import Answer
from knowledge.models import Citation


@dataclass(frozen=True)
class StepEvent:
    """A node of the graph has finished: its name, a Korean label, and the seconds it took."""

    name: str
    label: str
    seconds: float
    detail: str = ""


@dataclass(frozen=True)
class QuoteEvent:
    """The quoted answer, at once, before any model writes: exact spans of the sources."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class TokenEvent:
    """A piece of the model's answer as it is written; it may still be changed by ``verify``."""

    text: str


@dataclass(frozen=True)
class AnswerEvent:
    """The finished answer; always the last event."""

    answer: Answer


Event = StepEvent | QuoteEvent | TokenEvent | AnswerEvent
