"""``/api/health``, ``/api/ready``, ``/api/metrics``, ``/api/docs``: for those who run the server and who call it."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.responses import HTMLResponse, Response

from server.callers import Operator
from server.desk import TheDesk
from server.error_answers import language_of
from server.reference_page import write_reference
from storage import Database

router = APIRouter(prefix="/api", tags=["service"])


class Health(BaseModel):
    """Whether the process answers."""

    status: str = "ok"


@router.get("/health")
async def tell_health() -> Health:
    """프로세스가 살아 있는지."""
    return Health()


@router.get("/ready")
async def tell_readiness(desk: TheDesk) -> Health:
    """서재를 열고 모델을 쓸 수 있는지. 아니면 까닭과 함께 503."""

    def look() -> None:
        Database(desk.settings.library / "hyunmoo.db").close()
        _ = desk.assistants.model

    await asyncio.to_thread(look)
    return Health(status="ready")


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def tell_metrics(caller: Operator, desk: TheDesk) -> Response:
    """Prometheus가 읽는 수치. 사람의 글과 이름은 들어 있지 않습니다."""
    return Response(desk.measures.render(), headers={"Content-Type": CONTENT_TYPE_LATEST})


@router.get("/docs", response_class=HTMLResponse)
async def show_reference(request: Request) -> HTMLResponse:
    """이 안내."""
    language = language_of(request.headers.get("accept-language", ""))
    page = write_reference(request.app.openapi(), language)
    return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"})
