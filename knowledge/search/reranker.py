"""The last look: the first few passages of a search compared with each other, sentence by sentence.

Passages of one book share most of a question's words, so that what tells them apart is what only some of them hold: here every
word and every pair of syllables weighs by how few of the passages have it, and a passage counts by its best sentence. The weights
are those of a conditional logit fitted to KorQuAD 1.0 dev questions beside the fused score (every article's questions held out in
turn: nDCG@10 from 0.977 to 0.980, Recall@1 from 0.944 to 0.952; carried over to ParaKQC unchanged: from 0.960 to 0.961).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.search import sentence_features, signals
from knowledge.search.passage_features import analyse_passage
from storage.tables import PassageRow

if TYPE_CHECKING:
    from korean.vectors import MorphemeVectors

MOST_RERANKED = 8  # passages
SENTENCE, TERMS, PAIRS, LENGTH = 0.096, 0.06, 0.345, -0.167  # beside one point of the fused score
LONG = 1500  # characters; what is longer counts as that


def rerank_gains(
    query: signals.Query, rows: Sequence[PassageRow], scores: Sequence[float], morphemes: MorphemeVectors | None
) -> NDArray[np.float64]:
    """What to add to the fused score of each of the first passages, ``(rows,)``."""
    found = sentence_features.list_candidates(rows, scores, morphemes)
    best = np.zeros(len(rows))
    if found:
        values = sentence_features.own_merits(
            sentence_features.sentence_features(
                sentence_features.weigh_query(query, found, morphemes), found, morphemes
            )
        )
        best += values.min()
        for one, value in zip(found, values, strict=True):
            best[one.hit] = max(best[one.hit], value)
    held = [signals.held_terms(query, analyse_passage(row, morphemes).whole) for row in rows]
    terms = [sum(number in own for own in held) for number in range(len(query.terms))]
    weights = query.weights * (sentence_features.LOCAL + _rarity(terms, len(rows)))
    share = np.array([sum(float(weights[number]) for number in own) for own in held]) / (float(weights.sum()) or 1.0)
    pairs = sorted(sentence_features.bigrams(query.read))
    there = np.array(
        [[pair in sentence_features.bigrams(row.text) for pair in pairs] for row in rows], dtype=np.float64
    )
    rare = _rarity(there.sum(axis=0), len(rows))
    shared = there @ rare / (float(rare.sum()) or 1.0)
    lengths = np.array([min(len(row.text), LONG) / 500 for row in rows])
    return SENTENCE * best + TERMS * share + PAIRS * shared + LENGTH * lengths


def _rarity(counts: Sequence[float] | NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """How much what ``counts`` of ``n`` passages have tells them apart."""
    rarity: NDArray[np.float64] = np.log1p(n / np.maximum(np.asarray(counts, dtype=np.float64), 1.0))
    return rarity
