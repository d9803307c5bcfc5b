"""A reader that never ends, and one that dies: ``STOP`` or ``DIE`` is all that a file of theirs says."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, Outcome


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    if content.strip() == b"DIE":
        os._exit(3)
    time.sleep(60)
    yield LoadedPage(1, "끝")
