"""How many options stand in a line where nobody measures letters: by their number."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

BETWEEN_OPTIONS = 1.5  # syllables of room behind each


def option_rows(texts: Sequence[str], room: float) -> list[tuple[str, ...]]:
    """The options in lines of ``room`` syllables: five or three or two side by side where they are short."""
    widest = max(map(count_syllables, texts)) + BETWEEN_OPTIONS
    beside = next((n for n in (5, 3, 2) if n <= len(texts) and widest * n <= room), 1)
    return [tuple(texts[at : at + beside]) for at in range(0, len(texts), beside)]


def count_syllables(text: str) -> float:
    """The width of a text in syllables: a Latin letter is half of one."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 for letter in text)
