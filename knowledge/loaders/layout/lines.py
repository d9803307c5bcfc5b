"""The lines of a PDF page as PDFium gives them: characters with their boxes, measured so that the text stands upright.

PDFium's boxes are in the page's own space, whatever way the page is turned. Lines are compared in
*upright* space (x along the writing, y downwards); ``Frame`` turns their boxes into points from the top
left of the page as a reader sees it.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from korean.text import clean

_GAP = 2.0  # of the font size: a wider hole in a line may part two cells of a table
_MOST = 60_000  # characters a page
_SPACES = (0xFFFE, 0xA0, 0x09, 0x3000, 0x2028, 0x2029, 0x85)
Corners = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass
class PageLine:
    """One line of one column: a box (or None) for every character; ``gaps`` are the
    characters that follow a wide hole.
    """

    chars: list[str] = field(default_factory=list)
    boxes: list[Corners | None] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    size: float = 0.0  # height of its characters' bodies, in points
    space_after: bool = False
    row: bool = False  # a row of a table
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def __post_init__(self) -> None:
        inked = [box for box in self.boxes if box is not None]
        if inked:
            self.left = min(box[0] for box in inked)
            self.top = min(box[1] for box in inked)
            self.right = max(box[2] for box in inked)
            self.bottom = max(box[3] for box in inked)

    @property
    def text(self) -> str:
        return "".join(self.chars)


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
        char = "-" if hyphen else clean(_char(raw, text_page, i, code, count))
        if not char:
            continue
        box, loose = None, None
        if not char.isspace() and raw.FPDFText_GetCharBox(text_page, i, left, right, bottom, top):
            box = frame.upright(left.value, bottom.value, right.value, top.value)
            loose = box
            if raw.FPDFText_GetLooseCharBox(text_page, i, body):
                loose = frame.upright(body.left, body.bottom, body.right, body.top)
        if hyphen and i + 1 < count and chr(raw.FPDFText_GetUnicode(text_page, i + 1)).islower():
            continue  # a word parted at the line's end: its halves belong together
        if loose is not None and draft.below(loose):  # PDFium gives no line end between some items of a list
            draft.close(lines)
            draft = LineDraft()
        for part in char:
            draft.add(part, box, loose)
    draft.close(lines)
    text_page.close()
    return rejoin_lines(lines), frame


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


class LineDraft:
    """A line while its characters come in."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.boxes: list[Corners | None] = []
        self.gaps: list[int] = []
        self.sizes: list[float] = []
        self.last: Corners | None = None

    def add(self, char: str, box: Corners | None, loose: Corners | None) -> None:
        if char == " " and (not self.chars or self.chars[-1] == " "):
            return
        if box is not None and loose is not None:
            size = max(loose[3] - loose[1], box[3] - box[1], 3.0)
            if self.last is not None and loose[0] - self.last[2] > _GAP * min(size, 40.0):
                if self.chars[-1] != " ":
                    self.chars.append(" ")
                    self.boxes.append(None)
                self.gaps.append(len(self.chars))
            self.sizes.append(size)
            self.last = loose
        self.chars.append(char)
        self.boxes.append(box)

    def below(self, loose: Corners) -> bool:
        """Whether a character stands on a line further down and further left."""
        return self.last is not None and loose[1] > self.last[3] - 0.2 and loose[0] < self.last[0]

    def close(self, lines: list[PageLine]) -> None:
        space_after = bool(self.chars) and self.chars[-1] == " "
        while self.chars and self.chars[-1] == " ":
            self.chars.pop(), self.boxes.pop()
        if any(box is not None for box in self.boxes):
            size = median(self.sizes) if self.sizes else 0.0
            lines.append(compose_jamo(PageLine(self.chars, self.boxes, self.gaps, size, space_after)))


def compose_jamo(line: PageLine) -> PageLine:
    """Jamo that a PDF gives apart (NFD) as syllables, with the boxes of their parts joined."""
    if unicodedata.is_normalized("NFC", line.text):
        return line
    chars: list[str] = []
    boxes: list[Corners | None] = []
    places: list[int] = []
    for char, box in zip(line.chars, line.boxes, strict=True):
        both = unicodedata.normalize("NFC", (chars[-1] if chars else "") + char)
        if chars and len(both) == 1:
            chars[-1] = both
            boxes[-1] = spanning(boxes[-1], box)
        else:
            chars.append(char)
            boxes.append(box)
        places.append(len(chars) - 1)
    return PageLine(chars, boxes, [places[gap] for gap in line.gaps], line.size, line.space_after)


def spanning(one: Corners | None, other: Corners | None) -> Corners | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def rejoin_lines(lines: list[PageLine]) -> list[PageLine]:
    """Pieces of one line that PDFium broke at a raised or lowered sign (a footnote's
    mark, a power) put together again.
    """
    found: list[PageLine] = []
    for line in lines:
        last = found[-1] if found else None
        if last is not None and _same_line(last, line):
            joint = [] if line.left - last.right < 0.2 * min(last.size, line.size) else [" "]
            at = len(last.chars) + len(joint)
            found[-1] = PageLine(
                [*last.chars, *joint, *line.chars],
                [*last.boxes, *(None for _ in joint), *line.boxes],
                [*last.gaps, *(at + gap for gap in line.gaps)],
                max(last.size, line.size),
                line.space_after,
            )
        else:
            found.append(line)
    return found


def _same_line(a: PageLine, b: PageLine) -> bool:
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    low = min(a.bottom - a.top, b.bottom - b.top)
    beside = -0.2 * a.size < b.left - a.right < 0.8 * max(a.size, b.size)
    return beside and shared > 0.3 * low and (len(a.chars) <= 4 or len(b.chars) <= 4 or shared > 0.8 * low)
