"""Where on a PDF page a figure lies: the ink between its caption and the running text, drawings as well as pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.loaders.base import LoadedPage, LoadedPicture
from korean.figure_numbers import CAPTION_START, match_caption

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_OBJECTS = 20_000  # of a page; more are not looked at
_BACKGROUND = 0.7  # share of the page that no figure's single part covers
_SMALLEST = 12.0  # points: less ink than that, either way, is a rule or a bullet
_PROSE = 0.6  # share of the column's width from which a line is running text
_LABEL = 24.0  # points around the ink within which letters belong to it
_FARTHEST = 160.0  # points between a caption and its figure
_STOPS = tuple(".?!。:")
_COLUMN_GAP = 8.0  # points


class PageBox(NamedTuple):
    """A rectangle in points from the top left of the shown page."""

    left: float
    top: float
    right: float
    bottom: float

    def join(self, other: PageBox) -> PageBox:
        """The smallest rectangle around both."""
        return PageBox(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


class _Line(NamedTuple):
    start: int
    end: int
    box: PageBox
    rows: tuple[PageBox, ...]  # a box for each line on paper
    ends: bool  # as a sentence does


def has_caption(text: str) -> bool:
    """Whether a line of a page names a figure whose caption it is."""
    return bool(CAPTION_START.search(text)) and any(map(match_caption, text.split("\n")))


def find_regions(document: Any, page: LoadedPage, matrix: NDArray[np.float64]) -> tuple[LoadedPicture, ...]:
    """The figures of a page by their captions, where there is ink beside them; ``start`` is the caption's."""
    import pypdfium2

    if page.boxes is None or not has_caption(page.text):
        return ()
    try:
        opened = document[page.number - 1]
        ink = list(_find_ink(opened, page, matrix))
        opened.close()
    except pypdfium2.PdfiumError:
        return ()
    lines = list(_measure_lines(page))
    captions = [line for line in lines if match_caption(page.text[line.start : line.end])]
    found = []
    for caption in captions:
        box = _find_figure(caption, captions, [line for line in lines if line not in captions], ink)
        if box is not None:
            found.append(LoadedPicture(start=caption.start, box=_clip(box, page)))
    return tuple(found)


