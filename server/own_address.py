"""Who may speak to the app: pages that it served itself, by an address of this machine; nobody reads its metrics.

A page of another site that has its name point here (DNS rebinding) comes with that name as its Host; a page of another
program on this machine comes with that program's address as its Origin. Neither gets an answer.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
CLOSED_PATHS = ("/_stcore/metrics", "/st-metrics")
FORBIDDEN, MISDIRECTED, NOT_FOUND = 403, 421, 404
POLICY_VIOLATION = 1008  # of a websocket


def refuse_request(
    path: str,
    host: str,
    origin: str | None,
    socket: bool,
    names: Collection[str] = LOOPBACK_NAMES,
    numbers: bool = False,
) -> int:
    """The status with which a request is refused; 0 where it is not.

    A websocket, and whatever else says where it comes from, must come from the very address that it asks. ``names`` are
    those of the app; ``numbers``: it may be asked by any numeric address, which no other site's page can have as its
    name.
    """
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        name = None
    if name not in names and not (numbers and name is not None and _is_numeric(name)):
        return MISDIRECTED
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        return FORBIDDEN
    return NOT_FOUND if path.rstrip("/").endswith(CLOSED_PATHS) and not socket else 0


def _is_numeric(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class OwnAddressOnly:
    """The check as ASGI middleware; ``names`` beside this machine's own, ``numbers``: any numeric address."""

    def __init__(self, app: ASGIApp, names: Collection[str] = (), numbers: bool = False) -> None:
        self.app, self.names, self.numbers = app, LOOPBACK_NAMES | set(names), numbers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        socket = scope["type"] == "websocket"
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        status = refuse_request(scope["path"], host, origin, socket, self.names, self.numbers)
        if not status:
            await self.app(scope, receive, send)
        elif socket:
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
            await send({"type": "http.response.body", "body": b""})
