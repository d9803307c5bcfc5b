"""One SQLite file (or any SQLAlchemy address): opened, migrated to the newest schema, and handed out as sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, ENOSPC, EPERM, EROFS
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from errors import StorageError

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
NEWEST_REVISION = "0009"  # the newest revision; a test holds it to the migrations folder


class Database:
    """The library's database, at the newest schema.

    Raises StorageError when the folder cannot be written, the disk is full, or the file is newer than this program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
            event.listen(self.engine, "connect", _pragmas)
            self._migrate()
        except (DatabaseError, OSError) as error:
            raise storage_error(error, path) from error
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
            raise storage_error(error, self.path) from error

    def close(self) -> None:
        self.engine.dispose()

    def _migrate(self) -> None:
        """Bring the schema to HEAD; alembic is imported only when there is something to do (it costs 0.2 s)."""
        with self.engine.connect() as connection:
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
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # a migration that is killed leaves the old schema whole
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # what was acknowledged outlives a power cut
    cursor.close()


_FULL = (ENOSPC, EDQUOT, EFBIG)
_READ_ONLY = (EROFS, EACCES, EPERM)


def storage_error(error: Exception, path: Path) -> StorageError:
    """The sentence for what the file system or SQLite said; ``path`` lies in the library's folder."""
    said = str(getattr(error, "orig", None) or error).lower()
    number = error.errno if isinstance(error, OSError) else None
    if "full" in said or number in _FULL:
        return StorageError(
            "디스크에 빈 공간이 없습니다. 공간을 비운 뒤 다시 시도해 주세요. 이미 저장된 내용은 그대로입니다.",
            code="disk_full",
            english="The disk is full; free some space and try again. Nothing stored was lost.",
        )
    if "readonly" in said or "unable to open" in said or number in _READ_ONLY:
        return StorageError(
            f"서재 폴더에 쓸 수 없습니다: {path.parent}. 쓰기 권한을 확인하거나 --library로 다른 폴더를 지정해 주세요.",
            code="storage_read_only",
            english=f"The library folder cannot be written: {path.parent}.",
        )
    if "locked" in said or "busy" in said:
        return StorageError(
            "다른 작업이 서재를 쓰고 있습니다. 잠시 뒤 다시 시도해 주세요.",
            code="storage_busy",
            english="The library is busy.",
        )
    if "disk i/o" in said:
        return StorageError(
            "디스크에 읽고 쓰지 못했습니다. 빈 공간과 디스크 상태를 확인한 뒤 다시 시도해 주세요. 이미 저장된 내용은 그대로입니다.",
            code="disk_failed",
            english="The disk could not be read or written; check its free space and its health.",
        )
    if "malformed" in said or "not a database" in said:
        return StorageError(
            f"서재 데이터베이스가 깨져 있습니다: {path}. 백업에서 이 파일을 되살리거나 다른 폴더로 새 서재를 만들어 주세요.",
            code="database_damaged",
            english=f"The database is damaged: {path}. Restore it from a backup.",
        )
    return StorageError(f"서재 데이터베이스를 열 수 없습니다: {error}", english=f"The database cannot be used: {error}")
