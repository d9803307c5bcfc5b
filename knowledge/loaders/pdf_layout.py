"""Lines of a page to its text: what continues a paragraph, what opens a new one, what is a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import numpy as np

from knowledge.loaders.base import JOINT, LoadedHeading, LoadedPage
from korean.text import squeeze

CELL = " | "  # between the cells of a table row
Corners = tuple[float, float, float, float]
_ITEM = re.compile(r"^\s*([•·∙▪●○◦◆◇■□▶▷※➢✓*\-–—]|[①-⑳㉠-㉻ⓐ-ⓩ]|\(?\d{1,3}[.)]\s|\(?[가-하][.)]\s|[ㄱ-ㅎ][.)]\s)")
LEADER = re.compile(r"(?:[.·…]\s?){4,}\s*(?:\|\s*)?\d{1,4}$")  # a line of a table of contents
_STOP = tuple(".?!。？！:")


@dataclass
class Line:
    """One line: a box (or None) for every character."""

    chars: list[str] = field(default_factory=list)
    boxes: list[Corners | None] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    space_after: bool = False

    @property
    def text(self) -> str:
        return "".join(self.chars)

    @property
    def inked(self) -> list[Corners]:
        return [box for box in self.boxes if box is not None]

    @property
    def left(self) -> float:
        return min((box[0] for box in self.inked), default=0.0)

    @property
    def top(self) -> float:
        return min((box[1] for box in self.inked), default=0.0)

    @property
    def right(self) -> float:
        return max((box[2] for box in self.inked), default=0.0)

    @property
    def bottom(self) -> float:
        return max((box[3] for box in self.inked), default=0.0)

    @property
    def size(self) -> float:
        return median(self.sizes) if self.sizes else 0.0


class Outline:
    """The document's outline; each entry is looked for once, on its own page."""

    def __init__(self, entries: list[tuple[int, str, int]]) -> None:
        self.by_page: dict[int, list[tuple[int, str]]] = {}
        for level, title, page in entries:
            self.by_page.setdefault(page, []).append((level, title))

    def find(self, page: int, lines: list[Line]) -> dict[int, tuple[int, str, int]]:
        """Which lines are headings: first line -> (level, title, number of lines)."""
        found: dict[int, tuple[int, str, int]] = {}
        start = 0
        for level, title in self.by_page.get(page, ()):
            wanted = squeeze(title)
            for i in range(start, len(lines)):
                matched = _matches(lines[i : i + 3], wanted)
                if matched and i not in found:
                    found[i] = (level, title, matched)
                    start = i + matched
                    break
        return found


def _matches(lines: list[Line], wanted: str) -> int:
    """How many of the lines together are the title, 0 where they are not."""
    joined = ""
    for number, line in enumerate(lines, 1):
        joined += squeeze(line.text)
        if wanted and (joined == wanted or (joined.endswith(wanted) and len(joined) - len(wanted) <= 6)):
            return number
        if not wanted.startswith(joined):
            return 0
    return 0


def assemble(number: int, lines: list[Line], width: float, height: float, outline: Outline) -> LoadedPage:
    """The page's text with its boxes and headings."""
    heads = outline.find(number, lines)
    chars: list[str] = []
    boxes: list[Corners | None] = []
    headings: list[LoadedHeading] = []
    skip_until = 0
    previous: Line | None = None
    inside_heading = False
    leading = _leading(lines)
    for i, line in enumerate(lines):
        opens = i in heads
        continues_heading = i < skip_until
        if previous is not None:
            if continues_heading:
                joint = " "
            elif opens or inside_heading:
                joint = "\n"
            else:
                joint = _joint(previous, line, _margin(lines, previous), leading)
            chars.append(joint) if joint else None
            boxes.append(None) if joint else None
        if opens:
            level, title, count = heads[i]
            headings.append(LoadedHeading(level, title, len(chars)))
            skip_until = i + count
        inside_heading = i < skip_until
        chars += line.chars
        boxes += line.boxes
        previous = line
    missing = (np.nan,) * 4
    table = np.array([box or missing for box in boxes], dtype=np.float32).reshape(-1, 4)
    return LoadedPage(number, "".join(chars), width, height, table, tuple(headings))


def _leading(lines: list[Line]) -> float:
    """The usual step from one line to the next, in points."""
    steps = [b.top - a.top for a, b in pairwise(lines) if 0 < b.top - a.top < 5 * max(a.size, 6)]
    return median(steps) if steps else 0.0


def _margin(lines: list[Line], line: Line) -> float:
    """The right edge of the column that a line stands in."""
    column = [other.right for other in lines if other.left < line.right and other.right > line.left]
    return max(column, default=line.right)


def _joint(above: Line, below: Line, margin: float, leading: float) -> str:
    """What stands between two lines: a paragraph's end, a space, nothing, or a JOINT for the words to decide."""
    a, b = above.text, below.text
    size = max(above.size, 1.0)
    if LEADER.search(a) or CELL in a or CELL in b or _ITEM.match(b) or abs(above.size - below.size) > 0.15 * size:
        return "\n"
    step = below.top - above.top
    if step < -size or (leading and step > 1.5 * leading):
        return "\n" if a.endswith(_STOP) or step > 0 else _edge(a, b, above)
    short = margin - above.right
    if (
        short > 4 * size
        or (short > 2 * size and a.endswith(_STOP))
        or (a.endswith(_STOP) and below.left > above.left + 0.7 * size)
    ):
        return "\n"
    return _edge(a, b, above)


def _edge(a: str, b: str, above: Line) -> str:
    if above.space_after or a.endswith(_STOP):
        return " "
    if a.endswith("-") and len(a) > 1 and a[-2].isascii() and a[-2].isalpha() and b[0].islower():
        return ""
    return JOINT if "가" <= a[-1] <= "힣" and "가" <= b[0] <= "힣" else " "
