"""Raised and lowered characters of a page: powers and indices as text, notes' marks out of it, and its notes.

A run is told by its type size and by where its baseline stands against its line's. What it means is told by its form,
by what stands before it, and by the notes at the page's foot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from knowledge.loaders.layout.line_drafts import Corners, PageLine
from knowledge.loaders.raised import find_note_mark, is_note_mark, lower_text, raise_text

_SMALLER = 0.94  # times the line's type size: the most that a raised or lowered character has
_UP, _DOWN = 0.15, 0.07  # ems: the least that it stands above or below the line's baseline
_FAR = 1.3  # ems: what stands further off is of another line
_UNLIKE = 1.04  # a line whose bodies are higher than so many times its size, or lower, is looked at
_NOTE_SIZE = 0.95  # times the page's usual type size: the most that a note at its foot has
_NOTE = re.compile(
    r"^\s*(?:([가-힣]?\s?\d{1,3})\)|[\[(]([가-힣]?\s?\d{1,3})[\])]|([*†‡§¶]{1,3})\)?|([¹²³⁰⁴-⁹]{1,3})\)?)\s?\S"
)
_TYPED = re.compile(r"[⁰¹²³⁴-⁹]{1,3}\)?")  # raised characters of the font's own
_LONGEST = 16  # characters of a power or an index
_SHORT = re.compile(r"[-+−]?\d{1,2}|\W")  # what may stand a space off
_SYMBOL = re.compile("[A-Za-z0-9)\\]|Α-ω𝐀-𝟿]$")  # what may have a power and an index above one another
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


class Metrics(NamedTuple):
    """A character's type size and the height of its baseline (downwards), in points."""

    size: float
    base: float


class Measuring(Protocol):
    def measure(self, index: int) -> Metrics | None: ...


@dataclass(frozen=True)
class RaisedRun:
    """Characters ``start`` to ``stop`` of a line that stand above (``up``) or below it."""

    start: int
    stop: int
    up: bool


def settle_raised(lines: Sequence[PageLine], ruler: Measuring) -> list[PageLine]:
    """The lines with their powers and indices as text, marks of notes in ``marks``, and notes named as such."""
    runs = {i: _find_runs(line, ruler) for i, line in enumerate(lines) if _is_uneven(line)}
    for i, line in enumerate(lines):
        if typed := [RaisedRun(*match.span(), True) for match in _TYPED.finditer(line.text)]:
            drawn = runs.get(i, [])
            runs[i] = sorted([*drawn, *(one for one in typed if not _overlaps(one, drawn))], key=lambda run: run.start)
    noted = find_notes(lines, runs)
    listed = {line.note for line in noted if line.note}
    clear = {
        mark
        for i, found in runs.items()
        for run in found
        if not noted[i].in_note and run.up and (mark := _clear_mark(lines[i], run))
    }
    return [_rewrite(line, runs.get(i, ()), listed, clear) for i, line in enumerate(noted)]


def _overlaps(run: RaisedRun, others: Sequence[RaisedRun]) -> bool:
    return any(run.start < other.stop and other.start < run.stop for other in others)


def _is_uneven(line: PageLine) -> bool:
    tall = line.body[3] - line.body[1]
    return bool(line.indexes) and (tall > _UNLIKE * line.size or line.least < line.size / _UNLIKE)


def _find_runs(line: PageLine, ruler: Measuring) -> list[RaisedRun]:
    kinds: dict[tuple[float, float], tuple[Metrics | None, int]] = {}  # of one height at one place: of one type
    for index, body in zip(line.indexes, line.bodies, strict=True):
        if body is not None and index >= 0:
            shape = body[1], body[3]
            held = kinds.get(shape)
            kinds[shape] = (ruler.measure(index), 1) if held is None else (held[0], held[1] + 1)
    sizes: dict[float, int] = {}
    for one, times in kinds.values():
        if one is not None and one.size > 0:
            size = round(one.size * 2) / 2
            sizes[size] = sizes.get(size, 0) + times
    if not sizes:
        return []
    most = max(sizes.values())
    main = max(size for size, times in sizes.items() if times >= 0.5 * most)
    bases = [(one.base, times) for one, times in kinds.values() if one is not None and abs(one.size - main) <= 0.5]
    base = median([base for base, times in bases for _ in range(times)])
    places = {shape: _place(one, main, base) for shape, (one, _) in kinds.items()}
    if not any(places.values()):
        return []
    return _group(line, [0 if body is None else places.get((body[1], body[3]), 0) for body in line.bodies])


