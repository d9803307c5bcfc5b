"""What can be wrong with a library folder, found and (where asked) mended. The database is the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from knowledge import chunking, ingest
from knowledge.ingest import digest
from knowledge.models import Heading, Problem
from storage.tables import EntryRow, HeadingRow, PageRow, PassageRow, PostingRow, SourceRow, VectorsRow

if TYPE_CHECKING:
    from knowledge.library import Library


def check_library(library: Library, repair: bool) -> list[Problem]:
    """Problems of the database, of every source of the owner, and of the files; ``repaired`` says what was mended."""
    found: list[Problem] = []
    with library.database.session() as session:
        for (said,) in session.execute(text("PRAGMA integrity_check")):
            if said != "ok":
                found.append(Problem("database_damaged", str(said)))
        sources = session.scalars(select(SourceRow).where(SourceRow.owner == library.owner)).all()
        for source in sources:
            found += _check_source(session, library, source, repair)
        every = set(session.scalars(select(SourceRow.sha256)))
    found += _check_files(library, every, repair)
    return found


def _check_files(library: Library, known: set[str], repair: bool) -> list[Problem]:
    found = []
    for file in sorted(library.files.iterdir()) if library.files.exists() else ():
        if file.name in known:
            if digest(file) != file.name:
                found.append(Problem("file_changed", file.name))
            continue
        if repair:
            file.unlink()
        found.append(Problem("file_orphan", file.name, repair))
    present = {file.name for file in library.files.iterdir()} if library.files.exists() else set()
    return found + [Problem("file_missing", name) for name in sorted(known - present)]


def _check_source(session: Session, library: Library, source: SourceRow, repair: bool) -> list[Problem]:
    codes = _faults(session, library, source)
    if not codes:
        return []
    mended = repair and not codes & {"pages_missing", "page_offsets"}
    if mended:
        reindex(session, library, source)
    return [Problem(code, f"{source.title} ({source.id})", mended) for code in sorted(codes)]


def _faults(session: Session, library: Library, source: SourceRow) -> set[str]:
    codes: set[str] = set()
    pages = session.scalars(select(PageRow).where(PageRow.source_id == source.id).order_by(PageRow.number)).all()
    if len(pages) != source.pages:
        codes.add("pages_missing")
    position = 0
    for page in pages:
        if page.start != position:
            codes.add("page_offsets")
        position += len(page.text) + 1
    whole = "\n".join(page.text for page in pages)
    rows = session.scalars(
        select(PassageRow).where(PassageRow.source_id == source.id).order_by(PassageRow.ordinal)
    ).all()
    if len(rows) != source.passages or [row.ordinal for row in rows] != list(range(len(rows))):
        codes.add("passages_missing")
    if any(whole[row.start : row.end] != row.text for row in rows):
        codes.add("passage_text")
    if any(not (row.start <= a <= b <= row.end) for row in rows for a, b in row.spans):
        codes.add("sentence_spans")
    if len(source.lengths) != 2 * len(rows):
        codes.add("lengths_missing")
    elif any(np.frombuffer(source.lengths, "<u2")) and not session.scalar(
        select(func.count()).where(PostingRow.source_id == source.id)
    ):
        codes.add("postings_missing")
    vectors = session.get(VectorsRow, (source.id, library.embedder.name))
    if rows and (vectors is None or len(vectors.data) != 2 * len(rows) * vectors.dimension):
        codes.add("vectors_missing")
    elif vectors is not None and not np.isfinite(np.frombuffer(vectors.data, "<f2")).all():
        codes.add("vectors_damaged")
    entries = session.scalars(select(EntryRow).where(EntryRow.source_id == source.id))
    if any(whole[entry.start : entry.end] != entry.text for entry in entries):
        codes.add("entry_text")
    return codes


def reindex(session: Session, library: Library, source: SourceRow) -> None:
    """Build a source's passages, postings, vectors and glossary again from its pages; the passages' keys are kept."""
    from knowledge.glossary import extract_entries

    pages = session.scalars(select(PageRow).where(PageRow.source_id == source.id).order_by(PageRow.number)).all()
    rows = session.scalars(select(HeadingRow).where(HeadingRow.source_id == source.id)).all()
    headings = [Heading(row.level, row.title, row.start, row.page) for row in rows]
    whole = "\n".join(page.text for page in pages)
    starts = [page.start for page in pages]

    def page_of(offset: int) -> int:
        return pages[max(0, int(np.searchsorted(starts, offset, side="right")) - 1)].number

    keyed = session.execute(
        select(PassageRow.page, PassageRow.key, PassageRow.heading).where(
            PassageRow.source_id == source.id, PassageRow.key != ""
        )
    ).all()
    if keyed:
        by_number = {page.number: page for page in pages}
        drafts = [
            chunking.keyed_passage(by_number[number].text, by_number[number].start, number, tuple(heading), key)
            for number, key, heading in keyed
            if number in by_number
        ]
    else:
        drafts = chunking.passages(whole, starts, headings, page_of)
    for table in (PostingRow, VectorsRow, EntryRow, PassageRow):
        session.execute(delete(table).where(table.source_id == source.id))
    session.expire_all()
    ingest.index(session, library.owner, source, whole, drafts, library.embedder)
    spans = [span for draft in drafts for span in draft.spans]
    for entry in extract_entries(whole, headings, spans, page_of):
        session.add(
            EntryRow(
                source_id=source.id,
                owner=library.owner,
                term=entry.term,
                page=entry.page,
                start=entry.start,
                end=entry.end,
                text=whole[entry.start : entry.end],
            )
        )
