"""A file read: parsed in the limited child process, its lines joined, its offsets settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from errors import IngestError
from knowledge.catalog.page_numbers import PageNumbers
from knowledge.figures.figure_reading import PlacedPicture
from knowledge.ingestion.chunking import Keyed
from knowledge.ingestion.implied_headings import find_implied_headings
from knowledge.ingestion.index_builder import Text
from knowledge.ingestion.line_joining import join_lines
from knowledge.ingestion.progress import CancellableProgress
from knowledge.ingestion.slide_pages import PageShape, find_slides, join_sections
from knowledge.loaders import load
from knowledge.loaders.base import Loaded, LoadedPage
from knowledge.loaders.block_kinds import type_pages
from knowledge.models import Block, Heading
from settings import Settings

MOST_CHARACTERS = 5_000_000  # of one source: what indexing holds at once grows with it


@dataclass(frozen=True)
class Document:
    """A read document with its offsets settled: pages joined by ``"\\n"``."""

    loaded: Loaded
    pages: tuple[LoadedPage, ...]
    starts: tuple[int, ...]
    headings: tuple[Heading, ...]
    text: str

    @cached_property
    def page_numbers(self) -> PageNumbers:
        return PageNumbers(self.starts, tuple(page.number for page in self.pages))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """What each line of the document is, in reading order."""
        return tuple(
            Block(block.kind, page.number, start + block.start, start + block.end, block.level, block.marker)
            for page, start in zip(self.pages, self.starts, strict=True)
            for block in page.blocks
        )

    @cached_property
    def pictures(self) -> tuple[PlacedPicture, ...]:
        """The pictures of the document's pages, in reading order."""
        return tuple(
            PlacedPicture(page.number, start + picture.start, picture)
            for page, start in zip(self.pages, self.starts, strict=True)
            for picture in page.pictures
        )

    @property
    def source(self) -> Text:
        """What there is to index."""
        keyed = [
            Keyed(page.text, start, page.number, (page.title,) if page.title else (), page.key)
            for page, start in zip(self.pages, self.starts, strict=True)
        ]
        own = any(page.key for page in self.pages)
        keys = keyed if own else ()
        return Text(self.text, self.page_numbers, self.headings, keys, self.loaded.kind, self.blocks, self.slides)

    @cached_property
    def slides(self) -> frozenset[int]:
        """Where pages start that are slides."""
        return find_slides(self.loaded.kind, _shapes(self.pages, self.starts))

    def until(self, offset: int) -> Document:
        """The document's pages up to the one on which an offset stands."""
        count = self.page_numbers.count_until(offset)
        starts, end = self.starts[:count], self.starts[count - 1] + len(self.pages[count - 1].text)
        headings = tuple(heading for heading in self.headings if heading.start <= end)
        return replace(self, pages=self.pages[:count], starts=starts, headings=headings, text=self.text[:end])


def read_document(
    path: Path, filename: str, settings: Settings, report: CancellableProgress, first: int = 0
) -> Document:
    """Parse a file and settle its text and offsets; with ``first`` perhaps so many pages only. Raises IngestError."""

    def count_pages(done: int, total: int) -> None:
        report("read", done, total)

    loaded = load(path, filename=filename, settings=settings, progress=count_pages, stop=report.stop, first=first)
    joined = join_lines(loaded.pages, lambda: report("read", len(loaded.pages), len(loaded.pages)))
    pages = find_implied_headings(type_pages(joined))
    starts, headings, position = [], [], 0
    for page in pages:
        starts.append(position)
        headings += [Heading(h.level, h.title, position + h.start, page.number) for h in page.headings]
        position += len(page.text) + 1
    text = "\n".join(page.text for page in pages)
    if len(text) > MOST_CHARACTERS:
        raise IngestError(
            f"'{filename}'의 글이 너무 깁니다({len(text):,}자). 저장된 내용은 없습니다. {MOST_CHARACTERS:,}자가 넘지 않게 나누어 올려 주세요.",
            code="text_too_long",
            english=f"The text is too long ({len(text):,} characters). Nothing was kept; add it in parts of at most "
            f"{MOST_CHARACTERS:,}.",
        )
    if not text.strip() and loaded.whole:
        raise IngestError(
            f"'{filename}'에서 글자를 찾지 못했습니다. 스캔한 문서라면 글자 인식(OCR)을 거친 파일을 올려 주세요.",
            code="no_text",
            english="The file holds no text.",
        )
    headings = join_sections(headings, find_slides(loaded.kind, _shapes(pages, starts)))
    return Document(loaded, pages, tuple(starts), tuple(headings), text)


def _shapes(pages: Sequence[LoadedPage], starts: Sequence[int]) -> list[PageShape]:
    return [
        PageShape(start, page.width, page.height, len(page.text)) for page, start in zip(pages, starts, strict=True)
    ]
