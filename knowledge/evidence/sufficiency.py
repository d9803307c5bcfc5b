"""Whether the best unit answers its question: a logit over how much of the question stands in it and around it.

Fitted to questions with their place there, with it gone, with the whole source gone, and to questions that no source
answers (``sufficiency.json``, ``bench fit sufficiency``). Every feature is a share, so that a small library and a large
one are measured alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

import korean
from knowledge.evidence.question_traits import ASKED_KINDS
from knowledge.evidence.unit_features import OWN_NAMES, UnitTable
from knowledge.evidence.unit_meaning import MEANING_NAMES
from knowledge.models import Hit
from knowledge.search import signals
from knowledge.search.passage_features import analyse_passage, nearest
from knowledge.search.question_type import asked_unit
from knowledge.search.searcher import Searcher
from storage.tables import PassageRow
from weights import load_weights

SUFFICIENCY_WEIGHTS = Path(__file__).with_suffix(".json")
LOOKED_AT = 5  # hits
WHOLE_COVERAGE = 0.98  # of the question's idf
OF_THE_UNIT = (
    "best sentence",
    "coverage",
    "coverage with heading",
    "heading",
    "path",
    "section",
    "pairs",
    "pairs with heading",
    "near pairs",
    "section pairs",
    "passage",
    "subject",
    "subject long",
    "named",
    "defines",
    "heading is it",
    "heading holds it",
    "right kind",
    "calls",
    "digits",
    "asks",
    "echo",
    "no predicate",
    "signs",
    "focus",
    "meaning",
    "unit",
    "amount",
    "given reason",
    "best of all",
    *MEANING_NAMES,
)
OF_THE_SECTION = (
    "rarest near",  # the rarest term of the question stands in the section or its headings
    "lacks",  # idf share of the question's terms that do not
    "lacks terms",  # how many they are
    "lacks nouns",  # how many of them are nouns
    "lacks last",  # the last of the question's terms is among them
    "lacks name",  # one of them is a name, a number or foreign
    "lacks name anywhere",  # and stands in none of the sections that were found
    "strange",  # idf share of the terms that no word of the section is even near
)
OF_THE_HITS = (
    "best coverage",
    "first coverage",
    "window",
    "terms",
    "rarest anywhere",
    "bare",
)
OF_THE_CHOICE = (
    "odds of best",  # log of its probability among all units, and of its section's
    "odds of section",
    "lead",  # its logit before that of the best unit of another section
    "lacks kind",
    "lacks unit",
    "lacks amount",
    "lacks place",
    "lacks reason",
    "whole",
)
_CROSSED = (  # what counts otherwise for a question after one fact than for one that wants to be told
    "lacks",
    "lacks terms",
    "lacks nouns",
    "lacks last",
    "rarest near",
    "coverage with heading",
    "strange",
)
_KIND_GROUPS = {
    "a fact": frozenset(("who", "where", "when", "how many")),
    "a telling": frozenset(("why", "how", "list", "comparison")),
}
_CROSSED_KINDS = ("definition", "list", "comparison", "how", "why", "whether", "who", "where", "when", "how many")
SUFFICIENCY_NAMES = (
    *OF_THE_UNIT,
    *OF_THE_SECTION,
    *OF_THE_HITS,
    *OF_THE_CHOICE,
    *(f"asks {kind}" for kind in _CROSSED_KINDS),
    *(f"{name} of {group}" for group in _KIND_GROUPS for name in _CROSSED),
)
_NAME_TAGS = frozenset("NNP SL SH SN".split())
_NOUN_TAGS = _NAME_TAGS | {"NNG", "XR"}
FAR_LEAD = 5.0  # logits


@dataclass(frozen=True)
class AnswerGround:
    """What of a question stands in what was found, whichever unit is chosen: for the hits together, and by section."""

    of_hits: dict[str, float]
    of_sections: tuple[dict[str, float], ...]
    kinds: frozenset[str]
    counts: bool  # it asks for a number of some unit


def answer_surety(features: Mapping[str, float]) -> float:
    """How sure it is that the best unit answers, 0 to 1."""
    sure = 1 / (1 + math.exp(-load_weights(SUFFICIENCY_WEIGHTS).score(features)))
    # A term that the books know is a question about it.
    asked_about = features["bare"] and (features["whole"] or features["heading is it"])
    return max(sure, sure_enough()) if asked_about else sure


def sure_enough() -> float:
    """The probability from which on the books are taken to answer."""
    return load_weights(SUFFICIENCY_WEIGHTS).thresholds["answers"]


def near_enough() -> float:
    """The probability from which on what was found is worth showing as near."""
    return load_weights(SUFFICIENCY_WEIGHTS).thresholds["near"]


def measure_ground(session: Session, searcher: Searcher, units: UnitTable, hits: Sequence[Hit]) -> AnswerGround:
    """What of a question stands in the sections and the first hits."""
    query, traits = units.query, units.traits
    rows = [one for hit in hits[:LOOKED_AT] if (one := session.get(PassageRow, hit.passage.id)) is not None]
    covered = [searcher.signals(query, one).coverage for one in rows] or [0.0]
    parts = [analyse_passage(one, searcher.morphemes) for one in rows]
    rarest = int(query.weights.argmax()) if query.terms else -1
    of_hits = {
        "best coverage": max(covered),
        "first coverage": covered[0],
        "window": max((signals.best_window(query, one.sentences) for one in parts), default=0.0),
        "terms": len(query.terms) / 10,
        "rarest anywhere": float(any(rarest in signals.held_terms(query, one.whole) for one in parts)),
        "bare": float(traits.bare),
    }
    held = [hold_terms(units, number, searcher) for number in range(len(units.sections))]
    names = {token.form.lower() for token in query.tokens if token.tag in _NAME_TAGS}
    named = {i for i, term in enumerate(query.terms) if term in names}
    forms = {token.form.lower() for token in query.tokens if token.tag in _NOUN_TAGS}
    nouns = {i for i, term in enumerate(query.terms) if term in forms}
    anywhere = set[int]().union(*held)
    total = float(query.weights.sum()) or 1.0
    of_sections = []
    for number, own in enumerate(held):
        lacking = set(range(len(query.terms))) - own
        of_sections.append(
            {
                "rarest near": float(rarest in own),
                "lacks": signals.mass(query, lacking) / total,
                "lacks terms": len(lacking) / 3,
                "lacks nouns": len(lacking & nouns) / 3,
                "lacks last": float(len(query.terms) - 1 in lacking),
                "lacks name": float(bool(lacking & named)),
                "lacks name anywhere": float(bool(named - anywhere)),
                "strange": _strangeness(units, number, lacking, searcher) / total,
            }
        )
    return AnswerGround(of_hits, tuple(of_sections), traits.traits, bool(asked_unit(query.tokens)))


def describe_answer(
    ground: AnswerGround, sections: Sequence[int], table: NDArray[np.float64], scores: NDArray[np.float64]
) -> dict[str, float]:
    """By SUFFICIENCY_NAMES: what speaks for it that the best unit answers. ``sections`` are the units' ``(units,)``."""
    best = int(scores.argmax())
    own = {name: float(table[best, OWN_NAMES.index(name)]) for name in OF_THE_UNIT}
    odds = np.exp(scores - scores.max())
    odds /= odds.sum()
    here = np.array(sections) == sections[best]
    others = scores[~here]
    kinds = ground.kinds & set(ASKED_KINDS)
    found = own | ground.of_sections[sections[best]] | ground.of_hits
    return (
        found
        | {
            f"{name} of {group}": found[name] * float(bool(ground.kinds & asked))
            for group, asked in _KIND_GROUPS.items()
            for name in _CROSSED
        }
        | {f"asks {kind}": float(kind in ground.kinds) for kind in _CROSSED_KINDS}
        | {
            "odds of best": float(np.log(odds[best])),
            "odds of section": float(np.log(odds[here].sum())),
            "lead": min(FAR_LEAD, float(scores[best] - others.max())) if len(others) else FAR_LEAD,
            "lacks kind": float(bool(kinds) and not own["right kind"]),
            "lacks unit": float(ground.counts and not own["unit"]),
            "lacks amount": float("how many" in ground.kinds and not own["amount"]),
            "lacks place": float("where" in ground.kinds and not table[best, OWN_NAMES.index("place")]),
            "lacks reason": float("why" in ground.kinds and not own["given reason"]),
            "whole": float(own["coverage with heading"] >= WHOLE_COVERAGE),
        }
    )


