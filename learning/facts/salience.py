"""How much a sentence is worth asking about, by its form and by what the book is about; no word of any one book is
known here.

A model decides (``salience.json``, fitted on sentences labelled by reading): tags of morphemes, shape, whether it
defines or names
something, and whether it tells of what a heading names.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import korean
from korean import lexicon
from learning.facts.entity_types import entity_type
from learning.facts.fact_features import NAMES, points_outside, sentence_features
from learning.facts.terms import NUMBER_KINDS, Term
from weights import load_weights

_WEIGHTS = Path(__file__).with_name("salience.json")
LEAST_SALIENCE = load_weights(_WEIGHTS).thresholds["least"]  # of a sentence that is asked about
FAIR_SALIENCE = load_weights(_WEIGHTS).thresholds["fair"]  # of one that is asked about first
OF_CODE = 0.6  # of its score is left to a sentence with words that code is written with
TELLS = 5  # content words without which nobody can tell what is meant
SALIENCE_NAMES = (
    *NAMES,
    *"defined defines opens_with_key_word opens_with_name key_word names dated_name no_terms quoted commas "
    "gloss latin_terms noun_terms".split(),
)
_ASIDE = re.compile(r"\([^()]*\)|['\"‘“][^'\"’”]*['\"’”]")  # brackets and quotations
_SMALL = re.compile(r"(?<![A-Za-z])[a-z]+(?:[A-Z][a-z]*)*(?![A-Za-z])")
_SAYS = lexicon.pattern("definition_forms", "ending")
_BOUND = lexicon.pattern("amount_bounds", "behind_an_amount")
_ABOUT = lexicon.pattern("amount_bounds", "before_an_amount")
_NO_CLASS = lexicon.words("general_nouns", "no_class_of_things")
_NOUNS = ("NNG", "NNP", "SL", "XSN", "NNB", "SN", "NR", "XPN", "SH")
_NARROWS = (
    "ETM",
    "JKG",
    "MM",
    "JC",
    "SP",
    "SSC",
    "SSO",
    "MAJ",
)  # before a noun that it narrows, or before one of several
NAMED = frozenset({"person", "king", "place", "place abroad", "country"})


def salience_score(
    text: str, terms: Sequence[Term], defined: bool, key_words: Collection[str], heading: str = ""
) -> float:
    """From 0 to 2, twice the chance that a teacher would ask about it under its ``heading``.

    Nothing where it points outside itself. ``terms`` are its own, ``key_words`` what the book is about (squeezed),
    ``defined`` whether it defines a term of the book.
    """
    flat = " ".join(text.split())
    if points_outside(korean.tokenize(flat)):
        return 0.0
    strange = any(word.lower() not in key_words for word in _SMALL.findall(_ASIDE.sub("", flat)))
    value = scale(load_weights(_WEIGHTS).score(salience_features(text, terms, defined, key_words, heading)))
    return value * (OF_CODE if strange else 1.0)


def scale(logit: float) -> float:
    """A logit as a score: 1 where it is as likely as not."""
    return 2 / (1 + math.exp(-logit))


def salience_features(
    text: str, terms: Sequence[Term], defined: bool, key_words: Collection[str], heading: str = ""
) -> dict[str, float]:
    """The features of SALIENCE_NAMES."""
    flat = " ".join(text.split())
    tokens = korean.tokenize(flat)
    topic = next((n for n, token in enumerate(tokens) if n and token.tag in ("JX", "JKS", "JKB", "JKG")), 0)
    first = korean.squeeze(flat[: tokens[topic].start]) if topic else ""
    squeezed = korean.squeeze(flat)
    names = sum(term.kind in ("name", "latin") for term in terms)
    return sentence_features(flat, heading) | {
        "defined": float(defined),
        "defines": float(is_definition(flat)),
        "opens_with_key_word": float(any(word in first for word in key_words)),
        "opens_with_name": float(any(term.start == 0 and term.kind == "name" for term in terms)),
        "key_word": float(any(word in squeezed for word in key_words)),
        "names": float(min(3, names)),
        "dated_name": float(names > 0 and any(term.kind == "year" for term in terms)),
        "no_terms": float(not terms),
        "latin_terms": float(any(term.kind == "latin" for term in terms)),
        "noun_terms": math.log1p(sum(term.kind == "noun" for term in terms)),
        "quoted": float(any(token.tag == "JKQ" for token in tokens)),
        "commas": float(max(0, flat.count(",") - 2)),
        "gloss": float("(" in flat),
    }


def is_definition(text: str) -> bool:
    """Whether a sentence says what something is: it ends in a noun that words before it narrow, with no subject of
    its own ("타이밍이 생명이다")."""
    tokens = list(korean.tokenize(" ".join(text.split())))
    while tokens and tokens[-1].tag in ("SF", "EF", "EP"):
        tokens.pop()
    if not tokens or tokens[-1].tag != "VCP":
        return bool(_SAYS.search(" ".join(text.split())))
    place = len(tokens) - 2
    if tokens[place].form in _NO_CLASS or tokens[place].tag in ("XSN", "NNB", "JX", "JKB", "XR", "ETN"):
        return False
    while place >= 0 and tokens[place].tag in _NOUNS:
        place -= 1
    return place >= 0 and tokens[place].tag in _NARROWS


def is_informative(rest: str) -> bool:
    """Whether what is left of a sentence says enough for one thing to be meant: some content words, one of them
    not a common one."""
    return len(set(korean.content(rest))) >= TELLS


def select_whole_terms(text: str, terms: Sequence[Term]) -> list[Term]:
    """The terms that are no part of a longer name or word: not "클라우드 ( )은", "100Gb/s ( )을", "( )모 컴포넌트", "( )됩니다"."""
    tokens = list(korean.tokenize(text))
    kept = []
    for term in terms:
        before = [token for token in tokens if token.end <= term.start][-1:]
        after = next((token for token in tokens if token.start >= term.end), None)
        numeric = term.kind in NUMBER_KINDS
        joined = after is not None and after.start == term.end and after.tag[0] not in "JSE" and after.tag != "VCP"
        heads = after is not None and after.start == term.end + 1 and after.tag in ("NNG", "NNP", "SL", "XR")
        half = heads or (
            bool(before)
            and text[before[0].end : term.start] in ("", " ")
            and before[0].tag in ("NNG", "NNP", "SL", "SH", "XR", "XSN", "SW", "XPN")
        )
        named = term.kind == "name" and entity_type(term.text, "name") in NAMED
        named_in_code = term.kind == "latin" and len(re.findall(r"[A-Z][a-z]+", term.text)) > 2
        if numeric or not (named_in_code or joined or (half and not named)):
            kept.append(term)
    return kept


def is_in_brackets(text: str, term: Term) -> bool:
    """Whether it stands in brackets: a gloss, a date of birth, an aside."""
    before = text[: term.start]
    return before.count("(") > before.count(")")


def is_bound(text: str, term: Term) -> bool:
    """Whether an amount is only a bound, which others would meet too ("20g이 되지 않는", "36만 명 이상"), or has more
    decimals than anyone keeps."""
    return (
        bool(re.search(r"\.\d{3,}", term.text))
        or bool(_BOUND.match(text[term.end :]))
        or bool(_ABOUT.search(text[: term.start]))
    )
