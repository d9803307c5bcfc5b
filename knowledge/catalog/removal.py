"""Sources leave the shelf at once, and the folder a week later."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.catalog import sources
from knowledge.figures.kept_pictures import drop_pictures
from knowledge.models import Source
from knowledge.store import Store
from storage.tables import SourceRow, utcnow
from storage.topic_tables import drop_topic_maps

PURGE_AFTER = timedelta(days=7)  # a removed source can be restored for this long


def remove_source(store: Store, source_id: str) -> None:
    """Take a source out of every search at once, and what was removed long ago out of the folder. Raises QuestionError
    (``unknown_source``).
    """
    with store.writing() as session:
        sources.get_row(session, store.owner, source_id).removed_at = utcnow()
        old = purge_removed(session, store.owner, utcnow() - PURGE_AFTER)
    if old:  # the files and pictures of what is gone for good go too
        with store.writing() as session:
            store.drop_files(session, old)
            drop_pictures(session, store)


def restore_source(store: Store, source_id: str) -> Source:
    """Undo ``remove_source``. Raises QuestionError (``unknown_source``)."""
    with store.writing() as session:
        row = sources.get_row(session, store.owner, source_id, removed=True)
        row.removed_at = None
        return sources.to_source(row)


def purge_removed(session: Session, owner: str, before: datetime) -> list[str]:
    """Delete what was removed before a time, and the topics of it; the hashes of the files that may go with it."""
    old = session.scalars(select(SourceRow).where(SourceRow.owner == owner, SourceRow.removed_at < before)).all()
    if old:
        session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in old])))
        drop_topic_maps(session)
    return [row.sha256 for row in old]
