"""Everything that is somebody's, in every table: to hand it out, and to delete it for good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, Table, delete, select
from sqlalchemy.orm import Session

from storage.tables import Base

SECRET_COLUMNS = frozenset(
    {("accounts", "password"), ("login_sessions", "id"), ("invitations", "id"), ("personal_tokens", "secret")}
)


def owned_tables() -> list[Table]:
    """Every table, those that others point to first."""
    return list(Base.metadata.sorted_tables)


def read_owned_rows(session: Session, owner: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Table by table what has an owner, as JSON can hold it; hashes of secrets and binary indexes are left out."""
    for table in owned_tables():
        columns = [
            column
            for column in table.columns
            if not isinstance(column.type, LargeBinary) and (table.name, column.name) not in SECRET_COLUMNS
        ]
        rows = session.execute(select(*columns).where(table.columns.owner == owner))
        yield table.name, [{name: _as_json(value) for name, value in row._mapping.items()} for row in rows]


def delete_owned_rows(session: Session, owner: str) -> int:
    """Delete every row of an owner in every table, those that point to others first; how many they were.

    What is deleted is overwritten in the file as well (SQLite's ``secure_delete``).
    """
    session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    gone = 0
    for table in reversed(owned_tables()):
        result: Any = session.execute(delete(table).where(table.columns.owner == owner))
        gone += result.rowcount
    return gone


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
