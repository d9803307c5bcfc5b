"""Codes to sign up with, and links of one use to choose a password; each has an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts.account import Role
from accounts.secret_values import hash_secret, make_code, make_secret, squeeze_code
from errors import AccountError
from storage.account_tables import AccountRow, InvitationRow
from storage.class_tables import ClassRow

Purpose = Literal["sign_up", "reset"]
RESET_HOURS = 24  # that a link to choose a password is good for


def make_invitation(session: Session, owner: str, role: Role, uses: int, days: int, now: datetime) -> str:
    """A new code for ``uses`` people, good for so many days."""
    code = make_code()
    session.add(_row(squeeze_code(code), owner, "sign_up", role, uses, now, timedelta(days=days)))
    return f"{code[:5]}-{code[5:]}"


def make_reset_link(session: Session, owner: str, row: AccountRow, now: datetime) -> str:
    """The secret of a link with which an account chooses a password; links made before no longer work."""
    secret = make_secret()
    session.execute(delete(InvitationRow).where(InvitationRow.account_id == row.id, InvitationRow.purpose == "reset"))
    made = _row(secret, owner, "reset", "student", 1, now, timedelta(hours=RESET_HOURS))
    made.account_id = row.id
    session.add(made)
    return secret


def _row(
    secret: str, owner: str, purpose: Purpose, role: Role, uses: int, now: datetime, lasting: timedelta
) -> InvitationRow:
    return InvitationRow(
        id=hash_secret(secret),
        owner=owner,
        purpose=purpose,
        role=role,
        uses_left=uses,
        created_at=now,
        expires_at=now + lasting,
    )


def find_invitation(session: Session, secret: str, purpose: Purpose, now: datetime) -> InvitationRow:
    """A code or a link that is still good. Raises AccountError (``bad_code``, ``bad_link``)."""
    found = session.scalar(
        select(InvitationRow).where(
            InvitationRow.id == hash_secret(squeeze_code(secret) if purpose == "sign_up" else secret),
            InvitationRow.purpose == purpose,
            InvitationRow.uses_left > 0,
            InvitationRow.expires_at > now,
        )
    )
    if found is not None:
        return found
    if purpose == "sign_up":
        raise AccountError(
            "초대 코드가 맞지 않거나 기한이 지났습니다. 코드를 준 선생님에게 확인해 주세요.",
            code="bad_code",
            english="This invitation code is wrong or has ended. Ask the teacher who gave it.",
        )
    raise AccountError(
        "링크가 이미 쓰였거나 기한이 지났습니다. 관리자에게 새 링크를 부탁하세요.",
        code="bad_link",
        english="This link has been used or has ended. Ask an administrator for a new one.",
    )


def find_class(session: Session, code: str) -> str:
    """The id of the class whose code this is, with which one signs up as its pupil; "" where it is none's."""
    return session.scalar(select(ClassRow.id).where(ClassRow.code == squeeze_code(code))) or ""


def use_invitation(session: Session, row: InvitationRow) -> None:
    """One use fewer."""
    session.execute(
        update(InvitationRow).where(InvitationRow.id == row.id).values(uses_left=InvitationRow.uses_left - 1)
    )


def forget_old_invitations(session: Session, now: datetime) -> None:
    session.execute(delete(InvitationRow).where((InvitationRow.expires_at < now) | (InvitationRow.uses_left < 1)))
