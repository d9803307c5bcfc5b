"""Pages that are slides: each stands for itself, and a title that goes on over several of them is one section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from knowledge.loaders.registry import LOADERS
from knowledge.models import Heading

FULL_PAGE = 1200  # characters: pages wider than high that usually hold more are sheets of a text
_COUNTED = re.compile(r"\s*[(\[]\s*\d{1,2}(?:\s*/\s*\d{1,2})?\s*[)\]]\s*$|\s+\d{1,2}\s*/\s*\d{1,2}\s*$")


class PageShape(NamedTuple):
    """A page as far as it tells a slide: where it starts in the source's text, its size in points, its characters."""

    start: int
    width: float
    height: float
    characters: int


def find_slides(kind: str, pages: Sequence[PageShape]) -> frozenset[int]:
    """Where slides start in the source's text: all pages of a format of slides, or wide pages with little on them."""
    row = LOADERS.get(kind)
    if row is not None and row.slides:
        return frozenset(page.start for page in pages)
    wide = [page for page in pages if page.width > page.height > 0]
    if 2 * len(wide) <= len(pages) or median(page.characters for page in wide) > FULL_PAGE:
        return frozenset()
    return frozenset(page.start for page in wide)


def join_sections(headings: Iterable[Heading], slides: frozenset[int]) -> list[Heading]:
    """The headings without those that say the one before once more, "(2/3)" aside, on the slides that go on with it."""
    found: list[Heading] = []
    for heading in headings:
        last = found[-1] if found else None
        if slides and last is not None and (last.level, _bare(last.title)) == (heading.level, _bare(heading.title)):
            continue
        found.append(heading)
    return found


def _bare(title: str) -> str:
    return "".join(_COUNTED.sub("", title).split())
