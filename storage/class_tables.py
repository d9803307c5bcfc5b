"""The tables of classes: a teacher's class, who is in it, what it may read, what it is set, what was handed in.

``owner`` is the teacher's of a class, a share and an assignment, and the pupil's of a membership and a submission.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base, UtcDateTime, utcnow


class ClassRow(Base):
    """A class (반); ``code`` is what its pupils join with."""

    __tablename__ = "classes"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class ClassMemberRow(Base):
    """A pupil in a class."""

    __tablename__ = "class_members"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class ClassShareRow(Base):
    """A source of the teacher's that the class may read."""

    __tablename__ = "class_shares"
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(64))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class AssignmentRow(Base):
    """A quiz that a class is set; ``payload`` holds its questions as they were then."""

    __tablename__ = "assignments"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=1)  # how often each may take it
    shuffled: Mapped[bool] = mapped_column(Boolean, default=True)  # in an order of each pupil's own
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class SubmissionRow(Base):
    """One take of an assignment; ``payload`` holds the order of the questions, the answers and their scores."""

    __tablename__ = "submissions"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    __table_args__ = (
        UniqueConstraint("assignment_id", "owner", "number"),
        Index("ix_submissions_owner", "owner"),
    )
