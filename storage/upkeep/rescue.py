"""A damaged database read row by row into a whole one, which takes its place; the damaged file is set aside.

Rows of tables without a rowid (posting lists, other names) are not read: they are built again from the pages.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, MetaData, Table

from storage.upkeep.cells import NO_DEFAULT, Row, find_default, mend_row, set_rows_aside
from storage.upkeep.durable_files import replace_durably, write_durably
from storage.upkeep.raw_pages import RawFile, RawTable, Value

SET_ASIDE = "set-aside"  # the folder of what a repair has taken out of a library's folder
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a database
FOUND_SOURCE = "found-"  # begins the hash of a source whose own row is lost


@dataclass
class Rescue:
    """What became of a damaged database: rows saved, rows that fit nowhere and pages beyond reading, by table."""

    aside: Path
    saved: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    bad_pages: Counter[str] = field(default_factory=Counter)
    log_lost: int = 0  # pages of the write-ahead log
    readable: bool = True  # whether its tables could be found at all


def make_aside(library: Path) -> Path:
    """A new folder for what a repair takes out of a library's folder."""
    folder = library / SET_ASIDE / f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"
    folder.mkdir(parents=True)
    return folder


def note_layout(path: Path, connection: Any) -> None:
    """Write down where each table of a database starts, for a day on which its first page is damaged."""
    with suppress(OSError, sqlite3.Error):
        told = {name: {"root": root, "columns": columns} for name, (root, columns) in _ask_layout(connection).items()}
        write_durably(layout_path(path), json.dumps(told))


def layout_path(path: Path) -> Path:
    return path.with_name(path.stem + ".layout.json")


def _ask_layout(connection: Any) -> dict[str, tuple[int, list[str]]]:
    schema = "SELECT name, rootpage, sql FROM sqlite_master WHERE type = 'table'"
    tables = [(name, root) for name, root, sql in connection.execute(schema).fetchall() if "WITHOUT ROWID" not in sql]
    described = {name: connection.execute(f'PRAGMA table_info("{name}")').fetchall() for name, _ in tables}
    return {name: (root, [column[1] for column in described[name]]) for name, root in tables}


def find_layout(path: Path, raw: RawFile) -> dict[str, tuple[int, list[str]]]:
    """Where each table starts and its columns: by the file itself, else as was written down; empty where neither is."""
    found: dict[str, tuple[int, list[str]]] = {}
    for _, values in raw.read_table(1).rows:
        kind, name, _, root, statement = values if len(values) == 5 else [None] * 5
        if kind == "table" and isinstance(name, str) and isinstance(root, int) and isinstance(statement, str):
            with suppress(sqlite3.Error), closing(sqlite3.connect(":memory:")) as blank:
                blank.execute(statement)
                described = blank.execute(f'PRAGMA table_info("{name}")').fetchall()
                found[name] = (root, [column[1] for column in described])
    with suppress(OSError, ValueError, KeyError, TypeError):
        told = json.loads(layout_path(path).read_text(encoding="utf-8"))
        found = {name: (int(one["root"]), list(one["columns"])) for name, one in told.items()} | found
    return found


def rescue_database(path: Path, fresh: Path, metadata: MetaData, library: Path) -> Rescue:
    """Read what is whole of ``path`` into the database ``fresh``, which is whole and empty, and put that in its place.

    The damaged file is copied to a folder of ``library`` first. Raises OSError or sqlite3.Error; then ``path`` is as
    it was.
    """
    done = Rescue(make_aside(library))
    for file in (path, *(path.with_name(path.name + ending) for ending in BESIDE)):
        if file.exists():
            shutil.copy2(file, done.aside / file.name)
    raw = RawFile(path)
    done.log_lost = raw.lost_frames
    layout = find_layout(path, raw)
    done.readable = bool(layout)
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        for table in metadata.sorted_tables:
            if table.name in layout:
                _copy_table(connection, table, layout[table.name], raw, done)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    put_in_place(fresh, path)
    return done


def _copy_table(connection: Any, table: Table, place: tuple[int, list[str]], raw: RawFile, done: Rescue) -> None:
    """One table's rows, those that fit."""
    root, columns = place
    read: RawTable = raw.read_table(root)
    misfits: list[Row] = []
    for rowid, values in read.rows:
        row = _name_values(table, columns, rowid, values)
        mended, reset = mend_row(table, row)
        if mended is None or not _insert(connection, table, mended):
            misfits.append(row)
            continue
        done.saved[table.name] += 1
        if reset:
            misfits.append(row)
    if misfits:
        set_rows_aside(done.aside, table.name, misfits)
    done.lost[table.name] += len(misfits) + read.bad_cells
    done.bad_pages[table.name] += read.bad_pages


def _name_values(table: Table, columns: list[str], rowid: int, values: list[Value]) -> Row:
    """A record as a row: columns that came later have their default, the rowid stands for an integer key."""
    row: Row = dict(zip(columns, values, strict=False))
    for column in table.columns:
        if column.name not in row and column.server_default is None:
            default = find_default(column)
            row[column.name] = None if default is NO_DEFAULT else default  # type: ignore[assignment]
    keys = list(table.primary_key.columns)
    if len(keys) == 1 and keys[0].type.python_type is int:
        row[keys[0].name] = rowid
    return {column.name: row.get(column.name) for column in table.columns}


def _insert(connection: Any, table: Table, row: Mapping[str, object]) -> bool:
    """Whether a row could be put in; a source that only its pages tell of is made for them."""
    for attempt in (1, 2):
        try:
            connection.execute(*_insertion(table, row))
            return True
        except sqlite3.IntegrityError as error:
            if (
                attempt == 2
                or "FOREIGN KEY" not in str(error)
                or not _make_source(connection, table.metadata.tables["sources"], row)
            ):
                return False
    return False


def _make_source(connection: Any, sources: Table, row: Mapping[str, object]) -> bool:
    """A source's row where only other rows tell of it: everything in it is as with an empty one."""
    source, owner = row.get("source_id"), row.get("owner")
    if not isinstance(source, str) or not isinstance(owner, str):
        return False
    told = {column.name: find_default(column) for column in sources.columns}
    told |= {
        column.name: 0 if isinstance(column.type, Integer) else ""
        for column in sources.columns
        if told[column.name] is NO_DEFAULT
    }
    told |= {"id": source, "owner": owner, "sha256": f"{FOUND_SOURCE}{source}"}
    try:
        connection.execute(*_insertion(sources, told))
    except sqlite3.IntegrityError:
        return False
    return True


def _insertion(table: Table, row: Mapping[str, object]) -> tuple[str, list[object]]:
    names = ", ".join(f'"{name}"' for name in row)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())


def put_in_place(fresh: Path, path: Path) -> None:
    """A whole database in the place of another: inside it while others have it open, else instead of it."""
    try:
        with closing(sqlite3.connect(fresh)) as source, closing(sqlite3.connect(path, timeout=30)) as target:
            if target.execute("PRAGMA page_size").fetchone() != source.execute("PRAGMA page_size").fetchone():
                raise sqlite3.DatabaseError("another page size")
            source.backup(target)
            if target.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("still damaged")
        fresh.unlink()
    except sqlite3.DatabaseError as error:
        if "locked" in str(error) or "busy" in str(error) or "full" in str(error):
            raise
        for ending in BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        replace_durably(fresh, path)
    for ending in BESIDE:
        fresh.with_name(fresh.name + ending).unlink(missing_ok=True)
