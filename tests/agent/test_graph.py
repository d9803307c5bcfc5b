"""The edges of the state machine: a draft whose sentences have no support is written again once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from agent import Assistant
from agent.graph import after_verify
from agent.state import MAX_REWRITES, AskInput
from knowledge import Library
from settings import Settings


class Inventing(BaseChatModel):
    """A model whose every draft holds a sentence that no book has."""

    drafts: int = 0

    @property
    def _llm_type(self) -> str:
        return "inventing"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage("을사늑약은 1999년에 체결되었다. [1]"))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.drafts += 1
        yield ChatGenerationChunk(message=AIMessageChunk(content="을사늑약은 1999년에 체결되었다. [1]"))


def test_a_rewrite_is_counted_when_there_is_one() -> None:
    assert after_verify({"unsupported": 1, "rewrites": 0}) == "compose"
    assert after_verify({"unsupported": 1, "rewrites": MAX_REWRITES}) == "__end__" and MAX_REWRITES == 1


def test_unsupported_sentences_are_rewritten_once_and_then_dropped(library: Library) -> None:
    model = Inventing()
    assistant = Assistant(Settings(library=library.path, llm="server"), library, model)
    states: list[dict[str, Any]] = []
    for update in assistant._graph.stream(
        AskInput(question="을사늑약은 언제 체결되었나?", sources=None, tool=None),
        {"configurable": {"thread_id": "한 번"}},
        context=assistant._context,
        stream_mode="updates",
    ):
        states += [{"node": name} | (step or {}) for name, step in update.items()]
    composed = [one["rewrites"] for one in states if one["node"] == "compose"]
    assert composed == [0, 1] and model.drafts == 2
    assert "1999" not in states[-1]["text"] and states[-1]["citations"]
