"""The lines of a PDF page as PDFium gives them: characters with their boxes, measured so that the text stands upright.

PDFium's boxes are in the page's own space, whatever way the page is turned. Lines are compared in
*upright* space (x along the writing, y downwards); ``Frame`` turns their boxes into points from the top
left of the page as a reader sees it.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.loaders.base import HYPHEN
from knowledge.loaders.layout.line_drafts import Corners, LineDraft, PageLine, rejoin_lines
from knowledge.loaders.layout.raised_runs import Metrics, settle_raised
from korean.text import clean

_MOST = 60_000  # characters a page
_SPACES = (0xFFFE, 0xA0, 0x09, 0x3000, 0x2028, 0x2029, 0x85)


@dataclass(frozen=True)
class Frame:
    """How upright space lies on the page: a quarter turn, then PDFium's own matrix to the page as it is shown."""

    turn: int  # quarter turns of the writing, anticlockwise
    matrix: NDArray[np.float64]  # (2, 3): page space to points from the top left of the shown page
    width: float
    height: float
    extent: Corners  # of the page, upright

    def upright(self, left: float, bottom: float, right: float, top: float) -> Corners:
        if self.turn == 0:
            return left, -top, right, -bottom
        if self.turn == 1:
            return bottom, left, top, right
        if self.turn == 2:
            return -right, bottom, -left, top
        return -top, -right, -bottom, -left

    def to_shown_page(self, boxes: list[Corners | None]) -> NDArray[np.float32]:
        """Upright boxes as ``(n, 4) float32`` in points from the shown page's top left; NaN for None."""
        table = np.array([box or (np.nan,) * 4 for box in boxes], dtype=np.float64).reshape(-1, 4)
        corners = []
        for x, y in ((table[:, 0], table[:, 1]), (table[:, 2], table[:, 3])):
            page_x, page_y = ((x, -y), (y, x), (-x, y), (-y, -x))[self.turn]
            corners.append(self.matrix @ np.stack([page_x, page_y, np.ones_like(page_x)]))
        low, high = np.minimum(*corners), np.maximum(*corners)
        limits = ((0, self.width), (0, self.height), (0, self.width), (0, self.height))
        sides = (low[0], low[1], high[0], high[1])
        clipped = [np.clip(side, *limit) for side, limit in zip(sides, limits, strict=True)]
        return np.stack(clipped, axis=1).astype(np.float32)


def page_frame(page: Any, text_page: Any, count: int) -> Frame:
    """The frame of a page, by the way most of its writing runs."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    scale = 1 << 20  # device units over the page: a hundredth of a point and finer
    x, y = ctypes.c_int(), ctypes.c_int()
    points = []
    for page_x, page_y in ((0.0, 0.0), (100.0, 0.0), (0.0, 100.0)):
        raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, page_x, page_y, x, y)
        points.append((x.value / scale * width, y.value / scale * height))
    origin, along, up = (np.array(point) for point in points)
    matrix = np.stack([(along - origin) / 100, (up - origin) / 100, origin], axis=1)
    turns: Counter[int] = Counter()
    now = raw.FS_MATRIX()
    for i in range(0, count, max(1, count // 200)):
        if raw.FPDFText_GetUnicode(text_page, i) > 0x20 and raw.FPDFText_GetMatrix(text_page, i, now):
            turns[round(math.atan2(now.b, now.a) / (math.pi / 2)) % 4] += 1
    turn = turns.most_common(1)[0][0] if turns else 0
    unplaced = Frame(turn, matrix, width, height, (0.0, 0.0, 0.0, 0.0))
    left, bottom, right, top = page.get_bbox()
    return Frame(turn, matrix, width, height, unplaced.upright(left, bottom, right, top))


def page_lines(page: Any) -> tuple[list[PageLine], Frame]:
    """The page's lines in PDFium's reading order, blank ones left out, with the frame that their boxes are in."""
    import pypdfium2.raw as raw

    text_page, count = _text(page)
    frame = page_frame(page, text_page, count)
    shown = raw.FPDFPage_GetRotation(page)
    if (
        shown != frame.turn
    ):  # PDFium orders words as they are shown: on a page lying on its head, from the last to the first
        text_page.close()
        raw.FPDFPage_SetRotation(page, frame.turn)
        text_page, count = _text(page)
        raw.FPDFPage_SetRotation(page, shown)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    body = raw.FS_RECTF()
    lines: list[PageLine] = []
    draft = LineDraft()
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text_page, i)
        if code in (0x0D, 0x0A):
            draft.close(lines)
            draft = LineDraft()
            continue
        hyphen = code in (0x02, 0xFFFE) and raw.FPDFText_IsHyphen(text_page, i) == 1
        char = "-" if hyphen else _clean_char(_char(raw, text_page, i, code, count))
        if not char:
            continue
        box, loose = None, None
        if not char.isspace() and raw.FPDFText_GetCharBox(text_page, i, left, right, bottom, top):
            box = frame.upright(left.value, bottom.value, right.value, top.value)
            loose = box
            if raw.FPDFText_GetLooseCharBox(text_page, i, body):
                loose = frame.upright(body.left, body.bottom, body.right, body.top)
        if hyphen and i + 1 < count and chr(raw.FPDFText_GetUnicode(text_page, i + 1)).islower():
            char = HYPHEN  # a word parted at the line's end
        if loose is not None and draft.below(loose):  # PDFium gives no line end between some items of a list
            draft.close(lines)
            draft = LineDraft()
        for part in char:
            draft.add(part, box, loose, i)
        if hyphen:
            draft.close(lines)
            draft = LineDraft()
    draft.close(lines)
    lines = settle_raised(rejoin_lines(lines), Ruler(text_page, frame))
    text_page.close()
    return lines, frame


class Ruler:
    """What a character measures: its type size and how high its baseline stands, in upright space."""

    def __init__(self, text_page: Any, frame: Frame) -> None:
        import pypdfium2.raw as raw

        self._raw, self._page, self._frame = raw, text_page, frame
        self._x, self._y, self._matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()

    def measure(self, index: int) -> Metrics | None:
        """Size and baseline of a character of PDFium's text, in points; None where it says neither."""
        raw, page = self._raw, self._page
        if not raw.FPDFText_GetCharOrigin(page, index, self._x, self._y):
            return None
        if not raw.FPDFText_GetMatrix(page, index, self._matrix):
            return None
        scale = math.hypot(self._matrix.c, self._matrix.d)
        at = self._frame.upright(self._x.value, self._y.value, self._x.value, self._y.value)
        return Metrics(raw.FPDFText_GetFontSize(page, index) * scale, at[1])


@lru_cache(maxsize=8192)
def _clean_char(char: str) -> str:
    return clean(char)


def _text(page: Any) -> tuple[Any, int]:
    """PDFium's characters of a page and how many of them are read."""
    import pypdfium2.raw as raw

    text_page = page.get_textpage()
    return text_page, max(0, min(raw.FPDFText_CountChars(text_page), _MOST))


def _char(raw: Any, text_page: Any, i: int, code: int, count: int) -> str:
    if code in _SPACES:
        return " "
    if 0xD800 <= code < 0xDC00 and i + 1 < count:
        low = raw.FPDFText_GetUnicode(text_page, i + 1)
        return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else ""
    return chr(code) if code < 0x110000 else ""
