"""Whether the best unit answers its question: a logit over how much of the question stands in it and around it.

Fitted to questions with their place there, with it gone, with the whole source gone, and to questions that no source
answers (``sufficiency.json``, ``bench fit sufficiency``). Every feature is a share, so that a small library and a large
one are measured alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from knowledge.evidence.question_traits import ASKED_KINDS
from knowledge.evidence.unit_features import OWN_NAMES, UnitTable
from knowledge.models import Hit
from knowledge.search import signals
from knowledge.search.passage_features import analyse_passage
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
    "named",
    "defines",
    "heading is it",
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
    "given reason",
    "best of all",
)
OF_THE_HITS = (
    "best coverage",
    "first coverage",
    "window",
    "terms",
    "rarest near",
    "rarest anywhere",
    "lacks kind",
    "lacks unit",
    "lacks reason",
    "whole",
    "bare",
)
SUFFICIENCY_NAMES = (*OF_THE_UNIT, *OF_THE_HITS)


def answer_surety(features: Mapping[str, float]) -> float:
    """How sure it is that the best unit answers, 0 to 1."""
    sure = 1 / (1 + math.exp(-load_weights(SUFFICIENCY_WEIGHTS).score(features)))
    asked_about = features["bare"] and (
        features["whole"] or features["heading is it"]
    )  # a term that the books know is a question about it
    return max(sure, sure_enough()) if asked_about else sure


def sure_enough() -> float:
    """The probability from which on the books are taken to answer."""
    return load_weights(SUFFICIENCY_WEIGHTS).thresholds["answers"]


def near_enough() -> float:
    """The probability from which on what was found is worth showing as near."""
    return load_weights(SUFFICIENCY_WEIGHTS).thresholds["near"]


def measure_answer(
    session: Session, searcher: Searcher, units: UnitTable, scores: NDArray[np.float64], hits: Sequence[Hit]
) -> dict[str, float]:
    """By SUFFICIENCY_NAMES: what speaks for it that the best unit answers."""
    best = int(scores.argmax())
    unit, query, traits = units.units[best], units.query, units.traits
    row = units.table[best]
    own = {name: float(row[OWN_NAMES.index(name)]) for name in OF_THE_UNIT}
    rows = [one for hit in hits[:LOOKED_AT] if (one := session.get(PassageRow, hit.passage.id)) is not None]
    covered = [searcher.signals(query, one).coverage for one in rows] or [0.0]
    parts = [analyse_passage(one, searcher.morphemes) for one in rows]
    rarest = int(query.weights.argmax()) if query.terms else -1
    near = analyse_sections(units, unit.section, searcher)
    kinds = traits.traits & set(ASKED_KINDS)
    return own | {
        "best coverage": max(covered),
        "first coverage": covered[0],
        "window": max((signals.best_window(query, one.sentences) for one in parts), default=0.0),
        "terms": len(query.terms) / 10,
        "rarest near": float(rarest in near),
        "rarest anywhere": float(any(rarest in signals.held_terms(query, one.whole) for one in parts)),
        "lacks kind": float(bool(kinds) and not own["right kind"]),
        "lacks unit": float(bool(asked_unit(query.tokens)) and not own["unit"]),
        "lacks reason": float("why" in traits.traits and not own["given reason"]),
        "whole": float(own["coverage with heading"] >= WHOLE_COVERAGE),
        "bare": float(traits.bare),
    }


def analyse_sections(units: UnitTable, number: int, searcher: Searcher) -> set[int]:
    """The numbers of the question's terms that stand in a section or its headings."""
    section, query = units.sections[number], units.query
    names = "".join("".join(name.lower().split()) for name in (*section.heading, section.title))
    held = {i for i, term in enumerate(query.terms) if len(term) > 1 and term in names}
    for row in section.rows:
        held |= signals.held_terms(query, analyse_passage(row, searcher.morphemes).whole)
    return held
