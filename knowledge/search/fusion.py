"""The legs joined: lexical and dense candidates, ranked by one sum of signals (weights: ``fusion.json``, ``bench fit
fusion``).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from weights import load_weights

WEIGHTS = Path(__file__).with_suffix(".json")
NAMES = ("lexical", "sentence", "coverage", "phrase", "title", "dense")


def fusion_features(
    lexical: NDArray[np.float32],
    dense: NDArray[np.float32],
    sentence: NDArray[np.float32],
    coverage: NDArray[np.float32],
    phrase: NDArray[np.float32],
    title: NDArray[np.float32],
) -> NDArray[np.float32]:
    """``(candidates, NAMES)`` from arrays ``(candidates,)`` of 0 to 1; at least one candidate.

    The dense signal is multiplied by the share of the query that no passage covers.
    """
    missing = 1.0 - float(coverage.max())
    return np.stack([lexical, sentence, coverage, phrase, title, missing * dense], axis=1).astype(np.float32)


def fuse(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores of the candidates ``(candidates,)``; the scale is that of ``bench/fitting/fusion.py``."""
    values = load_weights(WEIGHTS).values
    return np.asarray(table @ np.array([values[name] for name in NAMES], dtype=np.float32), dtype=np.float32)
