"""Tables of documents as rows: a line each, ``" | "`` between cells, merged ones said wherever they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from knowledge.loaders.blocks import REPEATED, TextBlock, heading
from knowledge.loaders.table_heads import LOOKED_BELOW, MOST_HEAD_ROWS, GridRow, count_head_rows, join_heads
from knowledge.models import BlockKind
from korean import lexicon

MOST_REPEATED = 200_000  # places of a table that merged cells are said in
_BOXED = (
    lexicon.pattern("headings", "label_in_a_box"),
    re.compile(r"\d{1,2}[.)]?"),
    re.compile(r"[가-하][.)]"),
)


@dataclass(frozen=True)
class Cell:
    """A table's cell: where it stands, over how many rows and columns, and what is in it."""

    row: int
    column: int
    blocks: Sequence[TextBlock]
    rows: int = 1
    columns: int = 1

    @cached_property
    def text(self) -> str:
        return " ".join(" ".join(map(_in_line, self.blocks)).split())


def _in_line(block: TextBlock) -> str:
    return block.text.replace("$$", "$") if block.kind is BlockKind.FORMULA else block.text


def rows(cells: Sequence[Cell], heads: Collection[int] = ()) -> list[TextBlock]:
    """A table's rows, those of its heads as one; boxes and layouts (one column, tables within) as what is in them.

    ``heads`` are the rows that the format calls so; where it says nothing, structure decides (``table_heads``).
    Pictures in cells stand behind the rows.
    """
    pictures = [block for cell in cells for block in cell.blocks if block.picture]
    if pictures:
        cells = [replace(cell, blocks=[block for block in cell.blocks if not block.picture]) for cell in cells]
    return _write_rows(cells, heads) + pictures


def _write_rows(cells: Sequence[Cell], heads: Collection[int]) -> list[TextBlock]:
    filled = sorted({cell.column for cell in cells if cell.blocks})  # the others are only for looks
    if len(filled) <= 1:
        return [block for cell in sorted(cells, key=lambda c: (c.row, c.column)) for block in cell.blocks]
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.column in filled:
            by_row.setdefault(cell.row, []).append(cell)
    if len(by_row) == 1 and (boxed := _boxed_heading(cells)):
        return [boxed]
    if any(block.row for cell in cells for block in cell.blocks):
        return _write_nested(by_row)
    lines = _spread(cells, by_row, filled)
    order = sorted(lines)
    count = _count_heads(order, lines, heads)
    labels = join_heads([lines[row].as_grid() for row in order[:count]]) if count else []
    found: list[TextBlock] = []
    if count > 1:
        shown = [label for place, label in enumerate(labels) if label and label not in labels[place - 1 : place]]
        opens = any(_opens(by_row[row]) for row in order[:count] if row in by_row)
        found.append(TextBlock(" | ".join(shown), opens=opens, row=True, depth=1))
    for number, row in enumerate(order):
        if number < count and count > 1:
            continue
        if block := _write_row(lines[row], labels if number >= count else [], _opens(by_row.get(row, ()))):
            found.append(replace(block, depth=1) if number < count else block)
    return found


@dataclass
class _Line:
    """A row by the columns that hold something: the cell that covers each, and its text where that is said there."""

    texts: list[str]
    cells: list[Cell | None]
    row: int
    below: int = 0

    def as_grid(self) -> GridRow:
        """The row as heads are looked for in it."""
        across = {n for n in range(1, len(self.cells)) if self.is_repeated(n) and self._begins(n)}
        above = {n for n, cell in enumerate(self.cells) if cell is not None and not self._begins(n) and self.texts[n]}
        return GridRow(self.texts, frozenset(across), frozenset(above), self.below)

    def _begins(self, place: int) -> bool:
        cell = self.cells[place]
        return cell is not None and cell.row == self.row

    def is_repeated(self, place: int) -> bool:
        """Whether the column holds the same cell as the one before it."""
        return place > 0 and self.cells[place] is not None and self.cells[place] is self.cells[place - 1]


