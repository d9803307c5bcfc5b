"""The checkpoints of conversations: one key an owner's thread, one checkpoint a question,
none of a question that failed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress

from langgraph.checkpoint.sqlite import SqliteSaver

CHECKPOINT_TABLES = ("checkpoints", "writes")


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
