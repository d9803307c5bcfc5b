"""Signing up: a name, a password, consent to what is kept, and a guardian's where a child is under 14.

The age is that of 개인정보 보호법 제22조의2: of a child under 14 the guardian's consent is asked, and how it was given is
kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from errors import AccountError

NOTICE_EDITION = "2026-12"  # of the notice of what is kept; another one asks for consent again
LONGEST_GUARDIAN = 120  # characters


@dataclass(frozen=True)
class SignUp:
    """What a person fills in."""

    name: str
    password: str
    again: str
    code: str = ""
    mail: str = ""
    agrees: bool = False
    under_14: bool = False
    guardian: str = ""
    guardian_agrees: bool = False
    language: str = "ko"


def check_same(password: str, again: str) -> None:
    """Raises AccountError (``passwords_differ``)."""
    if password != again:
        raise AccountError(
            "두 비밀번호가 서로 다릅니다. 다시 적어 주세요.",
            code="passwords_differ",
            english="The two passwords differ. Type them again.",
        )


def check_consent(form: SignUp) -> str:
    """Who agreed for a child, as it is kept; "" where nobody had to. Raises AccountError (``no_consent``,
    ``no_guardian``).
    """
    if not form.agrees:
        raise AccountError(
            "무엇을 얼마 동안 보관하는지 읽고 동의해 주세요. 동의하지 않으면 계정을 만들 수 없습니다.",
            code="no_consent",
            english="Read what is kept and for how long, and agree; without consent no account is made.",
        )
    if not form.under_14:
        return ""
    guardian = " ".join(form.guardian.split())
    if not form.guardian_agrees or not guardian or len(guardian) > LONGEST_GUARDIAN or not guardian.isprintable():
        raise AccountError(
            "만 14세 미만은 보호자가 동의해야 합니다. 보호자의 이름과 연락처를 적고 동의를 표시해 주세요.",
            code="no_guardian",
            english="For a child under 14 a guardian agrees: give the guardian's name and how to reach them, and tick "
            "the consent.",
        )
    return guardian
