"""Connections to a database on a disk that cannot be written: what is there can be read all the same."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that only reads. Raises sqlite3.Error.

    A log that was left without its index cannot be read in place by one who may not write: then a copy is read, which
    goes when the connection does.
    """
    if path.with_name(path.name + "-wal").exists():
        try:
            return _try(f"{path.resolve().as_uri()}?mode=ro")
        except sqlite3.OperationalError:
            return _open_copy(path)
    return _try(f"{path.resolve().as_uri()}?immutable=1")


def _try(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, check_same_thread=False, timeout=30)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _open_copy(path: Path) -> sqlite3.Connection:
    """The database and its log as one in memory."""
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("", "-wal"):
            shutil.copyfile(path.with_name(path.name + ending), Path(folder) / (path.name + ending))
        with closing(sqlite3.connect(Path(folder) / path.name)) as copy:
            copy.backup(memory)
    memory.execute("PRAGMA query_only = ON")
    return memory


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection to what is there, beside those who write, or where nobody can. Raises sqlite3.Error."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        return connect_read_only(path)
    return connection
