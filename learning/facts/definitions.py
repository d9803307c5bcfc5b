"""The term that a sentence defines, by the sentence alone: "X(x)란 ... 이다", "... 를 X라고 한다"."""

from __future__ import annotations

import re

import korean
from korean import lexicon
from learning.facts.salience import is_definition
from learning.facts.sentence_trimming import LONGEST_TRIMMED
from learning.facts.terms import is_too_common

_SUBJECT = lexicon.pattern("definition_forms", "subject_with_gloss")
_SAYS = lexicon.pattern("definition_forms", "says_what_it_is")
_NAMES = lexicon.pattern("definition_forms", "names_the_term")
_AND = lexicon.words_in_order(
    "endings", "clause_of_another_topic"
)  # endings behind which a clause with a topic of its own may follow
_OPEN = lexicon.pattern("definition_forms", "left_open")  # what it is not, or with others is
_NAMED = ("NNG", "NNP", "XSN", "XPN", "XR", "SL", "SN", "SH", "SO", "NNB")
_LAST = ("NNG", "NNP", "XSN", "SL", "XR", "SN", "SH")


def extract_defined_term(text: str) -> str:
    """The term as the sentence writes it; "" where it defines none."""
    flat = " ".join(text.split())
    if len(flat) > LONGEST_TRIMMED or _OPEN.search(flat):
        return ""
    match = _SUBJECT.match(flat)
    if (
        match
        and (_SAYS.search(flat) or is_definition(flat))
        and not has_two_topics(match["rest"])
        and is_term(match["term"], bool(match["gloss"]))
    ):
        return match["term"]
    if (match := _NAMES.search(flat)) and is_term(words := _trailing_noun_phrase(match["term"])):
        return words
    return ""


def has_two_topics(text: str) -> bool:
    """Whether a second clause tells of something else: "전력은 ...을 말하고, 전압은 ..."."""
    tokens = list(korean.tokenize(text))
    first = next((n for n, token in enumerate(tokens) if token.tag == "EC" and token.form in _AND), len(tokens))
    return any(token.tag == "JX" and token.form in lexicon.words("particles", "topic") for token in tokens[first:])


def is_marked_as_term(whole: str, told: str, term: str) -> bool:
    """Whether the sentence itself shows that it is a term: it gives it in foreign letters too,
    defines it by 이란, or it is a name.
    """
    name = rf"['\"‘“]?{re.escape(term)}['\"’”]?\s?"
    given = re.search(rf"{name}\([^()가-힣]*[A-Za-z\u4e00-\u9fff]", " ".join(whole.split()))
    said = re.match(rf"{name}(?:\([^()]*\)\s?)?(?:이란|란),?\s", " ".join(told.split()))
    return bool(given or said) or any(token.tag == "NNP" for token in korean.tokenize(term))


def is_term(term: str, given: bool = False) -> bool:
    """Whether it is a noun phrase that may be a term: no particle in it, but the adjective of a name ("과도한 위임"); any,
    where it is ``given`` in foreign letters too.
    """
    tokens = list(korean.tokenize(term))
    counted = len(tokens) > 1 and tokens[-1].tag == "NNB" and tokens[-2].tag == "SN"  # 홍범 14조
    if not tokens or not (counted or tokens[-1].tag in _LAST) or is_too_common(term):
        return False
    tags = [token.tag for token in tokens]
    plain = all(tag in _NAMED or tag in ("XSA", "ETM") or (given and tag in ("VA", "VV")) for tag in tags)
    return plain and tags[0] != "XSN" and tags.count("ETM") <= 1


def _trailing_noun_phrase(phrase: str) -> str:
    """The noun phrase that ends a longer one: "넓이를 재는 적분" gives "적분"."""
    words: list[str] = []
    for word in reversed(phrase.split()):
        if not all(token.tag in _NAMED for token in korean.tokenize(word)):
            break
        words.insert(0, word)
    return " ".join(words)
