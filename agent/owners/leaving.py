"""An owner leaves: everything that is theirs is handed out, or deleted for good, in every table and every file."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from agent.checkpoint_file import CHECKPOINTS_FILE
from agent.checkpoints import CHECKPOINT_TABLES, checkpoint_key
from knowledge.catalog.kept_names import write_kept_names
from knowledge.figures.kept_pictures import drop_pictures, read_kept
from knowledge.index.dense import DenseIndex
from knowledge.store import Store
from settings import Settings
from storage import Database
from storage.engine import storage_error
from storage.figure_table import FigureRow
from storage.owned_rows import delete_owned_rows, read_owned_rows
from storage.tables import SourceRow, VectorsRow
from storage.topic_tables import drop_topic_maps

README_OF_EXPORT = (
    "현무에 보관된 나의 자료입니다. 표마다 JSON 파일 하나이고, 올린 파일은 files 폴더에, 본 그림은 pictures 폴더에 있습니다.\n"
    "What Hyunmoo keeps of yours: one JSON file a table, the uploaded files in the folder files, "
    "figures that were looked at in pictures.\n"
)


@dataclass(frozen=True)
class Gone:
    """What was deleted."""

    rows: int
    files: int


def export_owned(settings: Settings, owner: str) -> bytes:
    """A zip of everything that is an owner's: JSON, one file a table, and the files as they were uploaded."""
    buffer = io.BytesIO()
    store = Store(Path(settings.library), owner, settings)
    try:
        with (
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed,
            store.database.session("DEFERRED") as session,
        ):
            packed.writestr("README.txt", README_OF_EXPORT)
            for table, rows in read_owned_rows(session, owner):
                packed.writestr(f"{table}.json", json.dumps(rows, ensure_ascii=False, indent=1))
            for sha256, kind in session.execute(
                select(SourceRow.sha256, SourceRow.kind).where(SourceRow.owner == owner).distinct()
            ):
                file = store.files / sha256
                if file.is_file():
                    packed.write(file, f"files/{sha256}.{kind}")
            for name in session.scalars(
                select(FigureRow.picture).where(FigureRow.owner == owner, FigureRow.picture != "").distinct()
            ):
                if (content := read_kept(store, name)) is not None:
                    packed.writestr(f"pictures/{name}", content)
    finally:
        store.close()
    return buffer.getvalue()


def delete_for_good(settings: Settings, owner: str) -> Gone:
    """Delete an owner's rows in every table, with the account itself; their checkpoints; the files that nobody else
    has; their index. What was deleted is overwritten. Backups are left as they are. Raises StorageError.
    """
    store = Store(Path(settings.library), owner, settings)
    try:
        with store.database.session() as session:
            hashes = set(session.scalars(select(SourceRow.sha256).where(SourceRow.owner == owner)))
            embedders = set(session.scalars(select(VectorsRow.embedder).distinct()))
        with store.writing() as session:
            rows = delete_owned_rows(session, owner)
            drop_topic_maps(session)  # of those who could read what is gone
        with store.writing() as session:
            store.drop_files(session, hashes)
            drop_pictures(session, store)
            write_kept_names(store.path, session, but_owner=owner)
        files = sum(not (store.files / sha256).exists() for sha256 in hashes)
        delete_checkpoints(store.path, owner)
        for name in embedders:
            DenseIndex(store.index_folder, owner, name, 1).discard()
        _truncate_log(store.database)
    finally:
        store.close()
    return Gone(rows, files)


def delete_checkpoints(folder: Path, owner: str) -> None:
    """Delete the checkpoints of all of an owner's conversations. Raises StorageError."""
    path, prefix = folder / CHECKPOINTS_FILE, checkpoint_key(owner, "")
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            held = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            _delete_by_prefix(connection, [name for name in CHECKPOINT_TABLES if name in held], prefix)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError as error:
        raise storage_error(error, path) from error


def _delete_by_prefix(connection: sqlite3.Connection, tables: Iterable[str], prefix: str) -> None:
    for table in tables:
        connection.execute(f"DELETE FROM {table} WHERE substr(thread_id, 1, ?) = ?", (len(prefix), prefix))
    connection.commit()


def _truncate_log(database: Database) -> None:
    """Write the log into the database and empty it, so that what was deleted is not there either; while others read,
    it is emptied later.
    """
    with suppress(sqlite3.DatabaseError), database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
