"""Running heads, running feet and page numbers: lines at a page's edge that come again on other pages.

They are told by their place, their type size and by coming again word for word. Lines that differ in a digit only are
what the page says: only the page's own number may differ, and only where it counts as the pages count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.loaders.layout.lines import Frame
from knowledge.loaders.layout.slide_titles import find_title, is_deck
from korean import lexicon

Sheet = tuple[list[PageLine], Frame]
EDGE = 0.2  # of a page's height
_OUTERMOST = 3  # lines that are looked at on either edge
_SMALL = 0.95  # times the body's size: type that only heads, notes and captions are set in
_LARGE = 1.2  # and type in which no page number and hardly a running head is set
_APART = 1.3  # times the space between other lines: what parts a head from the text
_SOME = 0.2  # of the pages of a head: those on which it may stand otherwise
_DENSE = 2.5  # times as many pages as it comes on: the most over which a head of few pages is strewn
_NUMBER = lexicon.pattern("headings", "page_number", re.I)
_NUMBERED = re.compile(r"^(\d{1,4})\s+\D|\D\s(\d{1,4})(?:\s?(?:/|of)\s?\d{1,4})?$")
_PARTED = re.compile(r"^\d{1,4}\s*[|│·•∙–—-]\s*\D|\D\s*[|│·•∙–—-]\s*\d{1,4}$|\d\s?(?:/|of)\s?\d{1,4}$")
_DASHED = re.compile(r"[-–—‐]\s?(\d{1,4})\s?[-–—‐](?:\s+[-–—‐]\s?\d{1,4}\s?[-–—‐])*")
_COUNT = re.compile(r"\d{1,5}")
_ROMAN = re.compile(r"\W*((?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3}))\W*", re.I)
_SENTENCE = re.compile(r"[가-힣a-z]\s?[.?!][\"'”’]?$")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}


@dataclass
class Running:
    """What runs along: ids of lines that are heads, of lines that are page numbers, and the numbers of the pages."""

    heads: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    printed: dict[int, str] = field(default_factory=dict)  # page's place from 0 -> its number as it is printed


def find_running(sheets: Sequence[Sheet], body: float) -> Running:
    """The lines of all pages that only run along; ``body`` is the usual type size."""
    edges = [_edge_lines(lines, frame) for lines, frame in sheets]
    running = _find_numbers(edges, sheets, body)
    running.heads = _find_heads(edges, sheets, running.numbers, body) - running.numbers - _find_slide_titles(sheets)
    return running


def _find_slide_titles(sheets: Sequence[Sheet]) -> set[int]:
    """The titles of slides: one title over many slides is no running head."""
    pages = [lines for lines, _ in sheets]
    if not is_deck(pages):
        return set()
    return {id(lines[titles[0]]) for lines in pages if len(titles := find_title(lines)) == 1}


def without_running(sheets: Sequence[Sheet], running: Running) -> list[list[PageLine]]:
    """The pages' lines without what only runs along; everything is kept where nothing else would be left."""
    drop = running.heads | running.numbers
    kept = [[line for line in lines if id(line) not in drop] for lines, _ in sheets]
    return kept if any(kept) else [lines for lines, _ in sheets]


def _edge_lines(lines: Sequence[PageLine], frame: Frame) -> list[PageLine]:
    _, top, _, bottom = frame.extent
    margin = EDGE * (bottom - top)
    by_height = sorted(lines, key=lambda line: line.top)
    above = [line for line in by_height[:_OUTERMOST] if line.bottom < top + margin]
    below = [line for line in by_height[-_OUTERMOST:] if line.top > bottom - margin and line not in above]
    return above + below


