"""A teacher's classes: made with a code, joined by pupils, given sources to read. Every look asks whose it is."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from errors import AccountError
from storage import Database
from storage.account_tables import AccountRow
from storage.class_tables import ClassMemberRow, ClassRow, ClassShareRow
from storage.tables import SourceRow

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none like another
CODE_SIZE = 8  # letters: 40 bits, behind the limit of tries for codes
LONGEST_CLASS_NAME = 60  # characters
TEACHING_ROLES = ("teacher", "admin")


@dataclass(frozen=True)
class ClassRoom:
    """One class; ``is_own``: whether who asked teaches it."""

    id: str
    name: str
    code: str  # "" for its pupils
    teacher: str
    members: int
    is_own: bool


@dataclass(frozen=True)
class ClassMember:
    """One pupil of a class."""

    account_id: str
    owner: str
    name: str
    joined_at: datetime


class ClassRooms:
    """The classes of one owner: those that they teach, and those that they are in."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    # -- a teacher's ---------------------------------------------------------------------------------------------------

    def make(self, name: str) -> ClassRoom:
        """A new class with its code. Raises AccountError (``not_a_teacher``, ``bad_class_name``)."""
        shown = " ".join(name.split())
        if not shown or len(shown) > LONGEST_CLASS_NAME or not shown.isprintable():
            raise AccountError(
                f"반 이름은 1자에서 {LONGEST_CLASS_NAME}자까지 적어 주세요.",
                code="bad_class_name",
                english=f"A class's name has 1 to {LONGEST_CLASS_NAME} characters.",
            )
        with self.database.session("IMMEDIATE") as session:
            require_teacher(session, self.owner)
            row = ClassRow(id=secrets.token_hex(12), owner=self.owner, name=shown, code=make_class_code())
            session.add(row)
            session.flush()
            return _to_class(session, row, self.owner)

    def taught(self) -> list[ClassRoom]:
        """The classes that the owner teaches, newest first."""
        wanted = select(ClassRow).where(ClassRow.owner == self.owner).order_by(ClassRow.created_at.desc())
        with self.database.session() as session:
            return [_to_class(session, row, self.owner) for row in session.scalars(wanted)]

    def renew_code(self, class_id: str) -> str:
        """Another code; the one before no longer lets anybody in. Raises AccountError (``unknown_class``)."""
        with self.database.session("IMMEDIATE") as session:
            row = require_own_class(session, self.owner, class_id)
            row.code = make_class_code()
            return row.code

    def members(self, class_id: str) -> list[ClassMember]:
        """Who is in a class, by name. Raises AccountError (``unknown_class``)."""
        with self.database.session() as session:
            require_own_class(session, self.owner, class_id)
            return list_members(session, class_id)

    def send_away(self, class_id: str, member: str) -> None:
        """Take a pupil (their owner) out of a class; what they handed in stays. Raises AccountError."""
        with self.database.session("IMMEDIATE") as session:
            require_own_class(session, self.owner, class_id)
            _leave(session, class_id, member)

    def remove(self, class_id: str) -> None:
        """Delete a class with what it was set and what was handed in. Raises AccountError (``unknown_class``)."""
        with self.database.session("IMMEDIATE") as session:
            session.delete(require_own_class(session, self.owner, class_id))

    def share(self, class_id: str, source_id: str) -> None:
        """Let a class read a source of the teacher's; nothing is copied. Raises AccountError (``unknown_class``,
        ``not_your_source``).
        """
        with self.database.session("IMMEDIATE") as session:
            require_own_class(session, self.owner, class_id)
            share_source(session, self.owner, class_id, source_id)

    def unshare(self, class_id: str, source_id: str) -> None:
        """Take a source back from a class. Raises AccountError (``unknown_class``)."""
        with self.database.session("IMMEDIATE") as session:
            require_own_class(session, self.owner, class_id)
            this = (ClassShareRow.class_id == class_id) & (ClassShareRow.source_id == source_id)
            session.execute(delete(ClassShareRow).where(this))

    def shared(self, class_id: str) -> set[str]:
        """The ids of the sources that a class may read. Raises AccountError (``unknown_class``)."""
        with self.database.session() as session:
            require_own_class(session, self.owner, class_id)
            return set(session.scalars(select(ClassShareRow.source_id).where(ClassShareRow.class_id == class_id)))

    # -- a pupil's -----------------------------------------------------------------------------------------------------

    def join(self, code: str) -> ClassRoom:
        """Join the class of a code; to join again changes nothing. Raises AccountError (``bad_class_code``)."""
        said = "".join(char for char in code.upper() if char.isalnum())
        with self.database.session("IMMEDIATE") as session:
            row = session.scalar(select(ClassRow).where(ClassRow.code == said))
            if row is None:
                raise AccountError(
                    "이 코드의 반이 없습니다. 선생님에게 코드를 확인해 주세요.",
                    code="bad_class_code",
                    english="There is no class of this code. Ask your teacher for it.",
                )
            if row.owner != self.owner:
                joining = insert(ClassMemberRow).values(class_id=row.id, owner=self.owner)
                session.execute(joining.on_conflict_do_nothing())
            return _to_class(session, row, self.owner)

    def joined(self) -> list[ClassRoom]:
        """The classes that the owner is in, by name."""
        wanted = (
            select(ClassRow)
            .join(ClassMemberRow, ClassMemberRow.class_id == ClassRow.id)
            .where(ClassMemberRow.owner == self.owner)
            .order_by(ClassRow.name)
        )
        with self.database.session() as session:
            return [_to_class(session, row, self.owner) for row in session.scalars(wanted)]

    def leave(self, class_id: str) -> None:
        """Leave a class; what was handed in stays with the teacher."""
        with self.database.session("IMMEDIATE") as session:
            _leave(session, class_id, self.owner)


