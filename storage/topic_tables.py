"""Topics of sources, found when they are first looked at."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.tables import Base, SourceRow


class TopicMapRow(Base):
    """The topics of a source or of a shelf (``scope`` "shelf") as its owner sees them: zlib of JSON, words and offsets;
    of no use once ``edition`` is another: a source has come, gone or changed.
    """

    __tablename__ = "topic_maps"
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


def drop_topic_maps(session: Session) -> None:
    """Delete every owner's topics of sources that are gone for good, and of whole shelves: a cache, found anew when it
    is looked at. What is deleted is overwritten in the file as well.
    """
    session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    session.execute(delete(TopicMapRow).where(TopicMapRow.scope.not_in(select(SourceRow.id))))
