"""One SQLite file (or any SQLAlchemy address): opened, migrated to the newest schema, and handed out as sessions."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from errors import StorageError
from storage.upkeep.opening import connect_read_only
from storage.upkeep.rescue import SET_ASIDE, layout_path, note_layout
from storage.upkeep.row_sums import compare_sums, watch_rows

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_MIGRATING = threading.Lock()  # Alembic has one context in a process
NEWEST_REVISION = "0020"  # the newest revision; a test holds it to the migrations folder


class Database:
    """The library's database, at the newest schema.

    Raises StorageError when the folder cannot be written, the disk is full, or the file is newer than this program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unwritable: StorageError | None = None  # why nothing can be written, where reading goes on
        self._migrated = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
            event.listen(self.engine, "connect", _pragmas)
            event.listen(self.engine, "checkout", self._watch)
            self._migrate()
            self._migrated = True
        except (DatabaseError, OSError) as error:
            self._open_unwritable(storage_error(error, path))
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def session(self, begin: Literal["", "DEFERRED", "IMMEDIATE"] = "") -> Iterator[Session]:
        """A session whose changes are one transaction: all kept on leaving, none on an error.

        DEFERRED lets every read see the same state of the library; IMMEDIATE also keeps other writers out from the
        start, so that what is read stays true until the changes are kept.
        """
        try:
            with self._sessions.begin() as session:
                if begin:
                    session.connection().exec_driver_sql(f"BEGIN {begin}")
                yield session
        except DatabaseError as error:
            if type(error) not in (DatabaseError, OperationalError):
                raise  # a broken constraint or statement is a bug of ours
            if self.unwritable is not None and "readonly" in str(error.orig):
                raise self.unwritable from error
            raise storage_error(error, self.path) from error
        except sqlite3.DatabaseError as error:  # of a cursor of SQLite's own
            raise storage_error(error, self.path) from error

    def close(self) -> None:
        self.engine.dispose()

    def _watch(self, connection: Any, record: Any, _proxy: Any) -> None:
        """Sums of people's rows are kept from the moment at which the schema has them."""
        if self._migrated and not record.info.get("watched"):
            watch_rows(connection)
            record.info["watched"] = True

    def _migrate(self) -> None:
        """Bring the schema to HEAD; alembic is imported only when there is something to do (it costs 0.2 s)."""
        with self.engine.connect() as connection:
            if not layout_path(self.path).exists():
                note_layout(self.path, connection.connection)
            known = inspect(connection).has_table("alembic_version")
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if revision == NEWEST_REVISION:
            return
        if revision is not None and revision > NEWEST_REVISION:
            raise StorageError(
                "이 서재는 더 새로운 버전의 현무가 만든 것입니다. 프로그램을 새 버전으로 바꾼 뒤 다시 열어 주세요.",
                code="database_newer",
                english="This library was made by a newer version; update the program.",
            )
        if revision is not None:
            self._back_up(revision)
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with _MIGRATING, self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # a migration that is killed leaves the old schema whole
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            compare_sums(connection.connection.driver_connection, adopt=True)  # of rows whose columns have changed
        with self.engine.connect() as connection:
            note_layout(self.path, connection.connection)

    def _back_up(self, revision: str) -> None:
        """The record as it is before its schema changes, in the folder of the library's backups."""
        from storage.upkeep.backup import BACKUP_ENDING, BACKUPS, write_backup

        name = f"before-{NEWEST_REVISION}-{revision}-{time.strftime('%Y%m%d-%H%M%S')}{BACKUP_ENDING}"
        try:
            write_backup(self.path.parent, self.path.parent / BACKUPS / name, files=False)
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error

    def _open_unwritable(self, reason: StorageError) -> None:
        """Read where nothing can be written. Raises ``reason``, why not, where it cannot be read either."""
        if reason.code not in UNWRITABLE or not self.path.is_file():
            raise reason
        self.engine.dispose()
        self.engine = create_engine("sqlite://", creator=lambda: connect_read_only(self.path), poolclass=QueuePool)
        try:
            with self.engine.connect() as connection:
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DatabaseError as error:
            raise reason from error
        if revision != NEWEST_REVISION:
            raise reason
        self.unwritable = reason


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged outlives a power cut
    cursor.close()


