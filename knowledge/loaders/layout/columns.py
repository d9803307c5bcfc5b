"""Columns and tables: the order in which a page's lines are read, each line's right margin,
and which lines are table rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.loaders.layout.line_drafts import PageLine

CELL = " | "  # between the cells of a table row
_LEAST = 5  # lines that a column has


def columns(lines: list[PageLine]) -> tuple[list[PageLine], float | None]:
    """The lines in reading order, and where the gutter between two columns is (None on a page of one)."""
    gutter = _gutter(lines)
    if gutter is None:
        parts = [part for line in lines for part in _cut_line(line, None)]
        gutter = _gutter(parts) if len(parts) >= len(lines) + _LEAST else None
        if gutter is None or not _full(parts, gutter):
            return lines, None
        lines = [part for line in lines for part in _cut_line(line, gutter)]
    sides = [_side(line, gutter) for line in lines]
    turns = sum(1 for a, b in pairwise(side for side in sides if side) if a != b)
    if turns <= 3 + sides.count(0):
        return lines, gutter
    return _by_column(lines, gutter), gutter


def _gutter(lines: Sequence[PageLine]) -> float | None:
    """The x that parts two columns standing side by side, if there is one."""
    best: tuple[int, float] | None = None
    for x in sorted({round(line.left) for line in lines}):
        at = x - 1.0
        left = [line for line in lines if line.right <= at]
        right = [line for line in lines if line.left >= at]
        across = len(lines) - len(left) - len(right)
        if min(len(left), len(right)) < _LEAST or across > 0.4 * len(lines):
            continue
        top, bottom = (
            max(min(li.top for li in s) for s in (left, right)),
            min(max(li.bottom for li in s) for s in (left, right)),
        )
        beside = [sum(1 for line in side if top <= line.top <= bottom) for side in (left, right)]
        if min(beside) >= _LEAST and _long(left) and _long(right):
            score = min(beside) - across
            best = max(best, (score, at)) if best else (score, at)
    return best[1] if best else None


def _long(lines: Sequence[PageLine]) -> bool:
    """Whether lines are running text: most of them nearly as wide as the widest, and 12 characters or more."""
    width = max(line.right - line.left for line in lines)
    wide = sum(1 for line in lines if line.right - line.left > 0.6 * width and len(line.chars) >= 12)
    return wide >= 0.5 * len(lines)


def _full(parts: Sequence[PageLine], gutter: float) -> bool:
    """Whether the left column runs up to the gutter, as text does and the first cells of a table do not."""
    left = [line for line in parts if line.right <= gutter]
    edge = max(line.right for line in left)
    return sum(1 for line in left if edge - line.right < 2 * line.size) >= 0.6 * len(left)


def _cut_line(line: PageLine, gutter: float | None) -> list[PageLine]:
    """A line cut at its wide holes, or only at the one over the gutter."""
    cuts = []
    for gap in line.gaps:
        box = line.boxes[gap]
        if gutter is None or (box is not None and abs(box[0] - gutter) < 2 * line.size):
            cuts.append(gap)
    if not cuts:
        return [line]
    edges = [0, *cuts, len(line.chars)]
    pieces = []
    for start, end in pairwise(edges):
        stop = end - 1 if end < len(line.chars) else end  # without the space before the hole
        pieces.append(line.part(start, stop))
    return pieces


def _side(line: PageLine, gutter: float) -> int:
    """-1 left of the gutter, 1 right of it, 0 across."""
    return -1 if line.right <= gutter + 2 else 1 if line.left >= gutter - 2 else 0


def _by_column(lines: Sequence[PageLine], gutter: float) -> list[PageLine]:
    """Between two lines that run across both columns: the left column, then the right."""
    found: list[PageLine] = []
    band: list[PageLine] = []
    for line in sorted(lines, key=lambda item: item.top):
        if _side(line, gutter):
            band.append(line)
        else:
            found += [*sorted(band, key=lambda item: _side(item, gutter)), line]
            band = []
    return found + sorted(band, key=lambda item: _side(item, gutter))


def margin(lines: Sequence[PageLine], line: PageLine, gutter: float | None) -> float:
    """The right edge of the column that a line stands in."""
    if gutter is not None:
        side = _side(line, gutter)
        return max(other.right for other in lines if _side(other, gutter) == side)
    return max((o.right for o in lines if o.left < line.right and o.right > line.left), default=line.right)


def marked_rows(lines: Sequence[PageLine]) -> list[PageLine]:
    """Lines with a hole that another line near them has too, as table rows with CELL in their holes."""
    return [
        _row(line) if line.gaps and any(_are_in_line(line, other) for other in near(lines, i)) else line
        for i, line in enumerate(lines)
    ]


def near(lines: Sequence[PageLine], i: int) -> list[PageLine]:
    return [*lines[max(0, i - 2) : i], *lines[i + 1 : i + 3]]


def _are_in_line(line: PageLine, other: PageLine) -> bool:
    """Whether two lines' cells begin, end or are centred at the same place."""
    for left, right in _cells(line)[1:]:
        for start, stop in _cells(other)[1:]:
            offsets = (left - start, right - stop, (left + right - start - stop) / 2)
            if min(abs(offset) for offset in offsets) < 0.6 * max(line.size, 4.0):
                return True
    return False


def _cells(line: PageLine) -> list[tuple[float, float]]:
    found = []
    for start, end in pairwise([0, *line.gaps, len(line.chars)]):
        inked = [box for box in line.boxes[start:end] if box is not None]
        if inked:
            found.append((min(box[0] for box in inked), max(box[2] for box in inked)))
    return found


def _row(line: PageLine) -> PageLine:
    chars, boxes = list(line.chars), list(line.boxes)
    for gap in reversed(line.gaps):
        chars[gap - 1 : gap] = list(CELL)
        boxes[gap - 1 : gap] = [None] * len(CELL)
    return replace(line, chars=chars, boxes=boxes, gaps=[], row=True)
