"""Kept files against the sources: which are nobody's, changed or missing; and read again where the record was lost."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from errors import HyunmooError
from knowledge.catalog.kept_names import KeptName, read_kept_names
from knowledge.ingestion import pipeline
from knowledge.ingestion.progress import CancellableProgress
from knowledge.integrity.source_check import read_again
from knowledge.loaders.registry import LOADERS, loader_for
from knowledge.models import Problem, Source
from knowledge.store import PARTIAL, Store, hash_file
from storage.tables import PageRow, SourceRow, utcnow
from storage.upkeep.rescue import FOUND_SOURCE, SET_ASIDE, make_aside
from storage.upkeep.row_sums import SumReport

STILL_WRITTEN = 60.0  # seconds for which a file that is not whole may have a writer
HEAD = 4096  # bytes by which a file's format is told


def check_files(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Kept files against the sources' hashes; no writer is at work while they are mended.

    What nobody has is put into a folder of its own, never deleted; where no source is left at all, the files are what
    the library was, and stay where they are until they are read again.
    """
    found, aside = [], None
    whole = SourceRow.reading.is_(False)
    sources = set(session.scalars(select(SourceRow.sha256).where(whole)))
    orphans = [file for file in list_files(store) if file.name not in sources]
    if orphans and not session.scalar(select(func.count()).select_from(SourceRow)):
        return [*_check_partials(store, repair), Problem("record_lost", f"{len(orphans)}")]
    for file in orphans:
        if repair:
            aside = aside or make_aside(store.path)
            os.replace(file, aside / file.name)
        found.append(Problem("file_orphan", f"{file.name}{f' ({aside})' if aside else ''}", repair))
    known = [file for file in list_files(store) if file.name in sources]
    found += [Problem("file_changed", file.name) for file in known if hash_file(file) != file.name]
    mine = set(session.scalars(select(SourceRow.sha256).where(whole, SourceRow.owner == store.owner)))
    missing = [Problem("file_missing", name) for name in sorted(mine) if not (store.files / name).exists()]
    return [*_check_partials(store, repair), *found, *missing]


def set_files_aside(session: Session, store: Store, sha256s: Iterable[str]) -> None:
    """Put the files that no source has any more into a folder of their own."""
    sources = set(session.scalars(select(SourceRow.sha256)))
    gone = [store.files / sha256 for sha256 in sha256s if sha256 not in sources and (store.files / sha256).exists()]
    if gone:
        aside = make_aside(store.path)
        for file in gone:
            os.replace(file, aside / file.name)


def _check_partials(store: Store, repair: bool) -> list[Problem]:
    """Files that were being written when their writer died: copies of what is elsewhere."""
    folders = [folder for folder in (store.files, store.index_folder) if folder.exists()]
    found = [file for folder in folders for file in sorted(folder.iterdir()) if file.suffix == PARTIAL]
    stale = time.time() - STILL_WRITTEN  # what a restore, or whoever writes beside the database, has left
    found += [file for file in sorted(store.path.glob(f"*{PARTIAL}")) if file.stat().st_mtime < stale]
    for file in found if repair else ():
        shutil.rmtree(file) if file.is_dir() else file.unlink()
    return [Problem("partial_left", file.name, repair) for file in found]


def list_files(store: Store) -> list[Path]:
    """The kept files, those that are not whole left out."""
    return [file for file in sorted(store.files.iterdir()) if file.suffix != PARTIAL] if store.files.exists() else []


def find_lost_sources(session: Session, store: Store) -> list[KeptName]:
    """The owner's sources whose files are kept and whose own rows are gone, though others are there."""
    if not session.scalar(select(func.count()).select_from(SourceRow)):
        return []
    ids = set(session.scalars(select(SourceRow.id)))
    mine = set(session.scalars(select(SourceRow.sha256).where(SourceRow.owner == store.owner)))
    kept = {file.name for file in list_files(store)} - mine
    named = [one for one in read_kept_names(store.path) if one.owner == store.owner]
    return [one for one in named if one.sha256 in kept and one.id not in ids]


