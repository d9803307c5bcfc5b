"""What a question asks for, and whether a sentence holds that kind of thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from korean import lexicon
from korean.analyzer import Token

_KINDS = (
    ("when", r"언제|몇\s*(년|월|일|세기|시)|어느\s*해|연도|날짜|시기"),
    ("how many", r"몇|얼마|며칠"),
    ("why", r"왜|이유|까닭|원인|목적"),
    ("who", r"누구|누가|사람은|인물은"),
    ("where", r"어디|장소|곳은|어느\s*(나라|도시|지역)"),
    ("what", r"무엇|뭐|이란|란\?|뜻|의미|설명"),
)
_DATE = lexicon.pattern("time_words", "in_an_answer")
_WHY = lexicon.pattern("reason_words", "in_an_answer")
_DEFINITION = lexicon.pattern("definition_forms", "topic_and_copula")


def question_type(question: str) -> str:
    """The kind of thing a question asks for: "when", "how many", "why", "what", "who", "where" or ""."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, question)), "")


def unit_asked(tokens: Sequence[Token]) -> str:
    """The unit after 몇 ("몇 명인가" -> "명"), empty where none is asked for."""
    after = (b for a, b in pairwise(tokens) if a.form == "몇")
    return next((token.form for token in after if token.tag in ("NNB", "NNG", "SW")), "")


def counts_in(unit: str, text: str) -> bool:
    """Whether a text counts something in a unit."""
    return bool(unit) and bool(re.search(rf"\d[\d,.]*\s*(?:만|억|천|여)?\s*{re.escape(unit)}", text))


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
