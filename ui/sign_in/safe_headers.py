"""What every answer tells a browser: take it for what it says that it is, and, over HTTPS, never come without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from settings import Settings
from ui.sign_in.cookies import is_secure

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"SAMEORIGIN"),
)
ONLY_HTTPS = (b"strict-transport-security", b"max-age=31536000")  # a year, in seconds


class SafeHeaders:
    """The headers as ASGI middleware; one that an answer has of its own stays."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        added = [*ALWAYS, *([ONLY_HTTPS] if is_secure(scope["scheme"], self.settings) else [])]

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in added if one[0] not in told)]
            await send(message)

        await self.app(scope, receive, send_safely)
