"""Tables of a book, read back from its text: the loaders write a row a line, ``" | "`` between the cells.

A table is read only where it is sure: a row of heads, the same number of cells in each row, a name of its own for
every row. Its rows are what is told of: a table of comparison ("구분 | 광합성 | 호흡") is turned, one of years and events
has the events for names. Sheets that repeat their heads in each cell ("인구: 940만 명") are read too. Tables whose rows
a PDF has broken over lines are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import Library, Sentence
from korean import lexicon

FEWEST_ROWS, MOST_ROWS = 3, 8  # rows below the heads, as they are printed
LONGEST_NAME, LONGEST_TABLE_HEAD, LONGEST_CELL = 20, 12, 30  # characters
LONGEST_TABLE = 300  # of a whole table, so that it can stand in a stem
_AMOUNT = lexicon.pattern("units", "amount_in_a_cell")
_YEAR_HEAD = lexicon.pattern("time_words", "head_of_years")
_IN_HEAD = re.compile(r"\s?\((?:단위:\s?)?([^()]{1,6})\)$")
_COMPARED = lexicon.pattern("headings", "head_of_what_is_compared")
_YEAR = re.compile(r"(?:1[0-9]|20)\d{2}\s?년?")
_WORD = re.compile(r"[가-힣A-Za-z]")
_NO_TABLE = re.compile(r"[$\\{}=<>`]|http")


@dataclass(frozen=True)
class Table:
    """The heads of its columns, the first of which names the rows, and the rows."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self.rows)

    def cell(self, name: str, column: int) -> str:
        return next(row[column] for row in self.rows if row[0] == name)

    def amounts(self, column: int) -> tuple[float, ...] | None:
        """The values of a column of amounts in one unit; None where it holds anything else."""
        found = [_AMOUNT.fullmatch(row[column]) for row in self.rows]
        matches = [match for match in found if match]
        if len(matches) < len(found) or len({match["unit"] for match in matches}) > 1:
            return None
        return tuple(float(match["value"].replace(",", "")) for match in matches)

    def unit(self, column: int) -> str:
        """The unit of a column of amounts, as its cells have it, or its head in brackets; years have 년."""
        match = _AMOUNT.fullmatch(self.rows[0][column])
        if match is None or match["unit"]:
            return match["unit"] if match else ""
        if said := _IN_HEAD.search(self.heads[column]):
            return said[1]
        return "년" if _YEAR_HEAD.search(self.heads[column]) and not _YEAR.fullmatch(self.heads[column]) else ""

    def column_name(self, column: int) -> str:
        """A column's head without its unit; a head that names no amount ("2012년") has 값 behind it."""
        head = _IN_HEAD.sub("", self.heads[column])
        return head if self.amounts(column) is None or self.unit(column) else f"{head} 값"

    def holds_years(self, column: int) -> bool:
        """Whether the amounts of a column are years."""
        values = self.amounts(column)
        return bool(values) and self.unit(column) == "년" and all(1000 <= one <= 2100 for one in values or ())


def read_table(text: str) -> Table | None:
    """The table of these lines, the first of which are its heads; None where they are not surely one."""
    lines = [[cell.strip() for cell in line.split(" | ")] for line in text.split("\n")]
    heads, *rows = lines
    rows = [[_strip_head(cell, head) for cell, head in zip(row, heads)] for row in rows if len(row) == len(heads)]
    if len(rows) != len(lines) - 1 or not FEWEST_ROWS <= len(rows) <= MOST_ROWS or not 2 <= len(heads) <= 6:
        return None
    if _NO_TABLE.search(text) or not all(cell and len(cell) <= LONGEST_CELL for row in lines for cell in row):
        return None
    heads, rows = _orient(heads, rows)
    names = [row[0] for row in rows]
    named = all(_WORD.search(name) and len(name) <= LONGEST_NAME for name in names) and len(set(names)) == len(names)
    headed = all(_WORD.search(head) and len(head) <= LONGEST_TABLE_HEAD for head in heads) and len(set(heads)) == len(
        heads
    )
    told = not any(re.search(r"\d", word) for word in (*heads, *names) if not _YEAR.fullmatch(word) and " " in word)
    apart = not any(a != b and a in b for a in names for b in names) and not set(names) & set(heads)
    if not (named and headed and told and apart):
        return None
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


def _orient(heads: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The heads and rows with what is told of as the names of the rows."""
    if len(heads) == 2 and all(_YEAR.fullmatch(row[0]) for row in rows):
        return heads[::-1], [row[::-1] for row in rows]
    numbers = all(_AMOUNT.fullmatch(cell) for row in rows for cell in row[1:])
    if _COMPARED.search(heads[0]) and not numbers:
        turned = [list(column) for column in zip(heads, *rows)]
        return turned[0], turned[1:]
    return heads, rows


def find_tables(library: Library, source_id: str, pages: tuple[int, int] | None) -> Iterator[tuple[Sentence, Table]]:
    """Every table of the pages with its span; of a long one the first rows."""
    for page in library.pages(source_id):
        if pages is not None and not pages[0] <= page.number <= pages[1]:
            continue
        for start, lines in _blocks(page.text):
            while len(lines) > MOST_ROWS + 1 or len("\n".join(lines)) > LONGEST_TABLE:
                lines = lines[:-1]
            found = read_table("\n".join(lines)) if len(lines) > FEWEST_ROWS else None
            if found:
                first, last = page.start + start, page.start + start + len("\n".join(lines))
                yield Sentence(source_id, page.number, first, last, "\n".join(lines)), found


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines with the same number of cells, each with its place in the page."""
    place, start, run = 0, 0, list[str]()
    for line in [*text.split("\n"), ""]:
        cells = line.count(" | ")
        if run and (not cells or cells != run[0].count(" | ")):
            yield start, run
            run = []
        if cells:
            start = start if run else place
            run = [*run, line]
        place += len(line) + 1


def without_repeated_heads(text: str) -> str:
    """The lines of a table without the heads that a sheet repeats in its cells."""
    heads, *rows = [line.split(" | ") for line in text.split("\n")]
    return "\n".join(" | ".join(map(_strip_head, row, heads)) for row in (heads, *rows))


def _strip_head(cell: str, head: str) -> str:
    return cell.removeprefix(f"{head}: ")