UNWRITABLE = ("storage_read_only", "disk_full", "disk_failed")  # codes under which reading goes on
LEAST_ROOM = 2**18  # bytes
_FULL = (ENOSPC, EDQUOT, EFBIG)
_READ_ONLY = (EROFS, EACCES, EPERM)


def storage_error(error: Exception, path: Path) -> StorageError:
    """The sentence for what the file system or SQLite said; ``path`` lies in the library's folder."""
    number = error.errno if isinstance(error, OSError) else None
    # Of a file's error only its number tells: a folder may be called "full".
    said = "" if isinstance(error, OSError) else str(getattr(error, "orig", None) or error).lower()
    if "full" in said or number in _FULL or ("disk i/o" in said and not has_room(path.parent)):
        return disk_full(path.parent)
    if "readonly" in said or "unable to open" in said or number in _READ_ONLY:
        return StorageError(
            f"서재 폴더에 쓸 수 없습니다: {path.parent}. 이미 저장된 내용은 그대로이고 읽을 수 있습니다. 쓰기 권한을 확인하거나 "
            "--library로 다른 폴더를 지정해 주세요.",
            code="storage_read_only",
            english=f"The library folder cannot be written: {path.parent}. What is stored can be read. "
            "Check the permission to write, or name another folder with --library.",
        )
    if "locked" in said or "busy" in said:
        return StorageError(
            "다른 작업이 서재를 쓰고 있습니다. 아무것도 바뀌지 않았습니다. 잠시 뒤 다시 시도해 주세요.",
            code="storage_busy",
            english="Something else is using the library. Nothing was changed; try again in a while.",
        )
    if "disk i/o" in said:
        return StorageError(
            "디스크에 읽고 쓰지 못했습니다. 빈 공간과 디스크 상태를 확인한 뒤 다시 시도해 주세요. 이미 저장된 내용은 그대로입니다.",
            code="disk_failed",
            english="The disk could not be read or written; check its space and health. What was stored is whole.",
        )
    if "malformed" in said or "not a database" in said:
        return StorageError(
            f"서재 데이터베이스가 손상되었습니다: {path}. 올린 파일은 그대로입니다. hyunmoo check --repair 로 온전한 내용을 되찾거나 "
            "hyunmoo restore 백업파일 로 복원해 주세요.",
            code="database_damaged",
            english=f"The database is damaged: {path}. The uploaded files are as they were. Recover what is whole with "
            "hyunmoo check --repair, or restore a backup with hyunmoo restore FILE.",
        )
    return StorageError(
        f"서재 데이터베이스를 열 수 없습니다: {path}. 바꾼 내용은 없습니다. hyunmoo check 로 서재를 점검해 주세요.",
        english=f"The database cannot be used: {path}. Nothing was changed; look at the library with hyunmoo check.",
    )


def has_room(folder: Path) -> bool:
    """Whether a disk has room for a write at all: SQLite calls some full disks a failed one."""
    try:
        return shutil.disk_usage(folder).free > LEAST_ROOM
    except OSError:
        return True


def disk_full(folder: Path) -> StorageError:
    """What a full disk is refused with: how much room there is, and what can be freed."""
    try:
        free = f"{shutil.disk_usage(folder).free / 2**20:,.0f}MB"
    except OSError:
        free = "0MB"
    return StorageError(
        f"디스크에 빈 공간이 없습니다(남은 공간 {free}): {folder}. 이미 저장된 내용은 그대로입니다. 휴지통과 쓰지 않는 파일을 지우거나 "
        f"이 폴더의 {SET_ASIDE}, backups에서 필요 없는 것을 옮긴 뒤 다시 시도해 주세요.",
        code="disk_full",
        english=f"The disk is full ({free} left): {folder}. Nothing stored was lost. Free some space, or move what you "
        f"do not need out of {SET_ASIDE} and backups in this folder, and try again.",
    )
