"""Where heavy calls are made: a few threads, a bounded queue before them, and an end to what nobody waits for."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TypeVar

from starlette.requests import Request

from server.error_answers import ApiRefusal

Worked = TypeVar("Worked")
CLIENT_GONE = 499  # as nginx has it: nobody reads the answer


class Workplace:
    """``threads`` calls at once, ``places`` more that wait; one person has at most half of it all."""

    def __init__(self, threads: int, places: int) -> None:
        self.places = threads + places
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="api")
        self._taken: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def busy(self) -> int:
        """Calls that run or wait."""
        return self._taken.total()

    def close(self) -> None:
        """Take nothing more; what runs goes on to its end."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def run(self, owner: str, call: Callable[[], Worked]) -> Worked:
        """What the call returns. Raises ApiRefusal (``too_busy``) and whatever the call raises."""
        return await asyncio.wrap_future(self._submit(owner, call))

    async def run_for_reader(self, request: Request, owner: str, call: Callable[[threading.Event], Worked]) -> Worked:
        """The same for a call that minds an event, which is set when the client has gone."""
        stop = threading.Event()
        work = asyncio.ensure_future(self.run(owner, partial(call, stop)))
        gone = asyncio.ensure_future(_await_disconnect(request))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ApiRefusal("연결이 끊겼습니다.", code="client_gone", english="Gone.", status=CLIENT_GONE)
            return work.result()
        finally:
            stop.set()
            gone.cancel()
            work.cancel()

    async def follow(self, owner: str, make: Callable[[threading.Event], Generator[Worked]]) -> AsyncGenerator[Worked]:
        """What a generator yields, as it does; it is stopped when nobody follows it any more."""
        loop, stop = asyncio.get_running_loop(), threading.Event()
        told: asyncio.Queue[tuple[Worked] | None] = asyncio.Queue()

        def tell(item: tuple[Worked] | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(told.put_nowait, item)

        def work() -> None:
            try:
                with closing(make(stop)) as items:
                    for item in items:
                        if stop.is_set():
                            return
                        tell((item,))
            finally:
                tell(None)

        done = self._submit(owner, work)
        try:
            while (item := await told.get()) is not None:
                yield item[0]
            await asyncio.wrap_future(done)  # raises what ended the generator
        finally:
            stop.set()
            if done.cancel():  # it was still waiting
                told.put_nowait(None)

    def _submit(self, owner: str, call: Callable[[], Worked]) -> Future[Worked]:
        with self._lock:
            if self.busy >= self.places or self._taken[owner] >= max(1, self.places // 2):
                raise ApiRefusal(
                    "지금은 요청이 너무 많습니다. 잠시 뒤 다시 불러 주세요.",
                    code="too_busy",
                    english="Too many requests are being worked on; try again in a moment.",
                    status=503,
                    headers={"Retry-After": "2"},
                )
            self._taken[owner] += 1
        future = self._executor.submit(call)
        future.add_done_callback(lambda _: self._leave(owner))
        return future

    def _leave(self, owner: str) -> None:
        with self._lock:
            self._taken[owner] -= 1
            if not self._taken[owner]:
                del self._taken[owner]


async def _await_disconnect(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
