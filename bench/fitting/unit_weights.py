"""knowledge/evidence/unit_features: which unit of the sections that were found is the answer?

Students' questions over textbooks, where the best units show every piece of a complete answer and little else, and a
part of KorQuAD's, where they are the least that holds the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.fitting.asked.measured_answers import HELD_THERE, OWN_LIBRARY, UNIT_FILES, MeasuredAnswer, measure_answers
from bench.fitting.recipe import Figures, Fitted, Group, Recipe, rank_figures, train_groups
from bench.fitting.solver import Floats, fit_conditional
from bench.fitting.split import fold_of, is_unopened
from knowledge.evidence.unit_features import NAMES

SHARE = 0.3  # what one of KorQuAD's counts beside a student's
NOISE_COUNTS = 0.25  # of a piece: what a unit loses where nothing of it is wanted
CLOSE_TO_BEST = 0.15  # units so near the best in use are right as well
UNIT_PENALTY = 100.0


def use_of(need: Floats, noise: Floats) -> NDArray[np.bool_]:
    """Which units are right: those whose share of the pieces, less their noise, is (nearly) the highest."""
    use = np.where(need > 0, need - NOISE_COUNTS * noise, -1.0)
    right: NDArray[np.bool_] = (need > 0) & (use >= use.max() - CLOSE_TO_BEST)
    return right


def to_group(one: MeasuredAnswer) -> Group:
    """A question as the conditional logit takes it."""
    return Group(one.source, one.units.table, use_of(one.need, one.noise), SHARE if one.group == HELD_THERE else 1.0)


@cache
def fold_weights(data: Path) -> Mapping[int | None, Floats]:
    """The weights by the fold that they have not seen; None: of all opened sources."""
    groups = [to_group(one) for one in measure_answers(data) if one.group in (OWN_LIBRARY, HELD_THERE)]
    opened = [one for one in groups if not is_unopened(one.source)]
    folds = [fold_of(one.source) for one in opened]
    found: dict[int | None, Floats] = {}
    for fold in (*sorted(set(folds)), None):
        rest = [one for one, number in zip(opened, folds, strict=True) if number != fold]
        model = fit_conditional([(one.table, one.right) for one in rest], UNIT_PENALTY, [one.weight for one in rest])
        found[fold] = model.values
    return found


def score_held_out(data: Path, one: MeasuredAnswer) -> Floats:
    """The scores of a question's units by weights that have not seen its source."""
    weights = fold_weights(data)
    fold = None if is_unopened(one.source) else fold_of(one.source)
    return np.asarray(one.units.table @ weights.get(fold, weights[None]), dtype=np.float64)


def fit(data: Path) -> Fitted:
    measured = [one for one in measure_answers(data) if one.group in (OWN_LIBRARY, HELD_THERE)]
    chosen = train_groups([to_group(one) for one in measured], UNIT_PENALTY)
    sources = {one.source for one in measured if one.group == OWN_LIBRARY}

    def figures(scored: list[tuple[Group, Floats]], unopened: bool) -> Figures:
        found: dict[str, float] = {}
        for name, wanted in (("textbooks", True), ("korquad", False)):
            part = [one for one in scored if (one[0].source in sources) is wanted]
            found |= {f"{name}: {figure}": value for figure, value in rank_figures(part).items()} if part else {}
        own = [one for one in measured if one.group == OWN_LIBRARY and is_unopened(one.source) is unopened]
        complete = [one.judge(one.choose(score_held_out(data, one))).state == "complete" for one in own]
        return found | {"textbooks: complete": float(np.mean(complete)) if own else 0.0}

    weights = dict(zip(NAMES, chosen.model.values.tolist(), strict=True))
    return Fitted(weights, 0.0, {}, figures(list(chosen.opened), False), figures(list(chosen.unopened), True))


RECIPE = Recipe("units", "knowledge/evidence/unit_features.py", UNIT_FILES, fit)
