"""A stop reaches a model wherever it is: before its plan, before its first word; the quotes
stand, and nothing is asked again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import Field

from agent import Answer, Assistant
from knowledge import Library
from settings import Settings


class Slow(BaseChatModel):
    """Says nothing until it is told to stop; it is slow at planning alone, or at writing alone."""

    cancellable: ClassVar[bool] = True
    planning: bool
    asked: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "slow"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Runnable[Any, AIMessage]:
        return self.bind(**kwargs)

    def _generate(self, messages: list[BaseMessage], *_: Any, cancel: threading.Event, **__: Any) -> ChatResult:
        self.asked.append("plan")
        if self.planning:
            cancel.wait(20)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(""))])

    def _stream(
        self, messages: list[BaseMessage], *_: Any, cancel: threading.Event, **__: Any
    ) -> Iterator[ChatGenerationChunk]:
        self.asked.append("write")
        cancel.wait(20)
        yield ChatGenerationChunk(message=AIMessageChunk("아무 근거도 없는 말을 하다가 만"))


@pytest.mark.parametrize("planning", [True, False])
def test_a_stop_reaches_a_model_that_has_said_nothing_yet(library: Library, planning: bool) -> None:
    model, stop, answer = Slow(planning=planning), threading.Event(), None
    assistant = Assistant(Settings(library=library.path, llm="server"), library, model)
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    for event in assistant.stream("을사늑약은 언제 체결되었나?", "가", stop=stop):
        answer = getattr(event, "answer", answer)
    assistant._saver.conn.close()
    assert time.monotonic() - started < 10 and model.asked == ["plan", "write"]
    assert isinstance(answer, Answer) and "1905년" in answer.text and answer.citations
