"""What a model family writes and reads that is not words: tool calls, thinking, results, ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import ToolCall

Functions = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Dialect:
    """A family's notation.

    ``matches`` is asked with the tokenizer, whose ``chat_template`` and special tokens tell. ``parse_call`` takes what
    stood between the marks of a call and gives ``{"name", "arguments"}``, or raises ValueError; ``call_schema`` is the
    JSON schema of that text, where a call must be made. "" for a mark: the family has none.
    """

    name: str
    matches: Callable[[Any], bool]
    call_open: str
    call_close: str
    tell_tools: Callable[[Functions], str]  # what a model is told whose template knows no tools
    write_calls: Callable[[Sequence[ToolCall]], str]  # calls of an earlier turn as text
    parse_call: Callable[[str], dict[str, Any]]
    call_schema: Callable[[Functions], dict[str, Any]]
    before_call: str = ""  # what the engine puts after ``call_open`` where a call must be made
    result_open: str = ""
    result_close: str = ""
    think_open: str = ""
    think_close: str = ""
    template_options: dict[str, Any] = field(default_factory=dict)  # what turns thinking off in the chat template
    end_tokens: tuple[str, ...] = ()  # tokens that end an answer beside the tokenizer's own

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that a message's text may not hold whole."""
        every = (self.call_open, self.call_close, self.result_open, self.result_close)
        return tuple(mark for mark in every if mark)
