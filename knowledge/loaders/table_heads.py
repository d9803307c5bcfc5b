"""Which rows of a table are its heads, by structure: what stands above the values and is unlike them.

No list of units or names decides. A cell of the head is a word above numbers, a number or a date of another shape than
what follows below it, or one of a series (2021, 2022, 2023; 1월, 2월, 3월; 월, 화, 수 over lessons). Where cells of
a head are merged, or a second row names what they leave open, the rows are joined: "2023년 쌀".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

LOOKED_BELOW = 20  # rows that a head is compared with
MOST_HEAD_ROWS = 4
LONGEST_HEAD = 60  # characters of a head's cell
_NUMBER_LIKE = re.compile(r"['\"‘’]?[-+−~△▲±(]?\s?[₩$€¥£]?\s?\d[\d,.:/\-~ ]*\s?[^\d\s]{0,4}\)?")
_DIGITS = re.compile(r"\d+")
_YEARS = range(1000, 2101)


class GridRow(NamedTuple):
    """A row's cells as texts; ``across`` and ``above``: columns whose text is that of a merged cell to the left, or of
    one above; ``below``: how many further rows the longest merged cell that begins here covers.
    """

    values: Sequence[str]
    across: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()
    below: int = 0

    @property
    def own(self) -> list[int]:
        """The columns with a text of their own."""
        return [c for c, value in enumerate(self.values) if value and c not in self.across and c not in self.above]

    def at(self, column: int) -> str:
        return self.values[column] if column < len(self.values) else ""


def count_head_rows(rows: Sequence[GridRow]) -> int:
    """How many of the first rows are heads of those that follow; 0 where there is none."""
    if not rows or len(rows[0].own) + len(rows[0].above) < 2 or not _is_head(rows[0], rows[1:]):
        return 0
    count = 1
    while count < min(MOST_HEAD_ROWS, len(rows) - 1) and _goes_on(rows[:count], rows[count], rows[count + 1 :]):
        count += 1
    return 0 if _is_doubled(rows[:count], rows[count - 1].across) else count


def join_heads(rows: Sequence[GridRow]) -> list[str]:
    """The label of every column, from the first head row down: "2023년 쌀"."""
    width = max((len(row.values) for row in rows), default=0)
    labels: list[list[str]] = [[] for _ in range(width)]
    for number, row in enumerate(rows):
        said = ""
        for column in range(width):
            value = row.at(column)
            if value:
                said = value
            elif number + 1 == len(rows) or not any(later.at(column) for later in rows[number + 1 :]):
                continue  # nothing below it to be named together with
            elif column and any(later.at(column - 1) for later in rows[number + 1 :]):
                value = said  # a group's name stands once over all its columns
            if value and (not labels[column] or labels[column][-1] != value):
                labels[column].append(value)
    return [" ".join(parts) for parts in labels]


def is_number_like(text: str) -> bool:
    """Whether a cell is a number, a date or a time, with at most a few letters of unit."""
    return bool(_NUMBER_LIKE.fullmatch(text))


def _goes_on(heads: Sequence[GridRow], row: GridRow, below: Sequence[GridRow]) -> bool:
    """Whether a further row belongs to the head: it is merged into it, or names what the first row leaves open."""
    if not any(row.values) or not _is_head(row, below):
        return False
    reach = any(head.below >= len(heads) - number for number, head in enumerate(heads))
    corner = next((c for c, value in enumerate(heads[0].values) if value), 0)
    grouped = any(head.across for head in heads) and bool(row.own)
    first = next(c for c, value in enumerate(row.values) if value)
    if len(heads) > 1 and not any(head.at(first) for head in heads):
        return False  # the first column has no head: the row names what it is about
    doubled = _is_doubled(heads, row.across) and not any(is_number_like(value) for value in row.values if value)
    gaps = not row.at(corner) and any(value and not heads[-1].at(c) for c, value in enumerate(row.values))
    return reach or gaps or doubled or (grouped and not _repeats(row, below, corner))


def _is_doubled(heads: Sequence[GridRow], besides: Collection[int] = ()) -> bool:
    """Whether two columns have one label; ``besides`` are columns under a merged cell that stands over several."""
    labels = [label for c, label in enumerate(join_heads(heads)) if label and c not in besides]
    return len(set(labels)) < len(labels)


def _repeats(row: GridRow, below: Sequence[GridRow], corner: int) -> bool:
    """Whether a row under a merged head is one of its values already: it fills the corner as the rows below do."""
    return bool(row.at(corner)) and corner not in row.above and any(other.at(corner) for other in below)


def _is_head(row: GridRow, below: Sequence[GridRow]) -> bool:
    cells = {c: value for c, value in enumerate(row.values) if value and c not in row.across}
    if any(len(value) > LONGEST_HEAD for value in cells.values()):
        return False
    if cells and _is_marked_like(cells[min(cells)], [other.at(min(cells)) for other in below[:LOOKED_BELOW]]):
        return False
    numbers = {c: value for c, value in cells.items() if is_number_like(value)}
    if not numbers:
        return True
    columns = {c: [v for other in below[:LOOKED_BELOW] if (v := other.at(c))] for c in numbers}
    shapes: dict[str, list[int]] = {}
    for column, value in numbers.items():
        shapes.setdefault(_shape(value), []).append(column)
    return all(
        (len(numbers) < len(cells) and _is_series([numbers[c] for c in group], [columns[c] for c in group]))
        or all(_is_unlike(numbers[c], columns[c]) for c in group)
        for group in shapes.values()
    )


def _is_marked_like(value: str, column: Sequence[str]) -> bool:
    """Whether a row begins with the same mark (○, ■) as most rows below it: a list of names and what they stand for."""
    mark = value[:1]
    if mark.isalnum() or mark in "([<\"'" or not column:
        return False
    return 2 * sum(other.startswith(mark) for other in column) > len(column)


def _shape(value: str) -> str:
    return _DIGITS.sub("0", value)


def _is_series(values: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether cells of one shape count on: years that rise or fall, or numbers from a small start, step by step."""
    parts = [tuple(int(digits) for digits in _DIGITS.findall(value)) for value in values]
    if len(parts) < 2 or any(len(digits) > 9 for value in values for digits in _DIGITS.findall(value)):
        return False
    pairs = list(pairwise(parts))
    if not (all(a < b for a, b in pairs) or all(a > b for a, b in pairs)):
        return False
    bare = all(value.isdigit() for value in values)
    steps = {b[-1] - a[-1] for a, b in pairs}
    if not bare:
        below = [v for column in columns for v in column[:1]]
        return len(below) < len(values) or {_shape(v) for v in below} != {_shape(values[0])}
    if all(part[0] in _YEARS for part in parts):
        return not all(v.isdigit() and int(v[:9]) in _YEARS for column in columns for v in column[:1])
    return steps == {1} and parts[0][0] <= 1


def _is_unlike(value: str, column: Sequence[str]) -> bool:
    """Whether a number-like cell has another shape than what stands below it."""
    if not column:
        return False
    if value.isdigit() and int(value[:9]) in _YEARS:
        return not any(v.isdigit() and int(v[:9]) in _YEARS for v in column)
    shape = _shape(value).replace(",", "").replace(".", "")
    return all(_shape(v).replace(",", "").replace("0.0", "0") != shape for v in column)
