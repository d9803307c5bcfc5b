"""Pictures that stand in a text file itself, as data URIs: each is named by its hash and found again by it."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

EMBEDDED_PICTURE = "data:"  # begins the name of such a picture
LONGEST_LINK = 500  # characters of a link to a picture elsewhere
_URI = re.compile(r"data:image/[\w.+-]{1,40};base64,([A-Za-z0-9+/=\s]+)", re.I)


def name_embedded(source: str) -> str:
    """A picture's link as it is kept: a data URI by the hash of its bytes as they are written, others as they are."""
    match = _URI.match(source.strip())
    return f"{EMBEDDED_PICTURE}{_hash(match[1])}" if match else source.strip()[:LONGEST_LINK]


def find_embedded(text: str, name: str) -> bytes | None:
    """The bytes of the picture that ``name_embedded`` has named so; None where there is none, or they are broken."""
    for match in _URI.finditer(text):
        if f"{EMBEDDED_PICTURE}{_hash(match[1])}" == name:
            try:
                return base64.b64decode("".join(match[1].split()), validate=True)
            except (binascii.Error, ValueError):
                return None
    return None


def _hash(written: str) -> str:
    return hashlib.sha256("".join(written.split()).encode()).hexdigest()[:32]
