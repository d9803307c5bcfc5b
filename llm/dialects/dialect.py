"""What a model family writes and reads that is not words: tool calls, thinking, results, ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import ToolCall

Functions = Sequence[dict[str, Any]]
Region = Mapping[str, str | list[str]]
CALL, BARE_CALL, THOUGHT, PROSE = "call", "bare_call", "thought", "text"  # what a region's name begins with
_AT_ONCE = ""  # a region that ends where it begins: its mark is dropped


@dataclass(frozen=True)
class Forced:
    """A call that must be made: the prompt up to where the model goes on, the JSON schema of what it writes there, and
    what stands before that where the call is read.
    """

    prompt: str
    schema: dict[str, Any]
    head: str = ""


@dataclass(frozen=True)
class Dialect:
    """A family's notation.

    ``matches`` is asked with the tokenizer, whose ``chat_template`` and special tokens tell. ``parse_call`` takes what
    stood between the marks of a call and gives ``{"name", "arguments"}`` or a list of them, or raises ValueError;
    ``call_schema`` is the JSON schema of that text, where a call must be made. "" for a mark: the family has none.
    """

    name: str
    matches: Callable[[Any], bool]
    call_open: str
    call_close: str
    tell_tools: Callable[[Functions], str]  # what a model is told whose template knows no tools
    write_calls: Callable[[Sequence[ToolCall]], str]  # calls of an earlier turn as text
    parse_call: Callable[[str], dict[str, Any] | list[dict[str, Any]]]
    call_schema: Callable[[Functions], dict[str, Any]]
    before_call: str = ""  # what the engine puts after ``call_open`` where a call must be made
    result_open: str = ""
    result_close: str = ""
    think_open: str = ""
    think_close: str = ""
    template_options: dict[str, Any] = field(default_factory=dict)  # what turns thinking off in the chat template
    end_tokens: tuple[str, ...] = ()  # tokens that end an answer beside the tokenizer's own
    more_thoughts: tuple[tuple[str, str], ...] = ()  # further pairs of marks around thoughts
    before_text: str = ""  # what the engine puts before an answer in words, where the family names its channels
    regions: Mapping[str, Region] = field(default_factory=dict)  # further regions, as transformers declares them
    controls: tuple[str, ...] = ()  # further tokens that the regions are told by
    force: Callable[[Dialect, str, Functions], Forced] | None = None  # where ``call_open`` alone opens no call

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks that a message's text may not hold whole."""
        every = (self.call_open, self.call_close, self.result_open, self.result_close)
        thoughts = (mark for pair in self.thoughts for mark in pair)
        return tuple(dict.fromkeys(mark for mark in (*every, *thoughts, *self.controls) if mark))

    @property
    def thoughts(self) -> tuple[tuple[str, str], ...]:
        """The pairs of marks around thoughts."""
        own = ((self.think_open, self.think_close),) if self.think_open else ()
        return own + self.more_thoughts

    def force_call(self, prompt: str, functions: Functions) -> Forced:
        """How one of the functions is made to be called."""
        if self.force:
            return self.force(self, prompt, functions)
        return Forced(prompt + self.call_open + self.before_call, self.call_schema(functions))

    def list_regions(self, tools: bool) -> dict[str, dict[str, Any]]:
        """The parts of an answer as fields of transformers' response templates: thoughts, calls, and text, which is the
        rest; marks that stand alone are dropped. ``tools`` False: what looks like a call is text.
        """
        found: dict[str, dict[str, Any]] = {PROSE: {}}
        found |= {f"{THOUGHT}_{number}": _enclose(*pair) for number, pair in enumerate(self.thoughts)}
        if self.call_open and tools:
            found[CALL] = {**_enclose(self.call_open, self.call_close), "repeats": True}
        for name, region in self.regions.items():
            if tools or CALL not in name:
                found[name] = {**region, **({"repeats": True} if CALL in name else {})}
        opened = {region.get("open") for region in found.values()}
        text = () if tools else (self.call_open, self.call_close)  # nobody asked for calls: their marks are text
        if stray := [mark for mark in self.marks if mark not in opened and mark not in text]:
            found["stray"] = {"open": stray, "close_pattern": _AT_ONCE}
        return found


def _enclose(mark: str, end: str) -> dict[str, Any]:
    """A region between two marks; the line ends after it belong to it. Without an end it goes on to the last word."""
    return {"open": mark, **({"close_pattern": rf"{re.escape(end)}\n*"} if end else {})}


def chat_template_of(tokenizer: Any) -> str:
    """The chat template, "" where there is none; of several, all."""
    return str(getattr(tokenizer, "chat_template", None) or "")
