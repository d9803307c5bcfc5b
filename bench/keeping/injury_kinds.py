"""Ways to injure a library's folder: bytes, pages and whole files of every kind, cells and rows of every table."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import JSON, String

from knowledge.integrity.record import PEOPLES
from storage.tables import Base
from storage.upkeep.cells import is_sound
from storage.upkeep.raw_pages import BadText

BOOKS_TABLES = (
    "sources",
    "pages",
    "headings",
    "passages",
    "postings",
    "vectors",
    "entries",
    "aliases",
    "facts",
    "guides",
    "data_tables",
    "cards",
    "row_sums",
)
INJURED_PAGE = 4096  # bytes
BAD_CELLS = (BadText(b"\xff\xfe bad"), b"\x00\x01", "{not json", -(2**40), "a\x00b")
Injury = tuple[str, Callable[[Path, random.Random], bool]]  # a name; whether it did anything


def flip(path: Path, rng: random.Random) -> bool:
    content = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 8, 64)) if content else 0):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)
    return bool(content)


def overwrite_pages(path: Path, rng: random.Random) -> bool:
    content = bytearray(path.read_bytes())
    count = len(content) // INJURED_PAGE
    for number in rng.sample(range(count), min(count, rng.choice((1, 3, 10)))):
        content[number * INJURED_PAGE : (number + 1) * INJURED_PAGE] = (
            rng.randbytes(INJURED_PAGE) if rng.random() < 0.5 else bytes(INJURED_PAGE)
        )
    path.write_bytes(content)
    return count > 0


def damage_head(path: Path, rng: random.Random) -> bool:
    content = bytearray(path.read_bytes())
    content[: min(INJURED_PAGE, len(content))] = rng.randbytes(min(INJURED_PAGE, len(content)))
    path.write_bytes(content)
    return True


def truncate(path: Path, rng: random.Random) -> bool:
    content = path.read_bytes()
    path.write_bytes(content[: rng.randrange(len(content))] if content else b"")
    return bool(content)


def empty(path: Path, rng: random.Random) -> bool:
    path.write_bytes(b"")
    return True


def delete(path: Path, rng: random.Random) -> bool:
    path.unlink()
    return True


FILE_INJURIES = (flip, overwrite_pages, damage_head, truncate, empty, delete)


def injure_file(pattern: str, how: Callable[[Path, random.Random], bool]) -> Callable[[Path, random.Random], bool]:
    def injure(folder: Path, rng: random.Random) -> bool:
        found = sorted(folder.glob(pattern))
        return bool(found) and how(rng.choice(found), rng)

    return injure


def injure_cell(table: str) -> Callable[[Path, random.Random], bool]:
    """A cell with what its column cannot hold."""

    def injure(folder: Path, rng: random.Random) -> bool:
        columns = [column.name for column in Base.metadata.tables[table].columns if not column.primary_key]
        column = rng.choice(columns or [column.name for column in Base.metadata.tables[table].columns])
        worse = [bad for bad in BAD_CELLS if not is_sound(Base.metadata.tables[table].columns[column], bad)]
        if not worse:
            return False
        bad = rng.choice(worse)
        with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
            keys = [one.name for one in Base.metadata.tables[table].primary_key.columns]
            rows = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
            where = " AND ".join(f'"{key}" = ?' for key in keys)
            value = "CAST(? AS TEXT)" if isinstance(bad, BadText) else "?"
            if not rows:
                return False
            try:
                connection.execute(f'UPDATE {table} SET "{column}" = {value} WHERE {where}', [bad, *rng.choice(rows)])
            except sqlite3.IntegrityError:
                return False
            connection.commit()
        return True

    return injure


def delete_rows(table: str) -> Callable[[Path, random.Random], bool]:
    """A row taken away behind the library's back, with nothing else told."""

    def injure(folder: Path, rng: random.Random) -> bool:
        with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
            keys = [one.name for one in Base.metadata.tables[table].primary_key.columns]
            rows = connection.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchall()
            if not rows:
                return False
            where = " AND ".join(f'"{key}" = ?' for key in keys)
            connection.execute(f"DELETE FROM {table} WHERE {where}", rng.choice(rows))
            connection.commit()
        return True

    return injure


def change_letter(table: str) -> Callable[[Path, random.Random], bool]:
    """One letter of one text becomes another one, as a flipped bit would have it, and everything still reads."""

    def injure(folder: Path, rng: random.Random) -> bool:
        columns = [one for one in Base.metadata.tables[table].columns if not one.primary_key and not one.foreign_keys]
        texts = [one.name for one in columns if isinstance(one.type, (String, JSON)) and one.name != "owner"]
        with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
            chosen = rng.choice(texts or ["owner"])
            rows = connection.execute(f'SELECT rowid, "{chosen}" FROM {table} WHERE "{chosen}" <> ""').fetchall()
            if not rows:
                return False
            rowid, text = rng.choice(rows)
            place = rng.randrange(len(text))
            changed = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
            connection.execute(f'UPDATE {table} SET "{chosen}" = ? WHERE rowid = ?', [changed, rowid])
            connection.commit()
        return True

    return injure


def list_injuries() -> list[Injury]:
    patterns = ("hyunmoo.db", "hyunmoo.db", "hyunmoo.db", "checkpoints.db", "files/*", "files.jsonl", "*.layout.json")
    found: list[Injury] = [
        (f"{pattern} {how.__name__}", injure_file(pattern, how)) for pattern in patterns for how in FILE_INJURIES
    ]
    tables = [*BOOKS_TABLES, *PEOPLES]
    found += [(f"{table} cell", injure_cell(table)) for table in tables for _ in range(2)]
    found += [(f"{table} row", delete_rows(table)) for table in tables if table != "row_sums"]
    found += [(f"{table} letter", change_letter(table)) for table in PEOPLES]
    return found
