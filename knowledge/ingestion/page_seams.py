"""A word that a page's end cuts in two, put whole on the page where it begins.

Notes and captions at the page's foot, and a caption at the next page's head, stand between the halves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.loaders.base import HYPHEN, LoadedBlock, LoadedPage
from knowledge.loaders.block_kinds import type_page
from knowledge.models import BlockKind

Decide = Callable[[Sequence[tuple[str, str]]], list[bool]]
_FINAL = tuple(".?!。？！…:;)]」』”’\"'|")
_MOST_MOVED = 15  # characters
_NEAR = 8  # lines at a page's end that may stand behind its running text
_LEAST_LINE = 15  # characters of the text before a cut word
_ASIDE = (BlockKind.FOOTNOTE, BlockKind.CAPTION)  # what may stand between the halves
_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_CUT = ("가", "힣")


class Cut(NamedTuple):
    """Where a page's running text ends, and the characters of the next page that belong to its last word."""

    end: int
    start: int
    length: int


def mend_page_ends(pages: Iterable[LoadedPage], decide: Decide) -> tuple[LoadedPage, ...]:
    """The pages with words that a page's end cuts whole on the first; ``decide``: does a space belong between?"""
    whole = list(pages)
    for number in range(len(whole) - 1):
        page, following = whole[number], whole[number + 1]
        cut = find_cut(page, following, decide)
        if cut is not None:
            whole[number], whole[number + 1] = _move(page, following, cut)
    return tuple(replace(page, text=page.text.replace(HYPHEN, "-")) if HYPHEN in page.text else page for page in whole)


def find_cut(page: LoadedPage, following: LoadedPage, decide: Decide) -> Cut | None:
    """The cut word at the end of a page; None where its last word is whole."""
    if page.boxes is None or not page.text or not following.text:
        return None
    last = next((block for block in reversed(_type_lines(page, -_NEAR)) if block.kind not in _ASIDE), None)
    first = next((block for block in _type_lines(following, _NEAR) if block.kind is not BlockKind.CAPTION), None)
    if last is None or first is None or last.kind not in _RUNNING or first.kind not in _RUNNING:
        return None
    left, right = page.text[last.start : last.end], following.text[first.start : first.end]
    left, right = left.rsplit("\n", 1)[-1], right.split("\n", 1)[0]
    if len(left) < _LEAST_LINE or left.endswith(_FINAL):
        return None
    latin = left[-1] in (HYPHEN, "-") and left[-2].isalpha() and left[-2].isascii() and right[0].islower()
    if not latin and not (_CUT[0] <= left[-1] <= _CUT[1] and _CUT[0] <= right[0] <= _CUT[1]):
        return None
    if not latin and decide([(left, right)])[0]:
        return None
    end = right.find(" ")
    count = len(right) if end < 0 else end
    if count > _MOST_MOVED:
        return None
    dropped = latin and not decide([(left[:-1] + HYPHEN, right)])[0]
    return Cut(last.end - dropped, first.start, count)


def _type_lines(page: LoadedPage, count: int) -> list[LoadedBlock]:
    """The blocks of a page's first lines, or with a negative count of its last ones."""
    breaks = [i for i, char in enumerate(page.text) if char == "\n"]
    start = breaks[count] + 1 if count < 0 and len(breaks) >= -count else 0
    end = breaks[count] if 0 <= count < len(breaks) else len(page.text)
    near = LoadedPage(
        page.number,
        page.text[start:end],
        headings=tuple(replace(h, start=h.start - start) for h in page.headings if start <= h.start < end),
        blocks=tuple(
            replace(b, start=max(b.start - start, 0), end=min(b.end, end) - start)
            for b in page.blocks
            if b.end > start and b.start < end
        ),
    )
    return [replace(b, start=b.start + start, end=b.end + start) for b in type_page(near)]


def _move(page: LoadedPage, following: LoadedPage, cut: Cut) -> tuple[LoadedPage, LoadedPage]:
    """The next page's characters put where this page's text ends, with boxes as if that page lay below this one."""
    end, start, count = cut.end, cut.start, cut.length
    word = following.text[start : start + count]
    gone = count + len(following.text[start + count :]) - len(following.text[start + count :].lstrip())
    lost = 1 if page.text[end : end + 1] in (HYPHEN, "-") else 0  # the hyphen that was not the word's own
    more = count - lost
    boxes = None
    if page.boxes is not None:
        boxes = np.vstack([page.boxes[:end], _below(page, following, start, count), page.boxes[end + lost :]])
    first = replace(
        page,
        text=page.text[:end] + word + page.text[end + lost :],
        boxes=boxes,
        headings=tuple(replace(h, start=h.start + more * (h.start > end)) for h in page.headings),
        blocks=tuple(_shift(block, end + lost, more) for block in page.blocks),
    )
    second = replace(
        following,
        text=following.text[:start] + following.text[start + gone :],
        boxes=None if following.boxes is None else np.delete(following.boxes, slice(start, start + gone), axis=0),
        headings=tuple(replace(h, start=h.start - gone * (h.start > start)) for h in following.headings),
        blocks=tuple(
            _cut_block(block, start, gone) for block in following.blocks if not _is_within(block, start, gone)
        ),
    )
    return first, second


def _shift(block: LoadedBlock, end: int, more: int) -> LoadedBlock:
    """A block behind the place moved on, the one that ends there made longer."""
    return replace(block, start=block.start + more * (block.start >= end), end=block.end + more * (block.end >= end))


def _is_within(block: LoadedBlock, start: int, gone: int) -> bool:
    return start <= block.start and block.end <= start + gone


def _cut_block(block: LoadedBlock, start: int, gone: int) -> LoadedBlock:
    def move(place: int) -> int:
        return place if place <= start else max(start, place - gone)

    return replace(block, start=move(block.start), end=move(block.end))


def _below(page: LoadedPage, following: LoadedPage, start: int, count: int) -> NDArray[np.float32]:
    """The boxes of some of the next page's characters, that page laid below this one."""
    if following.boxes is None:
        return np.full((count, 4), np.nan, np.float32)
    return following.boxes[start : start + count] + np.array([0.0, page.height, 0.0, page.height], np.float32)
