"""A temporary library with the two sample textbooks, and the assistant on it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from agent import Assistant
from knowledge import Library
from settings import SAMPLES, Settings


@contextmanager
def sample_library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder, closing(Library.open(folder)) as library:
        for book in SAMPLES:
            library.add(book)
        yield library


@contextmanager
def sample_assistant(**chosen: Any) -> Iterator[Assistant]:
    """``chosen`` are settings, such as the engine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Assistant.open(Settings(library=Path(folder), **chosen))) as assistant,
    ):
        for book in SAMPLES:
            assistant.library.add(book)
        yield assistant
