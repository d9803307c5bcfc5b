"""Who did what, and who looked at whose results: written beside the deed, read by the person it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from storage.account_tables import AccountRow, AuditRow

MOST_ENTRIES = 500  # entries that one look shows


@dataclass(frozen=True)
class AuditEntry:
    """One deed; the names are empty where nobody has the account any more, or nobody was signed in."""

    action: str
    actor: str
    subject: str
    detail: dict[str, Any]
    at: datetime


def note(session: Session, action: str, actor: str = "", subject: str = "", **detail: str | int) -> None:
    """Write a deed down; ``actor`` and ``subject`` are ids of accounts. No password, token or text of anybody's is a
    detail.
    """
    row = session.get(AccountRow, actor) if actor else None
    owner = row.owner if row is not None else ""
    session.add(AuditRow(owner=owner, actor_id=actor, subject_id=subject, action=action, detail=detail))


def list_entries(session: Session, account_id: str = "") -> list[AuditEntry]:
    """The newest deeds, of one account or about it where an id is given."""
    actor, subject = aliased(AccountRow), aliased(AccountRow)
    wanted = (
        select(AuditRow, actor.name, subject.name)
        .outerjoin(actor, actor.id == AuditRow.actor_id)
        .outerjoin(subject, subject.id == AuditRow.subject_id)
        .order_by(AuditRow.id.desc())
        .limit(MOST_ENTRIES)
    )
    if account_id:
        wanted = wanted.where(or_(AuditRow.actor_id == account_id, AuditRow.subject_id == account_id))
    return [
        AuditEntry(row.action, actor_name or "", subject_name or "", dict(row.detail), row.at)
        for row, actor_name, subject_name in session.execute(wanted)
    ]


def forget_old(session: Session, days: int, now: datetime) -> None:
    """Delete what is older than it is kept for."""
    session.execute(delete(AuditRow).where(AuditRow.at < now - timedelta(days=days)))


def forget_account(session: Session, account_id: str) -> None:
    """Delete every entry of an account or about it."""
    session.execute(delete(AuditRow).where(or_(AuditRow.actor_id == account_id, AuditRow.subject_id == account_id)))
