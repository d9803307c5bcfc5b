"""Which names of an answer are accepted: those that the source itself gives it, and no other."""

from __future__ import annotations

import re

import korean
from korean.hanja import has_hanja
from korean.transliteration import is_transliteration
from learning.facts.fact import FactPool
from learning.facts.lines.line_forms import GLOSS, plain_term

_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z .&'/-]+")
_HANGUL = re.compile("[가-힣]")


def names_of(term: str, material: FactPool) -> tuple[str, ...]:
    """The accepted names of a term of a line: as it is written, without its gloss, and a gloss that is a name."""
    plain = plain_term(term)
    inside = [one.strip() for one in GLOSS.findall(term) if is_other_name(one.strip(), plain, material)]
    rest = term[len(plain) :].strip() if term.startswith(plain) else ""
    latin = [rest] if rest and _LATIN_NAME.fullmatch(rest) else []
    return tuple(dict.fromkeys(one for one in (plain, term, *inside, *latin) if one))


def is_other_name(gloss: str, name: str, material: FactPool) -> bool:
    """Whether what stands in brackets behind a name is another name of it: its name in Latin letters or Hanja, its
    sound, or a term that the source itself uses; no remark, no part and no example of it.
    """
    if _HANGUL.search(gloss):
        squeezed = korean.squeeze(gloss)
        return is_transliteration(gloss, name) or gloss in material.together or squeezed in material.fellow_groups
    return has_hanja(gloss) or bool(_LATIN_NAME.fullmatch(gloss) and len(gloss) > 1)
