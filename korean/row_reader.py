"""Rows of tables (``" | "`` between cells, ``": "`` behind a column's head) analysed by what stands in their cells.

The heads come again in every row, and so do many values: each is analysed once. A row that holds a sentence is none of
these: it is read as a whole, like running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cachetools import LRUCache

from korean.analyzer import SplitBlock, Token, tokenize_all

MOST_CELLS_KNOWN = 4096  # texts of cells that are remembered
LONGEST_KEPT_CELL = 60  # characters; longer ones hardly come again
_BETWEEN = re.compile(r" (\|) |(?<=\S)(:) ")
_SENTENCE = re.compile(r"[^\W\d_][.!?。？！…](?:\s|$)")
_TAGS = {"|": "SW", ":": "SP"}  # as the analyser has them
_ENDING = "EF"  # of a sentence's verb


class RowReader:
    """Reads the rows of one document; it remembers the texts of their cells."""

    def __init__(self) -> None:
        self._known: LRUCache[str, tuple[Token, ...]] = LRUCache(MOST_CELLS_KNOWN)

    def __call__(self, texts: Sequence[str]) -> dict[str, SplitBlock]:
        """Those of the texts that are rows of short cells, each as one sentence with its morphemes."""
        rows = {text: parts for text in texts if (parts := list(_cut(text))) and _is_short(text, parts)}
        cells = {text: [text[start:end] for start, end, _ in parts] for text, parts in rows.items()}
        known = {cell: self._known[cell] for row in cells.values() for cell in row if cell in self._known}
        fresh = [cell for cell in dict.fromkeys(cell for row in cells.values() for cell in row) if cell not in known]
        read = dict(zip(fresh, map(tuple, tokenize_all(fresh)), strict=True))
        self._known.update(read)
        joined = {text: _join(text, parts, known | read) for text, parts in rows.items()}
        return {text: [(0, len(text), tokens)] for text, tokens in joined.items() if tokens}


def _is_short(text: str, parts: Sequence[tuple[int, int, int]]) -> bool:
    longest = max(end - start for start, end, _ in parts)
    return " | " in text and longest <= LONGEST_KEPT_CELL and not _SENTENCE.search(text)


def _join(text: str, parts: Sequence[tuple[int, int, int]], known: dict[str, tuple[Token, ...]]) -> list[Token]:
    """A row's morphemes from those of its cells; none where one of them holds a sentence."""
    found: list[Token] = []
    for start, end, sign in parts:
        tokens = known[text[start:end]]
        if any(token.tag == _ENDING for token in tokens):
            return []
        found += (token.moved(start) for token in tokens)
        if sign >= 0:
            found.append(Token(text[sign], _TAGS[text[sign]], sign, sign + 1))
    return found


def _cut(text: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each part of a row, and where the sign behind it stands; -1 behind the last."""
    start = 0
    for match in _BETWEEN.finditer(text):
        yield start, match.start(), match.start(match.lastindex or 0)
        start = match.end()
    yield start, len(text), -1
