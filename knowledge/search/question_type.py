"""What a question asks for, and whether a sentence holds that kind of thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from korean import lexicon
from korean.analyzer import Token

_KINDS = tuple(
    (kind, lexicon.pattern("asking_words", kind.replace(" ", "_")))
    for kind in ("when", "how many", "why", "who", "where", "what")
)
_COUNTED = lexicon.alternation("numerals", "re:behind_digits")
_HOW_MANY = lexicon.words_in_order("asking_words", "how_many")[0]
_DATE = lexicon.pattern("time_words", "in_an_answer")
_WHY = lexicon.pattern("reason_words", "in_an_answer")
_DEFINITION = lexicon.pattern("definition_forms", "topic_and_copula")


def question_type(question: str) -> str:
    """The kind of thing a question asks for: "when", "how many", "why", "what", "who", "where" or ""."""
    return next((kind for kind, pattern in _KINDS if pattern.search(question)), "")


def asked_unit(tokens: Sequence[Token]) -> str:
    """The unit after 몇 ("몇 명인가" -> "명"), empty where none is asked for."""
    after = (b for a, b in pairwise(tokens) if a.form == _HOW_MANY)
    return next((token.form for token in after if token.tag in ("NNB", "NNG", "SW")), "")


def counts_in(unit: str, text: str) -> bool:
    """Whether a text counts something in a unit."""
    return bool(unit) and bool(re.search(rf"\d[\d,.]*{_COUNTED}{re.escape(unit)}", text))


def matches_type(kind: str, text: str, tokens: Sequence[Token], asked: AbstractSet[str]) -> bool:
    """Whether a sentence holds the kind of thing that is asked for, beyond the forms that the question itself has."""
    if kind == "when":
        return bool(_DATE.search(text))
    if kind == "how many":
        return any(token.tag in ("SN", "NR") and token.form not in asked for token in tokens)
    if kind == "why":
        return bool(_WHY.search(text))
    if kind in ("who", "where"):
        return any(token.tag == "NNP" and token.form not in asked for token in tokens)
    return kind == "what" and bool(_DEFINITION.search(text))
