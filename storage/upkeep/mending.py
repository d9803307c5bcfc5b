"""Rows that cannot be read, found in every table and taken out or put right; nothing of them is thrown away."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table

from storage.upkeep.cells import Row, decode_text, find_bad_rows, mend_row, set_rows_aside
from storage.upkeep.opening import connect_to_read
from storage.upkeep.raw_pages import BadText, Value
from storage.upkeep.row_sums import PEOPLES_TABLES, watch_rows

Complete = Callable[[str, Row], Row]  # a table's name and a damaged row; the row with what is known from elsewhere
_THREADS = """
INSERT INTO threads (id, owner, name, created_at, updated_at)
SELECT thread_id, owner, substr(min(question), 1, 40), min(created_at), max(created_at) FROM answers
WHERE NOT EXISTS (SELECT 1 FROM threads WHERE threads.id = thread_id AND threads.owner = answers.owner)
GROUP BY thread_id, owner
"""
_LOST_THREADS = """
SELECT count(DISTINCT owner || char(0) || thread_id) FROM answers
WHERE NOT EXISTS (SELECT 1 FROM threads WHERE threads.id = thread_id AND threads.owner = answers.owner)
"""


@dataclass
class RowReport:
    """What was found, and where it was asked for mended, by table: rows put right, rows taken out."""

    reset: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    threads: int = 0  # conversations whose answers are there and whose own row is not
    aside: Path | None = None


class RowMender:
    """One look at every row of a database. Raises sqlite3.Error and OSError; then nothing was changed."""

    def __init__(self, metadata: MetaData, make_folder: Callable[[], Path], complete: Complete, repair: bool) -> None:
        self.metadata, self.make_folder, self.complete, self.repair = metadata, make_folder, complete, repair
        self.report = RowReport()

    def mend(self, path: Path) -> RowReport:
        with closing(connect_to_read(path)) as connection:
            connection.text_factory = decode_text
            if self.repair:
                connection.execute("PRAGMA foreign_keys = ON")
                watch_rows(connection, PEOPLES_TABLES)  # of sources their owners are told
                connection.execute("BEGIN IMMEDIATE")
            for table in self.metadata.sorted_tables:
                for row in list(find_bad_rows(connection, table)):
                    self._mend_row(connection, table, row)
            self._remove_orphans(connection)
            self.report.threads = connection.execute(_LOST_THREADS).fetchone()[0]
            if self.repair:
                if self.report.threads:
                    connection.execute(_THREADS)
                connection.execute("COMMIT")
        return self.report

    def take_out(self, path: Path, table: str, ids: list[Value]) -> RowReport:
        """Put rows aside, by the first column of their key, with those that go with them."""
        found = self.metadata.tables[table]
        key = next(iter(found.primary_key.columns)).name
        with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
            connection.text_factory = decode_text
            connection.execute("PRAGMA foreign_keys = ON")
            watch_rows(connection, PEOPLES_TABLES)  # of sources their owners are told
            connection.execute("BEGIN IMMEDIATE")
            for one in ids:
                cursor = connection.execute(f'SELECT * FROM {table} WHERE "{key}" = ?', [one])
                names = [described[0] for described in cursor.description]
                for values in cursor.fetchall():
                    row = dict(zip(names, values, strict=True))
                    self._set_aside(found, row)
                    self._set_children_aside(connection, found, row)
                    self.report.removed[table] += 1
                connection.execute(f'DELETE FROM {table} WHERE "{key}" = ?', [one])
            connection.execute("COMMIT")
        return self.report

    def _mend_row(self, connection: Any, table: Table, row: Row) -> None:
        known = self.complete(table.name, row) if self.repair else row
        mended, reset = mend_row(table, {name: value for name, value in known.items() if name != "rowid"})
        where, values = _find_key(table, row)
        if mended is None:
            self._set_aside(table, row)
            if self.repair:
                self._set_children_aside(connection, table, row)
                connection.execute(f"DELETE FROM {table.name} WHERE {where}", values)
            self.report.removed[table.name] += 1
            return
        self.report.reset[table.name] += 1
        if self.repair:
            if reset:
                self._set_aside(table, row)
            changed = {name: value for name, value in mended.items() if value != row.get(name)}
            setting = ", ".join(f'"{name}" = ?' for name in changed)
            connection.execute(f"UPDATE {table.name} SET {setting} WHERE {where}", [*changed.values(), *values])

    def _set_children_aside(self, connection: Any, table: Table, row: Row) -> None:
        """Rows that go with another one, by the foreign keys, and those that go with them."""
        for child in self.metadata.sorted_tables:
            for key in child.foreign_keys:
                if key.column.table is table and key.ondelete == "CASCADE":
                    value = row[key.column.name]
                    found = connection.execute(f'SELECT * FROM {child.name} WHERE "{key.parent.name}" = ?', [value])
                    names = [described[0] for described in found.description]
                    for values in found.fetchall():
                        gone = dict(zip(names, values, strict=True))
                        self._set_aside(child, gone)
                        self._set_children_aside(connection, child, gone)
                        self.report.removed[child.name] += 1

    def _remove_orphans(self, connection: Any) -> None:
        """Rows that point to a row that is gone, which is counted too; sources see to their own."""
        gone: set[tuple[str, Value]] = set()
        for name, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
            if parent == "sources" or rowid is None:
                continue
            table = self.metadata.tables[name]
            (key,) = [one for one in table.foreign_keys if one.column.table.name == parent]
            column = f'SELECT "{key.parent.name}" FROM {name} WHERE rowid = ?'
            gone.add((parent, connection.execute(column, [rowid]).fetchone()[0]))
            found = connection.execute(f"SELECT * FROM {name} WHERE rowid = ?", [rowid])
            names = [described[0] for described in found.description]
            for values in found.fetchall():
                row = dict(zip(names, values, strict=True))
                self._set_aside(table, row)
                self._set_children_aside(connection, table, row)
            self.report.removed[name] += 1
            if self.repair:
                connection.execute(f"DELETE FROM {name} WHERE rowid = ?", [rowid])
        self.report.removed.update(Counter(parent for parent, _ in gone))

    def _set_aside(self, table: Table, row: Row) -> None:
        if self.repair:
            self.report.aside = self.report.aside or self.make_folder()
            set_rows_aside(self.report.aside, table.name, [row])


def _find_key(table: Table, row: Row) -> tuple[str, list[Any]]:
    """Where a row is: by its rowid, else by its primary key as it stands."""
    if "rowid" in row:
        return "rowid = ?", [row["rowid"]]
    names = [column.name for column in table.primary_key.columns]
    texts = {name for name in names if isinstance(row[name], str | BadText)}
    marks = " AND ".join(f'"{name}" = {"CAST(? AS TEXT)" if name in texts else "?"}' for name in names)
    return marks, [row[name] for name in names]
