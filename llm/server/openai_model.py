"""The chat model of a server: LangChain's own client, with what goes wrong said in our words, and a
stop that is heard at the prompt.
"""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, ClassVar, TypeVar

import httpx
import openai
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr

from errors import ModelUnavailable
from llm.server.openai_errors import cut_off_error, key_refused_error, too_long_error, unreachable_error
from llm.server.thinking import ThoughtFilter, quiet_request, reasoning_of

STOP_POLL_SECONDS = 0.1  # seconds between two looks at a stop
_TOO_LONG = re.compile(
    r"context.{0,20}(length|size|window)|too many tokens|prompt is too long", re.I
)  # vLLM, llama.cpp

Piece = TypeVar("Piece")


class ServedChatModel(ChatOpenAI):
    """A model on a server of OpenAI's protocol. Raises ModelUnavailable, or QuestionError (``prompt_too_long``)."""

    _quiet: dict[str, Any] | None = PrivateAttr(default=None)  # what turns thinking off here; None: not asked yet
    cancellable: ClassVar[bool] = True  # ``stream(..., cancel=event)`` ends when the event is set

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """No: it would be written down as LangChain's own class, and its key with it."""
        return False

    def _generate(self, *args: Any, cancel: threading.Event | None = None, **kwargs: Any) -> ChatResult:
        ask = super()._generate

        def answer() -> Iterator[ChatResult]:
            yield self._quietly(ask, *args, **kwargs)

        with self._in_our_words():
            found = next(read_until_stop(answer(), cancel), None) if cancel else next(answer())
        if found is None:
            return ChatResult(generations=[ChatGeneration(message=AIMessage(content=""))])
        stops = kwargs.get("stop") or (args[1] if len(args) > 1 else None) or ()
        for one in found.generations:
            _refuse_cut_off(one, kwargs)
            _keep_thoughts_apart(one.message)
            _cut_at_stop(one.message, stops)
        return found

    def _quietly(self, ask: Callable[..., Piece], *args: Any, **kwargs: Any) -> Piece:
        """Ask with thinking turned off, as this server takes it; without where it takes no such thing."""
        if self._quiet is None:
            self._quiet = quiet_request(str(self.openai_api_base))
        if not self._quiet or "extra_body" in kwargs:
            return ask(*args, **kwargs)
        try:
            return ask(*args, **kwargs, extra_body=self._quiet)
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            found = ask(*args, **kwargs)
            self._quiet = {}
            return found

    def _stream(
        self, *args: Any, cancel: threading.Event | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        begin = super()._stream

        def start(*args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
            chunks = begin(*args, **kwargs)
            first = next(chunks, None)  # a refusal comes with the first chunk
            return chain(() if first is None else (first,), chunks)

        def answer() -> Iterator[ChatGenerationChunk]:
            yield from self._quietly(start, *args, **kwargs)

        thoughts = ThoughtFilter()
        with self._in_our_words():
            for chunk in read_until_stop(answer(), cancel) if cancel else answer():
                _refuse_cut_off(chunk, kwargs)
                yield _filter_chunk(chunk, thoughts)
        if rest := thoughts.end():
            yield ChatGenerationChunk(message=AIMessageChunk(content=rest))
        if cancel and cancel.is_set():
            yield ChatGenerationChunk(
                message=AIMessageChunk(content="")
            )  # a stream of nothing is an error to LangChain

    async def _agenerate(self, *args: Any, **kwargs: Any) -> ChatResult:
        with self._in_our_words():
            return await super()._agenerate(*args, **kwargs)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        with self._in_our_words():
            async for chunk in super()._astream(*args, **kwargs):
                yield chunk

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        found = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices: list[dict[str, Any]] = chunk.get("choices") or [{}]
        if found is not None and (thought := reasoning_of(choices[0].get("delta") or {})):
            found.message.additional_kwargs["reasoning_content"] = thought
        return found

    def _create_chat_result(self, response: Any, generation_info: dict[str, Any] | None = None) -> ChatResult:
        found = super()._create_chat_result(response, generation_info)
        told = response if isinstance(response, dict) else response.model_dump()
        for one, choice in zip(found.generations, told.get("choices") or (), strict=False):
            if thought := reasoning_of(choice.get("message") or {}):
                one.message.additional_kwargs["reasoning_content"] = thought
        return found

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        url = str(self.openai_api_base)
        try:
            yield
        except ContextOverflowError as error:
            raise too_long_error() from error
        except openai.LengthFinishReasonError as error:
            raise cut_off_error() from error
        except (openai.APITimeoutError, httpx.TimeoutException) as error:
            raise ModelUnavailable(
                f"모델 서버가 제때 답하지 않았습니다: {url}. 설정의 server_timeout을 늘리거나 더 작은 모델을 고르세요.",
                code="server_slow",
                english=f"The model server did not answer in time ({self.request_timeout} s); raise server_timeout.",
            ) from error
        except (openai.APIConnectionError, httpx.HTTPError) as error:
            raise unreachable_error(url, error) from error
        except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
            raise key_refused_error(url, error.status_code) from error
        except openai.APIError as error:
            if _TOO_LONG.search(str(error)):
                raise too_long_error() from error
            said = " ".join(str(error.message).split())[:200]
            raise ModelUnavailable(
                f"모델 서버가 요청을 받지 않았습니다: {said}. 서버의 기록을 살펴보거나 잠시 뒤 다시 시도해 주세요.",
                code="server_refused",
                english=f"The model server refused the request: {said}.",
            ) from error


def _refuse_cut_off(one: ChatGeneration, asked: dict[str, Any]) -> None:
    """Raises ModelUnavailable (``answer_cut_off``) where JSON was asked for and the room for it ended."""
    finish = (one.generation_info or {}).get("finish_reason") or one.message.response_metadata.get("finish_reason")
    if finish == "length" and (asked.get("response_format") or asked.get("tool_choice")):
        raise cut_off_error()


def _keep_thoughts_apart(message: BaseMessage) -> None:
    """Thoughts that a server left in the text go where those of other servers are."""
    thoughts = ThoughtFilter()
    if isinstance(message.content, str):
        message.content = thoughts.feed(message.content) + thoughts.end()
    if thoughts.thought:
        message.additional_kwargs["reasoning_content"] = thoughts.thought


def _cut_at_stop(message: BaseMessage, stops: Sequence[str]) -> None:
    """Some servers end at a stop sequence and leave it in the text."""
    if isinstance(message.content, str):
        found = [at for one in stops if (at := message.content.find(one)) >= 0]
        message.content = message.content[: min(found, default=len(message.content))]


def _filter_chunk(chunk: ChatGenerationChunk, thoughts: ThoughtFilter) -> ChatGenerationChunk:
    """The chunk without what is thought in it."""
    if isinstance(chunk.message.content, str) and chunk.message.content:
        before = len(thoughts.thought)
        shown = thoughts.feed(chunk.message.content)
        if shown != chunk.message.content:
            told = {"content": shown}
            thought = thoughts.thought[before:]
            extra = {**chunk.message.additional_kwargs, **({"reasoning_content": thought} if thought else {})}
            message = chunk.message.model_copy(update={**told, "additional_kwargs": extra})
            return ChatGenerationChunk(message=message, generation_info=chunk.generation_info)
    return chunk


def read_until_stop(source: Iterator[Piece], stop: threading.Event) -> Iterator[Piece]:
    """What a source gives, until it or the wish for it ends; read on a thread of its own, so that
    its silence is not waited for.

    The source is closed with the next thing that it gives after nobody listens any more.
    """
    out: queue.SimpleQueue[tuple[Piece, ...] | Exception] = queue.SimpleQueue()
    left = threading.Event()
    threading.Thread(target=_read, args=(source, out.put, left), daemon=True, name="served").start()
    try:
        while not stop.is_set():
            try:
                found = out.get(timeout=STOP_POLL_SECONDS)
            except queue.Empty:
                continue
            if isinstance(found, Exception):
                raise found
            if not found:
                return
            yield found[0]
    finally:
        left.set()


def _read(source: Iterator[Piece], put: Callable[[tuple[Piece, ...] | Exception], None], left: threading.Event) -> None:
    end: tuple[Piece, ...] | Exception = RuntimeError(
        "the server's answer could not be read"
    )  # a bug of ours, told by the thread
    try:
        for one in source:
            put((one,))
            if left.is_set():
                break
        end = ()
    except (openai.OpenAIError, httpx.HTTPError) as error:
        end = error
    finally:
        put(end)
        close = getattr(source, "close", None)
        if close:
            close()
