"""Answers from a file of recorded replies, through the same interface as a model's: for tests, and for showing what
becomes of prose where no weights are at hand. No model: whoever shows an engine's name shows that.

A line of the file is a JSON object: ``question``, and ``reply``, or ``replies`` of several writers (``model``,
``text``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import BaseModel, ConfigDict, ValidationError

from errors import ModelUnavailable
from llm.tasks.slots import KindWords
from settings import Settings

REPLAY_MODEL = "recorded replies"
LARGEST_FILE = 64 * 2**20  # bytes
_PIECE = 12  # characters of a piece of a stream
_LINE = "\n"


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    model: str = ""
    text: str


class _Recorded(BaseModel):
    """A line of the file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    reply: str = ""
    replies: tuple[_Reply, ...] = ()


class ReplayChatModel(BaseChatModel):
    """Writes the reply that was recorded for the question in its prompt; nothing where there is none; calls no tools.

    ``replies``: recorded texts by question; the longest question that stands on a line of its own in the prompt counts.
    """

    replies: dict[str, str]

    @property
    def _llm_type(self) -> str:
        return "hyunmoo-replay"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | dict[str, Any] | bool | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The same without tools: it can only say again what was said."""
        return ReplayChatModel(replies={})

    def _find_reply(self, messages: Sequence[BaseMessage]) -> str:
        lines = set(str(messages[-1].text).split(_LINE)) if messages else set()
        known = [question for question in self.replies if question in lines]
        return self.replies[max(known, key=len)] if known else ""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        told = {"model_name": REPLAY_MODEL, "model_provider": "hyunmoo", "finish_reason": "stop"}
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(self._find_reply(messages), response_metadata=told))]
        )

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = self._find_reply(messages)
        for start in range(0, len(said), _PIECE):
            yield ChatGenerationChunk(message=AIMessageChunk(content=said[start : start + _PIECE]))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", chunk_position="last"))


def load_replay(settings: Settings, kinds: Sequence[KindWords] = ()) -> ReplayChatModel:
    """The replies of the file that ``model`` names, ``FILE`` or ``FILE#WRITER``. Raises ModelUnavailable."""
    name, _, writer = settings.model.partition("#")
    file = Path(name).expanduser()
    if not name or not file.is_file() or file.stat().st_size > LARGEST_FILE:
        raise ModelUnavailable(
            f"녹음된 답 파일을 읽을 수 없습니다: {name or '(이름 없음)'}. 설정의 model에 JSON Lines 파일(64 MiB까지)의 경로를 적어 주세요.",
            code="replay_missing",
            english=f"There is no file of recorded replies {name!r}, or it is larger than {LARGEST_FILE} bytes.",
        )
    replies: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = _Recorded.model_validate(json.loads(line))
        except (ValueError, ValidationError) as error:
            raise ModelUnavailable(
                f"녹음된 답 파일의 {number}번째 줄을 읽을 수 없습니다: {file.name}. 줄마다 question과 reply가 든 JSON이어야 합니다.",
                code="replay_broken",
                english=f"Line {number} of {file.name} is no recorded reply.",
            ) from error
        texts = [reply.text for reply in one.replies if not writer or reply.model == writer]
        if said := one.reply or next(iter(texts), ""):
            replies[one.question.strip()] = said
    return ReplayChatModel(replies=replies)
