"""Cells as SQLite keeps them, held to what their column may hold; what cannot be read is put back to its default."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, Integer, LargeBinary, Table

from storage.upkeep.raw_pages import BadText, Value

Row = dict[str, Value]
NO_DEFAULT = object()


def decode_text(raw: bytes) -> str | BadText:
    """A text of SQLite's; ``BadText`` where it is no UTF-8 (a ``text_factory``)."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return BadText(raw)


def is_sound(column: Column[Any], value: object) -> bool:
    """Whether a column's readers can take a cell."""
    if value is None:
        return bool(column.nullable)
    kind = column.type
    if isinstance(kind, LargeBinary):
        return isinstance(value, bytes) and not isinstance(value, BadText)
    if isinstance(kind, Float):
        return isinstance(value, int | float) and abs(value) < 1e300
    if isinstance(kind, Boolean):
        return value in (0, 1)
    if isinstance(kind, Integer):
        return isinstance(value, int)
    if not isinstance(value, str):
        return False
    if isinstance(kind, JSON):
        made = _make_default(column)
        return _is_json(value, dict if made is None else type(made))
    if isinstance(getattr(kind, "impl", kind), DateTime):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
    return "\x00" not in value


def _make_default(column: Column[Any]) -> object:
    """A default that is made for each row, an empty list or dictionary; None where there is none."""
    default = column.default
    return getattr(default, "arg")(None) if getattr(default, "is_callable", False) else None  # noqa: B009


def _is_json(value: str, shape: type) -> bool:
    try:
        return isinstance(json.loads(value), shape)
    except (ValueError, RecursionError):
        return False


def find_default(column: Column[Any]) -> object:
    """What a cell is put back to, as SQLite keeps it; NO_DEFAULT where a row is nothing without it."""
    if column.primary_key or column.foreign_keys:
        return NO_DEFAULT
    if column.nullable:
        return None
    default = column.default
    if default is None:
        return NO_DEFAULT
    if not getattr(default, "is_callable", False):
        return getattr(default, "arg")  # noqa: B009
    if isinstance(column.type, JSON):
        return json.dumps(_make_default(column))
    return datetime.now(UTC).replace(tzinfo=None).isoformat(" ")


def mend_row(table: Table, row: Mapping[str, object]) -> tuple[Row | None, list[str]]:
    """A row with what cannot be read put back to its default, and the columns that were; None for one beyond that."""
    bad = [column for column in table.columns if not is_sound(column, row.get(column.name))]
    defaults = {column.name: find_default(column) for column in bad}
    if NO_DEFAULT in defaults.values():
        return None, list(defaults)
    return {**row, **defaults}, list(defaults)  # type: ignore[dict-item]


def find_bad_rows(connection: Any, table: Table) -> Iterator[Row]:
    """The rows of a table with cells that cannot be read; ``rowid`` among them where the table has one.

    ``connection`` is SQLite's own, with ``decode_text`` as its ``text_factory``.
    """
    names = [column.name for column in table.columns]
    rowid = ["rowid"] if table.dialect_options["sqlite"]["with_rowid"] else []
    chosen = ", ".join([*rowid, *(f'"{name}"' for name in names)])
    columns = list(table.columns)
    for values in connection.execute(f"SELECT {chosen} FROM {table.name}"):
        cells = values[len(rowid) :]
        if not all(map(is_sound, columns, cells)):
            yield dict(zip([*rowid, *names], values, strict=True))


def set_rows_aside(folder: Path, table: str, rows: list[Row]) -> None:
    """Write rows to ``rows.jsonl`` of a folder, bytes in base64, so that nothing of them is gone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "rows.jsonl").open("a", encoding="utf-8") as file:
        for row in rows:
            told = {name: _as_json(value) for name, value in row.items()}
            file.write(json.dumps({"table": table, "row": told}, ensure_ascii=False) + "\n")


def _as_json(value: Value) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
