"""Logistic regression (Newton) and the conditional logit (BFGS), with an L2 penalty, in numpy: the same numbers
everywhere, to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]
STEPS = 500
STILL = 1e-7  # the largest slope at which a minimum is reached


def minimise(loss: Loss, start: Floats) -> Floats:
    """Where a smooth ``loss`` (value and gradient) is least, near ``start`` ``(n,)``; BFGS with halved steps (Nocedal &
    Wright 2006, 6.1).
    """
    at, inverse = start.copy(), np.eye(len(start))
    value, slope = loss(at)
    for _ in range(STEPS):
        if np.abs(slope).max() < STILL:
            break
        direction = -inverse @ slope
        if direction @ slope >= 0:
            inverse, direction = np.eye(len(at)), -slope
        step = 1.0
        while True:
            ahead, new_slope = loss(at + step * direction)
            if ahead <= value + 1e-4 * step * float(direction @ slope):
                break
            step /= 2
            if step < 1e-12:
                return at
        moved, change = step * direction, new_slope - slope
        at, value, slope = at + moved, ahead, new_slope
        product = float(moved @ change)
        if product > 1e-12:
            turned = inverse @ change
            inverse += np.outer(moved, moved) * (1 + float(change @ turned) / product) / product
            inverse -= (np.outer(turned, moved) + np.outer(moved, turned)) / product
    return at


@dataclass(frozen=True)
class Linear:
    """A fitted linear model over the columns it was fitted on: ``values`` ``(n,)`` and ``bias``."""

    values: Floats
    bias: float

    def score(self, table: Floats) -> Floats:
        """The logit of each row ``(rows,)``."""
        return np.asarray(table @ self.values + self.bias, dtype=np.float64)


def fit_logistic(
    table: Floats, labels: NDArray[np.bool_], penalty: float, weights: Floats | None = None, scaled: bool = True
) -> Linear:
    """A logistic regression of ``labels`` ``(rows,)`` on ``table`` ``(rows, n)``.

    ``penalty``: L2 on weights of columns scaled to unit deviation (as they are where not ``scaled``: a column that few
    rows have then counts less), in rows; the bias is free. ``weights`` of rows are scaled to a mean of 1.
    """
    if weights is not None:
        table, labels, weights = table[weights > 0], labels[weights > 0], weights[weights > 0]
    share = np.ones(len(table)) if weights is None else weights / weights.mean()
    middle, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread < 1e-9] = 1.0
    if not scaled:
        spread = np.ones_like(spread)
    table = (table - middle) / spread
    sign = np.where(labels, 1.0, -1.0)

    with_bias = np.column_stack([table, np.ones(len(table))])
    ridge = np.append(np.full(table.shape[1], penalty), 1e-9)

    def loss(at: Floats) -> float:
        return float(share @ np.logaddexp(0, -sign * (with_bias @ at))) + float(ridge @ (at * at)) / 2

    found = np.zeros(with_bias.shape[1])
    value = loss(found)
    for _ in range(STEPS):  # Newton's steps, halved where they lead too far
        odds = _sigmoid(with_bias @ found)
        slope = with_bias.T @ (share * (odds - labels)) + ridge * found
        root = np.sqrt(share * odds * (1 - odds))[:, None]
        half = (with_bias * root).astype(np.float32)  # the steps may be rough, the slope is not
        curve = (half.T @ half).astype(np.float64) + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        while (ahead := loss(found - step)) > value and np.abs(step).max() > STILL:
            step /= 2
        found -= step
        if value - ahead < STILL * max(1.0, value):
            break
        value = ahead
    values = found[:-1] / spread
    return Linear(values, float(found[-1] - values @ middle))


def fit_signed(
    table: Floats,
    labels: NDArray[np.bool_],
    penalty: float,
    weights: Floats | None = None,
    scaled: bool = True,
    signs: Sequence[int] = (),
) -> Linear:
    """``fit_logistic`` where columns may only speak one way: ``signs`` ``(n,)`` are 1, -1 or 0 (either way).

    A column that would speak the other way is left out, and the rest is fitted again, until none does. What few rows
    of a set suggest by chance, that a faithful copy speaks against a sentence, say, is so kept out of the weights.
    """
    wanted = np.array(signs or [0] * table.shape[1])
    inside = np.ones(table.shape[1], dtype=bool)
    while True:
        found = fit_logistic(table[:, inside], labels, penalty, weights, scaled)
        values = np.zeros(table.shape[1])
        values[inside] = found.values
        wrong = wanted * values < 0
        if not wrong.any():
            return Linear(values, found.bias)
        inside &= ~wrong


def fit_conditional(
    groups: Sequence[tuple[Floats, NDArray[np.bool_]]], penalty: float, weights: Sequence[float] | None = None
) -> Linear:
    """A conditional logit: of the rows of each group (table ``(rows, n)``, which are right ``(rows,)``) a right one is
    chosen.

    McFadden 1974; where several rows are right, their probabilities add up. Groups without a right row, or without a
    wrong one, say nothing.
    """
    says = [bool(right.any() and not right.all()) for _, right in groups]
    telling = [group for group, useful in zip(groups, says, strict=True) if useful]
    counts = np.ones(len(groups)) if weights is None else np.array(weights)
    share = counts[says] / counts[says].mean()
    table = np.concatenate([one for one, _ in telling])
    right = np.concatenate([one for _, one in telling])
    starts = np.concatenate([[0], np.cumsum([len(one) for one, _ in telling])[:-1]])
    sizes = np.array([len(one) for one, _ in telling])
    spread = table.std(axis=0)
    spread[spread < 1e-9] = 1.0
    scaled = table / spread

    def loss(at: Floats) -> tuple[float, Floats]:
        scores = scaled @ at
        odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        every, good = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = odds / np.repeat(every, sizes) - odds * right / np.repeat(np.maximum(good, 1e-300), sizes)
        slope *= np.repeat(share, sizes)
        value = float((share * (np.log(every) - np.log(np.maximum(good, 1e-300)))).mean())
        value += penalty / len(telling) / 2 * float(at @ at)
        return value, scaled.T @ slope / len(telling) + penalty / len(telling) * at

    return Linear(minimise(loss, np.zeros(table.shape[1])) / spread, 0.0)


def _sigmoid(x: Floats) -> Floats:
    return np.exp(-np.logaddexp(0, -x))
