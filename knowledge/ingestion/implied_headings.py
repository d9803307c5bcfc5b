"""Headings that no style names: a short line with an ordinal above what it rules, and the title a document opens with.

Notes and reports number their headings by hand ("Ⅰ. 개요", "가. 현황", "[3] 고조선"), and formats pass them on as items or
as paragraphs. An ordinal alone says nothing, since lists have them too: what tells is the line that follows.
A heading rules text, or items of another kind; an item of a list stands before its sibling or at the list's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge.loaders.base import LoadedBlock, LoadedHeading, LoadedPage
from knowledge.models import BlockKind

LONGEST_IMPLIED = 45  # characters of a heading that only its place shows
LONGEST_OPENING = 60  # characters of a title that a document opens with
DEEPEST_IMPLIED = 6
_ORDINAL = re.compile(
    r"\s*(?:\*\*)?(?P<ordinal>제\s?\d{1,2}\s?[장절과강부편]|[Ⅰ-Ⅻ]{1,3}\.?"
    r"|[\[(<]?\d{1,2}(?:[.-]\d{1,2}){0,3}[\])>.]?|[A-Z]\.|[가-하][.)])\s+\S"
)
_SENTENCE = re.compile(r"(?:[.!?。？！,;:]|[다요까죠음함됨임])\W*$")
_WORDS = re.compile(r"[가-힣]{2}|[A-Za-z]{3}")
_PLAIN = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_RULED = (*_PLAIN, BlockKind.TABLE, BlockKind.FORMULA, BlockKind.CODE, BlockKind.CAPTION, BlockKind.EXERCISE)


def find_implied_headings(pages: Sequence[LoadedPage]) -> tuple[LoadedPage, ...]:
    """The pages with such lines as headings, below the headings that the format named."""
    blocks = [(page, block) for page in pages for block in page.blocks]
    texts = [page.text[block.start : block.end] for page, block in blocks]
    implied = dict(_find(blocks, texts))
    found, place = [], 0
    for page in pages:
        own = {place + number: block for number, block in enumerate(page.blocks)}
        place += len(page.blocks)
        found.append(_put(page, {number: implied[number] for number in own if number in implied}, own))
    return tuple(found)


def _put(page: LoadedPage, levels: dict[int, int], own: dict[int, LoadedBlock]) -> LoadedPage:
    if not levels:
        return page
    made = {n: replace(own[n], kind=BlockKind.HEADING, level=level, marker="") for n, level in levels.items()}
    headings = [LoadedHeading(b.level, page.text[b.start : b.end], b.start) for b in made.values()]
    blocks = tuple(made.get(number, block) for number, block in own.items())
    return replace(page, blocks=blocks, headings=tuple(sorted((*page.headings, *headings), key=lambda h: h.start)))


def _find(blocks: Sequence[tuple[LoadedPage, LoadedBlock]], texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places of implied headings among all blocks, each with its level."""
    shapes: list[str] = []  # of the ordinals of the implied headings that are open
    named = 0  # level of the last heading that the format named
    for place, ((page, block), text) in enumerate(zip(blocks, texts, strict=True)):
        if block.kind is BlockKind.HEADING:
            shapes, named = [], block.level
            continue
        if place == 0 and len(blocks) > 2 and _is_title(page, block, text) and not _is_title(*blocks[1], texts[1]):
            yield place, 1
            named = 1
            continue
        ordinal = _ORDINAL.match(text)
        if not ordinal or block.kind not in _PLAIN or not _could_head(text):
            continue
        shape = _shape(ordinal["ordinal"])
        if not _rules(shape, text, blocks[place + 1 : place + 2], texts[place + 1 : place + 2]):
            continue
        if shape in shapes:
            del shapes[shapes.index(shape) + 1 :]
        else:
            shapes.append(shape)
        yield place, min(named + len(shapes), DEEPEST_IMPLIED)


def _is_title(page: LoadedPage, block: LoadedBlock, text: str) -> bool:
    """Whether a document's first line may be its title: short, no sentence, no item. Of two such lines neither is."""
    plain = block.kind is BlockKind.PARAGRAPH and "\n" not in text and len(text) <= LONGEST_OPENING
    return plain and not page.key and not _SENTENCE.search(text) and bool(_WORDS.search(text))


def _could_head(text: str) -> bool:
    return (
        len(text) <= LONGEST_IMPLIED and "\n" not in text and not _SENTENCE.search(text) and bool(_WORDS.search(text))
    )


def _rules(shape: str, text: str, following: Sequence[tuple[LoadedPage, LoadedBlock]], texts: Sequence[str]) -> bool:
    """Whether what follows stands below the line: a longer text, or an item whose ordinal is of another kind."""
    if not following or following[0][1].kind not in _RULED:
        return False
    block, after = following[0][1], texts[0]
    ordinal = _ORDINAL.match(after)
    if ordinal is not None:
        return _shape(ordinal["ordinal"]) != shape
    if block.kind is BlockKind.PARAGRAPH:
        return len(after) > len(text)
    return True


def _shape(ordinal: str) -> str:
    """What ordinals of one row have in common: "3." and "12." are alike, "가." and "나." too, "1.2" and "1." are not."""
    bare = re.sub(r"\s", "", ordinal)
    return re.sub("[A-Z]", "A", re.sub("[Ⅰ-Ⅻ]+", "Ⅰ", re.sub(r"\d+", "1", re.sub("[가-하](?=[.)])", "가", bare))))
