"""Numbers, years and dates in a text, with their values, so that 1,234명 and 1234명 are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([가-힣%℃°]|[a-zA-Z]{1,3})?")


@dataclass(frozen=True)
class Number:
    """One number: its value, the unit character that follows it (``"년"``, ``"명"``, ``"%"`` or empty), and its span."""

    value: float
    unit: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Every number written in digits, in reading order."""
    found = []
    for match in _NUMBER.finditer(text):
        value = float(match.group(1).replace(",", "") + (match.group(2) or ""))
        end = match.end(2) if match.group(2) else match.end(1)
        found.append(Number(value, match.group(3) or "", match.start(), end))
    return found
