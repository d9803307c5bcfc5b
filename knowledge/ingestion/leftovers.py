"""What is half read while its reader lives, and taken away once the reader is gone.

What is shown of a document on its way in is a preview: rows marked ``reading``, and a lock (storage.process_locks)
that lives as long as the process that reads. Once that process is gone, whoever looks next takes the preview away; a
source without the mark is whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from errors import StorageError
from knowledge.catalog.kept_names import read_kept_names
from knowledge.store import Store
from storage.engine import storage_error
from storage.tables import SourceRow

INTERRUPTED_FILE = "interrupted.jsonl"


@contextmanager
def hold_lock(store: Store, name: str, filename: str, sha256: str) -> Iterator[None]:
    """A lock for as long as a document is being read; the next start tells of one that was left."""
    label = json.dumps({"owner": store.owner, "filename": filename, "sha256": sha256}, ensure_ascii=False)
    with ExitStack() as stack:
        try:
            stack.enter_context(store.locks.hold(name, label))
        except OSError as error:
            raise storage_error(error, store.locks.folder) from error
        yield


def clear_leftovers(store: Store) -> None:
    """Take away what died while it was read, and note the files' names; where nothing can be written, later."""
    if store.has_leftovers or store.locks.list_abandoned_marks():
        with suppress(StorageError):
            names = _sweep(store)
            store.interrupted += tuple(names)
            _note_interrupted(store, names)
            store.has_leftovers = False


def _note_interrupted(store: Store, names: list[str]) -> None:
    """Write the names down until a check has told of them."""
    if names:
        with suppress(OSError), (store.path / INTERRUPTED_FILE).open("a", encoding="utf-8") as file:
            file.writelines(
                json.dumps({"owner": store.owner, "file": name}, ensure_ascii=False) + "\n" for name in names
            )


def tell_interrupted(store: Store, forget: bool) -> list[str]:
    """The files whose reading was interrupted since they were last told with ``forget``, and that are not there now."""
    mine: list[dict[str, str]] = []
    others: list[dict[str, str]] = []
    with suppress(OSError):
        for line in (store.path / INTERRUPTED_FILE).read_bytes().splitlines():
            with suppress(ValueError, TypeError, KeyError):
                said = json.loads(line)
                (mine if said["owner"] == store.owner else others).append(said)
        if forget and mine:
            lines = [json.dumps(said, ensure_ascii=False) + "\n" for said in others]
            (store.path / INTERRUPTED_FILE).write_text("".join(lines), encoding="utf-8")
    whole = (SourceRow.owner == store.owner) & SourceRow.reading.is_(False)
    with store.database.session() as session:
        there = set(session.scalars(select(SourceRow.filename).where(whole)))
    return [name for name in dict.fromkeys(str(said["file"]) for said in mine) if name not in there]


def find_abandoned(session: Session, store: Store) -> list[SourceRow]:
    """The owner's previews whose readers are gone."""
    half = select(SourceRow).where(SourceRow.owner == store.owner, SourceRow.reading.is_(True))
    return [row for row in session.scalars(half) if not store.locks.is_held(row.id)]


def _drop_unfinished(store: Store, sha256s: list[str]) -> None:
    """Take away the copies of files whose reading never ended; never one that a source is said to have had."""
    named = {one.sha256 for one in read_kept_names(store.path)}
    left = [sha256 for sha256 in sha256s if sha256 not in named and (store.files / sha256).exists()]
    if left:
        with store.writing(*left):
            pass


def _sweep(store: Store) -> list[str]:
    """Take away what processes that are gone have left half read; the names of the files."""
    from knowledge.ingestion.writer import find_by_hash

    mine, interrupted = {}, []
    for name, text in store.locks.list_abandoned_marks().items():
        try:
            label = json.loads(text)
            owner, filename, sha256 = label["owner"], label["filename"], label["sha256"]
        except (ValueError, TypeError, KeyError):
            owner, filename, sha256 = store.owner, "", ""
        if owner == store.owner:
            mine[name] = (filename, sha256)
    with store.database.session() as session:
        gone = find_abandoned(session, store)
    if gone:
        with store.writing() as session:
            gone = find_abandoned(session, store)  # as it is now that no one else writes
            session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in gone])))
    with store.database.session() as session:
        for filename, sha256 in mine.values():
            whole = find_by_hash(session, store.owner, sha256)
            if filename and (whole is None or whole.reading):
                interrupted.append(filename)
    _drop_unfinished(store, [sha256 for _, sha256 in mine.values() if sha256])
    for name in mine:
        store.locks.remove(name)
    return interrupted + [row.filename for row in gone if row.id not in mine]
