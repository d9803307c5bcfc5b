"""What the tests of the kinds share."""

from __future__ import annotations

from knowledge import Library

STATEMENTS = ("bogi", "negative", "order", "match")


def history_of(library: Library) -> str:
    return next(s.id for s in library.sources() if s.filename == "history.pdf")
