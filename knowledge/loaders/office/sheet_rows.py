"""The rows of one sheet of a workbook: cells as they are shown, merged ones spread, hidden ones set apart."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.blocks import REPEATED, TextBlock
from knowledge.loaders.grid import remark
from knowledge.loaders.office.number_formats import format_text, format_value
from knowledge.loaders.raised import lower_text, raise_text
from knowledge.loaders.table_heads import GridRow
from knowledge.loaders.xml_archive import attribute, broken_file_error, children, first, local, whole

MOST_CELLS = 2_000_000  # of a workbook
LARGEST_TEXT = 20_000_000  # characters of a workbook
_WIDEST = 16_384  # columns of a sheet
_WIDEST_MERGE = 200  # columns that a merged cell's text is repeated over
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_MOST_MERGES = 100_000


class Merge(NamedTuple):
    """A merged cell: rows from 1, columns from 0, both ends in it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Workbook:
    """What the sheets of a book share, what was found on the way, and how much may still come."""

    outcome: Outcome
    words: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # the format code of each cell style
    since: datetime | None = None
    hidden: list[str] = field(default_factory=list)  # what is hidden, as people would name it
    empty_formulas: list[str] = field(default_factory=list)
    cells: int = 0
    characters: int = 0

    def count(self, values: Sequence[str]) -> None:
        """Raises LoadError where a book holds more than anybody reads."""
        self.cells += len(values)
        self.characters += sum(map(len, values))
        if self.cells > MOST_CELLS or self.characters > LARGEST_TEXT:
            raise LoadError("too_long", "칸이 너무 많은 문서입니다. 시트를 나누어 올려 주세요.")


def read_string(element: Any) -> str:
    """A text of the sheet: its runs, raised and lowered ones as such, without readings above the letters."""
    parts = []
    for child in element:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            text = "".join(item.text or "" for item in children(child, "t"))
            shape = first(child, "rPr", "vertAlign")
            place = attribute(shape, "val")
            parts.append(
                raise_text(text) if place == "superscript" else lower_text(text) if place == "subscript" else text
            )
    return "".join(parts)


def read_sheet(
    data: bytes, book: Workbook, name: str, comments: Mapping[str, str], visible: bool = True
) -> Iterator[GridRow | TextBlock]:
    """A sheet's rows, an empty one where some are missing; behind a row what is noted on its cells.

    Of a sheet that is not ``visible`` nothing comes out: its texts are told to the outcome.
    """
    merges = _Merges(data)
    hidden_columns = _hidden_columns(data)
    hidden_rows: list[int] = []
    before = 0
    for place, row in _elements(data):
        shown = visible and attribute(row, "hidden") not in ("1", "true")
        if shown and place > before + 1 and not merges.cover(before + 1, place):
            yield GridRow(())
        before = place
        values: list[str] = []
        notes: list[str] = []
        for cell in row:
            if not isinstance(cell.tag, str):
                continue
            mark = cell.get("r", "")
            column = max(_column(mark.rstrip("0123456789")), len(values))
            if column >= _WIDEST:
                continue
            text = _value(cell, book, name, mark)
            values += [""] * (column - len(values)) + [text]
            if mark in comments:
                notes.append(comments[mark])
        book.count(values)
        if not shown:
            book.outcome.leave_out("hidden", " ".join(filter(None, (*values, *notes))))
            hidden_rows.append(place)
            continue
        for column in hidden_columns:
            if column < len(values):
                book.outcome.leave_out("hidden", values[column])
                values[column] = ""
        yield merges.spread(place, values, hidden_columns)
        yield from (remark(note) for note in notes)
    if visible and hidden_rows:
        book.hidden.append(f"{name} {_ranges(hidden_rows)}행")
    if visible and hidden_columns and before:
        book.hidden.append(f"{name} {', '.join(_letters(column) for column in sorted(hidden_columns)[:20])}열")


