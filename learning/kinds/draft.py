"""A question before it is checked, numbered and stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """``options`` as (id, text); ``answer`` as option ids or accepted texts; ``correct`` is the sentence as it stands."""

    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    answer: tuple[str, ...]
    explanation: str
    concept: str
    difficulty: float
