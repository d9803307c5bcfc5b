"""Stored passages as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Passage
from storage.tables import PassageRow


def to_passage(row: PassageRow) -> Passage:
    """A passage as it is handed out."""
    return Passage(
        row.id, row.source_id, row.ordinal, row.page, row.start, row.end, row.text, tuple(row.heading), row.key
    )


def passage_ids(session: Session, source_ids: Iterable[str]) -> Sequence[int]:
    """The ids of every passage of some sources."""
    return session.scalars(select(PassageRow.id).where(PassageRow.source_id.in_(source_ids))).all()
