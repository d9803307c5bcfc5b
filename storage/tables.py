"""Every table in one place. Every row has an owner; times are UTC; ids of sources are random hex, others integers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, naive UTC on disk (SQLite keeps no zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def utcnow() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    pass


class SourceRow(Base):
    __tablename__ = "sources"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Text)
    filename: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    pages: Mapped[int] = mapped_column(Integer)
    passages: Mapped[int] = mapped_column(Integer)
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)
    # what of its file is on no page: [reason, characters, examples], most first
    left_out: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, deferred=True)
    # uint16 index terms of each passage, in ordinal order; read where it is asked for
    lengths: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    edition: Mapped[str] = mapped_column(String(16), default="")  # changes with its passages, postings and vectors
    reading: Mapped[bool] = mapped_column(Boolean, default=False)  # its first pages only, while its reader lives
    __table_args__ = (
        UniqueConstraint("owner", "sha256"),
        Index("ix_sources_shelf", "owner", "removed_at", "created_at", "id", "edition"),  # what every search looks at
    )


class PageRow(Base):
    __tablename__ = "pages"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    start: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    width: Mapped[float] = mapped_column(Float, default=0.0)
    height: Mapped[float] = mapped_column(Float, default=0.0)
    label: Mapped[str] = mapped_column(String(20), default="")  # printed on it, where that is another than its number
    # zlib of float32 (len(text), 4): left, top, right, bottom of every character in points; empty without a layout
    boxes: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    # what each line is: [kind, start, end, level, marker], offsets into the page's text; empty in older libraries
    blocks: Mapped[list[list[Any]]] = mapped_column(JSON, default=list, deferred=True)


class HeadingRow(Base):
    __tablename__ = "headings"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    level: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(Text)
    start: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)


class PassageRow(Base):
    __tablename__ = "passages"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"))
    owner: Mapped[str] = mapped_column(String(64))
    ordinal: Mapped[int] = mapped_column(Integer)
    page: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    heading: Mapped[list[str]] = mapped_column(JSON, default=list)
    key: Mapped[str] = mapped_column(Text, default="")
    spans: Mapped[list[list[int]]] = mapped_column(
        JSON, default=list
    )  # its sentences: [start, end] in the source's text
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)  # of its sentences: the block kind of each
    tokens: Mapped[str] = mapped_column(
        Text, default=""
    )  # its morphemes, one a line: start, end, tag and form between tabs
    __table_args__ = (UniqueConstraint("source_id", "ordinal"),)


class PostingRow(Base):
    """One index term in one source: uint32 ordinals, then uint16 counts, little endian."""

    __tablename__ = "postings"
    term: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = {"sqlite_with_rowid": False}


class VectorsRow(Base):
    """The passage vectors of one source by one embedder: float16 (passages, dimension), in ordinal order."""

    __tablename__ = "vectors"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    embedder: Mapped[str] = mapped_column(Text, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    dimension: Mapped[int] = mapped_column(Integer)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class EntryRow(Base):
    """The glossary, the key-value leg: a term and the span that defines it."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    term: Mapped[str] = mapped_column(Text)
    page: Mapped[int] = mapped_column(Integer)
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_entries_owner_term", "owner", "term"),)


class AliasRow(Base):
    """Another name that a source gives something: ``form`` is what may be asked for, squeezed;
    ``other`` how the source writes it.
    """

    __tablename__ = "aliases"
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    form: Mapped[str] = mapped_column(Text, primary_key=True)
    other: Mapped[str] = mapped_column(Text, primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True, index=True)
    __table_args__ = {"sqlite_with_rowid": False}


class FactsRow(Base):
    """What a source holds to ask about, as learning found it: zlib of JSON; of no use for another edition."""

    __tablename__ = "facts"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class GuideRow(Base):
    """The guide to a source, as the assistant found it: zlib of JSON; of no use for another edition."""

    __tablename__ = "guides"
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    edition: Mapped[str] = mapped_column(String(32))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ThreadRow(Base):
    __tablename__ = "threads"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class AnswerRow(Base):
    """One question and its answer as it was shown (``payload`` is the answer as JSON, citations included)."""

    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    thread_id: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    feedback: Mapped[int] = mapped_column(Integer, default=0)  # the thumb shown: 1 up, -1 down, 0 none
    __table_args__ = (Index("ix_answers_owner_thread", "owner", "thread_id"),)


class PreferenceRow(Base):
    """What an owner chose once for all answers (register, level)."""

    __tablename__ = "preferences"
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(String(64))


class QuestionRow(Base):
    """One quiz question; ``payload`` holds stem, options, answer, explanation, citation, concept, difficulty."""

    __tablename__ = "questions"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("sources.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class AttemptRow(Base):
    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    response: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Float)  # 0 to 1
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    seconds: Mapped[float] = mapped_column(Float, default=0.0)  # from the question's showing to the answer; 0 not known
    choice: Mapped[str] = mapped_column(String(8), default="")  # the id of the option chosen
    hints: Mapped[int] = mapped_column(Integer, default=0)
    graded: Mapped[float | None] = mapped_column(Float, default=None)  # the first score, where the learner disagreed
    ruling: Mapped[str] = mapped_column(String(8), default="")  # "asked", "agreed", "refused"


class CardRow(Base):
    """Where a question stands in spaced review; ``state`` is the scheduler's own JSON."""

    __tablename__ = "cards"
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(JSON)
    due: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (Index("ix_cards_owner_due", "owner", "due"),)


class SittingRow(Base):
    """A quiz under way; ``payload`` holds the ids of its questions and what was answered so far."""

    __tablename__ = "sittings"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    __table_args__ = (Index("ix_sittings_owner_updated", "owner", "updated_at"),)


class FeedbackRow(Base):
    """What a person said once of an answer; never written over, a later word stands beside it.

    ``subject`` is "answer:12", ``payload`` what was shown and what was said; ``state`` "pending", "accepted",
    "rejected" or "withdrawn"; ``support`` what the evidence makes of a corrected answer.
    """

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16), default="pending")
    support: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[str] = mapped_column(Text, default="")  # why a reviewer rejected it
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    __table_args__ = (
        Index("ix_feedback_owner_state", "owner", "state"),
        Index("ix_feedback_owner_subject", "owner", "subject"),
    )