def _find_numbers(edges: Sequence[Sequence[PageLine]], sheets: Sequence[Sheet], body: float) -> Running:
    """Page numbers, alone or at the end of a running head: they count as the pages count."""
    alone: dict[tuple[bool, int], list[tuple[int, PageLine, str]]] = defaultdict(list)
    beside: dict[tuple[bool, int], list[tuple[int, PageLine, str]]] = defaultdict(list)
    dashed: list[tuple[int, int, PageLine]] = []
    for index, lines in enumerate(edges):
        for line in lines:
            text = line.text.strip()
            foot = not _stands_above(line, sheets[index][1])
            if match := _DASHED.fullmatch(text):
                dashed.append((index, int(match.group(1)), line))
            if (match := _NUMBER.match(text)) and (foot or line.size <= _LARGE * body):
                alone[False, int(match.group(1)) - index].append((index, line, match.group(1)))
            elif (match := _ROMAN.fullmatch(text)) and match.group(1):
                alone[True, _roman(match.group(1)) - index].append((index, line, match.group(1)))
            elif len(text) <= 80 and (said := _number_beside(line, text, body)):
                beside[False, int(said) - index].append((index, line, said))
    needed = 3 if len(edges) > 3 else 2
    found = Running()
    for shift in set(alone) | set(beside):
        if len(alone[shift]) >= needed or len(beside[shift]) >= max(needed, 0.3 * len(edges)):
            for index, line, said in (*alone[shift], *beside[shift]):
                found.numbers.add(id(line))
                found.printed.setdefault(index, said)
    if len(dashed) >= needed and all(a[1] < b[1] for a, b in pairwise(dashed) if a[0] < b[0]):
        found.numbers |= {id(line) for _, _, line in dashed}
    return found


def _number_beside(line: PageLine, text: str, body: float) -> str:
    """The number beside a head, as page numbers stand: in small type, or parted from it; "" without one."""
    if line.gaps:
        cells = [text[: line.gaps[0]].strip(), "".join(line.chars[line.gaps[-1] :]).strip()]
        if number := next((cell for cell in cells if _COUNT.fullmatch(cell)), ""):
            return number
    match = _NUMBERED.search(text)
    if match and (line.size <= _SMALL * body or line.gaps or _PARTED.search(text)):
        return match.group(1) or match.group(2)
    return ""


def _stands_above(line: PageLine, frame: Frame) -> bool:
    """Whether a line stands in the upper half of its page."""
    return line.top + line.bottom < frame.extent[1] + frame.extent[3]


def _roman(text: str) -> int:
    values = [_VALUES[char] for char in text.lower()]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))


def _find_heads(
    edges: Sequence[Sequence[PageLine]], sheets: Sequence[Sheet], numbers: set[int], body: float
) -> set[int]:
    """Texts that stand at the edge of many pages, or in small type at one height on a few."""
    families: dict[str, dict[str, list[tuple[PageLine, int]]]] = defaultdict(lambda: defaultdict(list))
    for index, lines in enumerate(edges):
        for line in lines:
            text = "".join(line.text.split())
            families[re.sub(r"\d+", "#", text)][text].append((line, index))
    groups = []
    for text, family in families.items():
        several = [sorted((one for seen in family.values() for one in seen), key=lambda one: one[1])]
        if len(family) == 1 or _comes_in_order(family):
            several = list(family.values())
        elif not _counts_along(several[0], body):
            continue
        groups += [seen for seen in several if text and len(seen) >= 3 and _runs_along(seen, edges, sheets, body)]
    return _keep_outermost(groups, edges, sheets, numbers, body)


def _keep_outermost(
    groups: Sequence[Sequence[tuple[PageLine, int]]],
    edges: Sequence[Sequence[PageLine]],
    sheets: Sequence[Sheet],
    numbers: set[int],
    body: float,
) -> set[int]:
    """The lines of the groups; those in the body's type only where nothing of the page's own stands further out."""
    kept = list(groups)
    while True:
        found = {id(line) for seen in kept for line, _ in seen}
        inner = [
            seen
            for seen in kept
            if seen[0][0].size > _SMALL * body
            and sum(_has_matter_beyond(line, edges[i], sheets[i][1], found | numbers) for line, i in seen)
            > _SOME * len(seen)
        ]
        if not inner:
            return found
        kept = [seen for seen in kept if not any(seen is one for one in inner)]


