"""The tables of papers (시험지): the papers, and the questions in their places."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base, UtcDateTime, utcnow


class PaperRow(Base):
    """An exam on paper; ``payload`` holds its heading and the forms (B형, C형) that were made of it."""

    __tablename__ = "papers"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    __table_args__ = (Index("ix_papers_owner_updated", "owner", "updated_at"),)


class PaperItemRow(Base):
    """One question of a paper in its place; ``earlier`` are the ids of the questions that stood there before, the
    latest first.
    """

    __tablename__ = "paper_items"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    paper_id: Mapped[str] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    place: Mapped[int] = mapped_column(Integer)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    points: Mapped[float] = mapped_column(Float)
    earlier: Mapped[list[str]] = mapped_column(JSON, default=list)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
