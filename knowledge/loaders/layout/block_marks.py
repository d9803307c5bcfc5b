"""What a page's layout tells of its lines: which are notes at its foot, and how deep the items of its lists stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.loaders.base import LoadedBlock
from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.models import BlockKind
from korean import lexicon

_MARKER = lexicon.pattern("block_forms", "item_marker")
_SIGN = re.compile(r"[^\w\s]|o")  # a bullet; items with numbers and letters are told by their form
_STEP = 0.7  # ems: the least by which an inner list is indented
_DEEPEST = 6

Start = tuple[int, PageLine]  # offset in the page's text, the first line of what begins there


def mark_blocks(text: str, starts: Sequence[Start]) -> Iterator[LoadedBlock]:
    """The blocks of a page that its layout tells, in reading order; the others are told by their form."""
    items = {start: match["marker"] for start, _ in starts if (match := _MARKER.match(text[start : start + 20]))}
    bullets = [(start, line) for start, line in starts if _SIGN.fullmatch(items.get(start, ""))]
    depths = _measure_depths([line for _, line in bullets])
    depth_at = {start: depth for (start, _), depth in zip(bullets, depths, strict=True)}
    for place, (start, line) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        end = start + len(text[start:end].rstrip())
        if line.in_note:
            yield LoadedBlock(BlockKind.FOOTNOTE, start, end, marker=line.note)
        elif depth_at.get(start):
            yield LoadedBlock(BlockKind.LIST_ITEM, start, end, depth_at[start], items[start])


def _measure_depths(lines: Sequence[PageLine]) -> list[int]:
    """How deep each item stands by its indentation, from 1; 0 for all where they stand under one another."""
    edges: list[float] = []
    for left in sorted(line.left for line in lines):
        if not edges or left - edges[-1] > _STEP * max(lines[0].size, 1.0):
            edges.append(left)
    if len(edges) < 2 or len(edges) > _DEEPEST:
        return [0] * len(lines)
    return [sum(edge <= line.left + 0.01 for edge in edges) for line in lines]
