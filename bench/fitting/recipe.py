"""What a recipe is, and the commonest one: a logistic regression over named features with folds by source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.fitting.solver import Floats, Linear, fit_conditional, fit_signed
from bench.fitting.split import FOLDS, divide, fold_of

Figures = Mapping[str, float]
PENALTIES = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class Fitted:
    """What a recipe found. ``opened`` figures are of opened sources, each scored by a
    model that has not seen its fold.
    """

    weights: Mapping[str, float]
    bias: float
    thresholds: Mapping[str, float]
    opened: Figures
    unopened: Figures
    folds: int = FOLDS


@dataclass(frozen=True)
class Recipe:
    """How the weights of one module are obtained.

    ``module`` is the module's file relative to the project; the weights stand beside it as JSON. ``data`` are sets
    relative to the data folder (``samples/...`` to the project). ``fit`` takes the data folder.
    """

    name: str
    module: str
    data: tuple[str, ...]
    fit: Callable[[Path], Fitted]


@dataclass(frozen=True)
class Example:
    """One labelled row: its features by name, the source it came from, and how much it counts."""

    source: str
    features: Mapping[str, float]
    label: bool
    weight: float = 1.0
    group: str = field(default="", compare=False)  # for figures: "talk", "question", ...


def balanced_accuracy(scores: Floats, labels: NDArray[np.bool_], threshold: float = 0.0) -> float:
    """The mean of the shares of right ones above and of wrong ones at or below the threshold."""
    right, wrong = scores[labels] > threshold, scores[~labels] <= threshold
    return (float(right.mean()) + float(wrong.mean())) / 2


def area_under_curve(scores: Floats, labels: NDArray[np.bool_]) -> float:
    """How often a right row scores above a wrong one, ties counted half."""
    there, gone = scores[labels], np.sort(scores[~labels])
    below = np.searchsorted(gone, there, side="left")
    equal = np.searchsorted(gone, there, side="right") - below
    return float((below + 0.5 * equal).mean() / len(gone))


@dataclass(frozen=True)
class Held:
    """Examples beside their held-out logits, for figures and thresholds."""

    examples: Sequence[Example]
    scores: Floats

    @property
    def labels(self) -> NDArray[np.bool_]:
        return np.array([one.label for one in self.examples], dtype=bool)


@dataclass(frozen=True)
class Trained:
    """A model over ``names`` fitted on all opened examples; ``opened`` and ``unopened`` are scored by
    models that have not seen them.
    """

    names: tuple[str, ...]
    model: Linear
    penalty: float
    opened: Held
    unopened: Held

    @property
    def weights(self) -> dict[str, float]:
        return dict(zip(self.names, self.model.values.tolist(), strict=True))


def tabulate(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    """``(examples, names)``; a feature that an example does not name is 0."""
    return np.array([[float(one.features.get(name, 0.0)) for name in names] for one in examples]).reshape(
        -1, len(names)
    )


def train(
    examples: Sequence[Example],
    names: Sequence[str],
    penalties: Sequence[float] = PENALTIES,
    scaled: bool = True,
    signs: Mapping[str, int] | None = None,
) -> Trained:
    """Fit on the opened sources with the penalty whose held-out log loss is least over the folds; score
    the unopened ones by the result. ``signs``: which way a feature may speak (``fit_signed``).
    """
    ways = [(signs or {}).get(name, 0) for name in names]
    opened, unopened = divide(examples, lambda one: one.source)
    table, folds = tabulate(opened, names), np.array([fold_of(one.source) for one in opened])
    labels = np.array([one.label for one in opened], dtype=bool)
    weights = np.array([one.weight for one in opened])
    sign = np.where(labels, 1.0, -1.0)

    def held_out(penalty: float) -> Floats:
        scores = np.zeros(len(opened))
        for fold in sorted(set(folds.tolist())):
            inside = folds == fold
            model = fit_signed(table[~inside], labels[~inside], penalty, weights[~inside], scaled, ways)
            scores[inside] = model.score(table[inside])
        return scores

    tried = {penalty: held_out(penalty) for penalty in penalties}
    penalty = min(tried, key=lambda one: float(weights @ np.logaddexp(0, -sign * tried[one])))
    model = fit_signed(table, labels, penalty, weights, scaled, ways)
    rest = Held(unopened, model.score(tabulate(unopened, names)))
    return Trained(tuple(names), model, penalty, Held(opened, tried[penalty]), rest)


def fit_examples(examples: Sequence[Example], names: Sequence[str], penalties: Sequence[float] = PENALTIES) -> Fitted:
    """The plain case: ``train``, threshold 0, figures balanced accuracy, area under the curve and number of rows."""
    trained = train(examples, names, penalties)

    def figures(held: Held) -> Figures:
        return {
            "balanced accuracy": balanced_accuracy(held.scores, held.labels),
            "AUC": area_under_curve(held.scores, held.labels),
            "rows": float(len(held.scores)),
        }

    return Fitted(trained.weights, trained.model.bias, {}, figures(trained.opened), figures(trained.unopened))


@dataclass(frozen=True)
class Group:
    """Rows of which a right one is to be chosen: a table ``(rows, names)``, which are right ``(rows,)``, and the source
    of the question.
    """

    source: str
    table: Floats
    right: NDArray[np.bool_]
    weight: float = 1.0


@dataclass(frozen=True)
class Chosen:
    """A conditional logit fitted on all opened groups; each group's scores are by a model
    that has not seen its source.
    """

    model: Linear
    opened: Sequence[tuple[Group, Floats]]
    unopened: Sequence[tuple[Group, Floats]]


def train_groups(groups: Sequence[Group], penalty: float = 1.0) -> Chosen:
    """Fit on the opened sources; score each fold by a model of the others, and the unopened sources by that of all."""
    opened, unopened = divide(groups, lambda one: one.source)
    folds = [fold_of(one.source) for one in opened]
    scores: dict[int, Floats] = {}
    for fold in sorted(set(folds)):
        rest = [one for one, number in zip(opened, folds, strict=True) if number != fold]
        model = fit_conditional([(one.table, one.right) for one in rest], penalty, [one.weight for one in rest])
        scores |= {n: model.score(opened[n].table) for n, number in enumerate(folds) if number == fold}
    model = fit_conditional([(one.table, one.right) for one in opened], penalty, [one.weight for one in opened])
    held = [(one, scores[number]) for number, one in enumerate(opened)]
    return Chosen(model, held, [(one, model.score(one.table)) for one in unopened])


def rank_figures(scored: Sequence[tuple[Group, Floats]]) -> Figures:
    """How often a right row is first, among the first three, and nDCG@10 of the first right one; groups without a right
    row count as 0.
    """
    ranks = []
    for group, scores in scored:
        places = np.flatnonzero(group.right[np.argsort(-scores, kind="stable")])
        ranks.append(int(places[0]) + 1 if len(places) else 0)
    found = np.array(ranks)
    gains = np.where((found > 0) & (found <= 10), 1 / np.log2(np.maximum(found, 1) + 1), 0.0)
    return {
        "first": float((found == 1).mean()),
        "among three": float(((found > 0) & (found <= 3)).mean()),
        "nDCG@10": float(gains.mean()),
        "questions": float(len(found)),
    }
