"""Old Hangul as Hanyang's private letters write it (U+E0BC to U+F8F7), in the letters that Unicode has for it.

The table stands in ``old_hangul.tsv``, whose first lines name its source; it is read when such a letter is first met.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "old_hangul.tsv"
HANYANG = re.compile("[\ue0bc-\uf8f7]")


def write_old_hangul(text: str) -> str:
    """The text with Hanyang's letters in Unicode; a letter that the table does not have stays."""
    if not HANYANG.search(text):
        return text
    table = _read_table()
    return HANYANG.sub(lambda match: table.get(match.group(), match.group()), text)


@lru_cache(maxsize=1)
def _read_table() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _TABLE.read_text("utf-8").splitlines():
        place, mark, letters = line.partition("\t")
        if mark:
            found[chr(int(place, 16))] = letters
    return found
