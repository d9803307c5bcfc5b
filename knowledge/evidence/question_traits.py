"""What kind of answer a question wants: a definition, a list of so many, two sides, a reason, a way, an example."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import korean
from knowledge.search.question_type import question_type
from knowledge.search.signals import ASKING_WORDS
from korean import lexicon
from korean.analyzer import Token

TRAITS = ("definition", "explain", "list", "comparison", "how", "whether", "example", "name")
ASKED_KINDS = ("when", "how many", "why", "who", "where")
_NOUN_TAGS = frozenset("NNG NNP NNB NR NP SL SH SN XPN XSN XR SW".split())
_NO_TERM = ASKING_WORDS | lexicon.words("question_traits", "no_part_of_a_term")
_LONGEST_TERM = 30  # characters
_COUNT = re.compile(
    rf"(\d+|{lexicon.alternation('numerals', 're:in_native_words')})"
    rf"\s?{lexicon.alternation('question_traits', 're:counted')}"
)
_NATIVE = dict(lexicon.pairs("numerals", "native"))


@dataclass(frozen=True)
class QuestionTraits:
    """``traits`` of TRAITS and ASKED_KINDS; ``count`` things asked for (0: not said); ``terms`` are its noun phrases,
    without spaces and lower case; ``bare`` where it is nothing but a noun phrase.
    """

    traits: frozenset[str]
    count: int
    terms: tuple[str, ...]
    bare: bool


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, lexicon.pattern("question_traits", name, re.IGNORECASE)) for name in TRAITS)


def read_traits(question: str, tokens: Sequence[Token]) -> QuestionTraits:
    """The traits of a question, of which ``tokens`` are the morphemes."""
    text = " ".join(question.split())
    terms = noun_phrases(text, tokens)
    bare = bool(tokens) and all(t.tag in _NOUN_TAGS or t.tag in ("SP", "SS", "SSO", "SSC", "SO", "SF") for t in tokens)
    found = {name for name, pattern in _patterns() if pattern.search(text)}
    kind = question_type(text)
    if any(token.form in lexicon.words("question_traits", "of_a_list") for token in tokens):
        found.add("list")
    if kind in ASKED_KINDS:
        found.add(kind)
    if bare and len(text.split()) <= 2 and not found - {"explain"}:
        found.add("definition")
    if found & {"definition", "explain"} and (term := asked_term(text)):
        terms = tuple(dict.fromkeys((term, *(one for one in terms if one not in term))))
    if bare:
        terms = tuple(dict.fromkeys((korean.squeeze(text).lower(), *terms)))
    return QuestionTraits(frozenset(found), asked_count(text), terms, bare)


def asked_term(text: str) -> str:
    """The term that a question wants explained, as it is written, without spaces; empty where none stands first."""
    match = lexicon.pattern("question_traits", "asked_term").match(text)
    return korean.squeeze(match["term"]).lower() if match else ""


def asked_count(text: str) -> int:
    """How many things are asked for: "세 가지" is 3; 0 where no number is said."""
    match = _COUNT.search(text)
    if match is None:
        return 0
    said = match.group(1)
    return int(said) if said.isdigit() else int(_NATIVE.get(said, 0))


def noun_phrases(text: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The noun phrases of a question that are no words of asking, in their order."""
    runs: list[list[Token]] = [[]]
    for token in tokens:
        noun = token.tag in _NOUN_TAGS and token.form not in _NO_TERM
        joins = runs[-1] and not text[runs[-1][-1].end : token.start].strip(" ·-.")
        if not noun:
            runs.append([])
        elif joins:
            runs[-1].append(token)
        else:
            runs.append([token])
    found = (korean.squeeze(text[run[0].start : run[-1].end]).lower() for run in runs if run)
    return tuple(dict.fromkeys(one for one in found if 0 < len(one) <= _LONGEST_TERM))
