"""What handlers work with: the assistants, the place where heavy calls are made, the documents on their way in."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request
from langchain_core.language_models import BaseChatModel

from agent import Assistant
from server.assistants import Assistants
from server.callers import Caller
from server.measures import Measures
from server.readings import Readings
from server.workplace import Workplace
from settings import Settings

Made = TypeVar("Made")


@dataclass(frozen=True)
class ServiceDesk:
    """Everything of a process that serves the API; whose rows a call touches is the caller's affair alone."""

    settings: Settings
    assistants: Assistants
    work: Workplace
    readings: Readings
    measures: Measures

    async def call(self, caller: Caller, call: Callable[[Assistant], Made]) -> Made:
        """What a call returns that works with the caller's assistant, made in a thread."""
        return await self.work.run(caller.owner, partial(self._with_assistant, caller.owner, call))

    async def call_for_reader(
        self, request: Request, caller: Caller, call: Callable[[Assistant, threading.Event], Made]
    ) -> Made:
        """The same for a call that minds an event, which is set when the client has gone."""

        def make(stop: threading.Event) -> Made:
            return self._with_assistant(caller.owner, lambda assistant: call(assistant, stop))

        return await self.work.run_for_reader(request, caller.owner, make)

    def follow(
        self, caller: Caller, make: Callable[[Assistant, threading.Event], Generator[Made]]
    ) -> AsyncGenerator[Made]:
        """What a generator yields that works with the caller's assistant."""

        def lend_and_make(stop: threading.Event) -> Generator[Made]:
            with self.assistants.lend(caller.owner) as assistant:
                yield from make(assistant, stop)

        return self.work.follow(caller.owner, lend_and_make)

    def close(self) -> None:
        self.work.close()
        self.readings.close()
        self.assistants.close()

    def _with_assistant(self, owner: str, call: Callable[[Assistant], Made]) -> Made:
        with self.assistants.lend(owner) as assistant:
            return call(assistant)


def set_up_desk(settings: Settings, load_model: Callable[[], BaseChatModel] | None = None) -> ServiceDesk:
    """The desk of a process; nothing is opened or loaded yet."""
    assistants = Assistants(settings, load_model=load_model)
    work = Workplace(settings.api_threads, settings.api_waiting)
    return ServiceDesk(settings, assistants, work, Readings(assistants), Measures(work))


def desk_of(request: Request) -> ServiceDesk:
    return cast(ServiceDesk, request.app.state.desk)


TheDesk = Annotated[ServiceDesk, Depends(desk_of)]
