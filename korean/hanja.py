"""Hanja as they are read in Korean: 乙巳勒約 -> 을사늑약.

KS X 1001 lists its 4,888 Hanja in the order of their readings, so that the readings with their counts
hold the whole table. A character of several readings (樂: 낙, 락, 악, 요) stands there once for each. Not
covered: Hanja outside the standard.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import islice, product

from korean import lexicon

_ROWS = range(0xCA, 0xFE)  # of the standard, as EUC-KR writes them
_COLUMNS = range(0xA1, 0xFF)
MOST_HANJA_READINGS = 64  # readings of one text: two or three characters of several readings, no more


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    """Unified character -> its readings."""
    read = [reading for reading, n in lexicon.pairs("hanja", "readings") for _ in range(int(n))]
    characters = [bytes([row, column]).decode("euc_kr") for row in _ROWS for column in _COLUMNS]
    table: dict[str, tuple[str, ...]] = {}
    for character, reading in zip(characters, read, strict=True):
        unified = unicodedata.normalize("NFKC", character)
        table[unified] = (*table.get(unified, ()), reading)
    return table


def has_hanja(text: str) -> bool:
    """Whether any character of the text is a Hanja of the standard."""
    table = _table()
    return any(character in table for character in text)


def readings(text: str) -> set[str]:
    """The text with its Hanja read in every way they may be, at most ``MOST``; the text itself where it has none."""
    table = _table()
    ways = [table.get(character, (character,)) for character in unicodedata.normalize("NFKC", text)]
    return {"".join(way) for way in islice(product(*ways), MOST_HANJA_READINGS)}
