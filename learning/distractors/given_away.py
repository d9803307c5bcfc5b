"""What gives an answer away beside the answer itself: a part of it that tells it, its full form, its sound."""

from __future__ import annotations

import re
from functools import lru_cache

import korean
from learning.facts.lines.line_forms import GLOSS, plain_term
from learning.facts.terms import FAMILIAR, is_everyday
from learning.grading.other_names import same_name

TELLING_SHARE = 0.5  # of an answer's letters, from which on a part that anyone says tells it, too
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*)*")
_HANGUL_WORD = re.compile(r"[가-힣]{2,}")


def gives_away(answer: str, text: str) -> str:
    """The part of an answer, or its other name, by which a text tells it; "" where none does.

    The last part of a name is none: "계층" does not tell "합성곱 계층", where "합성곱" does.
    """
    plain = plain_term(answer)
    flat = korean.squeeze(text).casefold()
    for part in telling_parts(plain):
        if part.casefold() in flat:
            return part
    names = (plain, *GLOSS.findall(answer))
    for said in _LATIN_RUN.findall(text):
        runs = {said, *said.split()} if len(said) > 1 else set()
        if found := next((run for run in runs for name in names if len(run) > 1 and same_name(name, run)), ""):
            return found
    if plain.isascii():
        return next((word for word in _HANGUL_WORD.findall(text) if same_name(plain, word)), "")
    return ""


@lru_cache(maxsize=20_000)
def telling_parts(name: str) -> tuple[str, ...]:
    """The whole name, and those of its parts before the last that tell it: uncommon words, or most of its letters."""
    tokens = [token for token in korean.tokenize(name) if token.tag[0] == "N" or token.tag in ("SL", "XR")]
    whole = korean.squeeze(name)
    before = [*name.split()[:-1], *(token.form for token in tokens[:-1])]
    parts = [
        part
        for part in before
        if len(part) > 1 and (len(part) >= TELLING_SHARE * len(whole) or not is_everyday(part, FAMILIAR))
    ]
    return tuple(dict.fromkeys((*((whole,) if len(whole) > 1 else ()), *parts)))
