"""Passwords: hashed by argon2id, checked for what everybody tries first.

The cost is that of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes, 1 lane). Two are hashed at a time, so that a
class that signs in together cannot take the machine's memory.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import AccountError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128  # characters; no rule of composition (NIST SP 800-63B, 3.1.1.2)
LONGEST_WEIGHED = 72  # characters that zxcvbn looks at
FEWEST_GUESSES = 10**6  # zxcvbn's bound of what a throttled attack cannot reach
OUR_WORDS = ("hyunmoo", "현무")
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_AT_ONCE = threading.BoundedSemaphore(2)
# The hash of random bytes that nobody kept: what an unknown name is held to, so that it takes as long as a known one.
NOBODYS_PASSWORD = "$argon2id$v=19$m=19456,t=2,p=1$5HD8Sfj11CMF7/Q70ek82w$vVFx0VB5oiswZDdXRabP3DTYjpsUK+xrUaZA0zV5Yto"


def hash_password(password: str) -> str:
    """The argon2id hash with its salt and cost."""
    with _AT_ONCE:
        return _HASHER.hash(_normalize(password))


def is_password(password: str, kept: str) -> bool:
    """Whether a password is the one that was hashed; takes as long where there is none (``kept`` is empty)."""
    said = _normalize(password)
    if len(said) > LONGEST_PASSWORD:
        kept, said = "", ""  # nobody's: it is not shortened, and costs no more than another one
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or NOBODYS_PASSWORD, said)
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def has_old_cost(kept: str) -> bool:
    """Whether a hash was made with another cost than today's, so that it is made anew at the next login."""
    return _HASHER.check_needs_rehash(kept)


def check_new_password(password: str, about: Sequence[str] = ()) -> str:
    """A new password as it may be kept; ``about`` are words of the person's that it may not be made of.

    Raises AccountError (``password_too_short``, ``password_too_long``, ``password_too_easy``).
    """
    length = len(_normalize(password))
    if length < SHORTEST_PASSWORD:
        raise AccountError(
            f"비밀번호는 {SHORTEST_PASSWORD}자 이상으로 정해 주세요.",
            code="password_too_short",
            english=f"A password has {SHORTEST_PASSWORD} characters or more.",
        )
    if length > LONGEST_PASSWORD:
        raise AccountError(
            f"비밀번호는 {LONGEST_PASSWORD}자까지 쓸 수 있습니다.",
            code="password_too_long",
            english=f"A password has at most {LONGEST_PASSWORD} characters.",
        )
    from zxcvbn import zxcvbn

    known = [word for word in (*about, *OUR_WORDS) if word]
    if float(zxcvbn(password[:LONGEST_WEIGHED], user_inputs=known)["guesses"]) < FEWEST_GUESSES:
        raise AccountError(
            "너무 쉽게 짐작할 수 있는 비밀번호입니다. 흔한 낱말이나 이름, 이어진 숫자 대신 낱말 여러 개를 이어 적어 보세요.",
            code="password_too_easy",
            english="This password is too easy to guess. Try several words in a row.",
        )
    return password


def _normalize(password: str) -> str:
    """The same password however a keyboard composed its letters."""
    return unicodedata.normalize("NFC", password.encode("utf-8", "replace").decode())
