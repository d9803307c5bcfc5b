"""Plain text: pages of about 2,000 characters, cut at a paragraph's end."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.text.encodings import decode
from korean.text import clean

PLAIN_PAGE_CHARACTERS = 2000


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    lines = [line.rstrip() for line in clean(decode(content, outcome)).split("\n")]
    pages: list[list[str]] = [[]]
    size = 0
    for line in lines:
        if size + len(line) > PLAIN_PAGE_CHARACTERS and size:
            pages.append([])
            size = 0
        pages[-1].append(line)
        size += len(line) + 1
    outcome.total = len(pages)
    if len(pages) > most:
        raise LoadError("too_long", f"너무 긴 문서입니다({len(pages):,}쪽). 나누어 올려 주세요.")
    for number, page in enumerate(pages, 1):
        yield LoadedPage(number, "\n".join(page).strip("\n"))
