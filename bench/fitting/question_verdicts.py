"""learning/validation/question_worth: does a teacher hand a question out as it is?

Rows: questions of opened sources that were read one by one, as ``bench/data/question_verdicts.jsonl`` keeps them: their
source, the verdict (yes, edit, no) and the features as the question had them, without any text. Folds by source.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from bench.fitting.split import is_unopened
from learning.validation.question_worth import JUDGED_KINDS, WORTH_NAMES
from settings import ROOT

QUESTION_VERDICTS = "bench/data/question_verdicts.jsonl"
VERDICT_PENALTIES = (10.0, 30.0, 100.0)
EDIT_WEIGHT = 0.6  # of a question that a small edit would save, among those that are not handed out
# Threshold -> the share of the questions above it that are handed out as they are.
RIGHT_FROM = {"good": 0.75, "fair": 0.67, "least": 0.58}
RIGHT_BELOW = 0.2  # share of the questions that are handed out as they are, below which none is asked


def threshold_of(held: Held, share: float) -> float:
    """The lowest held-out logit above which so large a share is right."""
    order = np.argsort(-held.scores)
    right = np.cumsum(held.labels[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(right >= share)
    return float(held.scores[order[enough[-1]]]) if len(enough) else float(held.scores.max())


def floor_of(held: Held, share: float) -> float:
    """The highest held-out logit below which no more than so small a share is right."""
    order = np.argsort(held.scores)
    right = np.cumsum(held.labels[order]) / np.arange(1, len(order) + 1)
    few = np.flatnonzero(right <= share)
    few = few[few < len(order) - 1]
    return float(held.scores[order[few[-1] + 1]]) if len(few) else float(held.scores.min())


def figures(held: Held, bars: dict[str, float]) -> Figures:
    """AUC, how many rows, and of each threshold what share of the rows is above it."""
    above = {f"{name}: above": float((held.scores >= bar).mean()) for name, bar in bars.items()}
    return {"AUC": area_under_curve(held.scores, held.labels), "rows": float(len(held.scores)), **above}


def fit(data: Path) -> Fitted:
    """Opened figures come from folds by source; unopened sources are never read, so there are none of them."""
    rows = read_rows(ROOT / QUESTION_VERDICTS)
    if any(is_unopened(row["file"]) for row in rows):
        raise ValueError(f"{QUESTION_VERDICTS} has rows of unopened sources")
    if strange := {row["kind"] for row in rows} ^ set(JUDGED_KINDS):
        raise ValueError(f"verdicts and JUDGED_KINDS do not agree on {sorted(strange)}")
    examples = [
        Example(row["file"], row["features"], row["verdict"] == "yes", EDIT_WEIGHT if row["verdict"] == "edit" else 1.0)
        for row in rows
    ]
    trained = train(examples, WORTH_NAMES, VERDICT_PENALTIES)
    bars = {name: threshold_of(trained.opened, share) for name, share in RIGHT_FROM.items()}
    bars["any"] = floor_of(trained.opened, RIGHT_BELOW)
    return Fitted(trained.weights, trained.model.bias, bars, figures(trained.opened, bars), {"rows": 0.0})


RECIPE = Recipe("question_worth", "learning/validation/question_worth.py", (QUESTION_VERDICTS,), fit)
