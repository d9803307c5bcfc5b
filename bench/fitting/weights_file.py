"""The JSON beside a module: written from a fit, and compared with one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.fitting.data import hash_sets
from bench.fitting.recipe import Figures, Fitted, Recipe
from settings import ROOT

DIGITS = 4  # after the point


def path_of(recipe: Recipe) -> Path:
    """Where a recipe's weights are kept."""
    return (ROOT / recipe.module).with_suffix(".json")


def to_content(recipe: Recipe, fitted: Fitted, data: Path) -> dict[str, Any]:
    """The object that ``weights.load_weights`` reads, numbers rounded."""
    return {
        "weights": {name: round(value, DIGITS) for name, value in fitted.weights.items()},
        "bias": round(fitted.bias, DIGITS),
        "thresholds": {name: round(value, DIGITS) for name, value in fitted.thresholds.items()},
        "origin": {
            "recipe": recipe.name,
            "command": f"python3 run.py bench fit {recipe.name} --data FOLDER --write",
            "data": hash_sets(data, recipe.data),
            "fitted": datetime.now(UTC).date().isoformat(),
            "folds": fitted.folds,
            "figures": {"opened": _round_figures(fitted.opened), "unopened": _round_figures(fitted.unopened)},
        },
    }


def _round_figures(figures: Figures) -> dict[str, float]:
    return {name: round(float(value), DIGITS) for name, value in figures.items()}


def write_weights(content: dict[str, Any], path: Path) -> None:
    """Write a weights file whole or not at all."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def largest_difference(content: dict[str, Any], path: Path) -> tuple[float, str]:
    """The largest difference to the file in the repository, and of which number; infinite where one of
    them is missing there or here.
    """
    if not path.exists():
        return float("inf"), "no file"
    kept = json.loads(path.read_text(encoding="utf-8"))
    found = [(abs(float(content["bias"]) - float(kept.get("bias", 0.0))), "bias")]
    for part in ("weights", "thresholds"):
        ours, theirs = content[part], kept.get(part, {})
        found += [(float("inf"), name) for name in set(ours) ^ set(theirs)]
        found += [(abs(ours[name] - theirs[name]), name) for name in set(ours) & set(theirs)]
    return max(found)


def same_data(content: dict[str, Any], path: Path) -> bool:
    """Whether the file in the repository was fitted on data of the same content."""
    if not path.exists():
        return False
    return bool(json.loads(path.read_text(encoding="utf-8"))["origin"].get("data") == content["origin"]["data"])
