"""Tables in the database: a row a table, its columns as compressed arrays; written with a source, read when asked."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import case, delete, insert, select
from sqlalchemy.orm import Session

from knowledge.tables.typed_tables import DataTable, TableColumn, When
from storage.data_tables import DataTableRow
from storage.shared_sources import may_read
from storage.tables import SourceRow

MOST_TABLES_ASKED = 300  # of the sources of one question
MOST_UNPACKED = 1 << 28  # bytes of one table
_LENGTH = struct.Struct("<I")
_OFFSETS, _FIGURES = np.dtype("<i4"), np.dtype("<f8")


def write_tables(session: Session, source_id: str, owner: str, tables: Iterable[DataTable]) -> None:
    """A source's tables in place of those that are there, inside the caller's transaction."""
    session.execute(delete(DataTableRow).where(DataTableRow.source_id == source_id))
    rows = [to_row(table) | {"source_id": source_id, "owner": owner} for table in tables]
    if rows:
        session.execute(insert(DataTableRow), rows)


def load_tables(session: Session, owner: str, source_ids: Sequence[str]) -> list[DataTable]:
    """The tables of sources that the owner may read, those of the first source first, MOST_TABLES_ASKED at most."""
    order = {source: place for place, source in enumerate(source_ids)}
    if not order:
        return []
    query = (
        select(DataTableRow, SourceRow.title)
        .join(SourceRow, SourceRow.id == DataTableRow.source_id)
        .where(may_read(owner), DataTableRow.source_id.in_(source_ids))
        .order_by(case(order, value=DataTableRow.source_id), DataTableRow.ordinal)
        .limit(MOST_TABLES_ASKED)
    )
    found = []
    for row, title in session.execute(query):
        with suppress(zlib.error, struct.error, ValueError, KeyError, TypeError):  # an injured row is no table
            found.append(from_row(row, title))
    return found


def sources_with_tables(session: Session, owner: str, among: Sequence[str] | None = None) -> list[str]:
    """The ids of the sources that the owner may read and that have tables, ``among`` some or all of them."""
    query = (
        select(DataTableRow.source_id)
        .join(SourceRow, SourceRow.id == DataTableRow.source_id)
        .where(may_read(owner))
        .distinct()
    )
    if among is not None:
        query = query.where(DataTableRow.source_id.in_(among))
    return list(session.scalars(query))


def to_row(table: DataTable) -> dict[str, Any]:
    """A table as its row keeps it; offsets are into the source's text."""
    head = {
        "path": list(table.path),
        "columns": [
            {
                "head": one.head,
                "role": one.role,
                "unit": one.unit,
                "decimals": one.decimals,
                "derived": one.derived,
                "mixed": one.mixed,
                "when": None if one.when is None else list(one.when.parts),
                "base": one.base,
                "names": list(one.names),
            }
            for one in table.columns
        ],
    }
    said = json.dumps(head, ensure_ascii=False).encode()
    arrays = [table.roles.astype(np.uint8).tobytes()]
    for one in table.columns:
        arrays += [one.starts.astype(_OFFSETS).tobytes(), one.ends.astype(_OFFSETS).tobytes()]
        arrays += [one.numbers.astype(_FIGURES).tobytes()] if one.role == "number" else []
        arrays += [one.codes.astype(_OFFSETS).tobytes()] if one.role == "name" else []
    data = zlib.compress(_LENGTH.pack(len(said)) + said + b"".join(arrays), 1)
    return {
        "ordinal": table.ordinal,
        "page": table.page,
        "start": table.start,
        "end": table.end,
        "title": table.title,
        "rows": table.rows,
        "data": data,
    }


def from_row(row: DataTableRow, source_title: str = "") -> DataTable:
    """A table as it was written."""
    whole = zlib.decompressobj().decompress(row.data, MOST_UNPACKED)
    (length,) = _LENGTH.unpack_from(whole)
    head = json.loads(whole[_LENGTH.size : _LENGTH.size + length])
    at, rows = _LENGTH.size + length, row.rows

    def take(kind: np.dtype[Any]) -> NDArray[Any]:
        nonlocal at
        array = np.frombuffer(whole, kind, rows, at)
        at += array.nbytes
        return array

    roles = take(np.dtype(np.uint8))
    columns = []
    for one in head["columns"]:
        starts, ends = take(_OFFSETS), take(_OFFSETS)
        numbers = take(_FIGURES) if one["role"] == "number" else np.full(rows, np.nan)
        codes = take(_OFFSETS) if one["role"] == "name" else np.full(rows, -1, np.int32)
        when = None if one["when"] is None else When(*one["when"])
        columns.append(
            TableColumn(
                one["head"],
                one["role"],
                row.source_id,
                starts,
                ends,
                numbers,
                codes,
                tuple(one["names"]),
                one["unit"],
                one["decimals"],
                one["derived"],
                one["mixed"],
                when,
                one["base"],
            )
        )
    return DataTable(
        row.source_id,
        row.ordinal,
        row.page,
        row.start,
        row.end,
        row.title,
        tuple(head["path"]),
        tuple(columns),
        roles,
        source_title,
    )
