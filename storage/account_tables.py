"""The tables of people: accounts, their sessions, invitations and links of one use, failed tries, the audit log.

``owner`` of a row is the owner whose rows an account reads and writes; what a stranger did has the owner ``""``. Of
secrets only hashes are kept.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Base, UtcDateTime, utcnow


class AccountRow(Base):
    """One person. ``handle`` is the name as it is compared: letter case and Unicode forms make no difference."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    handle: Mapped[str] = mapped_column(String(128), unique=True)
    mail: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(String(16), default="student")
    password: Mapped[str] = mapped_column(Text, default="")  # argon2id; empty where none was chosen yet
    language: Mapped[str] = mapped_column(String(8), default="ko")
    under_14: Mapped[bool] = mapped_column(Boolean, default=False)
    guardian: Mapped[str] = mapped_column(Text, default="")  # who agreed for a child under 14, and how to reach them
    consent: Mapped[str] = mapped_column(String(16), default="")  # edition of the notice that was agreed to
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)  # processing stopped on request
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class LoginSessionRow(Base):
    """A browser that is signed in; ``id`` is the SHA-256 of its token."""

    __tablename__ = "login_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    owner: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class InvitationRow(Base):
    """A code to sign up with, or a link of one use to choose a password; ``id`` is the SHA-256 of it."""

    __tablename__ = "invitations"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64))  # who gave it
    purpose: Mapped[str] = mapped_column(String(16))  # "sign_up" or "reset"
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16), default="student")
    uses_left: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FailedTryRow(Base):
    """A login, sign-up or reset that failed; ``subject`` says of what (a name, an address), as a hash."""

    __tablename__ = "failed_tries"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), default="")
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    __table_args__ = (Index("ix_failed_tries_subject_at", "subject", "at"),)


class AuditRow(Base):
    """Who did what, to whose rows: ``owner`` and ``actor_id`` are who did it, ``subject_id`` whose it is."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), default="", index=True)
    actor_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    subject_id: Mapped[str] = mapped_column(String(32), default="", index=True)
    action: Mapped[str] = mapped_column(String(32))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow, index=True)
