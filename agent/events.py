"""What happens while a question is answered, one frozen class a kind; app, CLI and tests consume the same stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agent.answer import Answer
from knowledge.models import Citation

STEP_LABELS = {
    "plan": "질문을 살펴봅니다",
    "act": "교재를 찾아봅니다",
    "compose": "답을 씁니다",
    "verify": "근거를 확인합니다",
}


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


def describe_step(name: str, state: dict[str, Any]) -> str:
    """What a step did, in a few words."""
    if name == "plan":
        return ", ".join(call["name"] for call in state.get("calls") or ())
    if name == "act":
        return f"근거 {len(state.get('evidence') or ())}곳"
    if name == "verify":
        return f"인용 {len(state.get('citations') or ())}개"
    return ""
