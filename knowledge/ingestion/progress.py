"""How far a long piece of work is, said to who waits for it, who may call it off."""

from __future__ import annotations

import threading
from collections.abc import Callable

Progress = Callable[[str, int, int], None]  # stage, done, total
Stop = Callable[[], bool]
Cancel = threading.Event | Stop


def report_nothing(stage: str, done: int, total: int) -> None:
    """For work that nobody watches."""


class CancellableProgress:
    """A progress callback that also ends the work when it is called off; no stage goes back."""

    def __init__(self, report: Progress | None = None, cancel: Cancel | None = None) -> None:
        self.report: Progress = report or report_nothing
        asked = cancel.is_set if isinstance(cancel, threading.Event) else cancel
        self.stop: Stop = asked or (lambda: False)
        self._most = ("", 0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != "done":
            self.check()
        if (stage, done) != self._most and (stage != self._most[0] or done > self._most[1]):
            self._most = stage, done
            self.report(stage, done, total)

    def check(self) -> None:
        """Raises IngestError (``cancelled``) once the work is called off."""
        if self.stop():
            from knowledge.loaders.sandbox import cancellation_error

            raise cancellation_error()
