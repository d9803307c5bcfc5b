"""Only who is signed in gets an answer, and of media and uploads only what their own pages were told of.

The addresses of media are hashes of what they show, the same for everybody. So what each account's websocket is told is
remembered, and nothing else under those addresses is served to it.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from accounts import Account, Accounts
from ui.sign_in.cookies import SESSION_COOKIE, is_secure, read_cookie
from ui.sign_in.door_pages import STYLESHEET

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

DOOR_PATHS = frozenset({"/login", "/sign-up", "/reset", "/logout", "/notice", STYLESHEET, "/_stcore/health"})
TOLD_PREFIXES = ("/media/", "/_stcore/upload_file/")
TOLD = re.compile(rb"/(?:media|_stcore/upload_file)/[\w./-]{8,200}")
MOST_TOLD_ADDRESSES = 5000  # addresses remembered of an account
UNAUTHORIZED, SIGN_IN_FIRST, NOT_TOLD, SOCKET_REFUSED = 401, 303, 404, 1008


class SignedInOnly:
    """The check as ASGI middleware; ``required``: also where nobody has an account yet."""

    def __init__(self, app: ASGIApp, accounts: Callable[[], Accounts], required: bool = False) -> None:
        self.app, self.accounts, self.required = app, accounts, required
        self._told: dict[str, OrderedDict[str, None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path.rstrip("/") in DOOR_PATHS:
            await self.app(scope, receive, send)
            return
        if not (self.required or await run_in_threadpool(self._are_in_use)):
            await self.app(scope, receive, send)
            return
        account = await run_in_threadpool(self._find, HTTPConnection(scope))
        if account is None:
            await refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, self._listen(account, send))
        elif path.startswith(TOLD_PREFIXES) and path not in self._told.get(account.id, {}):
            await answer_shortly(send, NOT_TOLD)
        else:
            await self.app(scope, receive, send)

    def _are_in_use(self) -> bool:
        return self.accounts().are_in_use()

    def _find(self, connection: HTTPConnection) -> Account | None:
        accounts = self.accounts()
        secure = is_secure(connection.url.scheme, accounts.settings)
        return accounts.account_of_session(read_cookie(connection.cookies, SESSION_COOKIE, secure))

    def _listen(self, account: Account, send: Send) -> Send:
        """``send`` of a websocket, remembering the addresses that it tells."""
        told = self._told.setdefault(account.id, OrderedDict())

        async def send_and_note(message: Message) -> None:
            for found in TOLD.findall(message.get("bytes") or b""):
                told[found.decode()] = None
                told.move_to_end(found.decode())
            while len(told) > MOST_TOLD_ADDRESSES:
                told.popitem(last=False)
            await send(message)

        return send_and_note


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """To the page for signing in where a person looks for a page; a plain refusal elsewhere."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": SOCKET_REFUSED})
        return
    accepts = next((value for name, value in scope["headers"] if name.lower() == b"accept"), b"")
    if scope["method"] == "GET" and b"text/html" in accepts:
        await answer_shortly(send, SIGN_IN_FIRST, (b"location", f"/login?next={quote(scope['path'])}".encode()))
    else:
        await answer_shortly(send, UNAUTHORIZED)


async def answer_shortly(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    """A status without a body."""
    told = [(b"content-length", b"0"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": b""})