def _has_matter_beyond(line: PageLine, edge: Sequence[PageLine], frame: Frame, running: set[int]) -> bool:
    """Whether a line that does not run along stands between a line and the page's edge."""
    above = _stands_above(line, frame)
    beyond = [other for other in edge if (other.bottom <= line.top if above else other.top >= line.bottom)]
    return any(id(other) not in running for other in beyond)


def _comes_in_order(family: dict[str, list[tuple[PageLine, int]]]) -> bool:
    """Whether texts that differ in digits only follow one another as heads of chapters do, each on pages of its own."""
    spans = sorted((min(i for _, i in seen), max(i for _, i in seen)) for seen in family.values())
    together = sum(len(seen) for seen in family.values()) >= 3 * len(family)
    return together and all(a[1] < b[0] for a, b in pairwise(spans))


def _counts_along(seen: Sequence[tuple[PageLine, int]], body: float) -> bool:
    """Whether small or parted type differs in numbers only that count exactly as the pages count."""
    if any(line.size > _SMALL * body and not line.gaps for line, _ in seen):
        return False
    numbers = [[int(digits[:9]) for digits in re.findall(r"\d+", line.text)] for line, _ in seen]
    if len({len(row) for row in numbers}) != 1:
        return False
    columns = zip(*numbers, strict=True)
    pages = [i for _, i in seen]
    return all(
        len(set(column)) == 1 or len({value - i for value, i in zip(column, pages, strict=True)}) == 1
        for column in columns
    )


def _runs_along(
    seen: Sequence[tuple[PageLine, int]],
    edges: Sequence[Sequence[PageLine]],
    sheets: Sequence[Sheet],
    body: float,
) -> bool:
    heights: Counter[int] = Counter(round(line.top / 4) for line, _ in seen)
    level = sum(times for _, times in heights.most_common(2)) >= 0.8 * len(seen)
    size = median(line.size for line, _ in seen)
    if size > _LARGE * body:
        return len(seen) >= 0.5 * len(edges) and not any(_is_title(line, sheets[i][0], body) for line, i in seen)
    apart = sum(_stands_apart(line, sheets[i][0]) for line, i in seen) >= (1 - _SOME) * len(seen)
    # the text of most pages begins at one height, but it does not end at one
    foot = not any(_stands_above(line, sheets[i][1]) for line, i in seen)
    fixed = len(seen) >= max(4, 0.5 * len(edges)) and heights.most_common(1)[0][1] >= (1 - _SOME) * len(seen)
    if size > _SMALL * body and (not (apart or (foot and fixed)) or _SENTENCE.search(seen[0][0].text.strip())):
        return False  # what stands in the running text is part of it
    often = len(seen) >= 0.2 * len(edges)
    pages = [i for _, i in seen]
    dense = max(pages) - min(pages) < _DENSE * len(seen)
    return often or (level and apart and dense)


def _is_title(line: PageLine, lines: Sequence[PageLine], body: float) -> bool:
    """Whether a line in large type is the title of its page: no other large line stands below it."""
    return not any(other.top > line.bottom and other.size > _LARGE * body for other in lines)


def _stands_apart(line: PageLine, lines: Sequence[PageLine]) -> bool:
    """Whether white space parts a line from the nearest other line above or below."""
    others = [other for other in lines if other.bottom <= line.top or other.top >= line.bottom]
    near = min((max(line.top - other.bottom, other.top - line.bottom) for other in others), default=0.0)
    steps = [b.top - a.bottom for a, b in pairwise(sorted(others, key=lambda one: one.top)) if b.top > a.bottom]
    return near > 0.9 * line.size and near > _APART * (median(steps) if len(steps) >= 2 else 0.0)
