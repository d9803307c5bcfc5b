"""Browsers that are signed in: a random token in a cookie, its hash and its end in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts.secret_values import hash_secret, make_secret
from storage.account_tables import AccountRow, LoginSessionRow

NOTED_EVERY = timedelta(minutes=5)  # how exactly it is known when a browser was last here
IDLE_HOURS = 12  # a browser that was away for longer signs in again


def start_session(session: Session, row: AccountRow, hours: int, now: datetime) -> str:
    """A new session of an account; its token, which nobody can be told again."""
    token = make_secret()
    session.add(
        LoginSessionRow(
            id=hash_secret(token),
            account_id=row.id,
            owner=row.owner,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=hours),
        )
    )
    row.seen_at = now
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.expires_at < now))
    return token


def find_session(session: Session, token: str, now: datetime) -> tuple[LoginSessionRow, AccountRow] | None:
    """The session of a token and whose it is; None where it has ended or its account is stopped."""
    found = session.execute(
        select(LoginSessionRow, AccountRow)
        .join(AccountRow, AccountRow.id == LoginSessionRow.account_id)
        .where(
            LoginSessionRow.id == hash_secret(token),
            LoginSessionRow.expires_at > now,
            LoginSessionRow.seen_at > now - timedelta(hours=IDLE_HOURS),
            AccountRow.stopped_at.is_(None),
        )
    ).first()
    return None if found is None else (found[0], found[1])


def note_visit(session: Session, token: str, now: datetime) -> None:
    """Keep when a browser was here."""
    session.execute(update(LoginSessionRow).where(LoginSessionRow.id == hash_secret(token)).values(seen_at=now))


def end_session(session: Session, token: str) -> None:
    """Sign one browser out."""
    session.execute(delete(LoginSessionRow).where(LoginSessionRow.id == hash_secret(token)))


def end_sessions(session: Session, account_id: str, but: str = "") -> None:
    """Sign every browser of an account out, ``but`` the one of a token."""
    session.execute(
        delete(LoginSessionRow).where(LoginSessionRow.account_id == account_id, LoginSessionRow.id != hash_secret(but))
    )
