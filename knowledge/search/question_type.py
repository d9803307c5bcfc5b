"""What a question asks for, and whether a sentence holds that kind of thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise

from korean import lexicon
from korean.analyzer import Token

_KINDS = tuple(
    (kind, lexicon.pattern("asking_words", kind.replace(" ", "_")))
    for kind in ("when", "how many", "why", "who", "where", "what")
)
_COUNTED = lexicon.alternation("numerals", "re:behind_digits")
_NATIVE = lexicon.alternation("numerals", "re:in_native_words")
_HOW_MANY = lexicon.words_in_order("asking_words", "how_many")[0]
_DATE = lexicon.pattern("time_words", "in_an_answer")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_WORDS = re.compile(rf"(?<![가-힣])(?:{_NATIVE})\s[가-힣]")
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
    """Whether a text counts something in a unit: in digits ("3명", for 도 "40 ℃" too) or in words ("두 번")."""
    return bool(unit) and bool(_counted_in(unit).search(text))


@cache
def _counted_in(unit: str) -> re.Pattern[str]:
    measures = (names for purpose, names in lexicon.lists("units").items() if purpose.startswith("dimension:"))
    alike = {unit, *(name for names in measures if unit in names for name in names)}
    written = "|".join(map(re.escape, sorted(alike, key=len, reverse=True)))
    return re.compile(rf"\d[\d,.]*{_COUNTED}(?:{written})|(?<![가-힣])(?:{_NATIVE})\s?{re.escape(unit)}")


def holds_amount(text: str, asked: AbstractSet[str]) -> bool:
    """Whether a text holds a number, in digits or in words, that is neither part of a date nor the question's own."""
    rest = _DATE.sub(" ", text)
    return any(number not in asked for number in _NUMBER.findall(rest)) or bool(_IN_WORDS.search(rest))


def holds_place(tokens: Sequence[Token], asked: AbstractSet[str]) -> bool:
    """Whether a noun that the question has not stands in an adverbial case, as what tells where does."""
    return any(
        before.tag in ("NNP", "NNG") and before.form not in asked and after.tag == "JKB" and after.start == before.end
        for before, after in pairwise(tokens)
    )


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
