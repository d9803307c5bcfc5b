"""Pages that are slides: each begins with a title in the largest type; its text boxes are read from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from knowledge.loaders.layout.line_drafts import PageLine

_LARGER = 1.18  # times the other text's type: the least of a slide's title
_MOST_LINES = 3  # of a title
_LONGEST = 80  # characters
_UPPER = 0.5  # of what is written on a slide: its title stands above that
_LEAST_PAGES = 3
_FULL_SLIDE = 600  # characters: pages that usually hold more are no slides
_MOSTLY = 0.6  # of a deck's pages have such a title
_STEP = 1.9  # type sizes: lines further apart are of two text boxes
_TRIED = 3  # type sizes, from the largest
_MUCH_LARGER = 1.5  # what stands beside the text instead of above it must be so much larger
_BULLET = re.compile(r"^\s*[•·∙▪●○◦◆◇■□▶▷➢✓✔※*\-–—]")
_LETTER = re.compile(r"[^\W\d_]{2}")


def find_title(lines: Sequence[PageLine]) -> list[int]:
    """The lines that are a slide's title, in reading order; [] where it has none."""
    plain = [i for i, line in enumerate(lines) if not (line.in_note or line.row or _BULLET.match(line.text))]
    sizes = sorted({lines[i].size for i in plain}, reverse=True)
    for size in sizes[:_TRIED]:  # a formula's bracket may be larger than the title
        large = [i for i in plain if 0.92 * size < lines[i].size <= size]
        if _is_title(lines, large):
            return large
    return []


def _is_title(lines: Sequence[PageLine], large: Sequence[int]) -> bool:
    others = [line for i, line in enumerate(lines) if i not in large]
    title = " ".join(lines[i].text for i in large)
    if len(large) > _MOST_LINES or not others or len(title) > _LONGEST or not _LETTER.search(title):
        return False
    size, usual = max(lines[i].size for i in large), median(line.size for line in others for _ in line.chars)
    first, last = min(lines[i].top for i in large), max(lines[i].top for i in large)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    if last - first > _STEP * _MOST_LINES * size:
        return False
    over = sum(line.bottom <= first for line in others)
    above = last <= top + _UPPER * (bottom - top) and over <= 1
    beside = size >= _MUCH_LARGER * usual and all(line.left >= max(lines[i].right for i in large) for line in others)
    alike = over == 0 and all(_BULLET.match(line.text) or line.size <= 0.92 * size for line in others)
    return (above and (size >= _LARGER * usual or (alike and len(large) == 1))) or beside


def is_deck(pages: Sequence[Sequence[PageLine]]) -> bool:
    """Whether most pages begin with a title and hold little, as slides do."""
    written = [lines for lines in pages if len(lines) > 1]
    if written and median(sum(len(line.chars) for line in lines) for lines in written) > _FULL_SLIDE:
        return False
    titled = sum(bool(find_title(lines)) for lines in written)
    return len(written) >= _LEAST_PAGES and titled >= _MOSTLY * len(written)


def order_slide(lines: Sequence[PageLine]) -> list[PageLine]:
    """A slide's lines with its title first, and a text box before those that stand below it."""
    titles = find_title(lines)
    rest = [line for i, line in enumerate(lines) if i not in titles]
    boxes: list[list[PageLine]] = []
    for line in rest:
        last = boxes[-1][-1] if boxes else None
        if last is not None and -0.2 * last.size < line.top - last.top < _STEP * max(last.size, line.size):
            boxes[-1].append(line)
        else:
            boxes.append([line])
    ordered: list[list[PageLine]] = []
    for box in boxes:  # as they come, but above the first one that stands wholly below it in its column
        place = next((i for i, other in enumerate(ordered) if _is_above(box, other)), len(ordered))
        ordered.insert(place, box)
    told = [replace(line, opens=line is box[0]) for box in ordered for line in box]
    return [lines[i] for i in titles] + told


def _is_above(box: Sequence[PageLine], other: Sequence[PageLine]) -> bool:
    lowest, highest = max(line.bottom for line in box), min(line.top for line in other)
    shared = min(max(line.right for line in box), max(line.right for line in other)) - max(
        min(line.left for line in box), min(line.left for line in other)
    )
    return lowest <= highest and shared > 0
