"""Numbers, years and dates in a text, with their values, so that 1,234명 and 1234명 are the same."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([⁺⁻]?[⁰¹²³⁴-⁹]+)?\s*([가-힣%℃°]|[a-zA-Z]{1,3})?")
_LARGEST_POWER = 300


@dataclass(frozen=True)
class Number:
    """One number: its value, the unit character that follows it (``"년"``, ``"명"``, ``"%"`` or empty), and its span."""

    value: float
    unit: str
    start: int
    end: int


def numbers(text: str) -> list[Number]:
    """Every number written in digits, in reading order; a power has its value: 10²³ is 1e23."""
    found = []
    for match in _NUMBER.finditer(text):
        value = float(match.group(1).replace(",", "") + (match.group(2) or ""))
        end = max(match.end(1), match.end(2), match.end(3))
        if match.group(3):
            value = _raise(value, int(unicodedata.normalize("NFKC", match.group(3)).replace("−", "-")))
        found.append(Number(value, match.group(4) or "", match.start(), end))
    return found


def _raise(value: float, power: int) -> float:
    """A number's power; infinite where it is too large for a float."""
    try:
        return value**power if abs(power) <= _LARGEST_POWER else math.inf
    except (OverflowError, ZeroDivisionError):
        return math.inf
