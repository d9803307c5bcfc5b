"""A source as its reader sees it: pages, exact slices of text, where a span stands on
paper, and the page as a picture.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from errors import QuestionError
from knowledge.catalog.page_numbers import load_page_numbers
from knowledge.catalog.passages import to_passage
from knowledge.models import Box, Entry, Heading, Page, Passage, Sentence, Source
from settings import Settings
from storage.shared_sources import may_read
from storage.tables import EntryRow, HeadingRow, PageRow, PassageRow, SourceRow

Range = tuple[int, int] | None
_PAGES = sql(
    "SELECT start, text FROM pages WHERE source_id = :source AND start < :end AND start >= coalesce("
    "(SELECT max(start) FROM pages WHERE source_id = :source AND start <= :start), 0) ORDER BY start"
)
_PAGE = select(  # a page's boxes are many times its text
    PageRow.source_id, PageRow.number, PageRow.start, PageRow.text, PageRow.width, PageRow.height, PageRow.label
)
_FINAL = tuple(".?!。？！…")
_LINE_GAP = 0.5  # of a character's height: a vertical step above it starts a new line


def pages(session: Session, source_id: str) -> list[Page]:
    rows = session.execute(_PAGE.where(PageRow.source_id == source_id).order_by(PageRow.number))
    return [Page(*row) for row in rows]


def get_page(session: Session, source: Source, number: int) -> Page:
    """One page. Raises QuestionError (``unknown_page``)."""
    row = session.execute(_PAGE.where(PageRow.source_id == source.id, PageRow.number == number)).first()
    if row is None:
        raise QuestionError(
            f"'{source.title}'에는 {number}쪽이 없습니다. 1쪽부터 {source.pages}쪽까지 있습니다.",
            code="unknown_page",
            english=f"There is no page {number}.",
        )
    return Page(*row)


def text(session: Session, source_id: str, start: int, end: int) -> str:
    """The source's text between two offsets; only the pages it stands on are read."""
    rows = session.execute(_PAGES, {"source": source_id, "start": start, "end": end}).all()
    if not rows:
        return ""
    joined = "\n".join(body for _, body in rows)
    return joined[start - rows[0][0] : end - rows[0][0]]


def passages(session: Session, source_id: str, within: Range) -> list[Passage]:
    statement = select(PassageRow).where(PassageRow.source_id == source_id).order_by(PassageRow.ordinal)
    if within is not None:
        statement = statement.where(PassageRow.page.between(*within))
    return [to_passage(row) for row in session.scalars(statement)]


def headings(session: Session, source_id: str) -> list[Heading]:
    rows = session.scalars(select(HeadingRow).where(HeadingRow.source_id == source_id).order_by(HeadingRow.start))
    return [Heading(row.level, row.title, row.start, row.page) for row in rows]


def entries(
    session: Session, owner: str, source_id: str | None, within: Range, terms: Iterable[str] | None = None
) -> list[Entry]:
    statement = (
        select(EntryRow, SourceRow.title)
        .join(SourceRow, SourceRow.id == EntryRow.source_id)
        .where(may_read(owner))
        .order_by(EntryRow.source_id, EntryRow.start)
    )
    if source_id is not None:
        statement = statement.where(EntryRow.source_id == source_id)
    if within is not None:
        statement = statement.where(EntryRow.page.between(*within))
    if terms is not None:
        statement = statement.where(EntryRow.term.in_(terms))
    return [
        Entry(row.term, row.text, row.source_id, row.page, row.start, row.end, title)
        for row, title in session.execute(statement)
    ]


def sentences(session: Session, source_id: str, within: Range) -> list[Sentence]:
    """Full sentences of the running text; headings, table rows and fragments are left out."""
    page_numbers = load_page_numbers(session, source_id)
    found = []
    statement = select(PassageRow).where(PassageRow.source_id == source_id).order_by(PassageRow.ordinal)
    if within is not None:
        statement = statement.where(PassageRow.page.between(within[0] - 1, within[1]))
    for row in session.scalars(statement):
        for start, end in row.spans:
            body = row.text[start - row.start : end - row.start]
            number = page_numbers.page_at(start)
            inside = within is None or within[0] <= number <= within[1]
            if inside and body.endswith(_FINAL) and " | " not in body and len(body) >= 8:
                found.append(Sentence(source_id, number, start, end, body))
    return found


def boxes(session: Session, source_id: str, start: int, end: int) -> list[Box]:
    """The rectangles of a span, one a line, in points from the page's top left; empty where the source has no paper."""
    found: list[Box] = []
    statement = select(PageRow).where(
        PageRow.source_id == source_id, PageRow.start < end, PageRow.start + func.length(PageRow.text) > start
    )
    for row in session.scalars(statement.order_by(PageRow.number)):
        if row.boxes:
            corners = np.frombuffer(zlib.decompress(row.boxes), "<f4").reshape(-1, 4)
            marked = _lines(row.number, corners[max(0, start - row.start) : max(0, end - row.start)])
            found += [_on_paper(box, row.height) for box in marked]
    return found


def _on_paper(box: Box, height: float) -> Box:
    """A box below a page's lower edge stands on the next page: the end of a word that the page's end cuts
    (knowledge.ingestion.line_joining).
    """
    if box.top < height:
        return box
    return Box(box.page + 1, box.left, box.top - height, box.right, box.bottom - height)


def _lines(number: int, corners: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> list[Box]:
    lines: list[list[float]] = []
    for left, top, right, bottom in corners[~np.isnan(corners).any(axis=1)].tolist():
        last = lines[-1] if lines else None
        height = max(bottom - top, 1.0)
        middle = (top + bottom) / 2
        same = last is not None and last[1] - _LINE_GAP * height <= middle <= last[3] + _LINE_GAP * height
        if last is not None and same and left >= last[0] - 1 and left - last[2] < 6 * height:
            last[1], last[2], last[3] = min(last[1], top), max(last[2], right), max(last[3], bottom)
        else:
            lines.append([left, top, right, bottom])
    return [Box(number, *line) for line in lines]


def page_image(
    file: Path, kind: str, number: int, scale: float, marks: Sequence[Box], settings: Settings
) -> bytes | None:
    """A page as PNG at about ``scale`` pixels a point, the marked boxes in yellow; None where there is
    no paper, or none to be drawn.
    """
    from knowledge.loaders.page_pictures import render_page
    from knowledge.loaders.registry import LOADERS

    row = LOADERS.get(kind)
    return render_page(row, file, number, scale, marks, settings) if row else None
