"""Raised and lowered characters as text, one notation in every format: 10²³, H₂O, x^(2k+1), a_(max) (korean.powers).

A mark that points to a note is none of these (``is_note_mark``): it belongs to the note, not to the word before it.
"""

from __future__ import annotations

import re

from korean.powers import lower_text, raise_text

__all__ = ["is_note_mark", "lower_text", "raise_text"]

# 3) [3] (3) 주3) 3), *, **, †: what no power and no index looks like
_MARK = re.compile(r"(?:[가-힣]?\s?\d{1,3}\)|\[[가-힣]?\s?\d{1,3}\]|\(\d{1,3}\)|[*†‡§¶※]{1,3}\)?)[,.]?")


def is_note_mark(raised: str) -> bool:
    """Whether a raised run can only point to a note, by its form: 3), [2], *, †. A bare number may be a power too."""
    return bool(_MARK.fullmatch(raised.strip()))
