"""Which sources an owner may read: their own, and those that their classes were given; they change only their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, or_, select

from storage.class_tables import ClassMemberRow, ClassShareRow
from storage.tables import SourceRow

# The same in SQL, for what is asked thousands of times; ``:owner`` is whose classes they are.
SHARED_SQL = (
    "SELECT class_shares.source_id FROM class_members JOIN class_shares"
    " ON class_shares.class_id = class_members.class_id WHERE class_members.owner = :owner"
)


def select_shared(owner: str | BindParameter[Any]) -> Select[str]:
    """The ids of sources that an owner's classes were given."""
    return (
        select(ClassShareRow.source_id)
        .join(ClassMemberRow, ClassMemberRow.class_id == ClassShareRow.class_id)
        .where(ClassMemberRow.owner == owner)
    )


def may_read(owner: str | BindParameter[Any]) -> ColumnElement[bool]:
    """Whether a row of ``sources`` is on the owner's shelf: theirs or given to their class, and not removed."""
    return or_(SourceRow.owner == owner, SourceRow.id.in_(select_shared(owner))) & SourceRow.removed_at.is_(None)
