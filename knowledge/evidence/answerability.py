"""Whether the passages found answer a question at all: a logit over how much of the question they hold.

Fitted to questions with their passage there, their passage gone, and their whole article gone (``answerability.json``,
``bench fit
answerability``). Every feature is a share, so that a small library and a large one are measured alike.
"""

from __future__ import annotations

import math
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge.evidence.answer_sentences import ScoredSentences
from knowledge.search import sentence_features, signals
from knowledge.search.passage_features import analyse_passage
from knowledge.search.searcher import Searcher
from storage.tables import PassageRow
from weights import load_weights

WEIGHTS = Path(__file__).with_suffix(".json")
NAMES = ("best coverage", "first coverage", "window", "bigrams", "terms")
LOOKED_AT = 5  # hits


def answer_probability(session: Session, searcher: Searcher, scored: ScoredSentences) -> float:
    """How sure it is that the hits answer the question, 0 to 1; ``enough`` says from which on they do."""
    return 1 / (1 + math.exp(-load_weights(WEIGHTS).score(answer_features(session, searcher, scored))))


def enough() -> float:
    """The probability from which on the books are taken to answer."""
    return load_weights(WEIGHTS).thresholds["enough"]


def answer_features(session: Session, searcher: Searcher, scored: ScoredSentences) -> dict[str, float]:
    """By NAMES: how much of the question the hits hold, the best sentence its syllables, and how many terms it has (in
    tens).
    """
    hits, query = scored.hits[:LOOKED_AT], scored.query
    rows = [row for hit in hits if (row := session.get(PassageRow, hit.passage.id)) is not None]
    # By this question: the hits may have been found with other words.
    covered = [searcher.signals(query, row).coverage for row in rows] or [0.0]
    window = max(
        (signals.best_window(query, analyse_passage(row, searcher.morphemes).sentences) for row in rows), default=0.0
    )
    return {
        "best coverage": max(covered),
        "first coverage": covered[0],
        "window": window,
        "bigrams": sentence_features.best_feature(scored.table, "bigrams"),
        "terms": len(query.terms) / 10,
    }
