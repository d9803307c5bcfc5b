"""The accounts of the library that this process serves, opened once."""

from __future__ import annotations

import threading
from collections.abc import Callable

from accounts import Accounts
from settings import Settings


class OpenAccounts:
    """Accounts by the folder of their library; the first request opens them."""

    def __init__(self) -> None:
        self._opened: dict[str, Accounts] = {}
        self._lock = threading.Lock()

    def get(self, settings: Settings) -> Accounts:
        """The accounts of a library. Raises StorageError."""
        key = str(settings.library)
        with self._lock:
            if key not in self._opened:
                self._opened[key] = Accounts.open(settings)
            return self._opened[key]

    def getter(self, settings: Settings) -> Callable[[], Accounts]:
        """``get`` for one library."""
        return lambda: self.get(settings)


OPEN_ACCOUNTS = OpenAccounts()
