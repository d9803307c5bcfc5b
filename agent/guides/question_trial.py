"""Whether the assistant would answer a question in full: planned and looked up as it would be, and nothing kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from langgraph.runtime import Runtime

from agent.nodes.act import act
from agent.nodes.plan import plan
from agent.state import Context, Ref, State
from errors import HyunmooError
from knowledge import Library
from llm.extractive import ExtractiveChatModel


class QuestionTrial:
    """Questions tried on one library by the rules and the search alone: no model is asked, no conversation is kept."""

    def __init__(self, library: Library) -> None:
        self._runtime: Runtime[Context] = Runtime(context=Context(library, ExtractiveChatModel(), False))

    def answers(self, question: str, source_id: str, spans: Sequence[tuple[int, int]]) -> bool:
        """Whether the quotes answer in full and show something of each of the spans of a source."""
        quotes = [quote for ref in self._look(question) if ref["source"] == source_id for quote in ref["quotes"]]
        return bool(spans) and all(
            any(start < last and first < end for _, first, last, _ in quotes) for start, end in spans
        )

    def _look(self, question: str) -> list[Ref]:
        """The evidence with its quotes; none where the answer would be a refusal, a part or no answer from books."""
        state: dict[str, Any] = {"question": question, "sources": None, "tool": None, "history": []}
        try:
            state |= plan(cast(State, state), self._runtime)
            if not state["calls"] or state.get("clarify"):
                return []
            state |= act(cast(State, state), {}, self._runtime)
        except HyunmooError:
            return []
        if state.get("abstain") or state.get("sufficiency") != "full" or state.get("question_ids"):
            return []
        return cast(list[Ref], state["evidence"])
