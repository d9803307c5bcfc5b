"""A library's backup and what is put back from one, with the errors that people read."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from errors import StorageError
from storage import Database
from storage.engine import disk_full, storage_error
from storage.upkeep.backup import BackupProgress, damaged_backup, read_backup, write_backup


def back_up_library(library: Path, target: Path, report: BackupProgress | None = None) -> dict[str, Any]:
    """Write a library to one file while others use it; its manifest, whose ``missing`` names files that are not whole.

    Raises StorageError; then what was at ``target`` is as it was.
    """
    if not (library / "hyunmoo.db").exists():
        raise StorageError(
            f"서재가 없습니다: {library}. --library로 서재 폴더를 지정해 주세요.",
            code="no_library",
            english=f"There is no library: {library}. Name its folder with --library.",
        )
    try:
        return write_backup(library, target, report=report)
    except (OSError, sqlite3.Error) as error:
        found = storage_error(error, library / "hyunmoo.db")
        if found.code == "database_damaged":
            raise found from error
        raise _target_error(error, target) from error


def _target_error(error: Exception, target: Path) -> StorageError:
    found = storage_error(error, target)
    if found.code == "disk_full":
        return disk_full(target.parent)
    return StorageError(
        f"백업을 쓰지 못했습니다: {target}. 서재는 그대로입니다. 쓸 수 있는 다른 곳을 지정해 주세요.",
        code="backup_unwritable",
        english=f"The backup could not be written: {target}. The library is as it was; name another place.",
    )


def restore_library(source: Path, library: Path) -> dict[str, Any]:
    """Put a library back as a backup has it; ``kept`` of the answer names the folder of what was there before.

    Raises StorageError; then the library is as it was.
    """
    if not source.is_file():
        raise StorageError(
            f"백업 파일이 없습니다: {source}. 파일 이름을 확인해 주세요.",
            code="backup_missing",
            english=f"There is no such backup: {source}.",
        )
    try:
        return read_backup(source, library, lambda record: Database(record).close())
    except sqlite3.DatabaseError as error:
        found = storage_error(error, library / "hyunmoo.db")
        raise (damaged_backup(source) if found.code == "database_damaged" else found) from error
    except OSError as error:
        raise storage_error(error, library / "hyunmoo.db") from error
