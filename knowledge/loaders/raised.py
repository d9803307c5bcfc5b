"""Raised and lowered characters as text, one notation in every format: 10²³, H₂O, x^(2k+1), a_(max) (korean.powers).

A mark that points to a note is none of these (``is_note_mark``): it belongs to the note, not to the word before it.
"""

from __future__ import annotations

import re

from korean.powers import lower_text, raise_text

__all__ = ["is_note_mark", "lower_text", "raise_text", "write_run"]

# 3) [3] (3) 주3) 3), *, **, †: what no power and no index looks like
_MARK = re.compile(r"(?:[가-힣]?\s?\d{1,3}\)|\[[가-힣]?\s?\d{1,3}\]|\(\d{1,3}\)|[*†‡§¶※]{1,3}\)?)[,.]?")
_GLOSS = re.compile(r"[^\W\d_][^\W_]{2,}(?:[ \-][^\W_]+)*")


def write_run(before: str, text: str, raised: bool) -> str:
    """A raised or lowered run behind ``before``; a small word behind a Korean one is its gloss: "포크(Fork)"."""
    bare = text.strip()
    if before[-1:].isalpha() and not before[-1:].isascii() and _GLOSS.fullmatch(bare):
        return f"({bare})"
    return raise_text(text) if raised else lower_text(text)


def is_note_mark(raised: str) -> bool:
    """Whether a raised run can only point to a note, by its form: 3), [2], *, †. A bare number may be a power too."""
    return bool(_MARK.fullmatch(raised.strip()))
