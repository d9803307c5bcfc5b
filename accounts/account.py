"""Who somebody is, and what they may do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NamedTuple

from errors import AccountError
from storage.account_tables import AccountRow

Role = Literal["student", "teacher", "admin"]
LONGEST_ACCOUNT_NAME = 40  # characters
_FORM_OF_AN_ID = re.compile(r"[0-9a-f]{24}")  # which no name may have: it could be another account's


class RoleName(NamedTuple):
    """What a role is called."""

    korean: str
    english: str


ROLES: dict[Role, RoleName] = {
    "student": RoleName("학생", "student"),
    "teacher": RoleName("교사", "teacher"),
    "admin": RoleName("관리자", "administrator"),
}


@dataclass(frozen=True)
class Account:
    """A person who is signed in; ``owner`` is whose rows they read and write."""

    id: str
    name: str
    role: Role
    owner: str

    @property
    def teaches(self) -> bool:
        """Whether they may make classes and see their pupils' results."""
        return self.role in ("teacher", "admin")

    @property
    def administers(self) -> bool:
        """Whether they may add, change and remove people."""
        return self.role == "admin"


def to_account(row: AccountRow) -> Account:
    return Account(row.id, row.name, parse_role(row.role), row.owner)


def parse_role(word: str) -> Role:
    """A role by its id or its Korean or English name. Raises AccountError (``unknown_role``)."""
    for role, names in ROLES.items():
        if word.strip().lower() in (role, *names):
            return role
    known = ", ".join(names.korean for names in ROLES.values())
    raise AccountError(
        f"없는 역할입니다: {word}. {known} 가운데 고르세요.",
        code="unknown_role",
        english=f"No such role: {word}. Choose one of {', '.join(names.english for names in ROLES.values())}.",
    )


def make_handle(name: str) -> str:
    """A name as it is compared: forms of letters, letter case and white space make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def check_name(name: str) -> str:
    """A name as it is kept. Raises AccountError (``bad_name``)."""
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if (
        not 2 <= len(shown) <= LONGEST_ACCOUNT_NAME
        or not shown.isprintable()
        or not any(char.isalnum() for char in shown)
    ):
        raise AccountError(
            f"이름은 2자에서 {LONGEST_ACCOUNT_NAME}자까지, 글자나 숫자를 넣어 적어 주세요.",
            code="bad_name",
            english=f"A name has 2 to {LONGEST_ACCOUNT_NAME} characters, letters or digits among them.",
        )
    if _FORM_OF_AN_ID.fullmatch(make_handle(shown)):
        raise AccountError(
            "계정의 id와 같은 꼴이어서 이름으로 쓸 수 없습니다. 다른 이름을 적어 주세요.",
            code="bad_name",
            english="This has the form of an account's id and cannot be a name. Choose another one.",
        )
    return shown
