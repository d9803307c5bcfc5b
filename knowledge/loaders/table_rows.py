"""Tables of documents as rows: a line each, ``" | "`` between cells, merged ones said wherever they cover."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from knowledge.loaders.blocks import REPEATED, TextBlock, heading
from knowledge.loaders.table_heads import GridRow, count_head_rows, join_heads
from knowledge.models import BlockKind
from korean import lexicon

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

    @property
    def text(self) -> str:
        return " ".join(" ".join(map(_in_line, self.blocks)).split())


def _in_line(block: TextBlock) -> str:
    return block.text.replace("$$", "$") if block.kind is BlockKind.FORMULA else block.text


def rows(cells: Sequence[Cell], heads: Collection[int] = ()) -> list[TextBlock]:
    """A table's rows, those of its heads as one; boxes and layouts (one column, tables within) as what is in them.

    ``heads`` are the rows that the format calls so; where it says nothing, structure decides (``table_heads``).
    """
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
    found: list[TextBlock] = []
    if count > 1:
        labels = [label for label in join_heads([lines[row] for row in order[:count]]) if label]
        opens = any(_opens(by_row[row]) for row in order[:count] if row in by_row)
        found.append(TextBlock(" | ".join(labels), opens=opens, row=True, depth=1))
    for number, row in enumerate(order):
        if number < count and count > 1:
            continue
        if block := _write_row(lines[row], _opens(by_row.get(row, ()))):
            found.append(replace(block, depth=1) if number < count else block)
    return found


def _spread(cells: Sequence[Cell], by_row: dict[int, list[Cell]], filled: Sequence[int]) -> dict[int, GridRow]:
    """Every row's texts by the columns that hold something, merged cells in each that they cover."""
    places = {column: place for place, column in enumerate(filled)}
    lines = {row: [""] * len(filled) for row in by_row}
    across: dict[int, set[int]] = {row: set() for row in by_row}
    above: dict[int, set[int]] = {row: set() for row in by_row}
    below = dict.fromkeys(by_row, 0)
    for cell in cells:
        if cell.column in places:
            lines[cell.row][places[cell.column]] = cell.text
    for cell in cells:
        text = cell.text
        if cell.column not in places or not text or (cell.rows == 1 and cell.columns == 1):
            continue
        covered = [row for row in lines if cell.row <= row < cell.row + cell.rows]
        if len(covered) > 1:
            below[cell.row] = max(below[cell.row], len(covered) - 1)
        for row in covered if len(text) <= REPEATED else ():
            for column in range(cell.column, cell.column + cell.columns):
                place = places.get(column)
                if place is None or lines[row][place]:
                    continue
                lines[row][place] = text
                (across if row == cell.row else above)[row].add(place)
    return {
        row: GridRow(values, frozenset(across[row]), frozenset(above[row]), below[row]) for row, values in lines.items()
    }


def _count_heads(order: Sequence[int], lines: dict[int, GridRow], heads: Collection[int]) -> int:
    """How many of the first rows are heads; a title over the whole width before them is none."""
    stated = 0
    while stated < len(order) and order[stated] in heads:
        stated += 1
    if len(order) < 2 or stated == len(order):
        return 0
    return stated or count_head_rows([lines[row] for row in order])


def _write_row(row: GridRow, opens: bool) -> TextBlock | None:
    said = list(row.values)
    if len(row.own) <= 1 and not row.above:
        said = [said[column] for column in row.own]  # one cell over the whole width is said once
    elif not row.own and len({value for value in said if value}) == 1:
        said = []  # its next row
    elif sum(map(bool, said)) <= 1:
        said = list(filter(None, said))
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
        texts = tuple(cell.text for cell in line)
        row = GridRow(texts)
        if block := _write_row(row, _opens(line)):
            found.append(block)
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
