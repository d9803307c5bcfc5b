"""On which page an offset of a source's text stands, and which number is printed there: the one place that knows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.tables import PageRow

_LABELS = select(PageRow.number, PageRow.label).where(PageRow.source_id == bindparam("source")).order_by(PageRow.number)
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


def load_labels(session: Session, pages: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The numbers printed on pages, by source and page; pages with their own number or none are left out."""
    wanted = set(pages)
    found: dict[tuple[str, int], str] = {}
    for source in {source for source, _ in wanted}:
        numbers = [number for one, number in wanted if one == source]
        statement = select(PageRow.number, PageRow.label).where(
            PageRow.source_id == source, PageRow.number.in_(numbers), PageRow.label != ""
        )
        found |= {(source, number): label for number, label in session.execute(statement)}
    return found


def find_printed(session: Session, source_id: str, first: int, last: int) -> tuple[int, int] | None:
    """The pages on which the numbers ``first`` to ``last`` are printed, the first that bear them.

    None where no page has another number than its own, or none bears the first.
    """
    rows = session.connection().execute(_LABELS, {"source": source_id}).all()
    if not any(label for _, label in rows):
        return None
    # a page without a label of its own has its number printed on it
    printed = [(number, int(label or number)) for number, label in rows if not label or label.isdecimal()]
    start = next((number for number, value in printed if value == first), None)
    if start is None:
        return None
    end = start
    for number, value in printed:
        if number > end and value == first + number - start and value <= last:
            end = number
    return start, end
