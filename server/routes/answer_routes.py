"""``/api/search``, ``/api/ask``, ``/api/summaries``, ``/api/glossary``: what the books say."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator
from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, StreamingResponse

from agent import Answer, AnswerEvent, Assistant, QuoteEvent, StepEvent
from agent.events import Event
from errors import QuestionError
from knowledge import Entry, Hit, Library, Sentence
from learning.study.summary import summarize_source
from llm.tasks.style import Style
from server.callers import Reader
from server.desk import ServiceDesk, TheDesk
from server.event_stream import EVENT_SCHEMA, EVENT_STREAM, begin_stream, event_text
from server.request_shapes import AskRequest, SearchRequest, SummaryRequest, TermRequest

router = APIRouter(prefix="/api", tags=["answers"])


class HitList(BaseModel):
    """Passages, best first."""

    hits: list[Hit]


class EntryList(BaseModel):
    """Entries of the glossary."""

    entries: list[Entry]


class SummaryText(BaseModel):
    """Bullets in reading order, each an exact span of the source."""

    source_id: str
    title: str
    pages: tuple[int, int] | None
    bullets: list[Sentence]


@router.post("/search")
async def search_passages(caller: Reader, desk: TheDesk, asked: SearchRequest) -> HitList:
    """질문에 맞는 대목, 잘 맞는 것부터."""

    def find(assistant: Assistant) -> list[Hit]:
        check_sources(assistant.library, asked.sources)
        return assistant.library.search(asked.query, asked.k, asked.sources)

    return HitList(hits=await desk.call(caller, find))


@router.post(
    "/ask",
    response_model=Answer,
    responses={200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}}},
)
async def ask_question(
    request: Request, caller: Reader, desk: TheDesk, asked: AskRequest
) -> StreamingResponse | JSONResponse:
    """교재에 묻습니다. 이벤트(step, quote, token, answer)로, stream이 false면 답만 한 번에.

    thread를 주면 대화가 서재에 남고(write 권한) 이어서 물을 수 있습니다. 없으면 아무것도 남지 않습니다.
    """
    if asked.thread:
        caller.require("write")

    def answer(assistant: Assistant, stop: threading.Event) -> Generator[Event]:
        style = Style(asked.wording or assistant.style.register, asked.level or assistant.style.level)
        return assistant.stream(
            asked.question,
            asked.thread,
            asked.sources,
            asked.tool,
            stop,
            style,
            earlier=None if asked.thread else (),
        )

    if asked.stream:

        async def tell_events() -> AsyncGenerator[str]:
            async for event in desk.follow(caller, answer):
                note_answer(desk, event)
                yield tell_event(event)

        return await begin_stream(request, tell_events())
    events = await desk.call_for_reader(request, caller, lambda one, stop: list(answer(one, stop)))
    return JSONResponse(take_answer(desk, events).model_dump(mode="json"))


def take_answer(desk: ServiceDesk, events: list[Event]) -> Answer:
    """The answer with which a stream ends, counted. Raises QuestionError (``stopped``) where it was stopped before."""
    if not events or not isinstance(events[-1], AnswerEvent):
        raise QuestionError("답을 그만두었습니다.", code="stopped", english="The answer was called off.")
    note_answer(desk, events[-1])
    return events[-1].answer


def note_answer(desk: ServiceDesk, event: Event) -> None:
    if isinstance(event, AnswerEvent):
        desk.measures.answers.labels(event.answer.sufficiency).inc()


def tell_event(event: Event) -> str:
    """An event of the assistant as one of the stream."""
    if isinstance(event, AnswerEvent):
        return event_text("answer", event.answer.model_dump(mode="json"))
    if isinstance(event, StepEvent):
        return event_text("step", asdict(event))
    return event_text("quote" if isinstance(event, QuoteEvent) else "token", asdict(event))


@router.post("/summaries")
async def write_summary(caller: Reader, desk: TheDesk, asked: SummaryRequest) -> SummaryText:
    """자료나 그 몇 쪽의 요약. 줄마다 교재의 문장 그대로입니다."""

    def make(assistant: Assistant) -> SummaryText:
        made = summarize_source(assistant.library, asked.source, asked.pages, asked.length)
        return SummaryText(source_id=made.source_id, title=made.title, pages=made.pages, bullets=list(made.bullets))

    return await desk.call(caller, make)


@router.post("/glossary")
async def look_up_term(caller: Reader, desk: TheDesk, asked: TermRequest) -> EntryList:
    """용어의 뜻."""

    def find(assistant: Assistant) -> list[Entry]:
        check_sources(assistant.library, asked.sources)
        return assistant.library.lookup(asked.term, asked.sources)

    return EntryList(entries=await desk.call(caller, find))


def check_sources(library: Library, wanted: list[str] | None) -> None:
    """Raises QuestionError (``unknown_source``) for one that is not on the owner's shelf."""
    for source in wanted or ():
        library.source(source)
