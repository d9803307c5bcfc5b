"""What kind of thing a word names, by its ending and by lists of facts (``entity_types.tsv`` of the lexicon):
options of one question must be of one kind.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from korean import lexicon

_THEME = "entity_types"
_KINDS_BY_LIST = (("country", "country"), ("place", "place"), ("place abroad", "place_abroad"))
_KINDS_BY_ENDING = (
    "titled",
    "treaty",
    "war",
    "people",
    "army",
    "school",
    "office",
    "company",
    "society",
    "law",
    "movement",
    "print",
    "degree",
    "island",
    "fortress",
    "thought",
    "right",
    "amount",
    "colour",
    "plant part",
    "process",
    "model",
    "method",
    "learning",
    "data",
    "hardware",
    "value",
    "gas",
    "nutrient",
)
# Endings that a name of three syllables may have by chance (김광제, 반기문), and of these the ones that are common.
_CHANCE = frozenset(
    {"island", "colour", "right", "thought", "movement", "fortress", "society", "law", "army", "value", "method"}
    | {"plant part"}
)
_COMMON_CHANCE = frozenset({"island", "society", "law", "army", "value", "method", "plant part"})
_LENGTH_OF_NAME = 3
_FREQUENT_SURNAMES = 5  # the first of the list, with which a common ending is taken for a name


@lru_cache(maxsize=100_000)
def entity_type(word: str, tag: str = "") -> str:
    """The kind of thing that a word names, or "" where its form does not tell; ``tag``
    "name" allows a person's name.
    """
    for name, purpose in _KINDS_BY_LIST:
        if word in lexicon.words(_THEME, purpose):
            return name
    if lexicon.pattern(_THEME, "king").match(word):
        return "king"
    if lexicon.pattern(_THEME, "noble").match(word):
        return "person"
    for name in _KINDS_BY_ENDING:
        ending = lexicon.pattern(_THEME, name.replace(" ", "_"))
        if len(word) > 2 and ending.search(word) and not (tag == "name" and _is_person(word, name)):
            return name
    return "person" if tag == "name" and _has_form_of_name(word) and word[1] in _given_syllables() else ""


def same_entity(left: str, right: str) -> bool:
    """Whether two terms are one in two translations: 기계 학습 and 머신 러닝, 한국 and 대한민국."""
    if _usual_name(left) == _usual_name(right) or _is_one_land(left, right):
        return True
    a, b = _native_form(left), _native_form(right)
    return a == b or sorted(a.split()) == sorted(b.split())


def _is_one_land(left: str, right: str) -> bool:
    """Whether two names are of one land at different times, or of the land and its state: 조선 and 한국."""
    lands = _named("land")
    a, b = lands.get(left.replace(" ", "")), lands.get(right.replace(" ", ""))
    return a is not None and a == b


def _usual_name(term: str) -> str:
    return _named("same").get(term, term)


@cache
def _named(purpose: str) -> dict[str, str]:
    return dict(lexicon.pairs(_THEME, purpose))


@lru_cache(maxsize=100_000)
def _native_form(term: str) -> str:
    for loan, native in lexicon.pairs(_THEME, "loan"):
        term = term.replace(loan, native)
    return term.replace(" ", "")


@cache
def _given_syllables() -> frozenset[str]:
    return lexicon.words(_THEME, "given_syllable")


@cache
def _last_syllables() -> frozenset[str]:
    closing = _given_syllables() - lexicon.words(_THEME, "not_last_syllable")
    return closing | lexicon.words(_THEME, "last_syllable_only")


def _has_form_of_name(word: str) -> bool:
    """Three syllables, the first a family name, the last one that given names end on."""
    return (
        len(word) == _LENGTH_OF_NAME
        and bool(re.fullmatch("[가-힣]+", word))
        and word[0] in lexicon.words(_THEME, "surname")
        and word[-1] in _last_syllables()
    )


def _is_person(word: str, ending: str) -> bool:
    """A three-syllable name whose last syllable looks like an ending by chance (김광제, 반기문)."""
    frequent = word[0] in lexicon.words_in_order(_THEME, "surname")[:_FREQUENT_SURNAMES]
    return ending in _CHANCE and (frequent or ending not in _COMMON_CHANCE) and _has_form_of_name(word)
