"""A table of cards: which sign parts its cells, and which column holds what, by the words of its first row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from korean import lexicon, squeeze

ROLE_NAMES: dict[str, frozenset[str]] = {
    role: frozenset(squeeze(word).casefold() for word in lexicon.words_in_order("exam_papers", purpose))
    for role, purpose in (
        ("front", "card_columns"),
        ("back", "card_answers"),
        ("kind", "card_kinds"),
        ("options", "card_options"),
        ("explanation", "card_explanations"),
    )
}
CARD_DELIMITERS = (",", "\t", ";", "|")
FIRST_ROWS = 20  # rows by which a delimiter is judged
_SEP = re.compile(r"sep=(.)\r?$", re.I)


class TableRow(NamedTuple):
    """A row's cells and the line on which it begins; ``broken`` where reading ends with it."""

    line: int
    cells: list[str]
    broken: bool = False


def read_rows(text: str) -> Iterator[TableRow]:
    """The rows of a text, whatever parts its cells; a spreadsheet's ``sep=;`` line is heard and passed over."""
    first, _, rest = text.partition("\n")
    stated = _SEP.match(first)
    delimiter = stated[1] if stated else find_delimiter(text)
    yield from _rows(rest if stated else text, delimiter, 2 if stated else 1)


def find_delimiter(text: str) -> str:
    """The sign by which most heads of columns are told apart, or that makes rows of one length; the comma else."""

    def fit(delimiter: str) -> tuple[int, int]:
        rows = [row.cells for row in islice(_rows(text, delimiter, 1), FIRST_ROWS) if any(row.cells)]
        if not rows or len(rows[0]) < 2:
            return 0, 0
        return len(find_roles(rows[0])), sum(len(row) == len(rows[0]) for row in rows)

    return max(CARD_DELIMITERS, key=fit)


def find_roles(heads: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its head; empty where the row is no row of heads."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        for role, names in ROLE_NAMES.items():
            if role not in found and squeeze(head).casefold() in names:
                found[role] = place
                break
    return found if "front" in found else {}


def _rows(text: str, delimiter: str, line: int) -> Iterator[TableRow]:
    rows, before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), line - 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield TableRow(line, [], broken=True)
            return
        yield TableRow(line, row)
        line = before + rows.line_num + 1
