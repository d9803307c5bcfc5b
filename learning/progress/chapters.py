"""The chapters of a book as page ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge import Heading, Library


@dataclass(frozen=True)
class Chapter:
    """A chapter and its pages, both ends counted; a page on which one ends and another begins is of both."""

    source_id: str
    title: str
    pages: tuple[int, int]


def chapters(library: Library, source_id: str, pages: tuple[int, int] | None = None) -> list[Chapter]:
    """The chapters that the pages touch, cut to them; the whole as one where the book has no headings."""
    last = max(1, library.source(source_id).pages)
    first, end = pages or (1, last)
    found = list(_ranges(library.headings(source_id), source_id, last))
    cut = [Chapter(source_id, one.title, (max(first, one.pages[0]), min(end, one.pages[1]))) for one in found]
    return [one for one in cut if one.pages[0] <= one.pages[1]] or [Chapter(source_id, "", (first, min(end, last)))]


def _ranges(headings: Sequence[Heading], source_id: str, last: int) -> Iterator[Chapter]:
    level = chapter_level([one.level for one in headings])
    found = [one for one in headings if one.level == level]
    for number, one in enumerate(found):
        following = found[number + 1].page if number + 1 < len(found) else last
        yield Chapter(source_id, one.title, (one.page, max(one.page, following)))


def chapter_level(levels: Sequence[int]) -> int:
    """The highest level that a book has several headings of: its title stands alone."""
    counts = Counter(levels)
    return min((level for level, n in counts.items() if n > 1), default=min(counts, default=1))