def _place(one: Metrics | None, main: float, base: float) -> int:
    """1 above the line, -1 below it, 0 on it."""
    if one is None or one.size <= 0 or one.size > _SMALLER * main:
        return 0
    up = (base - one.base) / main
    return 1 if _UP <= up <= _FAR else -1 if _DOWN <= -up <= _FAR else 0


def _group(line: PageLine, marks: Sequence[int]) -> list[RaisedRun]:
    runs: list[RaisedRun] = []
    for i, mark in enumerate(marks):
        last = runs[-1] if runs else None
        up = mark > 0
        gap = line.chars[last.stop : i] if last else []
        if mark and last and last.up == up and (not gap or (gap == [" "] and i not in line.gaps)):
            runs[-1] = RaisedRun(last.start, i + 1, up)
        elif mark:
            runs.append(RaisedRun(i, i + 1, up))
    return runs


def find_notes(lines: Sequence[PageLine], runs: dict[int, list[RaisedRun]]) -> list[PageLine]:
    """The lines with ``note`` and ``in_note`` set on notes: small type that begins with a mark, no usual type below."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.chars)
    if not sizes:
        return list(lines)
    usual = sizes.most_common(1)[0][0]
    pointed = {
        _bare_mark(line.text[run.start : run.stop])
        for i, line in enumerate(lines)
        for run in runs.get(i, ())
        if run.up and run.start > 0
    }
    found = list(lines)
    last: PageLine | None = None
    for i, line in enumerate(lines):
        mark = _own_mark(line, runs.get(i, ()))
        small = line.size <= _NOTE_SIZE * usual
        if mark and (small or mark in pointed) and _is_last(line, lines, usual, small):
            last = found[i] = replace(line, note=mark, in_note=True)
        elif last is not None and _goes_on(last, line):
            last = found[i] = replace(line, in_note=True)
        else:
            last = None
    return found


def _own_mark(line: PageLine, runs: Sequence[RaisedRun]) -> str:
    """The mark with which a line begins, as it is pointed to; "" without one."""
    if runs and runs[0].up and runs[0].start == 0 and runs[0].stop < len(line.chars):
        return _bare_mark(line.text[: runs[0].stop])
    match = _NOTE.match(line.text)
    return _bare_mark(next(group for group in match.groups() if group)) if match else ""


def _bare_mark(mark: str) -> str:
    """A mark without its brackets: 3), [3], ³ and 3 are one."""
    return re.sub(r"[\s()\[\].,]", "", mark).translate(_PLAIN)


def _is_last(line: PageLine, lines: Sequence[PageLine], usual: float, small: bool) -> bool:
    """Whether no running text in the page's usual type stands below a line in its column."""
    below = [o for o in lines if o.top > line.bottom and o.left < line.right and o.right > line.left]
    if small:
        return not any(o.size > _NOTE_SIZE * usual and len(o.chars) >= 10 for o in below)
    return len(below) <= 3


def _goes_on(last: PageLine, line: PageLine) -> bool:
    step = line.top - last.top
    return abs(line.size - last.size) <= 0.08 * last.size and 0 < step < 2 * last.size and line.left < last.right


def _clear_mark(line: PageLine, run: RaisedRun) -> str:
    """The mark of a run that can only point to a note, whatever notes there are; "" where it may be a power."""
    said = line.text[run.start : run.stop]
    mark = find_note_mark(line.text[: run.start], said, line.text[run.stop :])
    return _bare_mark(mark) if is_note_mark(said) else mark


