"""``/v1``: what programs made for OpenAI's API ask, answered from the caller's books."""

from __future__ import annotations

import base64
import threading
from collections.abc import AsyncGenerator, Generator

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, StreamingResponse

from agent import Answer, AnswerEvent, Assistant, StepEvent
from agent.events import Event
from server.callers import Reader
from server.chat_answers import (
    CHAT_MODELS,
    build_chat_answer,
    chunk_texts,
    count_tokens,
    read_conversation,
    refuse_model,
    refuse_parameter,
)
from server.desk import TheDesk
from server.event_stream import EVENT_SCHEMA, EVENT_STREAM, begin_stream
from server.openai_shapes import (
    ChatAnswer,
    ChatRequest,
    EmbeddingEntry,
    EmbeddingList,
    EmbeddingRequest,
    EmbeddingUsage,
    ModelEntry,
    ModelList,
)
from server.routes.answer_routes import note_answer, take_answer

router = APIRouter(prefix="/v1", tags=["openai"])


@router.post(
    "/chat/completions",
    response_model=ChatAnswer,
    responses={200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}}},
)
async def complete_chat(
    request: Request, caller: Reader, desk: TheDesk, asked: ChatRequest
) -> StreamingResponse | JSONResponse:
    """대화의 마지막 질문에 교재로 답합니다. 앞의 질문은 맥락이 되고, 이 대화는 서재에 남지 않습니다.

    흘려 보내는 글도 근거를 확인한 뒤의 답입니다. 확인하기 전의 글은 /api/ask 가 token 이벤트로 들려줍니다.
    """
    question, earlier = read_conversation(asked)
    base_url = str(request.base_url)

    def answer(assistant: Assistant, stop: threading.Event) -> Generator[Event]:
        return assistant.stream(question, "", asked.sources, stop=stop, earlier=earlier)

    def wrap(found: Answer) -> ChatAnswer:
        return build_chat_answer(found, asked, base_url, earlier)

    if asked.stream:

        def answer_and_wrap(assistant: Assistant, stop: threading.Event) -> Generator[Event | ChatAnswer]:
            for event in answer(assistant, stop):
                yield event
                if isinstance(event, AnswerEvent):
                    yield wrap(event.answer)

        async def tell_chunks() -> AsyncGenerator[str]:
            async for event in desk.follow(caller, answer_and_wrap):
                if isinstance(event, ChatAnswer):
                    for text in chunk_texts(event, bool(asked.stream_options and asked.stream_options.include_usage)):
                        yield text
                elif isinstance(event, StepEvent):
                    yield f": {event.name}\n\n"  # a comment, which keeps the line open and which clients pass over
                else:
                    note_answer(desk, event)

        return await begin_stream(request, tell_chunks(), named=False)

    def answer_whole(assistant: Assistant, stop: threading.Event) -> ChatAnswer:
        return wrap(take_answer(desk, list(answer(assistant, stop))))

    return JSONResponse((await desk.call_for_reader(request, caller, answer_whole)).model_dump(mode="json"))


@router.get("/models")
async def list_models(caller: Reader, desk: TheDesk) -> ModelList:
    """부를 수 있는 이름."""
    return ModelList(data=[ModelEntry(id=name) for name in (*CHAT_MODELS, desk.settings.embedder)])


@router.get("/models/{name}")
async def show_model(caller: Reader, desk: TheDesk, name: str) -> ModelEntry:
    """부를 수 있는 이름 하나."""
    if name not in (names := (*CHAT_MODELS, desk.settings.embedder)):
        raise refuse_model(name, names)
    return ModelEntry(id=name)


@router.post("/embeddings")
async def embed_texts(caller: Reader, desk: TheDesk, asked: EmbeddingRequest) -> EmbeddingList:
    """글을 서재의 벡터로 바꿉니다. 길이는 1이고, 아는 말이 없는 글은 0입니다."""
    if asked.model not in ("", desk.settings.embedder):
        raise refuse_model(asked.model, (desk.settings.embedder,))
    texts = [asked.input] if isinstance(asked.input, str) else asked.input
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise refuse_parameter("input")
    words = [text for text in texts if isinstance(text, str)]

    def embed(assistant: Assistant) -> EmbeddingList:
        embedder = assistant.library.embedder
        if asked.dimensions not in (None, embedder.dimension):
            raise refuse_parameter("dimensions")
        rows = np.asarray(embedder.embed(words), dtype="<f4")
        coded = asked.encoding_format == "base64"
        used = count_tokens(words)
        return EmbeddingList(
            data=[
                EmbeddingEntry(
                    index=i, embedding=base64.b64encode(row.tobytes()).decode() if coded else [float(x) for x in row]
                )
                for i, row in enumerate(rows)
            ],
            model=desk.settings.embedder,
            usage=EmbeddingUsage(prompt_tokens=used, total_tokens=used),
        )

    return await desk.call(caller, embed)
