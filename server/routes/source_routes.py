"""``/api/sources``: what is in the library, its pages, and documents on their way in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, File, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from agent import Assistant
from errors import QuestionError
from knowledge import Box, Heading, Source
from server.callers import Reader, Writer
from server.desk import TheDesk
from server.event_stream import EVENT_SCHEMA, EVENT_STREAM, begin_stream, event_text
from server.readings import Reading, ReadingState
from server.request_shapes import HIGHEST_PAGE, RenameRequest

router = APIRouter(prefix="/api", tags=["sources"])
SourceId = Annotated[str, Path(min_length=1, max_length=64)]
PageNumber = Annotated[int, Path(ge=1, le=HIGHEST_PAGE)]
Offset = Annotated[int | None, Query(ge=0, le=10**9, description="글자 위치(유니코드 코드 포인트)")]
LOOKS_EVERY = 0.2  # seconds between two looks at a document's progress


class SourceList(BaseModel):
    """The caller's sources, newest first."""

    sources: list[Source]


class SourceDetail(BaseModel):
    """A source and its headings."""

    source: Source
    headings: list[Heading]


class PageText(BaseModel):
    """A page: its text stands at ``start`` in the source's; ``quote`` and ``boxes`` are those of a span asked for."""

    source_id: str
    title: str
    page: int
    page_label: str
    start: int
    text: str
    quote: str = ""
    boxes: list[Box] = []


@router.get("/sources")
async def list_sources(caller: Reader, desk: TheDesk) -> SourceList:
    """서재의 자료, 나중에 읽은 것부터."""
    return SourceList(sources=await desk.call(caller, lambda assistant: assistant.library.sources()))


@router.post("/sources", status_code=202)
async def upload_source(
    caller: Writer, desk: TheDesk, file: Annotated[UploadFile, File(description="교재 파일")]
) -> Reading:
    """교재를 올립니다. 읽기는 뒤에서 하고, 얼마나 읽었는지는 돌려받은 id로 물어봅니다."""
    name = (file.filename or "upload")[:255]
    return await asyncio.to_thread(desk.readings.add, caller.owner, file.file, name)


@router.get("/sources/{source_id}")
async def show_source(caller: Reader, desk: TheDesk, source_id: SourceId) -> SourceDetail:
    """한 자료와 그 차례."""
    return await desk.call(
        caller,
        lambda one: SourceDetail(source=one.library.source(source_id), headings=one.library.headings(source_id)),
    )


@router.patch("/sources/{source_id}")
async def rename_source(caller: Writer, desk: TheDesk, source_id: SourceId, asked: RenameRequest) -> Source:
    """자료의 제목을 바꿉니다."""
    return await desk.call(caller, lambda assistant: assistant.library.rename(source_id, asked.title))


@router.delete("/sources/{source_id}", status_code=204)
async def remove_source(caller: Writer, desk: TheDesk, source_id: SourceId) -> Response:
    """자료를 서재에서 뺍니다. 이레 동안은 되돌릴 수 있습니다."""
    await desk.call(caller, lambda assistant: assistant.library.remove(source_id))
    return Response(status_code=204)


@router.post("/sources/{source_id}/restore")
async def restore_source(caller: Writer, desk: TheDesk, source_id: SourceId) -> Source:
    """뺀 자료를 되돌립니다."""
    return await desk.call(caller, lambda assistant: assistant.library.restore(source_id))


@router.get("/sources/{source_id}/pages/{page}")
async def show_page(
    caller: Reader, desk: TheDesk, source_id: SourceId, page: PageNumber, start: Offset = None, end: Offset = None
) -> PageText:
    """한 쪽의 글. start와 end를 주면 그 사이의 글과 쪽 위의 자리도."""

    def read(assistant: Assistant) -> PageText:
        library = assistant.library
        found, title = library.page(source_id, page), library.source(source_id).title
        shown = PageText(
            source_id=source_id, title=title, page=page, page_label=found.label, start=found.start, text=found.text
        )
        if start is None or end is None or end <= start:
            return shown
        low, high = max(start, found.start), min(end, found.end)
        boxes = library.boxes(source_id, low, high) if low < high else []
        quote = found.text[low - found.start : high - found.start] if low < high else ""
        return shown.model_copy(update={"quote": quote, "boxes": boxes})

    return await desk.call(caller, read)


@router.get(
    "/sources/{source_id}/pages/{page}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
async def show_page_image(
    caller: Reader, desk: TheDesk, source_id: SourceId, page: PageNumber, start: Offset = None, end: Offset = None
) -> Response:
    """한 쪽의 그림(PNG). start와 end를 주면 그 사이를 표시합니다."""

    def draw(assistant: Assistant) -> bytes:
        library = assistant.library
        library.page(source_id, page)
        span = start is not None and end is not None and start < end
        marks = library.boxes(source_id, start or 0, end or 0) if span else []
        drawn = library.page_image(source_id, page, marks=[box for box in marks if box.page == page])
        if drawn is None:
            raise QuestionError(
                "그림으로 볼 수 없는 쪽입니다. 글로 읽어 주세요.",
                code="unknown_picture",
                english="This page has no picture; read its text.",
            )
        return drawn

    return Response(await desk.call(caller, draw), media_type="image/png")


# -- documents on their way in -----------------------------------------------------------------------------------------


@router.get("/readings/{reading_id}")
async def show_reading(caller: Reader, desk: TheDesk, reading_id: SourceId) -> Reading:
    """올린 파일을 얼마나 읽었는지."""
    return desk.readings.get(caller.owner, reading_id)


@router.delete("/readings/{reading_id}")
async def cancel_reading(caller: Writer, desk: TheDesk, reading_id: SourceId) -> Reading:
    """읽기를 그만둡니다. 그만둔 파일은 아무것도 남지 않습니다."""
    return desk.readings.cancel(caller.owner, reading_id)


@router.get(
    "/readings/{reading_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {EVENT_STREAM: {"schema": EVENT_SCHEMA}}}},
)
async def follow_reading(request: Request, caller: Reader, desk: TheDesk, reading_id: SourceId) -> StreamingResponse:
    """읽는 동안의 진행을 이벤트로. 이름은 상태(waiting, running, done, known, failed, cancelled)입니다."""

    async def tell_changes() -> AsyncGenerator[str]:
        seen: tuple[ReadingState, str, int] | None = None
        while True:
            now = desk.readings.get(caller.owner, reading_id)
            if seen != (now.state, now.stage, now.done):
                seen = now.state, now.stage, now.done
                yield event_text(now.state, now.model_dump(mode="json"))
            if not now.active:
                return
            await asyncio.sleep(LOOKS_EVERY)

    return await begin_stream(request, tell_changes())
