"""Weights with their origin: a JSON file beside the module that uses them, written by
``bench fit`` and by nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HASH, _DATE = re.compile("[0-9a-f]{64}"), re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Weights:
    """A fitted linear model: ``values`` by feature name, a ``bias``, and the ``thresholds`` that decide.

    ``origin`` says what it was fitted on: data sets with their SHA-256, date, folds, figures on
    opened and on unopened sources.
    """

    values: Mapping[str, float]
    bias: float
    thresholds: Mapping[str, float]
    origin: Mapping[str, Any]

    def score(self, features: Mapping[str, float]) -> float:
        """The sum of bias and weighted features (a logit where the model is logistic); a feature
        without a weight adds nothing.
        """
        return self.bias + sum(self.values.get(name, 0.0) * value for name, value in features.items())


@cache
def load_weights(path: Path) -> Weights:
    """The weights in a JSON file.

    Raises OSError or ValueError: a missing or broken file, or one that does not say where its numbers come from,
    is a fault of the installation.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    check_origin(path.name, content.get("origin", {}))
    return Weights(
        values={name: float(value) for name, value in content["weights"].items()},
        bias=float(content.get("bias", 0.0)),
        thresholds={name: float(value) for name, value in content.get("thresholds", {}).items()},
        origin=content["origin"],
    )


def check_origin(name: str, origin: Mapping[str, Any]) -> None:
    """Raises ValueError where an origin lacks a data hash, its date, its folds, or the figures
    on opened or unopened sources.
    """
    data, figures = origin.get("data") or {}, origin.get("figures") or {}
    faults = [f"no SHA-256 of {one}" for one, entry in data.items() if not _HASH.fullmatch(str(entry.get("sha256")))]
    faults += [] if data else ["no data"]
    faults += [] if _DATE.fullmatch(str(origin.get("fitted"))) else ["no date"]
    faults += [] if int(origin.get("folds") or 0) >= 2 else ["no folds"]
    faults += [f"no {part} figures" for part in ("opened", "unopened") if not figures.get(part)]
    if faults:
        raise ValueError(f"{name} does not say where its weights come from: {', '.join(faults)}")
