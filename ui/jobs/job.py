"""What background work has in common: how far it is, a way to call it off, its outcome.
The worker writes, pages read.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

from errors import HyunmooError


@dataclass(kw_only=True)
class Job:
    """One piece of work of a process; ``state`` is "waiting" or "running" until it has ended."""

    state: str = "waiting"
    done: int = 0
    total: int = 0
    error: HyunmooError | None = None
    cancel: threading.Event = field(default_factory=threading.Event)

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "running")

    @property
    def share(self) -> float:
        """How much of it, or of its stage, is done, 0 to 1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    def fail(self, error: HyunmooError) -> None:
        self.error, self.state = error, "cancelled" if error.code == "cancelled" else "failed"

    def close(self) -> None:
        """However the work ended, it has ended; what no one foresaw is in the log."""
        if self.active:
            self.state = "cancelled" if self.cancel.is_set() else "failed"


def log_outcome(future: Future[None]) -> None:
    """Write down what ended a worker that no one foresaw."""
    if not future.cancelled() and (error := future.exception()) is not None:
        logging.getLogger(__name__).error("background work", exc_info=error)
