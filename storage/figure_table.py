"""Figures of sources: where each stands, and which sentences refer to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base


class FigureRow(Base):
    """A figure of a source (knowledge.figures); ``picture`` is the hash of its drawn picture, "" until it is drawn."""

    __tablename__ = "figures"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    page: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    key: Mapped[str] = mapped_column(String(80), default="")
    printed: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    alternative: Mapped[str] = mapped_column(Text, default="")
    part: Mapped[str] = mapped_column(Text, default="")
    box: Mapped[list[float]] = mapped_column(JSON, default=list)
    refs: Mapped[list[Any]] = mapped_column(JSON, default=list)
    picture: Mapped[str] = mapped_column(String(64), default="", index=True)
