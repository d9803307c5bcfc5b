"""People of a library of the test's own, at a time that the test sets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from accounts import Accounts
from settings import Settings
from storage.tables import utcnow


class SetClock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = utcnow()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def people(settings: Settings, clock: SetClock) -> Iterator[Accounts]:
    opened = Accounts.open(settings, clock)
    yield opened
    opened.close()
