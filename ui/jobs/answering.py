"""Questions answered in the background: what is seen of each while it runs, a way to call it off, and its outcome."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal

from agent import Answer, AnswerEvent, Assistant, QuoteEvent, StepEvent, TokenEvent
from errors import HyunmooError, StorageError

State = Literal["waiting", "running", "done", "stopped", "failed"]


@dataclass(eq=False)
class AnswerJob:
    """One question on its way to an answer. The worker writes, pages read."""

    question: str
    thread: str
    sources: Sequence[str] | None = None
    tool: str | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    state: State = "waiting"
    steps: list[StepEvent] = field(default_factory=list)
    quote: QuoteEvent | None = None
    written: str = ""
    answer: Answer | None = None
    error: HyunmooError | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    since: float = 0.0  # when it began, by the monotonic clock

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self.since if self.since else 0.0


class Asking:
    """One assistant's questions: those of a conversation one after another, conversations side by side."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._all: list[AnswerJob] = []
        self._lock = threading.Lock()
        self._last: dict[str, threading.Event] = {}  # conversation -> when its latest question has ended

    def ask(
        self, question: str, thread: str, sources: Sequence[str] | None = None, tool: str | None = None
    ) -> AnswerJob:
        """Take a question in; what ended before it in its conversation is no longer told."""
        asked = AnswerJob(question, thread, sources, tool)
        with self._lock:
            before, self._last[thread] = self._last.get(thread), asked.ended
            told = [one for one in self._all if one.active or (one.thread != thread and one.state != "done")]
            self._all = [*told, asked]
        threading.Thread(target=self._answer, args=(asked, before), daemon=True).start()
        return asked

    def of(self, thread: str) -> list[AnswerJob]:
        """A conversation's questions that have no answer: on their way, called off, failed."""
        return [one for one in self._all if one.thread == thread and one.state != "done"]

    @property
    def busy(self) -> str | None:
        """The conversation whose question came last of those on their way."""
        return next((one.thread for one in reversed(self._all) if one.active), None)

    def stop(self, asked: AnswerJob) -> None:
        """Call a question off: at once where it waits, at its next step or word where it
        runs. Nothing of it is kept.
        """
        asked.stop.set()
        if asked.state == "waiting":
            asked.state = "stopped"

    def _answer(self, asked: AnswerJob, before: threading.Event | None) -> None:
        try:
            if before is not None:
                before.wait()
            if not asked.stop.is_set():
                self._follow(asked)
        except HyunmooError as error:
            asked.error = error
        finally:
            if asked.active:  # what no one foresaw goes on to the log
                asked.state = "stopped" if asked.stop.is_set() else "failed"
            asked.ended.set()

    def _follow(self, asked: AnswerJob) -> None:
        asked.state, asked.since = "running", time.monotonic()
        stream = self.assistant.stream(asked.question, asked.thread, asked.sources, asked.tool, asked.stop)
        with closing(stream) as events:
            for event in events:
                if isinstance(event, AnswerEvent):  # it is kept: too late to call it off
                    asked.answer, asked.state = event.answer, "done"
                    if event.answer.unsaved:
                        asked.error, asked.state = StorageError(event.answer.unsaved, code="unsaved"), "failed"
                elif asked.stop.is_set():
                    return
                elif isinstance(event, StepEvent):
                    asked.steps.append(event)
                elif isinstance(event, QuoteEvent):
                    asked.quote = event
                elif isinstance(event, TokenEvent) and self.assistant.generative:
                    asked.written += event.text
