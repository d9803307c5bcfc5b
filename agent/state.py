"""What the graph carries from node to node: ids, offsets and short texts, so that a checkpoint stays under 5 KB a question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NotRequired

from langchain_core.language_models import BaseChatModel
from typing_extensions import TypedDict

from agent.answer import Answer
from knowledge import Library
from learning import Learner
from llm.tasks.compose import Fault
from llm.tasks.style import DEFAULT, Style

REMEMBERED = 4  # earlier questions kept for follow-ups
MAX_ROUNDS = 3


class Ref(TypedDict):
    """One numbered piece of evidence: a passage and the spans in it that answer best."""

    n: int
    passage: int
    source: str
    title: str
    page: int
    start: int
    end: int
    coverage: float
    quotes: list[tuple[int, int, int, float]]  # page, start, end, score
    label: NotRequired[str]  # who says it, or which question it answered; shown before the quote


Span = tuple[str, int, int]  # source, start, end


class Call(TypedDict):
    """A tool call as it was planned."""

    name: str
    args: dict[str, Any]


def keep_recent(left: list[str] | None, right: list[str] | None) -> list[str]:
    """The last REMEMBERED questions, each cut to 200 characters."""
    return [text[:200] for text in [*(left or []), *(right or [])]][-REMEMBERED:]


class AskInput(TypedDict):
    """What a caller puts in."""

    question: str
    sources: list[str] | None
    tool: str | None
    rounds: int  # 0 at the start of a question
    rewrites: int


class State(AskInput, total=False):
    """Input, and what the nodes add. Everything but ``history`` belongs to the present question."""

    history: Annotated[list[str], keep_recent]
    query: str
    within: list[Span]
    clarify: str  # the question back, where two readings lead apart
    pending: str  # the request that waits for its answer
    calls: list[Call]
    evidence: list[Ref]
    abstain: bool
    question_ids: list[str]
    draft: str
    text: str
    citations: list[dict[str, Any]]
    unsupported: int
    again: list[Fault]  # what was wrong with the first draft


@dataclass(frozen=True)
class Context:
    """What nodes and tools work with; never in a checkpoint."""

    library: Library
    model: BaseChatModel
    learner: Learner
    generative: bool  # True where the engine writes prose of its own
    style: Style = DEFAULT
    said: Callable[[], Sequence[Answer]] = tuple  # the answers of the present conversation, oldest first
    stop: threading.Event = field(default_factory=threading.Event)  # set: the answer is no longer wanted
