"""A library's folder looked over, from the database down to the caches, and mended where that is asked for.

The database is the record. Nothing that a person put in is ever deleted: what a repair takes out goes to a folder below
``set-aside``, and what cannot be saved is a problem that is not repaired.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from errors import StorageError
from knowledge.catalog.kept_names import write_kept_names
from knowledge.catalog.removal import PURGE_AFTER, purge_removed
from knowledge.index.dense import DenseIndex
from knowledge.ingestion.leftovers import find_abandoned, tell_interrupted
from knowledge.ingestion.reindexing import SearchIndexes
from knowledge.integrity.kept_files import bring_back, check_files, set_files_aside, tell_changed_sources
from knowledge.integrity.picture_check import check_pictures
from knowledge.integrity.record import DATABASE_DAMAGED, check_record, check_rows
from knowledge.integrity.source_check import check_source
from knowledge.models import Problem
from knowledge.store import Store
from storage.data_tables import DataTableRow
from storage.engine import storage_error
from storage.figure_table import FigureRow
from storage.tables import (
    AliasRow,
    EntryRow,
    FactsRow,
    GuideRow,
    HeadingRow,
    PageRow,
    PassageRow,
    PostingRow,
    SourceRow,
    VectorsRow,
    utcnow,
)
from storage.topic_tables import drop_topic_maps
from storage.upkeep.row_sums import SumReport

# Rows of a source that are other than they were written, or gone: what that is called, by their table.
CHANGED_ROWS = {
    "headings": "headings_changed",
    "data_tables": "tables_changed",
    "entries": "entries_changed",
    "facts": "findings_changed",
    "guides": "findings_changed",
}
CHILDREN = (
    PageRow,
    HeadingRow,
    PassageRow,
    PostingRow,
    VectorsRow,
    EntryRow,
    AliasRow,
    FactsRow,
    GuideRow,
    DataTableRow,
    FigureRow,
)


def check_library(store: Store, indexes: SearchIndexes, repair: bool) -> list[Problem]:
    """Problems of the database, of every source of the owner, and of the files; ``repaired`` says what was mended."""
    found = check_record(store, repair)
    record = list(found)
    try:
        found += [Problem("reading_interrupted", name, repair) for name in tell_interrupted(store, forget=repair)]
        rows, sums = check_rows(store, repair)
        found += rows
        with store.database.session("IMMEDIATE" if repair else "DEFERRED") as session:
            changed = any(problem.repaired for problem in found)
            found += _look(session, store, indexes, repair, changed, sums)
    except OSError as error:
        raise storage_error(error, store.files) from error
    except StorageError as error:
        if error.code != DATABASE_DAMAGED or repair or not record:
            raise
        return found  # a damaged database, named above, is not read further
    if any(problem.repaired for problem in found):
        indexes.forget()
    return found


def _look(
    session: Session,
    store: Store,
    indexes: SearchIndexes,
    repair: bool,
    changed: bool,
    sums: SumReport,
) -> list[Problem]:
    found = tell_changed_sources(session, store, sums) + bring_back(session, store, repair)
    found += _rows(session, store.owner, repair)
    found += _find_expired_sources(session, store, repair)
    found += _half(session, store, repair)
    whole = (SourceRow.owner == store.owner) & SourceRow.reading.is_(False)
    for source in session.scalars(select(SourceRow).where(whole)).all():
        told = {code for table, code in CHANGED_ROWS.items() if source.id in sums.sources.get(table, ())}
        found += check_source(session, store, source, repair, told)
    found += check_files(session, store, repair)
    found += check_pictures(session, store, repair)
    if repair:
        drop_topic_maps(session)
        write_kept_names(store.path, session)
    return found + _index(session, indexes.current()[1], repair, changed or any(one.repaired for one in found))


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
        set_files_aside(session, store, purge_removed(session, store.owner, before))
    return found


def _index(session: Session, dense: DenseIndex, repair: bool, changed: bool) -> list[Problem]:
    """The dense index's file, a cache: taken away where it is at fault, or where what it was built from was mended."""
    fault = dense.fault(session)
    if repair and (fault or changed):
        dense.discard()
    return [Problem(fault, dense.file.name, repair)] if fault else []
