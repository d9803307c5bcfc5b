"""Running heads, running feet and page numbers: lines at a page's edge that come again on other pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from knowledge.loaders.layout.lines import Frame, PageLine
from korean import lexicon

Sheet = tuple[list[PageLine], Frame]
EDGE = 0.2  # of a page's height
_OUTERMOST = 3  # lines that are looked at on either edge
_NUMBER = lexicon.pattern("headings", "page_number", re.I)
_NUMBERED = re.compile(r"^(\d{1,4})\s+\D|\D\s(\d{1,4})$")


def without_running(sheets: Sequence[Sheet], body: float) -> list[list[PageLine]]:
    """The pages' lines without what only runs along; everything is kept where nothing else would be left."""
    edges = [_edge_lines(lines, frame) for lines, frame in sheets]
    drop = _numbers(edges) | _heads(edges, sheets, body)
    kept = [[line for line in lines if id(line) not in drop] for lines, _ in sheets]
    return kept if any(kept) else [lines for lines, _ in sheets]


def _edge_lines(lines: Sequence[PageLine], frame: Frame) -> list[PageLine]:
    _, top, _, bottom = frame.extent
    margin = EDGE * (bottom - top)
    by_height = sorted(lines, key=lambda line: line.top)
    above = [line for line in by_height[:_OUTERMOST] if line.bottom < top + margin]
    below = [line for line in by_height[-_OUTERMOST:] if line.top > bottom - margin and line not in above]
    return above + below


def _numbers(edges: Sequence[Sequence[PageLine]]) -> set[int]:
    """Page numbers, alone or at the end of a running head: they count as the pages count."""
    alone: dict[int, list[int]] = defaultdict(list)
    beside: dict[int, list[int]] = defaultdict(list)
    for index, lines in enumerate(edges):
        for line in lines:
            text = line.text.strip()
            if match := _NUMBER.match(text):
                alone[int(match.group(1)) - index].append(id(line))
            elif len(text) <= 80 and (match := _NUMBERED.search(text)):
                beside[int(match.group(1) or match.group(2)) - index].append(id(line))
    needed = 3 if len(edges) > 3 else 2
    found: set[int] = set()
    for shift in set(alone) | set(beside):
        if len(alone[shift]) >= needed or len(beside[shift]) >= max(needed, 0.3 * len(edges)):
            found.update(alone[shift], beside[shift])
    return found


def _heads(edges: Sequence[Sequence[PageLine]], sheets: Sequence[Sheet], body: float) -> set[int]:
    """Texts (digits masked) that stand at the edge of many pages, or in small type at one height on a few."""
    places: dict[str, list[tuple[PageLine, int]]] = defaultdict(list)
    for index, lines in enumerate(edges):
        for line in lines:
            places[re.sub(r"\d+", "#", "".join(line.text.split()))].append((line, index))
    found: set[int] = set()
    for text, seen in places.items():
        if not text or len(seen) < 3:
            continue
        heights: Counter[int] = Counter(round(line.top / 4) for line, _ in seen)
        level = sum(times for _, times in heights.most_common(2))
        small = median(line.size for line, _ in seen) <= 1.2 * body
        often = len(seen) >= 0.5 * len(edges) or (small and len(seen) >= 0.2 * len(edges))
        apart = small and level >= 0.8 * len(seen) and all(_stands_apart(line, sheets[i][0]) for line, i in seen)
        if often or apart:
            found.update(id(line) for line, _ in seen)
    return found


def _stands_apart(line: PageLine, lines: Sequence[PageLine]) -> bool:
    """Whether white space parts a line from the nearest other line above or below."""
    others = [other for other in lines if other.bottom <= line.top or other.top >= line.bottom]
    near = min((max(line.top - other.bottom, other.top - line.bottom) for other in others), default=0.0)
    return near > 0.9 * line.size
