"""What can be wrong with a library folder, found and (where asked) mended. The database is the record.

What the index holds is built again from the pages; the pages are read again from the kept file where it is still what it was.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from errors import IngestError
from knowledge.glossary import synonyms
from knowledge.index import bm25, morpheme_codec
from knowledge.ingestion import writer
from knowledge.ingestion.index_builder import analyse, names
from knowledge.ingestion.pipeline import QUIET, abandoned
from knowledge.ingestion.stored_document import Known, known_source
from knowledge.models import Problem
from storage.citations import all_hold, follow
from storage.engine import storage_error
from storage.tables import (
    AliasRow,
    EntryRow,
    HeadingRow,
    PageRow,
    PassageRow,
    PostingRow,
    SourceRow,
    VectorsRow,
    utcnow,
)

if TYPE_CHECKING:
    from knowledge.library import Library

CHILDREN = (PageRow, HeadingRow, PassageRow, PostingRow, VectorsRow, EntryRow, AliasRow)
# Faults of what was read from the file; every other fault of a source is one of what was built from its pages.
READ = {"pages_missing", "page_numbers", "page_offsets", "boxes_damaged", "heading_range", "passage_text"}


def check_library(library: Library, repair: bool) -> list[Problem]:
    """Problems of the database, of every source of the owner, and of the files; ``repaired`` says what was mended."""
    found = _database(library, repair)
    try:
        with library.database.session("IMMEDIATE" if repair else "DEFERRED") as session:
            found += _rows(session, library.owner, repair)
            found += _expired(session, library, repair)
            found += _half(session, library, repair)
            whole = (SourceRow.owner == library.owner) & SourceRow.reading.is_(False)
            for source in session.scalars(select(SourceRow).where(whole)).all():
                found += _source(session, library, source, repair)
            found += _files(session, library, repair)
            found += _index(session, library, repair, any(problem.repaired for problem in found))
    except OSError as error:
        raise storage_error(error, library.files) from error
    if any(problem.repaired for problem in found):
        library.legs.forget()
    return found


def _database(library: Library, repair: bool) -> list[Problem]:
    """SQLite's own check; an index of SQLite's that disagrees with its table can be built again."""
    with library.database.session() as session:
        before = [said for (said,) in session.execute(text("PRAGMA integrity_check")) if said != "ok"]
        if before and repair:
            session.execute(text("REINDEX"))
        mended = repair and list(session.execute(text("PRAGMA integrity_check")).scalars()) == ["ok"]
    return [Problem("database_damaged", str(said), mended) for said in before]


def _rows(session: Session, owner: str, repair: bool) -> list[Problem]:
    """Rows of no source, and rows of the owner's sources that carry another owner's name."""
    found = []
    for table in CHILDREN:
        name = table.__tablename__
        orphan = table.source_id.not_in(select(SourceRow.id))
        if session.scalar(select(table.source_id).where(orphan).limit(1)) is not None:
            if repair:
                session.execute(delete(table).where(orphan))
            found.append(Problem("rows_orphan", name, repair))
        mine = table.source_id.in_(select(SourceRow.id).where(SourceRow.owner == owner))
        if session.scalar(select(table.source_id).where(mine, table.owner != owner).limit(1)) is not None:
            if repair:
                session.execute(update(table).where(mine).values(owner=owner))
            found.append(Problem("owner_wrong", name, repair))
    return found


def _half(session: Session, library: Library, repair: bool) -> list[Problem]:
    """First pages that were shown while the rest was read, by a process that is gone."""
    gone = abandoned(session, library)
    if repair:
        session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in gone])))
    return [Problem("reading_left", f"{row.title} ({row.id})", repair) for row in gone]


def _expired(session: Session, library: Library, repair: bool) -> list[Problem]:
    """Removed sources whose time to be restored is over."""
    from knowledge.library import PURGE_AFTER

    before = utcnow() - PURGE_AFTER
    old = select(SourceRow).where(SourceRow.owner == library.owner, SourceRow.removed_at < before)
    found = [Problem("source_expired", f"{row.title} ({row.id})", repair) for row in session.scalars(old)]
    if repair:
        writer.drop_files(session, library.files, writer.purge(session, library.owner, before))
    return found


def _source(session: Session, library: Library, source: SourceRow, repair: bool) -> list[Problem]:
    known = known_source(session, source)
    codes = _pages(known) | _passages(known) | _derived(session, library, known)
    if known.pages and not codes & READ and not all_hold(session, known.edition):
        codes.add("citation_moved")
    if not codes and (named := names(known.written, known.passages)) != synonyms.stored(session, source.id):
        if repair:
            writer.write_names(session, source, named)
        return [Problem("names_wrong", f"{source.title} ({source.id})", repair)]
    if not codes:
        return []
    mended = repair and _mend(session, library, known, codes)
    return [Problem(code, f"{source.title} ({source.id})", mended) for code in sorted(codes)]


def _pages(known: Known) -> set[str]:
    """Faults of pages and headings: what was read from the file."""
    codes: set[str] = set()
    if len(known.pages) != known.row.pages or not known.pages:
        codes.add("pages_missing")
    if any(page.number < 1 for page in known.pages):
        codes.add("page_numbers")
    position = 0
    for page in known.pages:
        if page.start != position:
            codes.add("page_offsets")
        position += len(page.text) + 1
        if page.boxes and not _boxes_fit(page):
            codes.add("boxes_damaged")
    if any(not 0 <= h.start < position or h.page != known.page_of(h.start) for h in known.headings):
        codes.add("heading_range")
    return codes


def _boxes_fit(page: PageRow) -> bool:
    try:
        return len(zlib.decompress(page.boxes)) == 16 * len(page.text)
    except zlib.error:
        return False


def _passages(known: Known) -> set[str]:
    """Faults of passages, which are cut from the pages."""
    codes: set[str] = set()
    rows = known.passages
    if len(rows) != known.row.passages or [row.ordinal for row in rows] != list(range(len(rows))):
        codes.add("passages_missing")
    if any(known.text[row.start : row.end] != row.text for row in rows):
        codes.add("passage_text")
    elif any(row.page != known.page_of(row.start) for row in rows):
        codes.add("passage_page")
    if any(not (row.start <= a <= b <= row.end) for row in rows for a, b in row.spans):
        codes.add("sentence_spans")
    if not all(_tokens_fit(row) for row in rows):
        codes.add("tokens_damaged")
    return codes


def _tokens_fit(row: PassageRow) -> bool:
    try:
        return all(0 <= token.start <= token.end <= row.end - row.start for token in morpheme_codec.parse(row.tokens))
    except ValueError:
        return False


def _derived(session: Session, library: Library, known: Known) -> set[str]:
    """Faults of the legs: postings, vectors, glossary."""
    codes: set[str] = set()
    source, count = known.row, len(known.passages)
    lists = session.scalars(select(PostingRow.data).where(PostingRow.source_id == source.id)).all()
    if len(source.lengths) != 2 * count:
        codes.add("lengths_missing")
    elif np.frombuffer(source.lengths, "<u2").any() and not lists:
        codes.add("postings_missing")
    elif not _postings_fit(lists, np.frombuffer(source.lengths, "<u2").astype(np.int64)):
        codes.add("postings_damaged")
    embedders = session.scalars(select(VectorsRow.embedder).where(VectorsRow.source_id == source.id)).all()
    if set(embedders) - {library.embedder.name}:
        codes.add("vectors_unknown")
    vectors = session.get(VectorsRow, (source.id, library.embedder.name))
    if known.passages and (vectors is None or len(vectors.data) != 2 * count * library.embedder.dimension):
        codes.add("vectors_missing")
    elif vectors is not None and not np.isfinite(np.frombuffer(vectors.data, "<f2")).all():
        codes.add("vectors_damaged")
    entries = session.scalars(select(EntryRow).where(EntryRow.source_id == source.id))
    if any(known.text[entry.start : entry.end] != entry.text for entry in entries):
        codes.add("entry_text")
    return codes


def _postings_fit(lists: Sequence[bytes], lengths: np.ndarray[tuple[int], np.dtype[np.int64]]) -> bool:
    """Whether every list decodes, and the counts of a passage add up to its length."""
    total = np.zeros(len(lengths), np.int64)
    for data in lists:
        ordinals, counts = bm25.decode(data)
        if (
            len(data) % 6
            or not len(ordinals)
            or ordinals[-1] >= len(total)
            or (np.diff(ordinals.astype(int)) < 1).any()
        ):
            return False
        total[ordinals] += counts
    return bool((np.minimum(total, 65535) == lengths).all())


def _mend(session: Session, library: Library, known: Known, codes: set[str]) -> bool:
    """Read the pages again where they are at fault, else build the index again from them; whether that was possible."""
    source = known.row
    if codes & READ:
        file = library.files / source.sha256
        with suppress(IngestError):  # a file that only an older version could read: what is in the database stays
            if file.exists() and writer.digest(file) == source.sha256:
                document = writer.read(file, source.filename, library.settings, QUIET)
                writer.write(session, source, document, analyse(document.source, library.embedder))
                return True
        if codes & READ != {"passage_text"}:
            return False
    if codes != {"citation_moved"}:
        reindex(session, library, known)
    follow(session, known.edition)
    return True


def reindex(session: Session, library: Library, known: Known) -> None:
    """Build a source's passages, postings, vectors and glossary again from its pages; the passages' keys are kept."""
    indexed = analyse(known.written, library.embedder)
    session.expire_all()
    writer.write_index(session, known.row, indexed)


def _files(session: Session, library: Library, repair: bool) -> list[Problem]:
    """Kept files against the sources' hashes; no writer is at work while they are mended."""
    found = []
    whole = SourceRow.reading.is_(False)
    sources = set(session.scalars(select(SourceRow.sha256).where(whole)))
    folders = [folder for folder in (library.files, library.path / "index") if folder.exists()]
    for file in sorted(file for folder in folders for file in folder.iterdir()):
        if file.suffix == writer.PARTIAL:
            code, mends = "partial_left", True
        elif file.parent == library.files and file.name not in sources:
            code, mends = "file_orphan", True
        elif file.parent == library.files and writer.digest(file) != file.name:
            code, mends = "file_changed", False
        else:
            continue
        if repair and mends:
            file.unlink()
        found.append(Problem(code, file.name, repair and mends))
    mine = set(session.scalars(select(SourceRow.sha256).where(whole, SourceRow.owner == library.owner)))
    return found + [Problem("file_missing", name) for name in sorted(mine) if not (library.files / name).exists()]


def _index(session: Session, library: Library, repair: bool, changed: bool) -> list[Problem]:
    """The dense index's file, a cache: taken away where it is at fault, or where what it was built from was mended."""
    fault = library.dense.fault(session)
    if repair and (fault or changed):
        library.dense.discard()
    return [Problem(fault, library.dense.file.name, repair)] if fault else []
