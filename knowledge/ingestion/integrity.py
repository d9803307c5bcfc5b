"""What can be wrong with a library folder, found and (where asked) mended. The database is the record.

What the index holds is built again from the pages; the pages are read again from the kept file
where it is still what it was.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from contextlib import suppress

import numpy as np
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from errors import IngestError
from knowledge.catalog.removal import PURGE_AFTER, purge_removed
from knowledge.glossary import synonyms
from knowledge.index import bm25, morpheme_codec
from knowledge.index.dense import DenseIndex
from knowledge.ingestion import writer
from knowledge.ingestion.document import read_document
from knowledge.ingestion.index_builder import build_index, extract_names
from knowledge.ingestion.leftovers import find_abandoned
from knowledge.ingestion.progress import CancellableProgress
from knowledge.ingestion.reindexing import SearchIndexes
from knowledge.ingestion.stored_document import StoredDocument, load_stored_document
from knowledge.models import Problem
from knowledge.store import PARTIAL, Store, hash_file
from storage.citations import all_exact, follow_quotes
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

CHILDREN = (PageRow, HeadingRow, PassageRow, PostingRow, VectorsRow, EntryRow, AliasRow)
# Faults of what was read from the file; every other fault of a source is one of what was built from its pages.
READ = {"pages_missing", "page_numbers", "page_offsets", "boxes_damaged", "heading_range", "passage_text"}


def check_library(store: Store, indexes: SearchIndexes, repair: bool) -> list[Problem]:
    """Problems of the database, of every source of the owner, and of the files; ``repaired`` says what was mended."""
    found = _database(store, repair)
    try:
        with store.database.session("IMMEDIATE" if repair else "DEFERRED") as session:
            found += _rows(session, store.owner, repair)
            found += _find_expired_sources(session, store, repair)
            found += _half(session, store, repair)
            whole = (SourceRow.owner == store.owner) & SourceRow.reading.is_(False)
            for source in session.scalars(select(SourceRow).where(whole)).all():
                found += _source(session, store, source, repair)
            found += _files(session, store, repair)
            found += _index(session, indexes.current()[1], repair, any(problem.repaired for problem in found))
    except OSError as error:
        raise storage_error(error, store.files) from error
    if any(problem.repaired for problem in found):
        indexes.forget()
    return found


def _database(store: Store, repair: bool) -> list[Problem]:
    """SQLite's own check; an index of SQLite's that disagrees with its table can be built again."""
    with store.database.session() as session:
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


def _half(session: Session, store: Store, repair: bool) -> list[Problem]:
    """First pages that were shown while the rest was read, by a process that is gone."""
    gone = find_abandoned(session, store)
    if repair:
        session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in gone])))
    return [Problem("reading_left", f"{row.title} ({row.id})", repair) for row in gone]


def _find_expired_sources(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Removed sources whose time to be restored is over."""
    before = utcnow() - PURGE_AFTER
    old = select(SourceRow).where(SourceRow.owner == store.owner, SourceRow.removed_at < before)
    found = [Problem("source_expired", f"{row.title} ({row.id})", repair) for row in session.scalars(old)]
    if repair:
        store.drop_files(session, purge_removed(session, store.owner, before))
    return found


def _source(session: Session, store: Store, source: SourceRow, repair: bool) -> list[Problem]:
    known = load_stored_document(session, source)
    codes = _pages(known) | _passages(known) | _find_leg_faults(session, store, known)
    if known.pages and not codes & READ and not all_exact(session, known.edition):
        codes.add("citation_moved")
    if not codes and (names := extract_names(known.source, known.passages)) != synonyms.load_pairs(session, source.id):
        if repair:
            writer.write_names(session, source, names)
        return [Problem("names_wrong", f"{source.title} ({source.id})", repair)]
    if not codes:
        return []
    mended = repair and _mend(session, store, known, codes)
    return [Problem(code, f"{source.title} ({source.id})", mended) for code in sorted(codes)]


def _pages(known: StoredDocument) -> set[str]:
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
    if any(not 0 <= h.start < position or h.page != known.page_numbers.page_at(h.start) for h in known.headings):
        codes.add("heading_range")
    return codes


def _boxes_fit(page: PageRow) -> bool:
    try:
        return len(zlib.decompress(page.boxes)) == 16 * len(page.text)
    except zlib.error:
        return False


def _passages(known: StoredDocument) -> set[str]:
    """Faults of passages, which are cut from the pages."""
    codes: set[str] = set()
    rows = known.passages
    if len(rows) != known.row.passages or [row.ordinal for row in rows] != list(range(len(rows))):
        codes.add("passages_missing")
    if any(known.text[row.start : row.end] != row.text for row in rows):
        codes.add("passage_text")
    elif any(row.page != known.page_numbers.page_at(row.start) for row in rows):
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


def _find_leg_faults(session: Session, store: Store, known: StoredDocument) -> set[str]:
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
    if set(embedders) - {store.embedder.name}:
        codes.add("vectors_unknown")
    vectors = session.get(VectorsRow, (source.id, store.embedder.name))
    if known.passages and (vectors is None or len(vectors.data) != 2 * count * store.embedder.dimension):
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


def _mend(session: Session, store: Store, known: StoredDocument, codes: set[str]) -> bool:
    """Read the pages again where they are at fault, else build the index again from them; whether that was possible."""
    source = known.row
    if codes & READ:
        file = store.files / source.sha256
        with suppress(IngestError):  # a file that only an older version could read: what is in the database stays
            if file.exists() and hash_file(file) == source.sha256:
                document = read_document(file, source.filename, store.settings, CancellableProgress())
                writer.write_document(session, source, document, build_index(document.source, store.embedder))
                return True
        if codes & READ != {"passage_text"}:
            return False
    if codes != {"citation_moved"}:
        reindex(session, store, known)
    follow_quotes(session, known.edition)
    return True


def reindex(session: Session, store: Store, known: StoredDocument) -> None:
    """Build a source's passages, postings, vectors and glossary again from its pages; the passages' keys are kept."""
    indexed = build_index(known.source, store.embedder)
    session.expire_all()
    writer.write_index(session, known.row, indexed)


def _files(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Kept files against the sources' hashes; no writer is at work while they are mended."""
    found = []
    whole = SourceRow.reading.is_(False)
    sources = set(session.scalars(select(SourceRow.sha256).where(whole)))
    folders = [folder for folder in (store.files, store.index_folder) if folder.exists()]
    for file in sorted(file for folder in folders for file in folder.iterdir()):
        if file.suffix == PARTIAL:
            code, mends = "partial_left", True
        elif file.parent == store.files and file.name not in sources:
            code, mends = "file_orphan", True
        elif file.parent == store.files and hash_file(file) != file.name:
            code, mends = "file_changed", False
        else:
            continue
        if repair and mends:
            file.unlink()
        found.append(Problem(code, file.name, repair and mends))
    mine = set(session.scalars(select(SourceRow.sha256).where(whole, SourceRow.owner == store.owner)))
    return found + [Problem("file_missing", name) for name in sorted(mine) if not (store.files / name).exists()]


def _index(session: Session, dense: DenseIndex, repair: bool, changed: bool) -> list[Problem]:
    """The dense index's file, a cache: taken away where it is at fault, or where what it was built from was mended."""
    fault = dense.fault(session)
    if repair and (fault or changed):
        dense.discard()
    return [Problem(fault, dense.file.name, repair)] if fault else []
