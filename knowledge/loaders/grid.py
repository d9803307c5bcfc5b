"""Rows of values (sheets, CSV) as lines that say their column: ``"머리글: 값 | 머리글: 값"``."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from knowledge.loaders.blocks import TextBlock, tidy
from knowledge.loaders.table_heads import LOOKED_BELOW, MOST_HEAD_ROWS, GridRow, count_head_rows, join_heads
from knowledge.models import BlockKind

PAGE_ROWS = 100
PAGE_SIZE = 20_000  # characters, for tables with long texts in them

Rows = Iterable[GridRow | Sequence[str] | TextBlock]  # a block stands between two rows: a remark on a cell


def read_rows(table: Rows) -> Iterator[TextBlock]:
    """A block for each row that holds something, the heads of the others at depth 1.

    Heads are found by structure (``table_heads``) at the beginning and after an empty row; rows of one value are notes.
    """
    source = iter(table)
    ahead: deque[GridRow | TextBlock] = deque()
    head: list[str] = []
    fresh = True
    while True:
        ahead.extend(_tidy(row) for row in islice(source, LOOKED_BELOW + MOST_HEAD_ROWS + 1 - len(ahead)))
        if not ahead:
            return
        row = ahead.popleft()
        if isinstance(row, TextBlock):
            yield row
            continue
        filled = [value for value in row.values if value]
        if not filled:
            fresh = True
        elif not row.own and not row.across:
            continue  # a merged cell over whole rows was said in its first
        elif fresh and _differs(row, head) and (count := _count(row, ahead)):
            rows = [row, *(_next_row(ahead) for _ in range(count - 1))]
            head, fresh = join_heads(rows), False
            yield TextBlock(" | ".join(filter(None, head)), row=True, depth=1)
        elif len(row.own) == 1 and not row.above and len(head) != 1:
            name = head[row.own[0]] if not fresh and row.own[0] < len(head) else ""
            value = row.values[row.own[0]]
            yield TextBlock(f"{name}: {value}" if name else value, row=True)
        else:
            fresh = False
            named = zip(chain(head, [""] * len(row.values)), row.values, strict=False)
            yield TextBlock(
                " | ".join(f"{name}: {value}" if name else value for name, value in named if value), row=True
            )


def _tidy(row: GridRow | Sequence[str] | TextBlock) -> GridRow | TextBlock:
    if isinstance(row, TextBlock):
        return row
    given = row if isinstance(row, GridRow) else GridRow(row)
    values = [
        value if value.isalnum() and value.isascii() else " ".join(tidy(value).split()) if value else ""
        for value in given.values
    ]
    return given._replace(values=values)


def _differs(row: GridRow, head: Sequence[str]) -> bool:
    """Whether a row after an empty one fills other columns than the head that holds so far."""
    return [bool(value) for value in row.values] != [bool(name) for name in head]


def _count(row: GridRow, ahead: Iterable[GridRow | TextBlock]) -> int:
    """The head rows from ``row`` on, held against the rows up to the next empty one."""
    block = [row]
    for other in ahead:
        if isinstance(other, TextBlock):
            continue
        if not any(other.values):
            break
        block.append(other)
    return count_head_rows(block)


def _next_row(ahead: deque[GridRow | TextBlock]) -> GridRow:
    """The next row; remarks before it are moved behind it."""
    place = next(i for i, one in enumerate(ahead) if isinstance(one, GridRow))
    row = ahead[place]
    del ahead[place]
    assert isinstance(row, GridRow)
    return row


def pages(table: Rows, name: str = "", most: int = 0) -> list[list[TextBlock]]:
    """Pages of about a hundred rows; the first opens with ``name`` as its heading. Stops
    when there are more than ``most``.
    """
    return cut_pages(read_rows(table), name, most)


def cut_pages(rows: Iterable[TextBlock | str], name: str = "", most: int = 0) -> list[list[TextBlock]]:
    """Pages of lines as ``pages`` makes them of rows."""
    found: list[list[TextBlock]] = [[TextBlock(name, level=1)] if name else []]
    count = size = 0
    for row in rows:
        block = TextBlock(row, row=True) if isinstance(row, str) else row
        if count == PAGE_ROWS or (size and size + len(block.text) > PAGE_SIZE):
            if most and len(found) > most:
                break
            found.append([])
            count = size = 0
        found[-1].append(block)
        count += 1
        size += len(block.text)
    return found


def remark(text: str) -> TextBlock:
    """What somebody noted on a cell."""
    return replace(TextBlock(" ".join(tidy(text).split())), kind=BlockKind.FOOTNOTE)