def _spread(cells: Sequence[Cell], by_row: dict[int, list[Cell]], filled: Sequence[int]) -> dict[int, _Line]:
    """Every row's texts by the columns that hold something, merged cells in each that they cover."""
    places = {column: place for place, column in enumerate(filled)}
    lines = {row: _Line([""] * len(filled), [None] * len(filled), row) for row in by_row}
    left = MOST_REPEATED
    for cell in sorted(cells, key=lambda one: (one.rows * one.columns, one.row, one.column)):
        if cell.column not in places:
            continue
        text = cell.text
        covered = [row for row in range(cell.row, cell.row + cell.rows) if row in lines]
        if text:
            lines[cell.row].below = max(lines[cell.row].below, len(covered) - 1)
        for row in covered:
            for column in range(cell.column, cell.column + cell.columns):
                place, origin = places.get(column), (row, column) == (cell.row, cell.column)
                if place is None or lines[row].cells[place] is not None or (left < 0 and not origin):
                    continue
                left -= 1
                lines[row].cells[place] = cell
                lines[row].texts[place] = text if origin or len(text) <= REPEATED else ""
    return lines


def _count_heads(order: Sequence[int], lines: dict[int, _Line], heads: Collection[int]) -> int:
    """How many of the first rows are heads; a title over the whole width before them is none."""
    stated = 0
    while stated < len(order) and order[stated] in heads:
        stated += 1
    if len(order) < 2 or stated == len(order):
        return 0
    return stated or count_head_rows([lines[row].as_grid() for row in order[: LOOKED_BELOW + MOST_HEAD_ROWS]])


def _write_row(line: _Line, labels: Sequence[str], opens: bool) -> TextBlock | None:
    """A row's cells; one over several columns is said in each that has a head of its own, else once."""
    cells = [cell for cell in line.cells if cell is not None and cell.text]
    alone = len({id(cell) for cell in cells}) == 1
    said: list[str] = []
    for place, cell in enumerate(line.cells):
        if cell is None or (cell.text and not line.texts[place]):
            continue
        again = line.is_repeated(place)
        if again and (alone or not labels or labels[place] == labels[place - 1]):
            continue
        said.append(line.texts[place])
    if alone and cells[0].row != line.row and not labels:
        said = []  # it was said in the row where it begins
    said = said if sum(map(bool, said)) > 1 else list(filter(None, said))
    while said and not said[-1]:
        said.pop()
    return TextBlock(" | ".join(said), opens=opens, row=True) if said or opens else None


def _write_nested(by_row: dict[int, list[Cell]]) -> list[TextBlock]:
    """The rows of a table that holds tables: where one does, its cells come out as what is in them."""
    found: list[TextBlock] = []
    for _, line in sorted(by_row.items()):
        line.sort(key=lambda c: c.column)
        if any(block.row for cell in line for block in cell.blocks):
            found += [block for cell in line for block in cell.blocks]
            continue
        said = [cell.text for cell in line]
        said = said if sum(map(bool, said)) > 1 else list(filter(None, said))
        while said and not said[-1]:
            said.pop()
        if said or _opens(line):
            found.append(TextBlock(" | ".join(said), opens=_opens(line), row=True))
    return found


def _opens(line: Sequence[Cell]) -> bool:
    return any(block.opens for cell in line for block in cell.blocks)


def _boxed_heading(cells: Sequence[Cell]) -> TextBlock | None:
    """A heading drawn as a table of one row: a number's cell and a title's, as in Korean reports ("Ⅰ | 추진 배경")."""
    said = [text for cell in sorted(cells, key=lambda c: c.column) if (text := cell.text)]
    number = said[0] if len(said) == 2 and len(said[1]) <= REPEATED else ""
    for level, numbers in enumerate(_BOXED, 1):
        if numbers.fullmatch(number):
            return heading(" ".join(said), level)
    return None
