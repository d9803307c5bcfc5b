"""The API in the process of the pages: its addresses go to it, all else goes on; it starts with the first call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

API_PATHS = ("/api/", "/v1/", "/mcp")


class ApiBesidePages:
    """The way to the API as ASGI middleware; ``create`` makes the application when it is first called."""

    def __init__(self, app: ASGIApp, create: Callable[[], FastAPI]) -> None:
        self.app, self.create = app, create
        self._opening = asyncio.Lock()
        self._ended = asyncio.Event()
        self._api: FastAPI | None = None
        self._life: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(API_PATHS):
            await (await self._open())(scope, receive, send)
            return
        await self.app(scope, receive, send)
        if scope["type"] == "lifespan" and self._life is not None:
            self._ended.set()
            await self._life

    async def _open(self) -> FastAPI:
        async with self._opening:
            if self._api is None:
                api, started = await asyncio.to_thread(self.create), asyncio.Event()
                self._life = asyncio.create_task(self._live(api, started))
                await started.wait()
                self._api = api
            return self._api

    async def _live(self, api: FastAPI, started: asyncio.Event) -> None:
        """The application's life, from its first call to the end of the process."""
        async with api.router.lifespan_context(api):
            started.set()
            await self._ended.wait()
