"""A source with everything that is kept of it, as checking and mending look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.catalog.block_rows import to_blocks
from knowledge.catalog.page_numbers import PageNumbers
from knowledge.ingestion.chunking import Keyed
from knowledge.ingestion.index_builder import Text
from knowledge.ingestion.slide_pages import PageShape, find_slides
from knowledge.models import EvidenceState, Heading
from storage.citations import Edition
from storage.tables import HeadingRow, PageRow, PassageRow, SourceRow


@dataclass(frozen=True)
class StoredDocument:
    """A source with its rows in order and its text."""

    row: SourceRow
    pages: Sequence[PageRow]
    headings: Sequence[HeadingRow]
    passages: Sequence[PassageRow]
    text: str

    @cached_property
    def page_numbers(self) -> PageNumbers:
        return PageNumbers.of((page.start, page.number) for page in self.pages)

    @property
    def source(self) -> Text:
        """The source's text as it is cut, for what keeps its passages as they are."""
        headings = [Heading(row.level, row.title, row.start, row.page) for row in self.headings]
        by_number = {page.number: page for page in self.pages}
        keyed = [
            Keyed(by_number[row.page].text, by_number[row.page].start, row.page, tuple(row.heading), row.key)
            for row in self.passages
            if row.key and row.page in by_number
        ]
        blocks = [block for page in self.pages for block in to_blocks(page, self.headings)]
        shapes = [PageShape(page.start, page.width, page.height, len(page.text)) for page in self.pages]
        slides = find_slides(self.row.kind, shapes)
        return Text(self.text, self.page_numbers, headings, keyed, self.row.kind, blocks, slides)

    @property
    def edition(self) -> Edition:
        states = (EvidenceState.CONFIRMED, EvidenceState.NONE)
        pages = tuple((page.start, page.number) for page in self.pages)
        return Edition(
            self.row.id, self.row.owner, self.row.title, self.text, pages, self.page_numbers.page_at, *states
        )


def load_stored_document(session: Session, source: SourceRow) -> StoredDocument:
    """A source's rows, read."""
    pages = session.scalars(select(PageRow).where(PageRow.source_id == source.id).order_by(PageRow.number)).all()
    headings = session.scalars(select(HeadingRow).where(HeadingRow.source_id == source.id)).all()
    passages = session.scalars(
        select(PassageRow).where(PassageRow.source_id == source.id).order_by(PassageRow.ordinal)
    ).all()
    return StoredDocument(source, pages, headings, passages, "\n".join(page.text for page in pages))
