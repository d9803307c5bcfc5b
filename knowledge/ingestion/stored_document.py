"""A source with everything that is kept of it, as checking and mending look at it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.ingestion.chunking import Keyed
from knowledge.ingestion.index_builder import Text
from knowledge.models import Heading
from storage.citations import Edition
from storage.tables import HeadingRow, PageRow, PassageRow, SourceRow


@dataclass(frozen=True)
class Known:
    """A source with its rows in order and its text."""

    row: SourceRow
    pages: Sequence[PageRow]
    headings: Sequence[HeadingRow]
    passages: Sequence[PassageRow]
    text: str

    def page_of(self, offset: int) -> int:
        starts = [page.start for page in self.pages]
        return self.pages[max(0, bisect_right(starts, offset) - 1)].number if self.pages else 1

    @property
    def written(self) -> Text:
        """The source's text as it is cut, for what keeps its passages as they are."""
        headings = [Heading(row.level, row.title, row.start, row.page) for row in self.headings]
        by_number = {page.number: page for page in self.pages}
        keyed = [
            Keyed(by_number[row.page].text, by_number[row.page].start, row.page, tuple(row.heading), row.key)
            for row in self.passages
            if row.key and row.page in by_number
        ]
        return Text(self.text, [page.start for page in self.pages], headings, self.page_of, keyed, self.row.kind)

    @property
    def edition(self) -> Edition:
        pages = tuple((page.start, page.number) for page in self.pages)
        return Edition(self.row.id, self.row.owner, self.row.title, self.text, pages, self.page_of)


def known_source(session: Session, source: SourceRow) -> Known:
    """A source's rows, read."""
    pages = session.scalars(select(PageRow).where(PageRow.source_id == source.id).order_by(PageRow.number)).all()
    headings = session.scalars(select(HeadingRow).where(HeadingRow.source_id == source.id)).all()
    passages = session.scalars(
        select(PassageRow).where(PassageRow.source_id == source.id).order_by(PassageRow.ordinal)
    ).all()
    return Known(source, pages, headings, passages, "\n".join(page.text for page in pages))
