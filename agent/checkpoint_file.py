"""The file of the checkpoints: opened where it can be, set aside where it is damaged.

A damaged file costs follow-ups what was asked before, never an answer: those are in the library's own database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver

from agent.checkpoints import CHECKPOINT_TABLES, checkpoint_key, take_over_old_key
from knowledge.models import Problem
from storage.engine import UNWRITABLE, has_room, storage_error
from storage.upkeep.opening import connect_read_only
from storage.upkeep.rescue import BESIDE, make_aside

CHECKPOINTS_FILE = "checkpoints.db"
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, EOFError)  # what a checkpoint that is none is read with


class CheckpointFile:
    """The checkpoints of a library's conversations; ``saver`` changes where a damaged file is replaced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saver = open_checkpoints(folder)
        self._awaits_room = False  # they live in memory until the disk has room

    def prepare(self, owner: str, thread: str, find_owners: Callable[[str], Collection[tuple[str, str]]]) -> str:
        """The key of a conversation's checkpoints; those of older versions are moved there, one that cannot be read
        goes. Raises StorageError.
        """
        key = checkpoint_key(owner, thread)
        if self._awaits_room and has_room(self.folder):
            self.saver.conn.close()
            self.saver, self._awaits_room = open_checkpoints(self.folder), False
        for _ in range(2):
            try:
                take_over_old_key(self.saver, owner, thread, find_owners)
                forget_unreadable(self.saver, key)
                break
            except sqlite3.DatabaseError as error:
                reason = storage_error(error, self.folder / CHECKPOINTS_FILE)
                if reason.code != "database_damaged":
                    raise reason from error
                self.replace()
        return key

    @contextmanager
    def survive(self, state: dict[str, Any]) -> Iterator[None]:
        """An answer that is written (``state`` has its text) outlives its checkpoint: follow-ups begin anew where the
        file is damaged, and live in memory where the disk is full. Raises StorageError where there is no answer yet.
        """
        try:
            yield
        except sqlite3.DatabaseError as error:
            reason = storage_error(error, self.folder / CHECKPOINTS_FILE)
            if reason.code == "database_damaged":
                self.replace()
            elif reason.code in UNWRITABLE:
                self._live_in_memory()
            if "text" not in state:
                raise reason from error

    def _live_in_memory(self) -> None:
        saver, self._awaits_room = self.saver, True
        self.saver = _open_in_memory(self.folder / CHECKPOINTS_FILE)
        with suppress(sqlite3.Error):
            saver.conn.close()

    def replace(self) -> None:
        """Set a damaged file aside and begin a new one. Raises StorageError."""
        with suppress(sqlite3.Error):
            self.saver.conn.close()
        set_checkpoints_aside(self.folder)
        self.saver = open_checkpoints(self.folder)


def open_checkpoints(folder: Path) -> SqliteSaver:
    """The checkpoints of a library's conversations; new ones in place of a damaged file, which is set aside.

    Where nothing can be written, they live in memory, with what the file holds. Raises StorageError.
    """
    path = folder / CHECKPOINTS_FILE
    for _ in range(2):
        try:
            connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
            saver = SqliteSaver(connection)
            saver.setup()
            return saver
        except sqlite3.DatabaseError as error:
            reason = storage_error(error, path)
            with suppress(sqlite3.Error, UnboundLocalError):
                connection.close()
            if reason.code in UNWRITABLE:
                return _open_in_memory(path)
            if reason.code != "database_damaged":
                raise reason from error
            set_checkpoints_aside(folder)
    raise reason


def _open_in_memory(path: Path) -> SqliteSaver:
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    with suppress(sqlite3.Error, OSError), closing(connect_read_only(path)) as kept:
        kept.backup(memory)
    saver = SqliteSaver(memory)
    saver.setup()
    return saver


def set_checkpoints_aside(folder: Path) -> Path:
    """Move a damaged file out of the way; where it is now. Raises StorageError."""
    path = folder / CHECKPOINTS_FILE
    try:
        aside = make_aside(folder)
        for file in (path, *(path.with_name(path.name + ending) for ending in BESIDE)):
            if file.exists():
                file.replace(aside / file.name)
    except OSError as error:
        raise storage_error(error, path) from error
    return aside


def check_checkpoints(folder: Path, repair: bool) -> list[Problem]:
    """Whether the file and every checkpoint in it can be read; a damaged file is set aside."""
    path = folder / CHECKPOINTS_FILE
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            bad = _find_unreadable(SqliteSaver(connection)) if said == ["ok"] else []
            if repair:
                for key in bad:
                    _forget(connection, key)
                connection.commit()
    except sqlite3.OperationalError:
        return []  # it cannot be written, or is busy: nothing of it is damaged for that
    except sqlite3.DatabaseError:
        said, bad = ["damaged"], []
    if said != ["ok"]:
        where = f" ({set_checkpoints_aside(folder)})" if repair else ""
        return [Problem("checkpoints_damaged", f"{CHECKPOINTS_FILE}{where}", repair)]
    return [Problem("checkpoints_damaged", key, repair) for key in bad]


def _find_unreadable(saver: SqliteSaver) -> list[str]:
    """The keys of conversations whose last checkpoint cannot be read."""
    saver.setup()
    keys = [str(key) for (key,) in saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints")]
    return [key for key in keys if not is_readable(saver, key)]


def is_readable(saver: SqliteSaver, key: str) -> bool:
    """Whether a conversation's last checkpoint is one, or there is none."""
    try:
        found = saver.get_tuple({"configurable": {"thread_id": key, "checkpoint_ns": ""}})
    except UNREADABLE:
        return False
    return found is None or (isinstance(found.checkpoint, dict) and "channel_values" in found.checkpoint)


def forget_unreadable(saver: SqliteSaver, key: str) -> None:
    """Begin a conversation's follow-ups anew where its last checkpoint cannot be read."""
    if not is_readable(saver, key):
        with saver.cursor() as cursor:
            _forget(cursor, key)


def _forget(cursor: sqlite3.Cursor | sqlite3.Connection, key: str) -> None:
    for table in CHECKPOINT_TABLES:
        cursor.execute(f"DELETE FROM {table} WHERE thread_id = ?", (key,))
