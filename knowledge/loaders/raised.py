"""Raised and lowered characters as text, one notation in every format: 10²³, H₂O, x^(2k+1), a_(max).

A run that Unicode has such characters for is written in them; any other stands in brackets behind ``^`` or ``_``.
A mark that points to a note is none of these (``is_note_mark``): it belongs to the note, not to the word before it.
"""

from __future__ import annotations

import re

RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")
_UP = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_DOWN = frozenset("₀₁₂₃₄₅₆₇₈₉₊₋")
# 3) [3] (3) 주3) 3), *, **, †: what no power and no index looks like
_MARK = re.compile(r"(?:[가-힣]?\s?\d{1,3}\)|\[[가-힣]?\s?\d{1,3}\]|\(\d{1,3}\)|[*†‡§¶※]{1,3}\)?)[,.]?")
_BRACKETED = re.compile(r"\([^()]*\)")
_GLOSS = re.compile(r"[^\W\d_][^\W_]{2,}(?:[ \-][^\W_]+)*")
_DEGREE = frozenset("oO○ㅇ")
_SIGN = re.compile(r"[\W_]+")


def raise_text(text: str) -> str:
    """A raised run as it is written: "23" -> "²³", "2k" -> "^(2k)", "" for white space alone."""
    return _write(text, RAISED, _UP, "^")


def lower_text(text: str) -> str:
    """A lowered run as it is written: "2" -> "₂", "max" -> "_(max)", "" for white space alone."""
    return _write(text, LOWERED, _DOWN, "_")


def write_run(before: str, text: str, raised: bool) -> str:
    """A raised or lowered run behind ``before``; a small word behind a Korean one is its gloss: "포크(Fork)"."""
    bare = text.strip()
    if before[-1:].isalpha() and not before[-1:].isascii() and _GLOSS.fullmatch(bare):
        return f"({bare})"
    return raise_text(text) if raised else lower_text(text)


def is_note_mark(raised: str) -> bool:
    """Whether a raised run can only point to a note, by its form: 3), [2], *, †. A bare number may be a power too."""
    return bool(_MARK.fullmatch(raised.strip()))


def _write(text: str, table: dict[int, int], own: frozenset[str], sign: str) -> str:
    bare = text.strip()
    moved = bare.translate(table)
    if not bare or own.issuperset(moved):
        return moved
    if sign == "^" and bare in _DEGREE:
        return "°"
    if _SIGN.fullmatch(bare):
        return bare  # a degree sign, a prime, a trade mark: it looks raised by itself
    return f"{sign}{bare}" if _BRACKETED.fullmatch(bare) else f"{sign}({bare})"
