"""Raised and lowered characters as text, one notation in every format: 10²³, H₂O, x^(2k+1), a_(max) (korean.powers).

A mark that points to a note is none of these (``is_note_mark``): it belongs to the note, not to the word before it.
"""

from __future__ import annotations

import re

from korean.powers import lower_text, raise_text

__all__ = ["find_note_mark", "is_note_mark", "lower_text", "raise_text", "write_run"]

# 3) [3] (3) 주3) 3), *, **, †: what no power and no index looks like
_MARK = re.compile(r"(?:[가-힣]?\s?\d{1,3}\)|\[[가-힣]?\s?\d{1,3}\]|\(\d{1,3}\)|[*†‡§¶※]{1,3}\)?)[,.]?")
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[,·~–-]\s?\d{1,3})*")
_AFTER_WORDS = re.compile(r"[가-힣一-鿿ぁ-ヿ.,;:!?”’\"'」』》〉】]$")
_LONG_NUMBER = 4  # digits of a base from which nobody raises it to a power
_LONG_WORD = 5  # letters from which a word is no unit and no variable
_RECKONED = re.compile(r"[=×÷+−/∙<>≤≥]")
_NEAR = 12  # characters before a mark
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
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


def find_note_mark(before: str, raised: str, after: str = "") -> str:
    """The mark of a raised run that can only point to a note, by what stands beside it; "" where it may be a power."""
    said = raised.strip().translate(_PLAIN)
    if is_note_mark(said):
        return "" if not said[0].isalnum() and _ends_in_symbol(before) else said
    if not _NUMBERS.fullmatch(said):
        return ""
    number = re.search(r"\d+$", before)
    if number and not re.search(r"[.,]\d*$", before[: number.start() + 1]):
        long = len(number[0]) >= _LONG_NUMBER or (said == "1" and number[0] != "10")
        return said if long else ""
    word = re.search(r"[A-Za-z]+$", before)
    if word:
        return said if len(word[0]) >= _LONG_WORD else ""
    if _RECKONED.search(before[-_NEAR:]) or _RECKONED.match(after.lstrip()):
        return ""  # 반지름² × 3.14
    if before.endswith((")", "]")):
        inner = before[max(before.rfind("("), before.rfind("[")) :]
        return said if re.search("[가-힣]", inner) else ""
    return said if _AFTER_WORDS.search(before) else ""


def _ends_in_symbol(before: str) -> bool:
    """Whether a text ends in a single letter or a bracket, as a formula's symbol does."""
    return bool(re.search(r"(?:^|[^A-Za-z])[A-Za-z]$|\)$", before))
