"""Whether the passages found answer a question at all: a logit over how much of the question they hold.

Fitted to KorQuAD 1.0 dev questions with their passage there, their passage gone, and their whole article gone
(``bench answers``). Every feature is a share, so that a small library and a large one are measured alike.
"""

from __future__ import annotations

import math

from sqlalchemy.orm import Session

from knowledge.evidence.answer_sentences import ScoredSentences
from knowledge.search import sentence_features, signals
from knowledge.search.passage_features import analyse_passage
from knowledge.search.searcher import Searcher
from storage.tables import PassageRow

BIAS = -8.305
BEST_COVERAGE, FIRST_COVERAGE, WINDOW, BIGRAMS, TERMS = 1.937, 3.886, 2.740, 6.199, 0.600
LOOKED_AT = 5  # hits


def answer_probability(session: Session, searcher: Searcher, scored: ScoredSentences) -> float:
    """How sure it is that the hits answer the question, 0 to 1 (what is enough: ``agent.tools.evidence``)."""
    hits, query = scored.hits[:LOOKED_AT], scored.query
    rows = [row for hit in hits if (row := session.get(PassageRow, hit.passage.id)) is not None]
    # By this question: the hits may have been found with other words.
    covered = [searcher.signals(query, row).coverage for row in rows] or [0.0]
    window = max(
        (signals.best_window(query, analyse_passage(row, searcher.morphemes).sentences) for row in rows), default=0.0
    )
    value = BIAS + BEST_COVERAGE * max(covered) + FIRST_COVERAGE * covered[0]
    value += (
        WINDOW * window
        + BIGRAMS * sentence_features.best_feature(scored.table, "bigrams")
        + TERMS * len(query.terms) / 10
    )
    return 1 / (1 + math.exp(-value))