def measure_answer(
    session: Session, searcher: Searcher, units: UnitTable, scores: NDArray[np.float64], hits: Sequence[Hit]
) -> dict[str, float]:
    """By SUFFICIENCY_NAMES: what speaks for it that the best unit answers."""
    ground = measure_ground(session, searcher, units, hits)
    return describe_answer(ground, [unit.section for unit in units.units], units.table, scores)


def hold_terms(units: UnitTable, number: int, searcher: Searcher) -> set[int]:
    """The numbers of the question's terms that stand in a section or its headings."""
    section, query = units.sections[number], units.query
    names = "".join("".join(name.lower().split()) for name in (*section.heading, section.title))
    held = {i for i, term in enumerate(query.terms) if len(term) > 1 and term in names}
    letters = korean.squeeze(section.text).lower()
    held |= signals.hold_phrases(query, units.traits.terms, f"{names}\n{letters}")
    for row in section.rows:
        held |= signals.held_terms(query, analyse_passage(row, searcher.morphemes).whole)
    return held


def _strangeness(units: UnitTable, number: int, lacking: set[int], searcher: Searcher) -> float:
    """The idf of the terms that a section lacks, each by how far its nearest word there is."""
    query, morphemes = units.query, searcher.morphemes
    if not lacking or query.similar is None or morphemes is None:
        return signals.mass(query, lacking)
    wanted = sorted(lacking)
    near = np.zeros(len(wanted), np.float32)
    for row in units.sections[number].rows:
        part = analyse_passage(row, morphemes).whole
        if part.rows:
            near = np.maximum(near, nearest(query.similar[wanted], part, morphemes))
    return float(sum(query.weights[i] * (1 - one) for i, one in zip(wanted, near.tolist(), strict=True)))
