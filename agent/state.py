"""What the graph carries from node to node: ids, offsets and short texts; a checkpoint keeps what
a follow-up needs and no more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NotRequired, TypeVar

from langchain_core.language_models import BaseChatModel
from langgraph.channels import UntrackedValue
from typing_extensions import TypedDict

from agent.answer import Answer, Sufficiency
from agent.events import QuoteEvent, TokenEvent
from knowledge import Library
from llm.tasks.compose import Fault
from llm.tasks.style import DEFAULT_STYLE, Style

T = TypeVar("T")
Present = Annotated[T, UntrackedValue]  # belongs to the question in hand: never in a checkpoint

REMEMBERED = 4  # earlier questions kept for follow-ups
MAX_ROUNDS = 2  # of tools
MAX_REWRITES = 1  # of a draft whose sentences had no support


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
    """A tool call as it was planned; ``label`` is what its part of a request is called, where it has several."""

    name: str
    args: dict[str, Any]
    label: NotRequired[str]


def keep_recent(left: list[str] | None, right: list[str] | None) -> list[str]:
    """The last REMEMBERED questions, each cut to 200 characters."""
    return [text[:200] for text in [*(left or []), *(right or [])]][-REMEMBERED:]


class AskInput(TypedDict):
    """What a caller puts in."""

    question: Present[str]
    sources: Present[list[str] | None]
    tool: Present[str | None]
    history: NotRequired[Annotated[list[str], keep_recent]]  # of a conversation that the caller keeps


class State(AskInput, total=False):
    """Input, and what the nodes add. A thread remembers its ``history`` and what waits for an answer; the
    rest is gone with the question.
    """

    pending: str  # the request that waits for the answer to a question back
    query: Present[str]
    within: Present[list[Span]]
    clarify: Present[str]  # the question back, where two readings lead apart
    reading: Present[str]  # how page numbers were read, where that could be otherwise
    maybe_talk: Present[bool]  # talk, where the books have nothing to say to it
    calls: Present[list[Call]]
    rounds: Present[int]  # of tools
    evidence: Present[list[Ref]]
    abstain: Present[bool]
    unanswered: Present[list[str]]  # the parts of the request that nothing answers
    sufficiency: Present[Sufficiency]
    question_ids: Present[list[str]]
    draft: Present[str]
    rewrites: Present[int]  # of the draft: none when the first one is verified
    text: Present[str]
    citations: Present[list[dict[str, Any]]]
    unsupported: Present[int]
    again: Present[list[Fault]]  # what was wrong with the first draft
    telling: Present[dict[str, Any] | None]  # what a tool tells: text, citations, table, figures
    choices: list[str]  # what was offered with a question back


@dataclass(frozen=True)
class Context:
    """What nodes and tools work with; never in a checkpoint."""

    library: Library
    model: BaseChatModel
    generative: bool  # True where the engine writes prose of its own
    style: Style = DEFAULT_STYLE
    said: Callable[[], Sequence[Answer]] = tuple  # the answers of the present conversation, oldest first
    stop: threading.Event = field(default_factory=threading.Event)  # set: the answer is no longer wanted
    tell: Callable[[QuoteEvent | TokenEvent], None] | None = (
        None  # None: LangGraph's own stream, heard while a node runs
    )
