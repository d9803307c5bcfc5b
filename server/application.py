"""The application: routes over Assistant, Library and learning, behind one gate; MCP beside them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI
from langchain_core.language_models import BaseChatModel

from server.callers import EVERY_SCOPE, Caller
from server.desk import set_up_desk
from server.error_answers import ErrorAnswer, add_error_handlers
from server.gate import FORM_BYTES, Doors, Gate, Pace
from server.mcp_server import build_mcp, mount_mcp
from server.routes import ROUTERS
from settings import Settings

DESCRIPTION = "내 교재에 묻고, 근거가 달린 답을 받습니다. OpenAI의 API를 쓰는 프로그램은 /v1 을 그대로 쓸 수 있습니다."
API_REFUSALS = {status: {"model": ErrorAnswer} for status in (400, 401, 403, 404, 413, 422, 429, 503)}


def create_api(
    settings: Settings, required: bool = False, load_model: Callable[[], BaseChatModel] | None = None
) -> FastAPI:
    """The API of a library. As long as nobody has an account only this machine is answered, as the settings' owner;
    ``required``: not even this machine, for a proxy or another address brings others in. ``load_model`` gives a model
    that the process has for others too.
    """
    desk, doors = set_up_desk(settings, load_model), Doors(settings, required)

    mcp_routes, live_mcp = mount_mcp(desk, program_version())

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncGenerator[None]:
        async with live_mcp():
            yield
        desk.close()
        doors.close()

    app = FastAPI(
        title="현무 API",
        version=program_version(),
        description=DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=API_REFUSALS,  # type: ignore[arg-type]  # of statuses to models
        lifespan=live,
    )
    app.state.desk = desk
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.extend(mcp_routes)
    add_error_handlers(app)
    app.add_middleware(
        Gate,
        doors=doors,
        pace=Pace(settings.api_per_minute),
        measures=desk.measures,
        most_upload_bytes=(settings.max_file_mb << 20) + FORM_BYTES,
    )
    return app


async def run_mcp_over_stdio(settings: Settings) -> None:
    """MCP over this process's stdin and stdout, as the settings' owner, until the other side ends it."""
    desk = set_up_desk(settings)
    own = Caller(settings.owner, EVERY_SCOPE)
    try:
        await build_mcp(desk, lambda _: own, program_version()).run_stdio_async()
    finally:
        desk.close()


def program_version() -> str:
    """The version of the installed package; "0" where the program runs from its folder."""
    try:
        return version("hyunmoo")
    except PackageNotFoundError:
        return "0"