def _find_ink(opened: Any, page: LoadedPage, matrix: NDArray[np.float64]) -> Iterator[PageBox]:
    """Pictures, drawings and shadings of a page, those that lie under everything left out."""
    import pypdfium2.raw as raw

    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM)
    across, down = matrix.tolist()
    sides = [ctypes.c_float() for _ in range(4)]
    for i in range(min(raw.FPDFPage_CountObjects(opened), MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(opened, i)
        if raw.FPDFPageObj_GetType(item) not in kinds or not raw.FPDFPageObj_GetBounds(item, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        a, c = (across[0] * x + across[1] * y + across[2] for x, y in ((left, bottom), (right, top)))
        b, d = (down[0] * x + down[1] * y + down[2] for x, y in ((left, bottom), (right, top)))
        box = PageBox(max(min(a, c), 0), max(min(b, d), 0), min(max(a, c), page.width), min(max(b, d), page.height))
        wide, tall = box.right - box.left, box.bottom - box.top
        if wide >= 0 and tall >= 0 and wide * tall < _BACKGROUND * page.width * page.height:
            yield box


def _around(boxes: Sequence[PageBox]) -> PageBox:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return PageBox(min(lefts), min(tops), max(rights), max(bottoms))


def _measure_lines(page: LoadedPage) -> Iterator[_Line]:
    """Each line of the page's text with the box around it and those of its lines on paper."""
    assert page.boxes is not None
    start, table = 0, page.boxes.tolist()
    for line in page.text.split("\n"):
        end = start + len(line)
        boxes = [PageBox(*box) for box in table[start:end] if box[0] == box[0]]
        if boxes:
            breaks = [
                n + 1
                for n, (before, box) in enumerate(pairwise(boxes))
                if box.left < before.left or box.top >= before.bottom or before.top >= box.bottom
            ]
            rows = [_around(boxes[a:b]) for a, b in pairwise([0, *breaks, len(boxes)])]
            yield _Line(start, end, _around(rows), tuple(rows), line.rstrip().endswith(_STOPS))
        start = end + 1


def _find_figure(
    caption: _Line, captions: Sequence[_Line], others: Sequence[_Line], ink: Sequence[PageBox]
) -> PageBox | None:
    """The ink above a caption, or below it where there is none above; no farther than the running text."""
    column = _find_column(caption, captions, others)
    within = [[row for row in line.rows if _overlap(row, column)] for line in others]
    rows = [row for line in within for row in line]
    width = max((row.right - row.left for row in rows), default=column.right - column.left)
    prose = [row for line in within if _is_prose(line, width, ink) for row in line]
    limits = prose + [line.box for line in captions if line is not caption and _overlap(line.box, column)]
    ceiling = max((row.bottom for row in limits if row.bottom <= caption.box.top + 1), default=0.0)
    floor = min((row.top for row in limits if row.top >= caption.box.bottom - 1), default=float("inf"))
    for top, bottom, near in ((ceiling, caption.box.top, True), (caption.box.bottom, floor, False)):
        box = _join_ink(column, top, bottom, ink)
        gap = float("inf") if box is None else caption.box.top - box.bottom if near else box.top - caption.box.bottom
        if box is not None and gap <= _FARTHEST:
            labels = [row for line, own in zip(others, within, strict=True) if not line.ends for row in own]
            return _with_labels(box, top, bottom, [row for row in labels if row not in limits])
    return None


def _is_prose(rows: Sequence[PageBox], width: float, ink: Sequence[PageBox]) -> bool:
    """Whether a paragraph is running text: one of its lines is long, and stands in no drawing."""
    return any(row.right - row.left >= _PROSE * width and not _on_ink(row, ink) for row in rows)


def _find_column(caption: _Line, captions: Sequence[_Line], others: Sequence[_Line]) -> PageBox:
    """How far a caption's figure may reach to the sides: to the next column's text, to the caption beside it."""
    left, right = 0.0, float("inf")
    beside = [row for line in others for row in line.rows] + [line.box for line in captions if line is not caption]
    for row in beside:
        level = row.top < caption.box.bottom and caption.box.top < row.bottom
        if level and row.left >= caption.box.right + _COLUMN_GAP:
            right = min(right, (caption.box.right + row.left) / 2)
        elif level and row.right <= caption.box.left - _COLUMN_GAP:
            left = max(left, (caption.box.left + row.right) / 2)
    return PageBox(left, caption.box.top, right, caption.box.bottom)


def _overlap(box: PageBox, column: PageBox) -> bool:
    inside = min(box.right, column.right) - max(box.left, column.left)
    return inside > 0.5 * (box.right - box.left)


def _on_ink(row: PageBox, ink: Sequence[PageBox]) -> bool:
    """Whether a line of text stands within a drawing."""
    middle, tall, wide = (row.top + row.bottom) / 2, row.bottom - row.top, row.right - row.left
    return any(
        box.bottom - box.top > 2 * tall
        and box.top <= middle <= box.bottom
        and min(row.right, box.right) - max(row.left, box.left) > 0.8 * wide
        for box in ink
    )


def _join_ink(column: PageBox, top: float, bottom: float, ink: Sequence[PageBox]) -> PageBox | None:
    """The box around all ink of a column between two heights; None where there is hardly any."""
    found: PageBox | None = None
    for box in ink:
        middle = (box.top + box.bottom) / 2
        within = column.left <= (box.left + box.right) / 2 <= column.right and top - 2 <= middle <= bottom + 2
        if (
            within
            and box.top >= top - 0.5 * (box.bottom - box.top)
            and box.bottom <= bottom + 0.5 * (box.bottom - box.top)
        ):
            found = box if found is None else found.join(box)
    if found is None or min(found.right - found.left, found.bottom - found.top) < _SMALLEST:
        return None
    return found


def _with_labels(box: PageBox, top: float, bottom: float, rows: Sequence[PageBox]) -> PageBox:
    """A figure's box with the letters around it that are part of it: names of axes, a legend."""
    whole = box
    for row in rows:
        near = row.left < box.right + _LABEL and row.right > box.left - _LABEL
        near = near and row.top < box.bottom + _LABEL and row.bottom > box.top - _LABEL
        if near and row.top >= top - 1 and row.bottom <= bottom + 1:
            whole = whole.join(row)
    return whole


def _clip(box: PageBox, page: LoadedPage) -> tuple[float, float, float, float]:
    sides = max(box.left, 0.0), max(box.top, 0.0), min(box.right, page.width), min(box.bottom, page.height)
    return tuple(round(side, 1) for side in sides)  # type: ignore[return-value]
