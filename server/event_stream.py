"""Server-sent events: a name and one line of JSON each, an error at the end where one came."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import StreamingResponse

from errors import HyunmooError
from server.error_answers import language_of, tell_error

EVENT_STREAM = "text/event-stream"
EVENT_SCHEMA = {"type": "object", "properties": {"event": {"type": "string"}, "data": {"type": "string"}}}
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event_text(name: str, value: Mapping[str, Any]) -> str:
    """One event."""
    return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n"


async def begin_stream(request: Request, lines: AsyncGenerator[str], *, named: bool = True) -> StreamingResponse:
    """The response that sends the lines as they come. What is wrong before the first line is raised here and has a
    status; what comes later is told as an event, ``named`` "error" or, as OpenAI has it, without a name.
    """
    first = await anext(lines, "")

    async def send_lines() -> AsyncGenerator[str]:
        try:
            if first:
                yield first
            async for line in lines:
                yield line
        except HyunmooError as error:
            accepted = request.headers.get("accept-language", "")
            body = tell_error(error, language_of(accepted), request.scope["state"]["request_id"])
            yield event_text("error", body) if named else f"data: {json.dumps(body, ensure_ascii=False)}\n\n"
        finally:
            await lines.aclose()

    return StreamingResponse(send_lines(), media_type=EVENT_STREAM, headers=STREAM_HEADERS)
