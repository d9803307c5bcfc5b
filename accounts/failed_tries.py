"""How often somebody may be wrong: five times for one name from one address, more for a whole school's address.

A name is barred for the address that tried it, so that a stranger elsewhere cannot lock a pupil out; only fifty wrong
tries from anywhere bar it for everybody. Names and addresses are kept as hashes, for an hour; those of one name begin
alike, so that all of them can be found by the name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from accounts.account import make_handle
from accounts.secret_values import hash_secret
from errors import AccountError
from storage.account_tables import FailedTryRow


@dataclass(frozen=True)
class TryLimit:
    """So many failures within so many minutes; then none is heard until the oldest is that old."""

    most: int
    minutes: int


NAME_AND_ADDRESS = TryLimit(5, 15)
NAME_ANYWHERE = TryLimit(50, 60)
ADDRESS_ALONE = TryLimit(100, 60)  # thirty pupils share a school's address
CODE_AND_ADDRESS = TryLimit(20, 60)  # guesses of invitation codes and links
CODE_AND_ACCOUNT = TryLimit(20, 60)  # guesses of the codes of classes by somebody who is signed in
TRIES_KEPT = timedelta(hours=1)

HALF_HASH = 32  # hexadecimal digits: 128 bits

Subjects = dict[str, TryLimit]  # by the hash of what is counted


def login_subjects(name: str, address: str) -> Subjects:
    """What a login counts for."""
    return {
        _hash_place(name, address): NAME_AND_ADDRESS,
        _hash_name(name): NAME_ANYWHERE,
        hash_secret(f"login at {address}"): ADDRESS_ALONE,
    }


def code_subjects(address: str) -> Subjects:
    """What a guess of a code or a link counts for."""
    return {hash_secret(f"code at {address}"): CODE_AND_ADDRESS}


def joining_subjects(account_id: str, address: str) -> Subjects:
    """What a guess of a class's code counts for, by somebody who is signed in: a school's address is shared. Without
    an ``address``, as behind a proxy, the account alone counts.
    """
    mine = {hash_secret(f"class code by {account_id}"): CODE_AND_ACCOUNT}
    return mine | ({hash_secret(f"class code at {address}"): ADDRESS_ALONE} if address else {})


def check_tries(session: Session, subjects: Subjects, now: datetime) -> None:
    """Raises AccountError (``too_many_tries``) where too many have failed, known names and unknown ones alike."""
    for subject, limit in subjects.items():
        since = now - timedelta(minutes=limit.minutes)
        wanted = select(func.count(), func.min(FailedTryRow.at)).where(
            FailedTryRow.subject == subject, FailedTryRow.at > since
        )
        count, first = session.execute(wanted).one()
        if count >= limit.most:
            left = max(1, -int((since - first).total_seconds() // 60))
            raise AccountError(
                f"여러 번 틀려서 잠시 막았습니다. {left}분 뒤에 다시 시도하거나, 선생님이나 관리자에게 비밀번호 재설정을 부탁하세요.",
                code="too_many_tries",
                english=f"Too many wrong tries. Try again in {left} minutes, or ask your teacher or administrator to "
                "reset the password.",
            )


def note_failure(session: Session, subjects: Iterable[str], now: datetime) -> None:
    """Count a failure for each of the subjects."""
    session.execute(delete(FailedTryRow).where(FailedTryRow.at < now - TRIES_KEPT))
    session.add_all(FailedTryRow(subject=subject, at=now) for subject in subjects)


def forget_failures(session: Session, name: str, address: str | None = None) -> None:
    """Forget the failures of a name: at one address after a right login, everywhere after a reset."""
    if address is None:
        mine = FailedTryRow.subject.startswith(_hash_name(name))
    else:
        mine = FailedTryRow.subject == _hash_place(name, address)
    session.execute(delete(FailedTryRow).where(mine))


def _hash_name(name: str) -> str:
    return hash_secret(f"name {make_handle(name)[:128]}")[:HALF_HASH]


def _hash_place(name: str, address: str) -> str:
    """Of a name at an address; it begins as the name's own."""
    return _hash_name(name) + hash_secret(f"name {make_handle(name)[:128]} at {address}")[:HALF_HASH]