def bring_back(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Sources whose rows are lost, read again from their files under their own ids."""
    found = _mend_identities(session, store, repair)
    for one in find_lost_sources(session, store):
        mended = repair
        if repair:
            row = _make_row(one)
            session.add(row)
            session.flush()
            mended = read_again(session, store, row)
            if not mended:
                session.delete(row)
                session.flush()
        found.append(Problem("source_lost", f"{one.title} ({one.id})", mended))
    return found + _name_found(session, store, repair)


def _mend_identities(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Sources that say that they are another's, or of a file that is not kept, where it was written down otherwise."""
    found = []
    for one in read_kept_names(store.path):
        row = session.get(SourceRow, one.id) if one.owner == store.owner else None
        if row is None or row.reading or row.sha256.startswith(FOUND_SOURCE):
            continue
        astray = row.sha256 != one.sha256 and not (store.files / row.sha256).exists()
        if row.owner == one.owner and not (astray and (store.files / one.sha256).exists()):
            continue
        if repair:
            row.owner, row.sha256 = one.owner, one.sha256
            session.flush()
        found.append(Problem("source_found", f"{row.title} ({row.id})", repair))
    return found


def _name_found(session: Session, store: Store, repair: bool) -> list[Problem]:
    """Sources that only their pages told of get back their names and files, where those were written down."""
    found = []
    known = {one.id: one for one in read_kept_names(store.path)}
    lacking = (SourceRow.owner == store.owner) & (SourceRow.title == "") & SourceRow.sha256.startswith(FOUND_SOURCE)
    for row in session.scalars(select(SourceRow).where(lacking)).all():
        one = known.get(row.id)
        pages = session.scalar(select(func.count()).where(PageRow.source_id == row.id))
        if one is None and not pages:
            if repair:  # nothing is left of it but its id, which may itself be damaged
                session.delete(row)
        elif repair and one is not None:
            row.title, row.filename, row.kind, row.sha256 = one.title, one.filename, one.kind, one.sha256
            row.size = one.size
        elif repair:
            row.title = f"되찾은 자료 {row.id}"
        found.append(Problem("source_found", f"{row.title} ({row.id})", repair))
    session.flush()
    return found


def tell_changed_sources(session: Session, store: Store, sums: SumReport) -> list[Problem]:
    """Sources whose names or times are other than they were written, and those that are gone with their files."""
    files = {file.name for file in list_files(store)}
    awaited = {one.id for one in read_kept_names(store.path) if one.sha256 in files}
    gone = [key for key in sums.gone.get("sources", ()) if session.get(SourceRow, key) is None and key not in awaited]
    found = [Problem("rows_gone", f"자료 {len(gone)}건({', '.join(gone)})")] if gone else []
    rows = [session.get(SourceRow, key) for key in sums.changed.get("sources", ())]
    return found + [Problem("rows_changed", f"{row.title} ({row.id})") for row in rows if row is not None and row.title]


def _make_row(one: KeptName) -> SourceRow:
    row = SourceRow(id=one.id, owner=one.owner, title=one.title, filename=one.filename, kind=one.kind)
    row.sha256, row.size, row.pages, row.passages, row.created_at = one.sha256, one.size, 0, 0, utcnow()
    row.notes, row.lengths, row.edition, row.reading = [], b"", "", False
    return row


def reread_files(store: Store, report: CancellableProgress) -> Iterator[tuple[str, Source | HyunmooError]]:
    """Read every kept file that no source has into the library again: its name, and its source or what was wrong.

    Looks in the folders of what repairs have set aside, too.
    """
    with store.database.session() as session:
        taken = set(session.scalars(select(SourceRow.sha256)))
    named = {one.sha256: one for one in read_kept_names(store.path) if one.owner == store.owner}
    others = {one.sha256 for one in read_kept_names(store.path) if one.owner != store.owner} - named.keys()
    aside = sorted((store.path / SET_ASIDE).glob("*/*")) if (store.path / SET_ASIDE).exists() else []
    for file in [*list_files(store), *aside]:
        if len(file.name) != 64 or file.name in taken or file.name in others or hash_file(file) != file.name:
            continue
        taken.add(file.name)
        known = named.get(file.name)
        title, source_id = (known.title, known.id) if known else (None, None)
        failed: HyunmooError | None = None
        for filename in [known.filename] if known else guess_names(file):
            try:
                yield filename, pipeline.add_document(store, file, filename, title, report, source_id)
                failed = None
                break
            except HyunmooError as error:
                failed = error
        if failed is not None:
            yield file.name, failed


def guess_names(file: Path) -> list[str]:
    """Names under which a file of unknown name may be read, the likeliest first."""
    with file.open("rb") as opened:
        first = opened.read(HEAD)
    rows = [row for row in LOADERS.values() if any(first.startswith(one.begins) for one in row.signatures)]
    if rows:
        return [f"{file.name[:12]}{row.endings[0]}" for row in rows]
    looks_marked = first.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml"))
    return [f"{file.name[:12]}{ending}" for ending in ((".html",) if looks_marked else (".md",)) if loader_for(ending)]
