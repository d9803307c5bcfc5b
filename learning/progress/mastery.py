"""How well something is mastered, and how sure that is: a Beta posterior over right answers whose evidence fades.

Each answer counts one, less the older it is (the forgetting factor of the Beta reputation system, Jøsang & Ismail
2002); a right choice among options counts less by the chance of a guess. Item difficulty is the same posterior around
what the question's maker set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

HALF_LIFE = 30.0  # days after which an answer counts half
PRIOR = 1.0  # a right and a wrong answer: Beta(1, 1), nothing known
STEADY = 4.0  # answers for which the maker's difficulty counts
INTERVAL = (0.05, 0.95)
_GRID = (np.arange(2000) + 0.5) / 2000


@dataclass(frozen=True)
class MasteryEvidence:
    """One answer: its score from 0 to 1, the chance of a lucky guess, and when it was given."""

    score: float
    guess: float
    at: datetime


@dataclass(frozen=True)
class Mastery:
    """The expected share of right answers, its 90 % interval, and the answers behind it."""

    mean: float
    low: float
    high: float
    answers: int


def mastery(evidence: Iterable[MasteryEvidence], now: datetime) -> Mastery:
    """What the answers say of one concept or chapter at a time."""
    right = wrong = PRIOR
    answers = 0
    for one in evidence:
        age = max(0.0, (now - one.at).total_seconds() / 86_400)
        weight = 0.5 ** (age / HALF_LIFE)
        right += weight * one.score * (1 - one.guess)
        wrong += weight * (1 - one.score)
        answers += 1
    low, high = _quantiles(right, wrong)
    return Mastery(right / (right + wrong), low, high, answers)


def difficulty(prior: float, scores: Iterable[float]) -> float:
    """How hard a question has shown itself to be, 0 to 1: the maker's guess for ``STEADY``
    answers, the rest as answered.
    """
    given = list(scores)
    return (STEADY * prior + sum(1 - score for score in given)) / (STEADY + len(given))


def _quantiles(a: float, b: float) -> tuple[float, float]:
    """The bounds of INTERVAL of Beta(a, b), on a grid of 2,000."""
    logs = (a - 1) * np.log(_GRID) + (b - 1) * np.log1p(-_GRID)
    mass = np.cumsum(np.exp(logs - logs.max()))
    low, high = (float(_GRID[int(np.searchsorted(mass, bound * mass[-1]))]) for bound in INTERVAL)
    return low, high
