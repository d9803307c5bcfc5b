"""A document's rows: written in one transaction of the caller's, in place of those that are there."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
from sqlalchemy import Insert, Table, delete, insert, select
from sqlalchemy.orm import Session

from errors import QuestionError
from knowledge.catalog.block_rows import dump_blocks
from knowledge.figures.figure import BookFigure
from knowledge.figures.figure_reading import read_figures
from knowledge.figures.figure_store import write_figures
from knowledge.glossary.synonyms import Pair
from knowledge.ingestion.document import Document
from knowledge.ingestion.index_builder import Indexed
from knowledge.ingestion.naming import name_document
from knowledge.loaders.base import LoadedPage
from knowledge.loaders.registry import LOADERS
from knowledge.loaders.xml_archive import ARCHIVE_KINDS
from knowledge.models import EvidenceState
from knowledge.tables.column_typing import type_tables
from knowledge.tables.table_store import write_tables
from storage.citations import Edition, follow_quotes, hand_over_questions
from storage.tables import (
    AliasRow,
    Base,
    EntryRow,
    HeadingRow,
    PageRow,
    PassageRow,
    PostingRow,
    SourceRow,
    VectorsRow,
)


def write_document(
    session: Session, source: SourceRow, document: Document, indexed: Indexed, formerly: tuple[str, ...] = ()
) -> None:
    """Everything of a source except its file, in place of what is there, inside the caller's transaction.

    Citations that are kept follow their quotes; those of the sources ``formerly``, which gave way, as well.
    """
    common = {"source_id": source.id, "owner": source.owner}
    source.pages = len(document.pages)
    source.passages = len(indexed.passages)
    source.notes = list(document.loaded.notes)
    source.left_out = [[one.reason, one.characters, list(one.examples)] for one in document.loaded.left_out]
    if source in session:
        pages = tuple((start, page.number) for page, start in zip(document.pages, document.starts, strict=True))
        text, page_at = document.text, document.page_numbers.page_at
        states = (EvidenceState.CONFIRMED, EvidenceState.NONE)
        follow_quotes(session, Edition(source.id, source.owner, source.title, text, pages, page_at, *states, formerly))
    session.add(source)
    session.flush()
    for table in (PageRow, HeadingRow):
        session.execute(delete(table).where(table.source_id == source.id))
    session.execute(
        insert(PageRow),
        [common | _page(page, start) for page, start in zip(document.pages, document.starts, strict=True)],
    )
    if document.headings:
        session.execute(insert(HeadingRow), [common | vars(heading) for heading in document.headings])
    whole = document.loaded.whole and len(document.pages) == len(document.loaded.pages)
    tables = type_tables(source.id, document.text, document.blocks, document.headings) if whole else ()
    write_tables(session, source.id, source.owner, tables)
    write_figures(session, source.id, source.owner, _find_figures(source.id, document, indexed) if whole else ())
    write_index(session, source, indexed)


def _find_figures(source_id: str, document: Document, indexed: Indexed) -> list[BookFigure]:
    """The document's figures; sentences are those of its passages."""
    row = LOADERS.get(document.loaded.kind)
    spans = cast(Iterable[list[tuple[int, int]]], (passage["spans"] for passage in indexed.passages))
    sentences = sorted({(start, end) for own in spans for start, end in own})
    inked, holds = row is not None and row.inked, document.loaded.kind in ARCHIVE_KINDS
    return read_figures(source_id, document.text, document.blocks, document.pictures, sentences, inked, holds)


def write_index(session: Session, source: SourceRow, indexed: Indexed) -> None:
    """A source's passages, postings, vectors and glossary in place of those that are there."""
    common = {"source_id": source.id, "owner": source.owner}
    for table in (PostingRow, VectorsRow, EntryRow, PassageRow):
        session.execute(delete(table).where(table.source_id == source.id))
    source.passages = len(indexed.passages)
    source.lengths = indexed.lengths
    source.edition = secrets.token_hex(8)
    session.flush()
    lists = [{"term": term, "data": data} for term, data in sorted(indexed.postings.items())]
    for rows, statement in (
        (indexed.passages, _insert_rows(PassageRow)),
        (lists, _insert_rows(PostingRow)),  # a text of signs alone has no terms
        ([indexed.vectors] if indexed.vectors else [], _insert_rows(VectorsRow)),
        (indexed.entries, _insert_rows(EntryRow)),
    ):
        if rows:
            session.execute(statement, [common | row for row in rows])
    write_names(session, source, indexed.names)


def write_names(session: Session, source: SourceRow, names: Iterable[Pair]) -> None:
    """A source's pairs of names in place of those that are there."""
    session.execute(delete(AliasRow).where(AliasRow.source_id == source.id))
    common = {"source_id": source.id, "owner": source.owner}
    if rows := [common | {"form": form, "other": other} for form, other in sorted(names)]:
        session.execute(_insert_rows(AliasRow), rows)


def _insert_rows(row_class: type[Base]) -> Insert:
    """An insert into a row's table itself: rows by the ten thousand cost half of what they cost as objects."""
    return insert(cast(Table, row_class.__table__))


def find_by_hash(session: Session, owner: str, sha256: str) -> SourceRow | None:
    """The owner's source with these bytes, a removed one too."""
    return session.scalar(select(SourceRow).where(SourceRow.owner == owner, SourceRow.sha256 == sha256))


def reject_duplicate(session: Session, owner: str, sha256: str, heir: str = "") -> tuple[str, ...]:
    """Make room for a new edition of ``heir``: a removed source with its bytes gives way; its id is returned.

    Raises QuestionError (``already_there``) where the source is on the shelf.
    """
    twin = find_by_hash(session, owner, sha256)
    if twin is None or twin.id == heir:
        return ()
    if twin.removed_at is None:
        raise QuestionError(
            f"같은 파일이 이미 서재에 있습니다: '{twin.title}'({twin.id}). 새 판만 두려면 옛 자료를 빼 주세요.",
            code="already_there",
            english=f"The same file is in the library already: {twin.id}.",
        )
    if heir:
        hand_over_questions(session, twin.id, heir)
        session.execute(delete(SourceRow).where(SourceRow.id == twin.id))
    return (twin.id,)


def set_metadata(
    row: SourceRow, path: Path, name: str, sha256: str, document: Document, title: str | None = None
) -> None:
    """A source's own columns from its file."""
    row.title = title or name_document(document, name)
    row.filename, row.kind, row.sha256, row.size = name, document.loaded.kind, sha256, path.stat().st_size


def _page(page: LoadedPage, start: int) -> dict[str, object]:
    boxes = b"" if page.boxes is None else zlib.compress(np.asarray(page.boxes, "<f4").tobytes(), 6)
    return {
        "number": page.number,
        "start": start,
        "text": page.text,
        "width": page.width,
        "height": page.height,
        "label": page.label,
        "boxes": boxes,
        "blocks": dump_blocks(page.blocks),
    }
