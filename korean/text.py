"""Text as the library keeps it: NFC, ``"\\n"`` line ends, no control characters; and loose comparison of two texts."""

from __future__ import annotations

import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u200b\ufeff\u00ad]")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_SQUEEZE = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """NFC, line ends to ``"\\n"``, tabs to spaces, control characters and unpaired surrogates dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u00a0", " ")
    return unicodedata.normalize("NFC", _UNPAIRED.sub("", _CONTROL.sub("", text)))


def tidy_lines(text: str) -> str:
    """The text with single spaces within its lines, and without empty ones."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def squeeze(text: str) -> str:
    """Letters and digits only, case folded, NFKC: "을사 늑약." and "을사늑약" are the same."""
    return _SQUEEZE.sub("", unicodedata.normalize("NFKC", text).casefold())
