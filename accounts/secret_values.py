"""Secrets that are handed out once: made at random, kept as their SHA-256.

A plain hash is enough where the secret itself is random (256 bits): nothing can be guessed from it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SECRET_BYTES = 32
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 of them, none like another
CODE_LENGTH = 10  # letters: 50 bits, behind a limit of tries


def make_secret() -> str:
    """A new secret for a cookie or a link, safe in an address."""
    return secrets.token_urlsafe(SECRET_BYTES)


def make_code() -> str:
    """A new code that a person types: letters that cannot be taken for one another."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def squeeze_code(code: str) -> str:
    """A code as it is compared: letter case, hyphens and spaces make no difference."""
    return "".join(char for char in code.upper() if char.isalnum())


def hash_secret(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def derive_secret(secret: str, purpose: str) -> str:
    """Another secret for a purpose, which only who has the first one can work out (HMAC-SHA-256)."""
    return hmac.new(secret.encode("utf-8", "surrogatepass"), purpose.encode(), hashlib.sha256).hexdigest()


def is_same_secret(one: str, other: str) -> bool:
    """Compared in a time that does not depend on where they differ."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
