"""What every request passes before a handler sees it: who it is from, how often, how large; and what is noted of it.

Of a request the log has method, route, status, time and number, and never an address with its query, a text or a name.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import time
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from accounts import Accounts
from accounts.tokens import Tokens
from errors import HyunmooError
from server.callers import EVERY_SCOPE, Caller
from server.error_answers import ApiRefusal, answer_error
from server.measures import Measures
from server.own_address import refuse_request
from settings import Settings

OPEN_PATHS = frozenset({"/api/health", "/api/ready", "/api/docs", "/api/openapi.json"})
UPLOAD_PATH = "/api/sources"
MOST_BODY_BYTES = 1 << 20  # of a request that is no upload
FORM_BYTES = 1 << 16  # of an upload beside its file
BURST = 20  # requests that may come at once, however few a minute there may be
access_log = logging.getLogger("hyunmoo.api")


class Doors:
    """Who may come in: who has a token or, as long as nobody has an account and none is ``required``, whoever speaks
    to this machine's own address, as the settings' owner.
    """

    def __init__(self, settings: Settings, required: bool = False) -> None:
        self.settings, self.required = settings, required
        self._opened: Accounts | None = None
        self._opening = threading.Lock()

    @property
    def accounts(self) -> Accounts:
        """Opened once, with the first request. Raises StorageError."""
        with self._opening:
            if self._opened is None:
                self._opened = Accounts.open(self.settings)
            return self._opened

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.accounts.database)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def admit(self, scope: Scope) -> Caller:
        """The caller of a request. Raises ApiRefusal."""
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self.required and not self.accounts.are_in_use():
            refused = refuse_request(scope["path"], headers.get(b"host", ""), headers.get(b"origin"), False)
            if refused:
                raise ApiRefusal(
                    "이 컴퓨터의 주소로 온 요청만 받습니다. http://127.0.0.1 로 부르세요.",
                    code="foreign_address",
                    english="Only requests to this machine's own address are answered; use http://127.0.0.1.",
                    status=refused,
                )
            return Caller(self.settings.owner, EVERY_SCOPE)
        if scope["path"] in OPEN_PATHS:
            return Caller("", frozenset())
        kind, _, token = headers.get(b"authorization", "").partition(" ")
        found = self.tokens.find(token.strip()) if kind.lower() == "bearer" else None
        if found is None:
            raise ApiRefusal(
                "토큰이 없거나 더는 쓸 수 없습니다. hyunmoo user token add 로 만들어 Authorization: Bearer 뒤에 적으세요.",
                code="token_missing",
                english="The token is missing or no longer valid; make one with hyunmoo user token add and send it "
                "as Authorization: Bearer.",
                status=401,
                headers={"WWW-Authenticate": "Bearer"},
            )
        account, scopes = found
        return Caller(account.owner, scopes)


class Pace:
    """A bucket for each caller: so many requests a minute, a few at once."""

    def __init__(self, per_minute: int) -> None:
        self.per_second, self.most = per_minute / 60, max(BURST, per_minute / 6)
        self._left: dict[str, tuple[float, float]] = {}  # caller -> requests left, and when that was
        self._lock = threading.Lock()

    def spend(self, caller: str, now: float) -> None:
        """Count a request. Raises ApiRefusal (``too_fast``)."""
        with self._lock:
            left, at = self._left.get(caller, (self.most, now))
            left = min(self.most, left + (now - at) * self.per_second)
            self._left[caller] = max(0.0, left - 1), now
            if len(self._left) > 10_000:
                self._left = {name: one for name, one in self._left.items() if now - one[1] < 60}
        if left < 1:
            wait = max(1, round((1 - left) / self.per_second))
            raise ApiRefusal(
                f"요청이 너무 잦습니다. {wait}초 뒤에 다시 불러 주세요.",
                code="too_fast",
                english=f"Too many requests; try again in {wait} s.",
                status=429,
                headers={"Retry-After": str(wait)},
            )


class Gate:
    """The checks and notes as ASGI middleware."""

    def __init__(self, app: ASGIApp, *, doors: Doors, pace: Pace, measures: Measures, most_upload_bytes: int) -> None:
        self.app, self.doors, self.pace, self.measures = app, doors, pace, measures
        self.most_upload_bytes = most_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.monotonic()
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(8)
        status = 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = (("x-request-id", state["request_id"]), ("x-content-type-options", "nosniff"))
                told = [*message.get("headers", ()), *((n.encode(), v.encode()) for n, v in extra)]
                if not any(name.lower() == b"cache-control" for name, _ in told):
                    told.append((b"cache-control", b"no-store"))
                message = {**message, "headers": told}
            await send(message)

        try:
            caller = await asyncio.to_thread(self.doors.admit, scope)
            state["caller"] = caller
            self.pace.spend(caller.owner, started)
            await self.app(scope, self._limit(scope, receive), send_on)
        except HyunmooError as error:
            await answer_error(error, scope)(scope, receive, send_on)
        finally:
            spent = time.monotonic() - started
            route = getattr(scope.get("route"), "path", "other")
            self.measures.note_request(scope["method"], route, status, spent)
            access_log.info("%s %s %s %d %.0f ms", state["request_id"], scope["method"], route, status, spent * 1000)

    def _limit(self, scope: Scope, receive: Receive) -> Receive:
        """The body as it comes, as far as it may be. Raises HTTPException (413)."""
        most = self.most_upload_bytes if scope["path"] == UPLOAD_PATH else MOST_BODY_BYTES
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        return receive_some
