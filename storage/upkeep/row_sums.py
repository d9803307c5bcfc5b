"""A sum of every row that a person made, kept by triggers as it is written, compared when the library is looked over.

SQLite notices a page that is no page, but not a letter that has become another one, nor a row that has gone. The
triggers live in a connection, not in the file: what is changed by anything else is found.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Table

from storage.tables import Base
from storage.upkeep.cells import decode_text, is_sound

# What a person made; everything else is built again from the kept files, the pages and the attempts.
PEOPLES_TABLES = (
    "accounts",
    "invitations",
    "audit",
    "personal_tokens",
    "classes",
    "class_members",
    "class_shares",
    "assignments",
    "submissions",
    "threads",
    "answers",
    "preferences",
    "questions",
    "attempts",
    "sittings",
    "feedback",
    "papers",
    "paper_items",
    "sources",
)
# What is read from a source's file, or made of it, and of which nothing else tells that some is gone or other.
SOURCES_TABLES = ("headings", "data_tables", "entries", "facts", "guides")
SUMMED_COLUMNS = {"sources": ("id", "owner", "title", "filename", "created_at", "removed_at")}
KEY_SEPARATOR = "\x1f"
SUM_FUNCTION = "row_sum"


@dataclass
class SumReport:
    """People's rows that are other than they were written, and those that are gone, as keys by table; sources of whose
    rows the same is true, by table.
    """

    changed: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)
    sources: dict[str, set[str]] = field(default_factory=dict)


def compute_sum(*cells: object) -> int:
    """A checksum (CRC-32) of a row's cells as SQLite keeps them; a text is the same as its bytes, a whole number as an
    integer the same as a float.
    """
    total = 0
    for cell in cells:
        if isinstance(cell, str):
            raw = cell.encode("utf-8", "surrogatepass")
        elif isinstance(cell, bytes):
            raw = bytes(cell)
        else:
            whole = isinstance(cell, float) and cell.is_integer()
            raw = b"\x00" + repr(int(cell) if whole else cell).encode()  # type: ignore[call-overload]
        total = zlib.crc32(raw, zlib.crc32(b"%d," % len(raw), total))
    return total


def watch_rows(connection: Any, tables: tuple[str, ...] = PEOPLES_TABLES + SOURCES_TABLES) -> None:
    """Have a connection (SQLite's own) keep the sums of what it writes; tables that are not there are passed over."""
    connection.create_function(SUM_FUNCTION, -1, compute_sum, deterministic=True)
    for statement in _write_triggers(tables):
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise


def _summed_columns(table: Table) -> Sequence[str]:
    return SUMMED_COLUMNS.get(table.name) or [column.name for column in table.columns]


def _spell_key(table: Table, row: str) -> str:
    names = [column.name for column in table.primary_key.columns if column.name != "source_id"]
    if "source_id" in table.primary_key.columns or table.name in SOURCES_TABLES:
        names.insert(0, "source_id")
    parts = [f'CAST({row}"{name}" AS TEXT)' for name in names]
    return f" || char({ord(KEY_SEPARATOR)}) || ".join(parts)


@cache
def _write_triggers(tables: tuple[str, ...]) -> tuple[str, ...]:
    found = [Base.metadata.tables[name] for name in tables]
    return tuple(statement for table in found for statement in _write_table_triggers(table))


def _write_table_triggers(table: Table) -> list[str]:
    """What a row's writing, changing and deleting do to its sum."""
    kind, new, old = table.name, _spell_key(table, "NEW."), _spell_key(table, "OLD.")
    # A text that cannot be decoded may not keep its row from being changed: the function takes it as bytes.
    cells = ", ".join(
        f"""CASE typeof(NEW."{name}") WHEN 'text' THEN CAST(NEW."{name}" AS BLOB) ELSE NEW."{name}" END"""
        for name in _summed_columns(table)
    )
    put = f"INSERT INTO row_sums VALUES ('{kind}', {new}, NEW.owner, {SUM_FUNCTION}({cells}));"
    drop = f"DELETE FROM row_sums WHERE kind = '{kind}' AND key = "  # "OR REPLACE" would be the outer statement's
    begin = "CREATE TEMP TRIGGER IF NOT EXISTS"
    return [
        f"{begin} sum_put_{kind} AFTER INSERT ON main.{kind} BEGIN {drop} {new}; {put} END",
        f"{begin} sum_set_{kind} AFTER UPDATE ON main.{kind} BEGIN {drop} {old}; {put} END",
        f"{begin} sum_drop_{kind} AFTER DELETE ON main.{kind} BEGIN {drop} {old}; END",
    ]


def compare_sums(connection: Any, adopt: bool = False, owner: str | None = None) -> SumReport:
    """Rows that are not what they were when they were written, and rows that are gone; with ``adopt`` what is there
    is taken as it is from now on. People's rows with cells that cannot be read are left to who mends those, and what
    is made of the sources of others than ``owner`` to them.

    ``connection`` is SQLite's own. Raises sqlite3.Error.
    """
    factory, connection.text_factory = connection.text_factory, decode_text
    try:
        return _compare(connection, adopt, owner)
    finally:
        connection.text_factory = factory


def _compare(connection: Any, adopt: bool, owner: str | None) -> SumReport:
    report = SumReport()
    others = set()
    if owner is not None:
        others = {str(one) for (one,) in connection.execute("SELECT id FROM sources WHERE owner <> ?", (owner,))}
    for table in [Base.metadata.tables[name] for name in (*PEOPLES_TABLES, *SOURCES_TABLES)]:
        skipped = others if table.name in SOURCES_TABLES else set()
        sums = connection.execute("SELECT key, sum FROM row_sums WHERE kind = ?", (table.name,))
        kept = {key: one for key, one in sums if str(key).split(KEY_SEPARATOR)[0] not in skipped}
        names = _summed_columns(table)
        chosen = ", ".join(f'"{name}"' for name in names)
        fresh: list[tuple[object, ...]] = []
        changed: list[str] = []
        for key, whose, *cells in connection.execute(
            f"SELECT {_spell_key(table, '')}, owner, {chosen} FROM {table.name}"
        ):
            was, now = kept.pop(key, None), compute_sum(*cells)
            if was == now or str(key).split(KEY_SEPARATOR)[0] in skipped:
                continue
            fresh.append((table.name, key, whose, now))
            if was is not None and (table.name in SOURCES_TABLES or _are_sound(table, names, cells)):
                changed.append(str(key))
        _report_rows(report, table.name, changed, [str(key) for key in kept])
        if adopt:
            connection.executemany("INSERT OR REPLACE INTO row_sums VALUES (?, ?, ?, ?)", fresh)
            gone = [(table.name, key) for key in kept]
            connection.executemany("DELETE FROM row_sums WHERE kind = ? AND key = ?", gone)
    return report


def _are_sound(table: Table, names: Sequence[str], cells: Sequence[object]) -> bool:
    return all(is_sound(table.columns[name], cell) for name, cell in zip(names, cells, strict=True))


def _report_rows(report: SumReport, table: str, changed: list[str], gone: list[str]) -> None:
    if table in SOURCES_TABLES:
        report.sources[table] = {key.split(KEY_SEPARATOR)[0] for key in (*changed, *gone)}
        return
    if changed:
        report.changed[table] = changed
    if gone:
        report.gone[table] = gone
