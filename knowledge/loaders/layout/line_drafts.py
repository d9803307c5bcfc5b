"""Lines of a page while their characters come in, and pieces of one line put together again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from statistics import median

_GAP = 2.0  # of the font size: a wider hole in a line may part two cells of a table
_LESS = 0.92  # times a line's type size: the most that a raised or lowered piece has
_OVER = 3.0  # ems: the most that a denominator reaches back under its numerator
_PIECE = 8  # characters that a raised or lowered piece of a line has at most
Corners = tuple[float, float, float, float]  # left, top, right, bottom
Shape = tuple[int, int]  # height and lower edge of a character's body, in quarters of a point: alike in one type
_NOWHERE: Corners = (0.0, 0.0, 0.0, 0.0)


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
    opens: bool = False  # the first line of a text box
    note: str = ""  # the mark of the note at the page's foot that begins here
    in_note: bool = False  # a line of such a note
    marks: list[str] = field(default_factory=list)  # of notes, taken out of its text
    indexes: list[int] = field(default_factory=list)  # of its characters in PDFium's text, -1 for none
    bodies: list[Corners | None] = field(default_factory=list)  # of its characters; these two are [] once they are used
    body: Corners = _NOWHERE  # around the bodies of its characters, with the room that they take
    least: float = 0.0  # size of its smallest character
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def __post_init__(self) -> None:
        inked = [box for box in self.boxes if box is not None]
        if inked:
            lefts, tops, rights, bottoms = zip(*inked, strict=True)
            self.left, self.top, self.right, self.bottom = min(lefts), min(tops), max(rights), max(bottoms)
            if self.body == _NOWHERE:
                self.body = (self.left, self.top, self.right, self.bottom)

    @property
    def text(self) -> str:
        return "".join(self.chars)

    def part(self, start: int, stop: int) -> PageLine:
        """The line from one character to another."""
        return PageLine(
            self.chars[start:stop],
            self.boxes[start:stop],
            [gap - start for gap in self.gaps if start < gap < stop],
            self.size,
            self.space_after,
            self.row,
            self.opens,
            self.note,
            self.in_note,
            self.marks,
        )


class LineDraft:
    """A line while its characters come in."""

    def __init__(self) -> None:
        self.chars: list[str] = []
        self.boxes: list[Corners | None] = []
        self.gaps: list[int] = []
        self.sizes: list[float] = []
        self.indexes: list[int] = []
        self.bodies: list[Corners | None] = []
        self.last: Corners | None = None

    def add(self, char: str, box: Corners | None, loose: Corners | None, index: int = -1) -> None:
        if char == " " and (not self.chars or self.chars[-1] == " "):
            return
        if box is not None and loose is not None:
            size = max(loose[3] - loose[1], box[3] - box[1], 3.0)
            if self.last is not None and loose[0] - self.last[2] > _GAP * min(size, 40.0):
                if self.chars[-1] != " ":
                    self.chars.append(" ")
                    self.boxes.append(None)
                    self.indexes.append(-1)
                    self.bodies.append(None)
                self.gaps.append(len(self.chars))
            self.sizes.append(size)
            self.last = loose
        self.chars.append(char)
        self.boxes.append(box)
        self.indexes.append(index)
        self.bodies.append(loose)

    def below(self, loose: Corners) -> bool:
        """Whether a character stands on a line further down and further left."""
        return self.last is not None and loose[1] > self.last[3] - 0.2 and loose[0] < self.last[0]

    def close(self, lines: list[PageLine]) -> None:
        space_after = bool(self.chars) and self.chars[-1] == " "
        while self.chars and self.chars[-1] == " ":
            self.chars.pop(), self.boxes.pop(), self.indexes.pop(), self.bodies.pop()
        if any(box is not None for box in self.boxes):
            size = median(self.sizes) if self.sizes else 0.0
            line = PageLine(self.chars, self.boxes, self.gaps, size, space_after)
            line.indexes, line.bodies = self.indexes, self.bodies
            if self.sizes:
                lefts, tops, rights, bottoms = zip(*(body for body in self.bodies if body is not None), strict=True)
                line.body, line.least = (min(lefts), min(tops), max(rights), max(bottoms)), min(self.sizes)
            lines.append(compose_jamo(line))


def compose_jamo(line: PageLine) -> PageLine:
    """Jamo that a PDF gives apart (NFD) as syllables, with the boxes of their parts joined."""
    if unicodedata.is_normalized("NFC", line.text):
        return line
    chars: list[str] = []
    boxes: list[Corners | None] = []
    held: list[int] = []  # the first character of each syllable
    places: list[int] = []
    for at, (char, box) in enumerate(zip(line.chars, line.boxes, strict=True)):
        both = unicodedata.normalize("NFC", (chars[-1] if chars else "") + char)
        if chars and len(both) == 1:
            chars[-1] = both
            boxes[-1] = spanning(boxes[-1], box)
        else:
            chars.append(char)
            boxes.append(box)
            held.append(at)
        places.append(len(chars) - 1)
    gaps = [places[gap] for gap in line.gaps]
    indexes, bodies = [line.indexes[at] for at in held], [line.bodies[at] for at in held]
    return replace(line, chars=chars, boxes=boxes, gaps=gaps, indexes=indexes, bodies=bodies)


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
            close = line.body[0] - last.body[2] < 0.15 * min(last.size, line.size) and not last.space_after
            joint = [] if close else [" "]
            at = len(last.chars) + len(joint)
            found[-1] = PageLine(
                [*last.chars, *joint, *line.chars],
                [*last.boxes, *(None for _ in joint), *line.boxes],
                [*last.gaps, *(at + gap for gap in line.gaps)],
                max(last.size, line.size),
                line.space_after,
                indexes=[*last.indexes, *(-1 for _ in joint), *line.indexes],
                bodies=[*last.bodies, *(None for _ in joint), *line.bodies],
                body=spanning(last.body, line.body) or last.body,
                least=min(last.least, line.least),
            )
        else:
            found.append(line)
    return found


def _same_line(a: PageLine, b: PageLine) -> bool:
    """Whether ``b`` goes on beside ``a``; a short piece in smaller type may stand well above or below the line."""
    apart = b.left - a.right
    shared = min(a.body[3], b.body[3]) - max(a.body[1], b.body[1])
    if -_OVER * a.size < apart <= -0.2 * a.size and a.left < b.left and a.least < _LESS * a.size:
        # a numerator at the end of one, and the denominator below it: alone, or with what follows it on the line
        if b.size < _LESS * a.size:
            return len(b.chars) <= _PIECE and shared > 0.3 * b.size
        low = min(a.body[3] - a.body[1], b.body[3] - b.body[1])
        return b.least < _LESS * b.size and a.right < b.right and shared > 0.8 * low
    if not -0.2 * a.size < apart < 0.8 * max(a.size, b.size):
        return False
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    low = min(a.bottom - a.top, b.bottom - b.top)
    if shared > 0.8 * low or (shared > 0.3 * low and min(len(a.chars), len(b.chars)) <= 4):
        return True
    short, long = (a, b) if a.size < b.size else (b, a)
    shared = min(a.body[3], b.body[3]) - max(a.body[1], b.body[1])
    return len(short.chars) <= _PIECE and short.size < _LESS * long.size and shared > 0.3 * short.size
