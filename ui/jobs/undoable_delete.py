"""Conversations on their way out: hidden at once, deleted when the time for a change of mind is over."""

from __future__ import annotations

import logging
import threading

from agent import Assistant
from errors import HyunmooError

UNDO_SECONDS = 20.0


class Leaving:
    """One assistant's conversations that are being deleted. A process that ends sooner leaves them where they were."""

    def __init__(self, assistant: Assistant, seconds: float = UNDO_SECONDS) -> None:
        self.assistant, self.seconds = assistant, seconds
        self._timers: dict[str, threading.Timer] = {}
        self._lock = threading.Lock()

    def __contains__(self, thread: str) -> bool:
        return thread in self._timers

    def put(self, thread: str) -> None:
        """Begin to delete a conversation."""
        timer = threading.Timer(self.seconds, self._delete, (thread,))
        timer.daemon = True
        with self._lock:
            if thread not in self._timers:
                self._timers[thread] = timer
                timer.start()

    def back(self, thread: str) -> bool:
        """Take a deletion back; False where it has happened."""
        with self._lock:
            timer = self._timers.pop(thread, None)
            if timer is not None:
                timer.cancel()
            return timer is not None

    def _delete(self, thread: str) -> None:
        with self._lock:
            if self._timers.pop(thread, None) is None:
                return
            try:
                self.assistant.delete_thread(thread)
            except HyunmooError as error:  # another window was first, or the disk is full: it stays in the list
                logging.getLogger(__name__).warning("deleting a conversation: %s", error.code)
