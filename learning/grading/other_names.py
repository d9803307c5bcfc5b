"""Two names of one thing in a written answer: in Hangul or in Latin letters, short or in full, with or without what
the question has named already.
"""

from __future__ import annotations

import re

import korean
from korean.transliteration import is_transliteration

SHORTEST_INITIALS, LONGEST_INITIALS = 2, 6  # letters of an abbreviation
FEWEST_ABBREVIATED = 2  # words of a name that an abbreviation stands for
_GLOSSED = re.compile(r"^(?P<name>[^()]+?)\s*[(（](?P<gloss>[^()（）]+)[)）]$")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9 .'\-]*")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def same_name(answer: str, said: str) -> bool:
    """Whether two names are one: word for word the same or each other's sound, or an abbreviation of Latin words."""
    return any(_same_words(a, b) or _abbreviates(a, b) for a in _names(answer) for b in _names(said))


def shorter_names(answer: str, context: str) -> tuple[str, ...]:
    """What is left of a name of several words without those in front that the question names: "React 컴포넌트" asked for
    under "React" leaves 컴포넌트.
    """
    words, known = answer.split(), korean.squeeze(context).casefold()
    found = []
    for count in range(1, len(words)):
        front = korean.squeeze("".join(words[:count])).casefold()
        rest = " ".join(words[count:])
        if front and front in known and korean.squeeze(rest).casefold() not in known and len(rest) > 1:
            found.append(rest)
    return tuple(found)


def longer_name(answer: str, said: str, context: str) -> bool:
    """Whether what was said is the answer behind a word that the question names: "React 컴포넌트" for 컴포넌트."""
    words, known = said.split(), korean.squeeze(context).casefold()
    for count in range(1, len(words)):
        front = korean.squeeze("".join(words[:count])).casefold()
        if front and front in known and korean.squeeze(" ".join(words[count:])) == korean.squeeze(answer):
            return True
    return False


def _names(text: str) -> set[str]:
    """A name, and what stands before and in its brackets."""
    flat = " ".join(text.split())
    match = _GLOSSED.match(flat)
    if not match:
        return {flat}
    gloss = match["gloss"].split(",")[0].strip()
    return {flat, match["name"].strip(), *([gloss] if _LATIN_NAME.fullmatch(gloss) else [])}


def _same_words(left: str, right: str) -> bool:
    if _DIGIT.search(left) or _DIGIT.search(right):
        return False  # amounts are compared as amounts
    if is_transliteration(left, right) or is_transliteration(right, left):
        return True
    mine, theirs = left.split(), right.split()
    return len(mine) == len(theirs) > 1 and all(
        korean.squeeze(a).casefold() == korean.squeeze(b).casefold()
        or is_transliteration(a, b)
        or is_transliteration(b, a)
        for a, b in zip(mine, theirs, strict=True)
    )


def _abbreviates(left: str, right: str) -> bool:
    """Whether one is made of the first letters of the other's Latin words."""
    return any(
        short.isascii()
        and short.isupper()
        and short.isalpha()
        and SHORTEST_INITIALS <= len(short) <= LONGEST_INITIALS
        and _LATIN_NAME.fullmatch(long) is not None
        and len(words := _WORD.findall(long)) >= FEWEST_ABBREVIATED
        and "".join(word[0] for word in words).upper() == short
        for short, long in ((left, right), (right, left))
    )
