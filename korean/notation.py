"""Other ways to write the same name, whatever the subject: chemical formulas, and
abbreviations as their letters are read.

The names are those of the Korean Chemical Society that schoolbooks use. Synonyms of one subject belong
in the question's own answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from korean import lexicon

FORMULAS = tuple((name, formula.lower()) for name, formula in lexicon.pairs("substances", "formula"))
_LETTERS = dict(lexicon.pairs("letter_names", "letter"))
_OTHERS = lexicon.pairs("letter_names", "other")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])")


def same_substance(text: str) -> set[str]:
    """The other names of a substance given by its name or its formula, each squeezed and in small
    letters; empty for another text.
    """
    bare = re.sub(r"\s", "", text).lower()
    if bare.isascii():
        return {name for name, formula in FORMULAS if formula == bare}
    return {formula.replace("(", "").replace(")", "") for name, formula in FORMULAS if name == bare}


def read_aloud(text: str) -> set[str]:
    """The text with its abbreviations read letter by letter: "UN" -> "유엔"; empty where it has none."""
    if not _ABBREVIATION.search(text):
        return set()
    ways = {_spell_out(text, _LETTERS)}
    for letter, other in _OTHERS:
        ways.add(_spell_out(text, _LETTERS | {letter: other}))
    return ways


def _spell_out(text: str, letters: Mapping[str, str]) -> str:
    return _ABBREVIATION.sub(lambda match: "".join(letters[letter] for letter in match[0]), text)