def _rewrite(line: PageLine, runs: Sequence[RaisedRun], listed: set[str], clear: set[str]) -> PageLine:
    if not runs:
        return line
    pieces: list[tuple[int, int, str]] = []
    marks: list[str] = []
    for over, run in pairwise([None, *runs]):
        assert run is not None
        said = line.text[run.start : run.stop]
        if over is not None and _is_fraction(line, over, run):
            top = line.text[over.start : over.stop].strip()
            if pieces and pieces[-1][0] == over.start:
                pieces.pop()
            pieces.append((over.start, run.stop, f"{_bracket(top)}/{_bracket(said.strip())}"))
            continue
        own = line.in_note and run.start == 0 and bool(line.note)
        if not own and (_is_of_a_word(line.text, run) or not _has_base(line, run, said)):
            continue
        if run.up and not own and _points(line, run, listed, clear):
            marks.append(said.strip())
            pieces.append((run.start, run.stop, ""))
        elif own or not is_note_mark(said):
            written = raise_text(said) if run.up else lower_text(said)
            pieces.append((run.start, run.stop, written + " " if own and line.text[run.stop] != " " else written))
    return replace(_put(line, pieces), marks=[*line.marks, *marks])


def _is_fraction(line: PageLine, over: RaisedRun, under: RaisedRun) -> bool:
    """Whether a raised run stands on a lowered one with no symbol before them that they would belong to."""
    before = line.text[: over.start]
    if not over.up or under.up or under.start != over.stop or _SYMBOL.search(before):
        return False
    upper, lower = _extent(line, over), _extent(line, under)
    return upper is not None and lower is not None and min(upper[1], lower[1]) > max(upper[0], lower[0])


def _extent(line: PageLine, run: RaisedRun) -> tuple[float, float] | None:
    inked = [box for box in line.boxes[run.start : run.stop] if box is not None]
    return (min(box[0] for box in inked), max(box[2] for box in inked)) if inked else None


def _bracket(text: str) -> str:
    return text if text.isalnum() else f"({text})"


def _has_base(line: PageLine, run: RaisedRun, said: str) -> bool:
    """Whether a run stands at what it is the power or index of; text in small type beside a line is neither."""
    if run.start == 0 or run.start in line.gaps or len(said) > _LONGEST:
        return False
    return line.chars[run.start - 1] != " " or bool(_SHORT.fullmatch(said.strip()))


def _is_of_a_word(text: str, run: RaisedRun) -> bool:
    """Whether a run is a capital between capitals, as in a name that is set unevenly."""
    around = text[max(0, run.start - 1) : run.stop + 1]
    return run.stop - run.start == 1 and len(around) == 3 and around.isalpha() and around.isupper() and around.isascii()


def _points(line: PageLine, run: RaisedRun, listed: set[str], clear: set[str]) -> bool:
    """Whether a raised run points to a note."""
    if run.start == 0:
        return False
    if _clear_mark(line, run):
        return True
    parts = {_bare_mark(part) for part in re.split(r"[,·~–-]", line.text[run.start : run.stop])}
    return parts <= listed and not parts & clear


def _put(line: PageLine, pieces: Sequence[tuple[int, int, str]]) -> PageLine:
    """The line with other texts in the places of some of its characters; the boxes of each place are spread over it."""
    chars, boxes = list(line.chars), list(line.boxes)
    gaps = list(line.gaps)
    for start, stop, said in reversed(pieces):
        old: list[Corners | None] = boxes[start:stop]
        if said == "" and start > 0 and chars[start - 1] == " " and (stop >= len(chars) or chars[stop] in " .,)"):
            start -= 1  # the space before a mark goes with it
        more = len(said) - (stop - start)
        boxes[start:stop] = _spread(old, said)
        chars[start:stop] = list(said)
        gaps = [gap + more if gap >= stop else min(gap, start) for gap in gaps]
    return replace(line, chars=chars, boxes=boxes, gaps=gaps, indexes=[], bodies=[])


def _spread(old: Sequence[Corners | None], said: str) -> list[Corners | None]:
    """Boxes for the characters of ``said``: those that stand in the place, signs that were added without ink."""
    inked = [box for box in old if box is not None]
    lead = 2 if said[:2] in ("^(", "_(") else 0
    room = len(said) - 2 * lead + lead - 1 if lead else len(said)
    held: list[Corners | None] = [*inked[:room], *[None] * (room - len(inked))]
    return [None] * lead + held + [None] * (len(said) - lead - room)