def make_class_code() -> str:
    """A new code that a pupil types."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_SIZE))


def require_teacher(session: Session, owner: str) -> None:
    """Raises AccountError (``not_a_teacher``) for who has an account and does not teach."""
    role = session.scalar(select(AccountRow.role).where(AccountRow.owner == owner))
    if role not in TEACHING_ROLES:
        raise AccountError(
            "교사만 반을 만들 수 있습니다. 관리자에게 교사 역할을 부탁하세요.",
            code="not_a_teacher",
            english="Only teachers make classes. Ask an administrator for the role.",
        )


def require_own_class(session: Session, owner: str, class_id: str) -> ClassRow:
    """A class that the owner teaches. Raises AccountError (``unknown_class``)."""
    row = session.get(ClassRow, class_id)
    if row is None or row.owner != owner:
        raise AccountError("없는 반입니다. 반 목록을 확인해 주세요.", code="unknown_class", english="No such class.")
    return row


def is_member(session: Session, owner: str, class_id: str) -> bool:
    """Whether an owner is in a class."""
    return session.get(ClassMemberRow, (class_id, owner)) is not None


def list_members(session: Session, class_id: str) -> list[ClassMember]:
    """The pupils of a class, by name."""
    wanted = (
        select(AccountRow.id, AccountRow.owner, AccountRow.name, ClassMemberRow.joined_at)
        .join(ClassMemberRow, ClassMemberRow.owner == AccountRow.owner)
        .where(ClassMemberRow.class_id == class_id)
        .order_by(AccountRow.handle)
    )
    return [ClassMember(*row) for row in session.execute(wanted)]


def share_source(session: Session, owner: str, class_id: str, source_id: str) -> None:
    """Give a class a source of its teacher's. Raises AccountError (``not_your_source``)."""
    row = session.get(SourceRow, source_id)
    if row is None or row.owner != owner or row.removed_at is not None:
        raise AccountError(
            "내 서재에 있는 자료만 반에 나눌 수 있습니다.",
            code="not_your_source",
            english="Only sources of your own library can be shared with a class.",
        )
    sharing = insert(ClassShareRow).values(class_id=class_id, source_id=source_id, owner=owner)
    session.execute(sharing.on_conflict_do_nothing())


def _leave(session: Session, class_id: str, owner: str) -> None:
    this = (ClassMemberRow.class_id == class_id) & (ClassMemberRow.owner == owner)
    session.execute(delete(ClassMemberRow).where(this))


def _to_class(session: Session, row: ClassRow, owner: str) -> ClassRoom:
    members = select(func.count()).select_from(ClassMemberRow).where(ClassMemberRow.class_id == row.id)
    teacher = session.scalar(select(AccountRow.name).where(AccountRow.owner == row.owner)) or ""
    is_own = row.owner == owner
    return ClassRoom(row.id, row.name, row.code if is_own else "", teacher, session.scalar(members) or 0, is_own)
