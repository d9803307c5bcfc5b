"""Pages to passages: whole sentences, one section each, sized for retrieval; every offset is into the source's text.

A sentence that runs over a page end is kept whole. A heading opens a new passage and is no part of one: it is carried
as the passage's heading path and indexed beside its text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import tee
from typing import NamedTuple

from knowledge.catalog.page_numbers import PageNumbers
from knowledge.models import Heading
from korean.analyzer import Token, split_blocks
from korean.row_reader import RowReader

TARGET = 320  # characters: a passage closes at the sentence that reaches it (bench/knowledge/retrieval, sizes 200-600)
LONGEST_PASSAGE_SENTENCE = (
    1200  # characters: a sentence longer than this (a table, a list without stops) is cut at a space
)
_LONGEST_BLOCK = 8000  # characters given to the analyser at once
_LEADER = re.compile(
    r"(?:[.·…]\s?){4,}\s*(?:\|\s*)?\d{1,4}\s*$"
)  # a line of the contents: its heading is indexed anyway
_FINAL = tuple(".?!。？！…:;)]」』”’\"'")


@dataclass
class PassageDraft:
    """A passage before it has an id: ``spans`` are its sentences; ``tokens`` have offsets from the passage's start."""

    page: int
    start: int
    end: int
    heading: tuple[str, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True)
class PassageBlock:
    """A paragraph, a table row or a heading line: a span of the source's text."""

    start: int
    end: int


def blocks(
    text: str, page_starts: Sequence[int], heading_starts: set[int], slides: Collection[int] = ()
) -> list[PassageBlock]:
    """The source's lines, with a sentence that a page end cut in two put together again, but never over a slide's."""
    found: list[PassageBlock] = []
    page_breaks = set(page_starts).difference(slides)
    position = 0
    for line in text.split("\n"):
        end = position + len(line)
        if line.strip() and not _LEADER.search(line):
            start = position + len(line) - len(line.lstrip())
            end_trimmed = position + len(line.rstrip())
            last = found[-1] if found else None
            continues = (
                last is not None
                and position in page_breaks
                and start not in heading_starts
                and last.start not in heading_starts
                and 15 < last.end - last.start < _LONGEST_BLOCK  # no sentence is longer
                and not text[last.start : last.end].endswith(_FINAL)
                and " | " not in text[last.start : last.end]
            )
            found.append(
                PassageBlock(found.pop().start, end_trimmed) if continues else PassageBlock(start, end_trimmed)
            )
        position = end + 1
    return [piece for block in found for piece in _cut(text, block)]


def _cut(text: str, block: PassageBlock) -> list[PassageBlock]:
    """A line of tens of thousands of characters in pieces that the analyser takes whole."""
    pieces = []
    start = block.start
    while block.end - start > _LONGEST_BLOCK:
        space = text.rfind(" ", start + _LONGEST_BLOCK // 2, start + _LONGEST_BLOCK)
        end = space if space > 0 else start + LONGEST_PASSAGE_SENTENCE
        pieces.append(PassageBlock(start, end))
        start = end + (space > 0)
    return [*pieces, PassageBlock(start, block.end)]


def heading_paths(headings: Sequence[Heading]) -> list[tuple[int, tuple[str, ...]]]:
    """For each heading, in reading order: where it starts and the titles from its chapter down to it."""
    paths: list[tuple[int, tuple[str, ...]]] = []
    open_: list[Heading] = []
    for heading in sorted(headings, key=lambda item: item.start):
        open_ = [above for above in open_ if above.level < heading.level] + [heading]
        paths.append((heading.start, tuple(item.title for item in open_)))
    return paths


def passages(
    text: str,
    page_numbers: PageNumbers,
    headings: Sequence[Heading],
    slides: Collection[int] = (),
    titles: Collection[int] = (),
) -> Iterator[PassageDraft]:
    """Cut a source's text into passages (see the module's first lines), one by one.

    A passage ends where one of the ``slides`` starts; ``titles`` are further lines that are headings and open nothing.
    """
    heading_starts = {heading.start for heading in headings}.union(titles)
    cuts = sorted(slides)
    next_cut = 0
    paths = heading_paths(headings)
    next_path = 0
    path: tuple[str, ...] = ()
    current: PassageDraft | None = None
    pieces = blocks(text, page_numbers.starts, heading_starts, slides)
    for block, sentences in zip(pieces, _split((text, piece) for piece in pieces), strict=True):
        while next_path < len(paths) and paths[next_path][0] <= block.start:
            path = paths[next_path][1]
            next_path += 1
            if current is not None:
                yield current
            current = None
        if next_cut < len(cuts) and cuts[next_cut] <= block.start:
            next_cut = bisect_right(cuts, block.start)
            if current is not None:
                yield current
            current = None
        if block.start in heading_starts and len(text[block.start : block.end]) <= 120:
            continue
        for start, end, tokens in sentences:
            if (
                current is None
                or end - current.start > LONGEST_PASSAGE_SENTENCE
                or current.end - current.start >= TARGET
            ):
                if current is not None:
                    yield current
                current = PassageDraft(page_numbers.page_at(start), start, end, path)
            current.end = end
            current.spans.append((start, end))
            current.tokens += [t.moved(-current.start) for t in tokens]
    if current is not None:
        yield current


class Keyed(NamedTuple):
    """A caller's own passage (a JSONL line): its text, and where that starts in the source's."""

    text: str
    start: int
    page: int
    heading: tuple[str, ...]
    key: str


def keyed_passages(parts: Sequence[Keyed]) -> Iterator[PassageDraft]:
    """Callers' own passages, each kept whole."""
    cuts = [blocks(part.text, (), set()) for part in parts]
    sentences = _split((part.text, piece) for part, pieces in zip(parts, cuts, strict=True) for piece in pieces)
    for part, pieces in zip(parts, cuts, strict=True):
        draft = PassageDraft(part.page, part.start, part.start + len(part.text), part.heading, key=part.key)
        for _ in pieces:
            for start, end, tokens in next(sentences):
                draft.spans.append((part.start + start, part.start + end))
                draft.tokens += tokens
        yield draft


def _split(pieces: Iterable[tuple[str, PassageBlock]]) -> Iterator[list[tuple[int, int, list[Token]]]]:
    """Sentences of each block with their tokens; both with offsets into the text that the block is of."""
    given, asked = tee(pieces)
    found = split_blocks((text[block.start : block.end] for text, block in asked), RowReader())
    for (text, block), sentences in zip(given, found, strict=True):
        cut: list[tuple[int, int, list[Token]]] = []
        for start, end, tokens in sentences:
            moved = [t.moved(block.start) for t in tokens]
            cut += _shorten(text, block.start + start, block.start + end, moved)
        yield cut


def _shorten(text: str, start: int, end: int, tokens: list[Token]) -> list[tuple[int, int, list[Token]]]:
    parts = []
    while end - start > LONGEST_PASSAGE_SENTENCE:
        space = text.rfind(" ", start + LONGEST_PASSAGE_SENTENCE // 2, start + LONGEST_PASSAGE_SENTENCE)
        cut = space if space > 0 else start + LONGEST_PASSAGE_SENTENCE
        parts.append((start, cut, [t for t in tokens if start <= t.start < cut]))
        start = cut + (space > 0)
    parts.append((start, end, [t for t in tokens if t.start >= start]))
    return parts
