"""The last look: the first few passages of a search compared with each other, sentence by sentence.

Passages of one book share most of a question's words, so that what tells them apart is what only some of them hold:
here every
word and every pair of syllables weighs by how few of the passages have it, and a passage counts by its best sentence.
The weights
are those of a conditional logit beside the fused score (``reranker.json``, ``bench fit reranker``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from knowledge.search import sentence_features, signals
from knowledge.search.passage_features import analyse_passage
from storage.tables import PassageRow
from weights import load_weights

if TYPE_CHECKING:
    from korean.vectors import MorphemeVectors

MOST_RERANKED = 8  # passages
WEIGHTS = Path(__file__).with_suffix(".json")  # beside one point of the fused score
NAMES = ("sentence", "terms", "pairs", "length")
LONG = 1500  # characters; what is longer counts as that


def rerank_gains(
    query: signals.Query, rows: Sequence[PassageRow], scores: Sequence[float], morphemes: MorphemeVectors | None
) -> NDArray[np.float64]:
    """What to add to the fused score of each of the first passages, ``(rows,)``."""
    values = load_weights(WEIGHTS).values
    gains: NDArray[np.float64] = rerank_features(query, rows, scores, morphemes) @ np.array([values[n] for n in NAMES])
    return gains


def rerank_features(
    query: signals.Query, rows: Sequence[PassageRow], scores: Sequence[float], morphemes: MorphemeVectors | None
) -> NDArray[np.float64]:
    """``(rows, NAMES)``: the merit of its best sentence, its shares of the query's terms and pairs of syllables, its
    length in 500 letters.
    """
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
    return np.stack([best, share, shared, lengths], axis=1)


def _rarity(counts: Sequence[float] | NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """How much what ``counts`` of ``n`` passages have tells them apart."""
    rarity: NDArray[np.float64] = np.log1p(n / np.maximum(np.asarray(counts, dtype=np.float64), 1.0))
    return rarity
