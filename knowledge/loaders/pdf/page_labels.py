"""The numbers printed on a PDF's pages: those that stand at its pages' edges, else those that the file states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST_OF_THEM = 0.4  # of the pages: so many printed numbers are a numbering
_ROMANS = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


def find_labels(document: Any, count: int, printed: Mapping[int, str]) -> dict[int, str]:
    """Page (from 1) -> its printed number, for pages on which that is another than the file's own.

    ``printed``: place of a page from 0 -> the number that was found on it.
    """
    stated = {index: _state_label(document, index) for index in range(count)}
    counted = fill_numbers(count, printed) if len(printed) >= max(2, _MOST_OF_THEM * count) else {}
    found = {index: counted.get(index) or stated[index] for index in range(count)}
    return {index + 1: label for index, label in found.items() if label and label != str(index + 1)}


def fill_numbers(count: int, printed: Mapping[int, str]) -> dict[int, str]:
    """The numbers of all pages, those without a printed one counted on from their neighbours."""
    found: dict[int, str] = {}
    known = sorted(printed)
    for place, index in enumerate(known):
        found[index] = printed[index]
        following = known[place + 1] if place + 1 < len(known) else count
        for other in range(index + 1, following):
            value = _count_on(printed[index], other - index)
            if following == count or value == _count_on(printed[following], other - following):
                found[other] = value
    for index in range(known[0] if known else 0):
        if value := _count_on(printed[known[0]], index - known[0]):
            found[index] = value
    return found


def _count_on(label: str, steps: int) -> str:
    """The number so many pages further on, written likewise; "" below 1."""
    if label.isdecimal():
        return str(int(label) + steps) if int(label) + steps > 0 else ""
    values = [_VALUES[char] for char in label.lower()]
    number = steps + sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    said = ""
    for value, sign in _ROMANS:
        while number >= value:
            said, number = said + sign, number - value
    return said.upper() if label.isupper() else said


def _state_label(document: Any, index: int) -> str:
    import pypdfium2

    try:
        return " ".join(str(document.get_page_label(index)).split())[:20]
    except (pypdfium2.PdfiumError, UnicodeDecodeError, ValueError):
        return ""
