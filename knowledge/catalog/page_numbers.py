"""On which page an offset of a source's text stands: the one place that knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.tables import PageRow

_PAGES = select(PageRow.start, PageRow.number).where(PageRow.source_id == bindparam("source")).order_by(PageRow.start)


@dataclass(frozen=True)
class PageNumbers:
    """Where each page of a source's text starts, in order, and its number."""

    starts: tuple[int, ...]
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, pages: Iterable[tuple[int, int]]) -> PageNumbers:
        """From ``(start, number)`` in the order of the text."""
        every = tuple(pages)
        return cls(tuple(start for start, _ in every), tuple(number for _, number in every))

    def count_until(self, offset: int) -> int:
        """How many pages there are up to the one on which an offset stands, that one included; 1 at least."""
        return max(1, bisect_right(self.starts, offset))

    def page_at(self, offset: int) -> int:
        """The number of the page on which an offset stands; a page's end belongs to it. 1 where there are no pages."""
        return self.numbers[self.count_until(offset) - 1] if self.numbers else 1


def load_page_numbers(session: Session, source_id: str) -> PageNumbers:
    """The pages of a stored source."""
    rows = session.connection().execute(_PAGES, {"source": source_id})
    return PageNumbers.of((start, number) for start, number in rows)
