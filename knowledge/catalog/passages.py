"""Stored passages as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import Passage
from storage.tables import PassageRow

PATH_SIGN = " › "


def to_passage(row: PassageRow) -> Passage:
    """A passage as it is handed out."""
    return Passage(
        row.id, row.source_id, row.ordinal, row.page, row.start, row.end, row.text, tuple(row.heading), row.key
    )


def passage_ids(session: Session, source_ids: Iterable[str]) -> Sequence[int]:
    """The ids of every passage of some sources."""
    return session.scalars(select(PassageRow.id).where(PassageRow.source_id.in_(source_ids))).all()


def find_paths(session: Session, places: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The headings above what stands at ``(source id, offset)``, the highest first, where there are any."""
    found = {}
    for source, offset in places:
        statement = select(PassageRow.heading).where(PassageRow.source_id == source, PassageRow.start <= offset)
        heading = session.scalar(statement.order_by(PassageRow.ordinal.desc()).limit(1))
        if heading:
            found[source, offset] = PATH_SIGN.join(" ".join(title.split()) for title in heading)
    return found
