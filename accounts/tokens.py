"""Personal tokens: made, listed, revoked, and looked up when a program speaks for a person.

A token is random and shown once; what is kept of it is its SHA-256. What it may do is named when it is made and ends
with the day that was named with it, with the account, or with the role that allowed it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from accounts.account import Account, to_account
from accounts.people import require_row
from accounts.secret_values import hash_secret, make_secret
from errors import AccountError
from storage import Database
from storage.account_tables import AccountRow
from storage.tables import utcnow
from storage.token_table import PersonalTokenRow

TokenScope = Literal["read", "write", "admin"]
TOKEN_SCOPES: tuple[TokenScope, ...] = get_args(TokenScope)
TOKEN_PREFIX = "hm_"  # by which scanners of leaked secrets may know one
MOST_TOKENS, MOST_TOKEN_DAYS, USUAL_TOKEN_DAYS = 50, 366, 90
LONGEST_TOKEN_NAME, LONGEST_SHOWN_TOKEN = 64, 200
SEEN_EVERY = timedelta(minutes=5)  # how exactly it is known when a token was last used


@dataclass(frozen=True)
class PersonalToken:
    """A token as its person sees it; the token itself is nowhere."""

    id: str
    name: str
    scopes: tuple[TokenScope, ...]
    created_at: datetime
    seen_at: datetime | None
    expires_at: datetime


class Tokens:
    """The tokens of a library's people. Methods may be called from several threads; ``clock`` says what time it is."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utcnow) -> None:
        self.database, self.clock = database, clock

    def add(
        self, account: str, name: str, scopes: Collection[str] = ("read",), days: int = USUAL_TOKEN_DAYS
    ) -> tuple[str, PersonalToken]:
        """A new token of an account, by its name or id, and what is known of it: nobody can be told it again.

        Raises AccountError (``unknown_account``, ``bad_token``, ``too_many_tokens``, ``not_an_administrator``).
        """
        chosen = check_scopes(scopes)
        if not 1 <= days <= MOST_TOKEN_DAYS or not name.strip() or not name.isprintable():
            raise AccountError(
                f"토큰에는 알아볼 이름과 1일에서 {MOST_TOKEN_DAYS}일까지의 기한을 적어 주세요.",
                code="bad_token",
                english=f"A token has a name and ends in 1 to {MOST_TOKEN_DAYS} days.",
            )
        now, secret = self.clock(), TOKEN_PREFIX + make_secret()
        with self.database.session("IMMEDIATE") as session:
            row = require_row(session, account)
            check_room(session, row, chosen)
            kept = PersonalTokenRow(
                id=secrets.token_hex(6),
                secret=hash_secret(secret),
                account_id=row.id,
                owner=row.owner,
                name=" ".join(name.split())[:LONGEST_TOKEN_NAME],
                scopes=list(chosen),
                created_at=now,
                expires_at=now + timedelta(days=days),
            )
            session.add(kept)
            return secret, to_token(kept)

    def all(self, account: str) -> list[PersonalToken]:
        """An account's tokens, newest first, those that have ended too. Raises AccountError (``unknown_account``)."""
        with self.database.session() as session:
            row = require_row(session, account)
            mine = select(PersonalTokenRow).where(PersonalTokenRow.account_id == row.id)
            newest = mine.order_by(PersonalTokenRow.created_at.desc(), PersonalTokenRow.id)
            return [to_token(one) for one in session.scalars(newest)]

    def revoke(self, account: str, token_id: str) -> None:
        """End a token at once. Raises AccountError (``unknown_account``, ``unknown_token``)."""
        with self.database.session("IMMEDIATE") as session:
            row = require_row(session, account)
            mine = (PersonalTokenRow.account_id == row.id) & (PersonalTokenRow.id == token_id)
            gone = session.scalar(delete(PersonalTokenRow).where(mine).returning(PersonalTokenRow.id))
        if gone is None:
            raise AccountError(
                f"없는 토큰입니다: {token_id}. hyunmoo user token list 로 id를 확인해 주세요.",
                code="unknown_token",
                english=f"No such token: {token_id}. hyunmoo user token list shows the ids.",
            )

    def find(self, secret: str) -> tuple[Account, frozenset[TokenScope]] | None:
        """Whose a token is and what it may do now; None for one that is unknown or has ended, or whose account is
        stopped.
        """
        if not secret.startswith(TOKEN_PREFIX) or len(secret) > LONGEST_SHOWN_TOKEN:
            return None
        now = self.clock()
        with self.database.session() as session:
            found = session.execute(
                select(PersonalTokenRow, AccountRow)
                .join(AccountRow, AccountRow.id == PersonalTokenRow.account_id)
                .where(
                    PersonalTokenRow.secret == hash_secret(secret),
                    PersonalTokenRow.expires_at > now,
                    AccountRow.stopped_at.is_(None),
                )
            ).first()
            if found is None:
                return None
            kept, row = found
            if self.database.unwritable is None and (kept.seen_at is None or now - kept.seen_at >= SEEN_EVERY):
                session.execute(update(PersonalTokenRow).where(PersonalTokenRow.id == kept.id).values(seen_at=now))
            account = to_account(row)
            allowed = check_scopes(kept.scopes)
        return account, frozenset(one for one in allowed if one != "admin" or account.administers)


def check_scopes(scopes: Collection[str]) -> tuple[TokenScope, ...]:
    """The scopes in the order of the table. Raises AccountError (``unknown_scope``)."""
    if not scopes or not set(scopes) <= set(TOKEN_SCOPES):
        raise AccountError(
            f"권한은 {', '.join(TOKEN_SCOPES)} 가운데 고르세요.",
            code="unknown_scope",
            english=f"Choose scopes among {', '.join(TOKEN_SCOPES)}.",
        )
    return tuple(one for one in TOKEN_SCOPES if one in scopes)


def check_room(session: Session, row: AccountRow, scopes: Collection[TokenScope]) -> None:
    """Raises AccountError where the account has tokens enough, or may not have one that administers."""
    mine = select(func.count()).select_from(PersonalTokenRow).where(PersonalTokenRow.account_id == row.id)
    if (session.scalar(mine) or 0) >= MOST_TOKENS:
        raise AccountError(
            f"토큰은 {MOST_TOKENS}개까지 만들 수 있습니다. 쓰지 않는 것을 먼저 없애 주세요.",
            code="too_many_tokens",
            english=f"There are {MOST_TOKENS} tokens already; revoke one that is not used.",
        )
    if "admin" in scopes and not to_account(row).administers:
        raise AccountError(
            "admin 권한은 관리자의 토큰에만 줄 수 있습니다.",
            code="not_an_administrator",
            english="The scope admin is for tokens of administrators.",
        )


def to_token(row: PersonalTokenRow) -> PersonalToken:
    return PersonalToken(row.id, row.name, check_scopes(row.scopes), row.created_at, row.seen_at, row.expires_at)
