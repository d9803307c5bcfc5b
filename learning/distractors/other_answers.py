"""Whether the book says of something else what a question says of its answer: then several answers fit.

What stands in a frame is compared by the words that the book has beside it elsewhere. Not covered: what only someone
who knows the subject would give.
"""

from __future__ import annotations

import re
from collections import Counter

import korean
from korean import lexicon
from learning.facts.fact import Fact, FactPool
from learning.facts.lines.line_forms import plain_term
from learning.facts.terms import NUMBER_KINDS, Term

SAME_SAID = 0.6  # of its content words that what is told of another term has, too
SAME_FRAME = 0.6  # of the terms round a blank that stand together elsewhere, without the one that is left out
FEWEST_ROUND_BLANK = 2  # terms of the book, by which anyone can tell what is left out
MOST_MEANINGS = 2  # explanations of one term in a source
_DATE = lexicon.pattern("time_words", "date_in_a_span")
_OUTLINED = re.compile(r"[A-Z][.)]\s|[A-Z]-\d+[.)]?\s|\(?\d+[.)]")
_LEFT_OPEN = ("JKS", "JKO", "JKG", "JC", "ETM")


def is_told_of_another(fact: Fact, told: str, material: FactPool) -> bool:
    """Whether what a line says of its term is said of another line's term, too."""
    own = frozenset(korean.content(told))
    lines = material.said_words(fact.sentence.source_id) if own else ()
    return any(name != fact.defines and len(own & its) >= SAME_SAID * len(own) for name, its in lines)


def is_only_label(fact: Fact, material: FactPool) -> bool:
    """Whether the name of a line is no term: a date, a place in an outline ("B. 관찰 기록"), or what the source puts before
    different things again and again.
    """
    again = material.label_uses[fact.sentence.source_id, korean.squeeze(fact.defines)]
    outlined = _OUTLINED.match(fact.defines) or _DATE.fullmatch(plain_term(fact.defines))
    return again > MOST_MEANINGS or bool(outlined)


def is_cut_off(told: str) -> bool:
    """Whether what is told stops in the middle: behind a particle or a word that says more of the next."""
    last = next(
        (token for token in reversed(korean.tokenize(told)) if token.tag not in ("SF", "SSC", "SP", "SW")), None
    )
    return last is not None and last.tag in _LEFT_OPEN


def fits_elsewhere(term: Term, fact: Fact, material: FactPool) -> bool:
    """Whether another sentence has the terms round a blank without the one that is left out."""
    enough = len(terms_round(term, fact)) >= FEWEST_ROUND_BLANK
    return enough and share_elsewhere(term, fact, material) >= SAME_FRAME


def share_elsewhere(term: Term, fact: Fact, material: FactPool) -> float:
    """The largest share of the terms round a blank that another sentence has without the one that is left out; one
    alone counts for nothing.
    """
    rest, own = terms_round(term, fact), material.together.get(term.text, frozenset())
    held = Counter(place for word in rest for place in material.together.get(word, ()) if place not in own)
    most = max(held.values(), default=0)
    return most / len(rest) if most >= FEWEST_ROUND_BLANK else 0.0


def terms_round(term: Term, fact: Fact) -> list[str]:
    """The other terms of its sentence, numbers aside."""
    return [one.text for one in fact.terms if one.text != term.text and one.kind not in NUMBER_KINDS]
