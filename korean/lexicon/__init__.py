"""Every word list of the project: ``lexicon/*.tsv``, one theme a file, loaded once; code holds no list of its own.

A row is ``word <TAB> purpose <TAB> source <TAB> date``. ``purpose`` names the list that the word belongs to; a word stands once in a
list. Rows whose purpose begins with ``re:`` are pieces of regular expressions, not words. Lines that begin with # say what the file is.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent
COLUMNS = ("word", "purpose", "source", "date")


class Row(NamedTuple):
    """One line of a lexicon file."""

    word: str
    purpose: str
    source: str
    date: str


@cache
def rows(theme: str) -> tuple[Row, ...]:
    """The rows of ``theme``.tsv in their order. Raises ValueError for a row of another shape and for a word twice in a list."""
    found: dict[tuple[str, str], Row] = {}
    for number, line in enumerate((FOLDER / f"{theme}.tsv").read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not all(cells):
            raise ValueError(f"{theme}.tsv:{number}: four filled columns are wanted: {', '.join(COLUMNS)}")
        row = Row(*cells)
        if (row.word, row.purpose) in found:
            raise ValueError(f"{theme}.tsv:{number}: {row.word!r} stands in {row.purpose!r} twice")
        found[row.word, row.purpose] = row
    return tuple(found.values())


@cache
def words(theme: str, purpose: str) -> frozenset[str]:
    """The words of one list. Raises KeyError for a list that is not there."""
    return frozenset(ordered(theme, purpose))


@cache
def ordered(theme: str, purpose: str) -> tuple[str, ...]:
    """The words of one list in the order of the file. Raises KeyError for a list that is not there."""
    found = tuple(row.word for row in rows(theme) if row.purpose == purpose)
    if not found:
        raise KeyError(f"{theme}.tsv has no list {purpose!r}")
    return found


@cache
def alternation(theme: str, purpose: str) -> str:
    """The list as an alternation for a regular expression, nothing captured: ``(?:가나다|가나)``.

    Words are escaped and stand longest first; pieces of expressions (``re:``) stand as they are, in the order of the file.
    """
    found = ordered(theme, purpose)
    if not purpose.startswith("re:"):
        found = tuple(re.escape(word) for word in sorted(found, key=len, reverse=True))
    return f"(?:{'|'.join(found)})"
