"""The chat model of a server: LangChain's own client, with what goes wrong said in our words, and a
stop that is heard at the prompt.
"""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

import httpx
import openai
from langchain_core.exceptions import ContextOverflowError
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI

from errors import ModelUnavailable
from llm.server.openai_errors import key_refused_error, too_long_error, unreachable_error

STOP_POLL_SECONDS = 0.1  # seconds between two looks at a stop
_TOO_LONG = re.compile(
    r"context.{0,20}(length|size|window)|too many tokens|prompt is too long", re.I
)  # vLLM, llama.cpp

Piece = TypeVar("Piece")


class ServedChatModel(ChatOpenAI):
    """A model on a server of OpenAI's protocol. Raises ModelUnavailable, or QuestionError (``prompt_too_long``)."""

    cancellable: ClassVar[bool] = True  # ``stream(..., cancel=event)`` ends when the event is set

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """No: it would be written down as LangChain's own class, and its key with it."""
        return False

    def _generate(self, *args: Any, cancel: threading.Event | None = None, **kwargs: Any) -> ChatResult:
        asked = super()._generate

        def answer() -> Iterator[ChatResult]:
            yield asked(*args, **kwargs)

        with self._in_our_words():
            found = next(read_until_stop(answer(), cancel), None) if cancel else asked(*args, **kwargs)
        return found or ChatResult(generations=[ChatGeneration(message=AIMessage(content=""))])

    def _stream(
        self, *args: Any, cancel: threading.Event | None = None, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        with self._in_our_words():
            chunks = super()._stream(*args, **kwargs)
            yield from read_until_stop(chunks, cancel) if cancel else chunks
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

    @contextmanager
    def _in_our_words(self) -> Iterator[None]:
        url = str(self.openai_api_base)
        try:
            yield
        except ContextOverflowError as error:
            raise too_long_error() from error
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