def _elements(data: bytes) -> Iterator[tuple[int, Any]]:
    """The sheet's rows one by one with their numbers; the tree is let go while it is read."""
    from lxml import etree

    before = 0
    try:
        for _, row in etree.iterparse(
            io.BytesIO(data), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            before = whole(attribute(row, "r"), before + 1)
            yield before, row
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
    except etree.XMLSyntaxError:
        raise broken_file_error() from None


class _Merges:
    """The merged cells of a sheet, row by row."""

    def __init__(self, data: bytes) -> None:
        self.by_row: dict[int, list[Merge]] = {}
        found = _MERGED.finditer(data) if b"mergeCell" in data else iter(())
        for number, match in enumerate(found):
            if number >= _MOST_MERGES:
                break
            left, right = _column(match[1].decode()), _column(match[3].decode())
            merge = Merge(int(match[2]), left, int(match[4]), min(right, left + _WIDEST_MERGE))
            self.by_row.setdefault(merge.top, []).append(merge)
        self.open: list[tuple[Merge, str]] = []

    def cover(self, top: int, bottom: int) -> bool:
        """Whether an open merged cell covers the rows from ``top`` to before ``bottom``."""
        return any(merge.bottom >= top for merge, _ in self.open)

    def spread(self, place: int, values: list[str], hidden: frozenset[int]) -> GridRow:
        """A row with the texts of merged cells in every column and row that these cover."""
        self.open = [(merge, text) for merge, text in self.open if merge.bottom >= place]
        starting = self.by_row.pop(place, ())
        across: set[int] = set()
        above: set[int] = set()
        below = 0
        for merge, text in self.open:
            above |= _fill(values, merge, text, hidden)
        for merge in starting:
            text = values[merge.left] if merge.left < len(values) else ""
            if text:
                below = max(below, merge.bottom - merge.top)
            if not text or len(text) > REPEATED:
                continue
            if merge.bottom > merge.top:
                self.open.append((merge, text))
            across |= _fill(values, merge, text, hidden | {merge.left})
        return GridRow(values, frozenset(across), frozenset(above), below)


def _fill(values: list[str], merge: Merge, text: str, besides: frozenset[int]) -> set[int]:
    values += [""] * (merge.right + 1 - len(values))
    found = {c for c in range(merge.left, merge.right + 1) if c not in besides and not values[c]}
    for column in found:
        values[column] = text
    return found


def _hidden_columns(data: bytes) -> frozenset[int]:
    start = data[: data.find(b"sheetData") + 1 or 100_000]
    hidden: set[int] = set()
    for match in _COLUMN.finditer(start[:1_000_000]):
        said = dict(re.findall(rb'(\w+)="([^"]*)"', match.group()))
        if said.get(b"hidden") in (b"1", b"true"):
            low, high = (whole(said.get(key, b"").decode("ascii", "replace")) for key in (b"min", b"max"))
            hidden |= set(range(max(low, 1) - 1, min(high, _WIDEST)))
    return frozenset(hidden)


@lru_cache(maxsize=_WIDEST)
def _column(letters: str) -> int:
    """The column of "AB", from 0; -1 for anything else."""
    number = 0
    for letter in letters if re.fullmatch("[A-Z]{1,3}", letters) else "":
        number = 26 * number + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    said = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers for people: "3, 5~7"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    said = [str(a) if a == b else f"{a}~{b}" for a, b in parts]
    return ", ".join(said[:20]) + (" 따위" if len(said) > 20 else "")


def _value(cell: Any, book: Workbook, sheet: str, mark: str) -> str:
    """A cell as it is shown; a formula without a stored value is empty, and named."""
    kind = cell.get("t", "n")
    style = cell.get("s")
    place = whole(style) if style else 0
    code = book.formats[place] if place < len(book.formats) else ""
    if kind == "inlineStr":
        inline = first(cell, "is")
        text = "" if inline is None else read_string(inline)
        return format_text(text, code) if code else text
    value = first(cell, "v")
    text = "" if value is None else value.text or ""
    if not text:
        if first(cell, "f") is not None:
            book.empty_formulas.append(f"{sheet} {mark}")
        return ""
    if kind == "s":
        number = whole(text, -1)
        said = book.words[number] if 0 <= number < len(book.words) else ""
        return format_text(said, code) if code else said
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    if kind != "n":
        return format_text(text, code) if code and kind == "str" else text
    shown = show_number(text, code, book.since)
    if not shown:
        book.outcome.leave_out("hidden", text)
    return shown


def show_number(text: str, code: str, since: datetime | None = None) -> str:
    """A number as the format shows it; its digits without the noise of binary fractions where there is none."""
    if (not code or code == "General") and len(text) <= 15 and text.isdecimal():
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    if not code or code == "General":
        return text if re.fullmatch(r"-?\d{1,15}", text) else f"{value:.15g}"
    if abs(value) > 1e300 or value != value:
        return text
    return format_value(value, code, since)
