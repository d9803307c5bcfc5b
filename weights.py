"""Weights with their origin: a JSON file beside the module that uses them, written by ``bench fit`` and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Weights:
    """A fitted linear model: ``values`` by feature name, a ``bias``, and the ``thresholds`` that decide.

    ``origin`` says what it was fitted on: data sets with their SHA-256, date, folds, figures on opened and on unopened sources.
    """

    values: Mapping[str, float]
    bias: float
    thresholds: Mapping[str, float]
    origin: Mapping[str, Any]

    def score(self, features: Mapping[str, float]) -> float:
        """The sum of bias and weighted features (a logit where the model is logistic); a feature without a weight adds nothing."""
        return self.bias + sum(self.values.get(name, 0.0) * value for name, value in features.items())


@cache
def load_weights(path: Path) -> Weights:
    """The weights in a JSON file. Raises OSError or ValueError: a missing or broken file is a fault of the installation."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Weights(
        values={name: float(value) for name, value in content["weights"].items()},
        bias=float(content.get("bias", 0.0)),
        thresholds={name: float(value) for name, value in content.get("thresholds", {}).items()},
        origin=content["origin"],
    )
