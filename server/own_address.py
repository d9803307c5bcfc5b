"""Who may speak to the app: pages that it served itself, by an address of this machine; nobody reads its metrics.

A page of another site that has its name point here (DNS rebinding) comes with that name as its Host; a page of another
program on this machine comes with that program's address as its Origin. Neither gets an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
CLOSED_PATHS = ("/_stcore/metrics", "/st-metrics")
FORBIDDEN, MISDIRECTED, NOT_FOUND = 403, 421, 404
POLICY_VIOLATION = 1008  # of a websocket


def refuse_request(path: str, host: str, origin: str | None, socket: bool) -> int:
    """The status with which a request is refused; 0 where it is not.

    A websocket, and whatever else says where it comes from, must come from the very address that it asks.
    """
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in LOOPBACK_NAMES:
        return MISDIRECTED
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return FORBIDDEN
    return NOT_FOUND if path.rstrip("/").endswith(CLOSED_PATHS) and not socket else 0


class OwnAddressOnly:
    """The check as ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        socket = scope["type"] == "websocket"
        status = refuse_request(scope["path"], headers.get(b"host", ""), headers.get(b"origin"), socket)
        if not status:
            await self.app(scope, receive, send)
        elif socket:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
