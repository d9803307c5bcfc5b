"""What answer units are measured by: every sentence of the sections, and the headings above them, laid against the
question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.evidence.question_traits import ASKED_KINDS, QuestionTraits
from knowledge.evidence.sections import SectionAround
from knowledge.search import sentence_features as features
from knowledge.search import signals
from knowledge.search.question_type import holds_amount, holds_place, matches_type
from knowledge.search.sentence_features import Candidate
from korean import lexicon
from korean.analyzer import is_content
from korean.vectors import MorphemeVectors

SEEDS = 24  # sentences around which units are looked for
AROUND = 2  # sentences on each side of a seed
_SIGNS = re.compile(r"[{}()<>=;$`&|\\\[\]_/]")
_HANGUL = re.compile("[가-힣]")
_MARK = r"^\s*(?:[-*+•▪◦□○·●■▶→※◆◇]|\(?\d{1,2}[.)]|[①-⑳])?\s*"
_BEHIND_A_NAME = lexicon.alternation("question_traits", "re:behind_a_given_name")
_SUBJECT = re.compile(
    _MARK + r"['\"‘“「『*`]*(?P<term>[^,;!?|:：=]{1,40}?)['\"’”」』*`]*\s*(?:\([^()]{1,60}\))?\s*"
    rf"(?P<end>{lexicon.alternation('question_traits', 're:behind_a_subject')}(?=[\s,])|\s?(?:[:：=|]|—|–|-)\s)"
)


def _mark_seeds(merit: NDArray[np.float64], passages: Sequence[float]) -> list[bool]:
    """Which sentences stand near one of the likeliest."""
    order = np.argsort(-(merit + 2.0 * np.array(passages)), kind="stable")[:SEEDS]
    near = np.zeros(len(merit), dtype=bool)
    for seed in order.tolist():
        near[max(0, seed - AROUND) : seed + AROUND + 1] = True
    return [bool(one) for one in near]


@dataclass(frozen=True)
class MeasuredSentence:
    """A sentence as units are measured by it."""

    merit: float
    held: frozenset[int]
    pairs: frozenset[str]
    passage: float
    subject: float
    long: float
    named: float
    defines: float
    points: float
    leads: float
    asks: float
    bare: float
    foreign: float
    right: float
    letters: int
    item: float
    new: frozenset[str]
    calls: float
    digits: float
    signs: float
    reason: float
    odds: float
    focus: float
    meaning: float
    unit: float
    amount: float
    place: float


def measure_sentences(
    query: signals.Query,
    traits: QuestionTraits,
    found: Sequence[Candidate],
    morphemes: MorphemeVectors | None,
) -> tuple[list[MeasuredSentence], list[bool]]:
    """What units are measured by, of every sentence; and which sentences stand near one of the likeliest."""
    table = features.sentence_features(features.weigh_query(query, found, morphemes), found, morphemes)
    merit = features.own_merits(table)
    merit -= merit.max()
    full = features.merits(table)
    odds = np.exp(full - full.max())
    odds /= odds.sum()
    wanted = features.bigrams(query.read)
    asked = korean.squeeze(query.text).lower()
    kinds = [features.NAMES.index(kind) for kind in ASKED_KINDS if kind in traits.traits]
    focus, meaning, unit = (features.NAMES.index(name) for name in ("focus", "meaning", "unit"))
    points, leads, item = _shapes()
    own_forms = frozenset(token.form for token in query.tokens)
    measured = []
    for i, one in enumerate(found):
        subject, long = subject_asked(one.text, asked, traits.terms)
        tokens, letters = one.part.tokens, korean.squeeze(one.text).lower()
        measured.append(
            MeasuredSentence(
                float(merit[i]),
                frozenset(signals.held_terms(query, one.part) | signals.hold_phrases(query, traits.terms, letters)),
                wanted & features.bigrams(one.text),
                one.passage,
                subject,
                long,
                float(_is_named(one.text, traits.terms)),
                float(bool(_defining().search(one.text.strip()))),
                float(bool(points.search(one.text))),
                float(bool(leads.search(one.text))),
                float(one.text.rstrip().endswith(("?", "？"))),
                float(
                    not any(
                        token.tag in ("EF", "VCP", "ETN") or (token.tag == "EC" and token is tokens[-1])
                        for token in tokens
                    )
                ),
                1.0 - len(_HANGUL.findall(one.text)) / max(1, sum(char.isalpha() for char in one.text)),
                float(any(table[i, kind] > 0 for kind in kinds)),
                len(one.text),
                float(bool(item.match(one.text))),
                frozenset(token.form for token in tokens if is_content(token)) - own_forms,
                float(bool(_calling().search(one.text))),
                float(any(token.tag in ("SN", "NR") and token.form not in own_forms for token in tokens)),
                len(_SIGNS.findall(one.text)) / max(1, len(one.text)),
                float(matches_type("why", one.text, tokens, own_forms)),
                float(odds[i]),
                float(table[i, focus]),
                float(table[i, meaning]),
                float(table[i, unit]),
                float(holds_amount(one.text, own_forms)),
                float(holds_place(tokens, own_forms)),
            )
        )
    return measured, _mark_seeds(merit, [one.passage for one in found])


@cache
def _shapes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return (
        lexicon.pattern("question_traits", "pointing_alone"),
        lexicon.pattern("question_traits", "lead_in"),
        lexicon.pattern("question_traits", "item"),
    )


@cache
def _calling() -> re.Pattern[str]:
    return lexicon.pattern("question_traits", "gives_a_name")


@cache
def _defining() -> re.Pattern[str]:
    return lexicon.pattern("question_traits", "says_what_it_is")


@lru_cache(maxsize=8192)
def subject_of(text: str) -> str:
    """What a sentence or a line is about by its form ("X는", "X란", "X:"), without spaces, lower case; else empty."""
    match = _SUBJECT.match(text)
    return korean.squeeze(match["term"]).lower() if match else ""


def subject_asked(text: str, asked: str, terms: Sequence[str]) -> tuple[float, float]:
    """Whether a sentence's subject stands in the question, and which share it has of the question's longest phrase."""
    subject = subject_of(text)
    if not subject or subject not in asked:
        return 0.0, 0.0
    whole = max((len(term) for term in terms if term in subject or subject in term), default=0)
    return 1.0, min(1.0, len(subject) / whole) if whole else 0.0


def _is_named(text: str, terms: Sequence[str]) -> bool:
    """Whether a sentence gives one of the terms as a name: "…을 X(이)라고 한다"."""
    letters = korean.squeeze(text).lower()
    return any(
        re.search(rf"{re.escape(term)}['\"’”」)\]]*(?:\([^()]*\))?{_BEHIND_A_NAME}", letters)
        for term in terms
        if len(term) > 1
    )


@dataclass(frozen=True)
class MeasuredHeading:
    held: frozenset[int]
    share: float
    path: float
    same: float
    holds: float
    pairs: frozenset[str]


def measure_heading(query: signals.Query, traits: QuestionTraits, section: SectionAround) -> MeasuredHeading:
    last = section.heading[-1:] or (section.title,)
    every = (*section.heading, section.title)
    names = "".join(korean.squeeze(name.replace("_", " ")).lower() for name in every)
    held = frozenset(i for i, term in enumerate(query.terms) if len(term) > 1 and term in names)
    held |= signals.hold_phrases(query, traits.terms, names)
    own = korean.squeeze(last[0]).lower()
    bare = korean.squeeze(re.sub(r"\([^()]*\)|\{[^{}]*\}|^\s*[\d.\-]+\s*", "", last[0])).lower()
    return MeasuredHeading(
        held,
        signals.title_match(query, last, ""),
        signals.title_match(query, section.heading, section.title),
        float(any(bare == term for term in traits.terms)),
        float(any(term in own for term in traits.terms if len(term) > 1)),
        features.bigrams(query.read) & features.bigrams(" ".join(every)),
    )
