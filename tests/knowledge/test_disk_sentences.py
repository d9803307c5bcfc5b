"""What a failing disk, a busy one or few rights bring about: each has its sentence, and costs nothing."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EACCES
from pathlib import Path

import pytest
from sqlalchemy import text

from errors import HyunmooError, IngestError, StorageError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library
from storage.engine import storage_error
from storage.tables import PreferenceRow

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights and limits")


def tells(error: HyunmooError, code: str, korean: str, english: str) -> bool:
    return error.code == code and korean in error.message and english in error.english


def prefer(library: Library, value: str, wait: int = 0) -> None:
    with library.database.session() as session:
        if wait:
            session.execute(text(f"PRAGMA busy_timeout = {wait}"))
        session.add(PreferenceRow(owner="default", name=value, value=value))


@contextmanager
def smallest_files(most: int) -> Iterator[None]:
    """No file may be written beyond so many bytes."""
    import resource
    import signal

    before, limits = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


@contextmanager
def few_rights() -> Iterator[None]:
    """As somebody who is not root, whom no file refuses."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_busy_library_says_so_and_changes_nothing(library: Library) -> None:
    with closing(sqlite3.connect(library.path / "hyunmoo.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError) as refused:
            prefer(library, "a", wait=20)
    assert tells(refused.value, "storage_busy", "잠시 뒤 다시", "try again")
    prefer(library, "a")


def test_a_statement_that_the_database_cannot_do_has_a_sentence(library: Library) -> None:
    with pytest.raises(StorageError) as refused, library.database.session() as session:
        session.execute(text("SELECT * FROM nothing"))
    assert tells(refused.value, "storage_failed", "hyunmoo check", "hyunmoo check")
    assert "nothing" not in refused.value.message


@posix
def test_a_disk_that_fails_says_so_and_what_was_stored_is_whole(library: Library) -> None:
    prefer(library, "a")
    with smallest_files((library.path / "hyunmoo.db-wal").stat().st_size + 100), pytest.raises(StorageError) as refused:
        prefer(library, "b" * 64)
    assert tells(refused.value, "disk_failed", "그대로", "was stored is whole")
    assert library.check() == []
    prefer(library, "c")


def test_a_backup_that_has_no_place_leaves_the_library(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError) as refused:
        back_up_library(library.path, tmp_path / "file" / "a.hyunmoo")
    assert tells(refused.value, "backup_unwritable", "서재는 그대로", "another place")


def test_the_name_of_a_folder_is_no_reason() -> None:
    refused = storage_error(PermissionError(EACCES, "Permission denied", "/full/locked/busy"), Path("/full/a.db"))
    assert tells(refused, "storage_read_only", "쓰기 권한", "permission to write")


def test_a_folder_is_no_document(library: Library, tmp_path: Path) -> None:
    with pytest.raises(IngestError) as refused:
        library.add(tmp_path, filename="a.md")
    assert tells(refused.value, "is_a_folder", "폴더는", "folder")


@posix
def test_a_file_that_may_not_be_read_says_so(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# 글\n\n광합성은 엽록체에서 일어난다.\n", encoding="utf-8")
    path.chmod(0)
    with few_rights(), pytest.raises(IngestError) as refused:
        library.add(path)
    assert tells(refused.value, "file_unreadable", "권한", "may not be read")
