"""The checkpoints of conversations: one key an owner's thread, one checkpoint a question,
none of a question that failed. A damaged file costs follow-ups what was asked before, never an answer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver

from knowledge.models import Problem
from storage.engine import UNWRITABLE, storage_error
from storage.upkeep.opening import connect_read_only
from storage.upkeep.rescue import BESIDE, make_aside

CHECKPOINT_TABLES = ("checkpoints", "writes")
CHECKPOINTS_FILE = "checkpoints.db"
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, EOFError)  # what a checkpoint that is none is read with


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


def checkpoint_key(owner: str, thread: str) -> str:
    """``owner/thread``, with what would make two conversations share a key written otherwise: no two have the same."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in (owner, thread))


def take_over_old_key(
    saver: SqliteSaver, owner: str, thread: str, find_owners: Callable[[str], Collection[tuple[str, str]]]
) -> None:
    """Move a conversation's checkpoints from the key of older versions, ``owner/thread`` as it stands.

    Where two conversations that are there would have shared that key, nobody can say whose they are: they are left
    alone, and either conversation goes on without its earlier questions. ``find_owners`` gives the ``(owner,
    thread)`` that are there of an old key.
    """
    old, new = f"{owner}/{thread}", checkpoint_key(owner, thread)
    if old == new or list(find_owners(old)) != [(owner, thread)]:
        return
    with saver.cursor() as cursor:
        if cursor.execute("SELECT 1 FROM checkpoints WHERE thread_id = ? LIMIT 1", (new,)).fetchone() is None:
            for table in CHECKPOINT_TABLES:
                cursor.execute(f"UPDATE {table} SET thread_id = ? WHERE thread_id = ?", (new, old))


@contextmanager
def whole_or_nothing(saver: SqliteSaver, key: str) -> Iterator[None]:
    """A question that ends without its answer, called off or failed, leaves no checkpoint: a
    follow-up knows nothing of it.
    """
    with saver.cursor(False) as cursor:
        row = cursor.execute("SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?", (key,)).fetchone()
    whole = False
    try:
        yield
        whole = True
    finally:
        if not whole:
            with suppress(sqlite3.DatabaseError), saver.cursor() as cursor:
                for table in CHECKPOINT_TABLES:
                    cursor.execute(
                        f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id > ?", (key, row[0] or "")
                    )


def keep_latest(saver: SqliteSaver, key: str) -> None:
    """Drop a thread's checkpoints but the last: a follow-up needs no older one."""
    with saver.cursor() as cursor:
        for table in CHECKPOINT_TABLES:
            cursor.execute(
                f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id <"
                " (SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?)",
                (key, key),
            )
