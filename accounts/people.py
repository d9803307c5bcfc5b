"""Accounts as rows: added, found, listed, given another role, counted."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.account import Account, Role, check_name, make_handle, parse_role, to_account
from errors import AccountError
from storage.account_tables import AccountRow

LONGEST_MAIL = 254  # characters (RFC 5321)


@dataclass(frozen=True)
class Person:
    """An account as administrators see it; nothing of its password."""

    id: str
    name: str
    role: Role
    owner: str
    mail: str
    has_password: bool
    is_stopped: bool
    created_at: datetime
    seen_at: datetime | None


def to_person(row: AccountRow) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=parse_role(row.role),
        owner=row.owner,
        mail=row.mail,
        has_password=bool(row.password),
        is_stopped=row.stopped_at is not None,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


def add_account(session: Session, name: str, role: Role, mail: str = "", owner: str = "") -> AccountRow:
    """A new account without a password. Raises AccountError (``bad_name``, ``bad_mail``, ``name_taken``)."""
    shown = check_free_name(session, name)
    mail = mail.strip()
    if mail and (len(mail) > LONGEST_MAIL or mail.count("@") != 1 or not mail.isprintable() or " " in mail):
        raise AccountError(
            "메일 주소를 확인해 주세요. 적지 않아도 됩니다.",
            code="bad_mail",
            english="Look at the mail address; it may be left out.",
        )
    if owner and session.scalar(select(AccountRow.id).where(AccountRow.owner == owner)) is not None:
        raise AccountError(
            f"다른 사람이 이미 그 서재의 주인입니다: {owner}.",
            code="owner_taken",
            english=f"Somebody else owns this shelf already: {owner}.",
        )
    key = secrets.token_hex(12)
    row = AccountRow(id=key, owner=owner or f"u-{key}", name=shown, handle=make_handle(shown), mail=mail, role=role)
    session.add(row)
    session.flush()
    return row


def check_free_name(session: Session, name: str, account_id: str = "") -> str:
    """A name as it is kept, which nobody but the account of an id has. Raises AccountError (``bad_name``,
    ``name_taken``).
    """
    shown = check_name(name)
    found = find_row(session, shown)
    if found is not None and found.id != account_id:
        raise AccountError(
            f"이미 있는 이름입니다: {shown}. 다른 이름을 적어 주세요.",
            code="name_taken",
            english=f"There is somebody of this name: {shown}. Choose another one.",
        )
    return shown


def find_row(session: Session, name: str) -> AccountRow | None:
    """The account of a name."""
    return session.scalar(select(AccountRow).where(AccountRow.handle == make_handle(name)))


def require_row(session: Session, name: str) -> AccountRow:
    """The account of an id or a name, as a person types it at the command line: an id is nobody's name.

    Raises AccountError (``unknown_account``).
    """
    found = session.get(AccountRow, name) or find_row(session, name)
    if found is None:
        raise _unknown(name)
    return found


def require_account(session: Session, account_id: str) -> AccountRow:
    """The account of an id, whatever anybody is called. Raises AccountError (``unknown_account``)."""
    found = session.get(AccountRow, account_id)
    if found is None:
        raise _unknown(account_id)
    return found


def _unknown(name: str) -> AccountError:
    return AccountError(
        f"없는 계정입니다: {name}. hyunmoo user list 로 이름을 확인해 주세요.",
        code="unknown_account",
        english=f"No such account: {name}. hyunmoo user list shows the names.",
    )


def list_people(session: Session) -> list[Person]:
    """Everybody, by name."""
    return [to_person(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.handle))]


def give_role(session: Session, row: AccountRow, role: Role) -> None:
    """Another role. Raises AccountError (``last_administrator``)."""
    if role != "admin":
        keep_an_administrator(session, row)
    row.role = role


def keep_an_administrator(session: Session, row: AccountRow) -> None:
    """Raises AccountError (``last_administrator``) where nobody else could administer the others."""
    others = select(func.count()).select_from(AccountRow).where(AccountRow.id != row.id)
    everybody = session.scalar(others) or 0
    administrators = session.scalar(others.where(AccountRow.role == "admin", AccountRow.stopped_at.is_(None))) or 0
    if row.role == "admin" and everybody and not administrators:
        raise AccountError(
            f"{row.name}님은 하나뿐인 관리자입니다. 다른 사람에게 먼저 관리자 역할을 주세요.",
            code="last_administrator",
            english=f"{row.name} is the only administrator. Make somebody else one first.",
        )


def find_account(session: Session, account_id: str) -> Account | None:
    """The account of an id, where it is not stopped."""
    row = session.get(AccountRow, account_id)
    return None if row is None or row.stopped_at is not None else to_account(row)
