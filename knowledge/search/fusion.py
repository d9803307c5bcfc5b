"""The legs joined: lexical and dense candidates, ranked by one sum of signals (weights from bench/knowledge/retrieval)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Weights:
    """How much each signal counts beside the lexical score (which is divided by the best one, so it is 0 to 1)."""

    sentence: float = 0.35
    coverage: float = 0.25
    phrase: float = 0.08
    title: float = 0.10
    dense: float = 0.5  # times the share of the query that no passage covers


DEFAULT = Weights()


def fuse(
    lexical: NDArray[np.float32],
    dense: NDArray[np.float32],
    sentence: NDArray[np.float32],
    coverage: NDArray[np.float32],
    phrase: NDArray[np.float32],
    title: NDArray[np.float32],
    weights: Weights = DEFAULT,
) -> NDArray[np.float32]:
    """Scores of the candidates, all arrays ``(candidates,)`` of 0 to 1."""
    if not len(lexical):
        return lexical
    missing = 1.0 - float(coverage.max())
    scores = (
        lexical
        + weights.sentence * sentence
        + weights.coverage * coverage
        + weights.phrase * phrase
        + weights.title * title
        + weights.dense * missing * dense
    )
    return np.asarray(scores, dtype=np.float32)
