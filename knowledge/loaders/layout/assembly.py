"""Lines of a page to its text: what continues a paragraph, what opens a new one; every character keeps its box."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from knowledge.loaders.base import HYPHEN, JOINT, LoadedHeading, LoadedPage
from knowledge.loaders.layout.block_marks import Start, mark_blocks
from knowledge.loaders.layout.columns import margin
from knowledge.loaders.layout.headings import Found
from knowledge.loaders.layout.line_drafts import Corners, PageLine
from knowledge.loaders.layout.lines import Frame

_ITEM = re.compile(
    r"^\s*([•·∙▪●○◦◆◇■□▶▷➢✓※*\-–—]\s?\S|[①-⑳㉠-㉻ⓐ-ⓩ]|o\s|\(?\d{1,3}[.)]\s|\(?[가-하][.)]\s|[ㄱ-ㅎ][.)]\s|\(?[a-z]\)\s)"
)
LEADER = re.compile(r"(?:[.·…]\s?){4,}\s*(?:\|\s*)?\d{1,4}$")  # a line of a table of contents
_ENDING = re.compile(r"^[가-힣]{1,2}[.?!]")  # "다.": the end of a sentence that began on the line above
_STOP = tuple(".?!。？！:")
_LEAST_ROOM = 2.2  # ems: a line that ends nearer to the margin is full
_WORD = 8.0  # ems: a first word longer than this says nothing about whether it would have fitted


def assemble(number: int, lines: Sequence[PageLine], frame: Frame, heads: Found, gutter: float | None) -> LoadedPage:
    """The page's text with its boxes and headings; each heading and each table row is a line of its own."""
    chars: list[str] = []
    boxes: list[Corners | None] = []
    headings: list[LoadedHeading] = []
    starts: list[Start] = []
    heading_ends = 0  # the line after the heading that is being written
    leading = _leading(lines)
    for i, line in enumerate(lines):
        if i:
            above = lines[i - 1]
            if i < heading_ends:
                joint = " "
            elif i in heads or i == heading_ends:
                joint = "\n"
            else:
                joint = _joint(above, line, margin(lines, above, gutter), leading)
            if joint:
                chars.append(joint)
                boxes.append(None)
            elif above.text.endswith(HYPHEN):
                chars[-1] = HYPHEN
        if not chars or chars[-1] == "\n":
            starts.append((len(chars), line))
        if i in heads:
            level, title, count = heads[i]
            headings.append(LoadedHeading(level, title, len(chars)))
            heading_ends = i + count
        chars += line.chars
        boxes += line.boxes
    text = "".join(chars)
    shown = frame.to_shown_page(boxes)
    blocks = tuple(mark_blocks(text, starts))
    return LoadedPage(number, text, frame.width, frame.height, shown, tuple(headings), blocks=blocks)


def _leading(lines: Sequence[PageLine]) -> float:
    """The usual step from one line to the next of its type, in points."""
    steps = [
        b.top - a.top
        for a, b in pairwise(lines)
        if 0 < b.top - a.top < 4 * max(a.size, 6) and abs(a.size - b.size) <= 0.15 * a.size
    ]
    return median(steps) if steps else 0.0


def _joint(above: PageLine, below: PageLine, edge: float, leading: float) -> str:
    """What stands between two lines: a paragraph's end, a space, nothing, or a JOINT for the words to decide."""
    a, b = above.text, below.text
    size = max(above.size, 1.0)
    if a.endswith(HYPHEN) and b[:1].islower():
        return ""
    if below.opens or below.note or above.in_note != below.in_note:
        return "\n"
    if above.row or below.row or LEADER.search(a) or _ITEM.match(b) or abs(above.size - below.size) > 0.15 * size:
        return "\n"
    stops = a.endswith(_STOP)
    if not stops and _ENDING.match(b) and 0 < below.top - above.top < 1.6 * max(leading, size):
        return _seam(a, b, above)
    room = edge - above.right
    word = min(max(_first_word(below) + 0.5 * size, _LEAST_ROOM * size), _WORD * size)
    if room > (1.5 * size if stops else word):
        return "\n"  # the next word would have fitted: the line was ended on purpose
    step = below.top - above.top
    if step < -size:
        return "\n" if stops else _seam(a, b, above)  # the next column
    if step > 1.6 * max(leading, size) or (stops and below.left > above.left + 0.7 * size):
        return "\n"
    return _seam(a, b, above)


def _first_word(line: PageLine) -> float:
    """The width of a line's first word, in points."""
    end = line.text.find(" ")
    inked = [box for box in line.boxes[: end if end > 0 else None] if box is not None]
    return inked[-1][2] - inked[0][0] if inked else 0.0


def _seam(a: str, b: str, above: PageLine) -> str:
    if above.space_after or a.endswith(_STOP):
        return " "
    if a.endswith("-") and len(a) > 1 and a[-2].isalnum() and a[-2].isascii() and b[0].isascii():
        if b[0].islower():
            above.chars[-1] = HYPHEN
        return ""
    return JOINT if "가" <= a[-1] <= "힣" and "가" <= b[0] <= "힣" else " "
