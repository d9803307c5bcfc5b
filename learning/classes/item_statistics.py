"""What the items of a test are worth, from the first takes of those who took it: classical test theory.

Facility, discrimination and discriminative efficiency are as Moodle's quiz report defines them ("Quiz statistics
calculations", Moodle developer documentation); the internal consistency is Cronbach's alpha (L. J. Cronbach,
Coefficient alpha and the internal structure of tests, Psychometrika 16, 1951, 297-334). Variances and covariances
are those of a sample (n - 1). What the numbers of a handful of takers cannot say is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from learning.classes.submissions import Assignment, PupilStanding, Submission
from learning.grading.grader import parse_choice
from learning.models import Question

FEWEST_TAKERS = 2  # for anything that compares takers


@dataclass(frozen=True)
class OptionStatistics:
    """How often an option was chosen; ``mean_total``: by those with what share of all points on average."""

    id: str
    text: str
    is_key: bool
    chosen: int
    mean_total: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """One item: ``facility`` (정답률) its mean score, ``discrimination`` (변별도) its correlation with the other items,
    ``efficiency`` how much of the discrimination that its spread of scores allows, in percent.
    """

    question: Question
    takers: int
    facility: float
    discrimination: float | None
    efficiency: float | None
    options: tuple[OptionStatistics, ...]


@dataclass(frozen=True)
class ExamStatistics:
    """A whole test; ``mean`` and ``deviation`` of the shares of all points."""

    takers: int
    mean: float | None
    deviation: float | None
    alpha: float | None
    items: tuple[ItemStatistics, ...]


def describe_exam(assignment: Assignment, standings: Sequence[PupilStanding]) -> ExamStatistics:
    """The statistics of an assignment over every pupil's first take that was handed in."""
    first = [one.takes[0] for one in standings if one.takes and one.takes[0].handed_in_at is not None]
    scores = np.array([[take.scores.get(one.id, 0.0) for one in assignment.questions] for take in first], np.float64)
    if not first:
        return ExamStatistics(
            0, None, None, None, tuple(_describe_item(one, [], scores, 0) for one in assignment.questions)
        )
    shares = scores.mean(axis=1)
    return ExamStatistics(
        takers=len(first),
        mean=float(shares.mean()),
        deviation=float(shares.std(ddof=1)) if len(first) >= FEWEST_TAKERS else None,
        alpha=cronbach_alpha(scores),
        items=tuple(_describe_item(one, first, scores, place) for place, one in enumerate(assignment.questions)),
    )


def cronbach_alpha(scores: NDArray[np.float64]) -> float | None:
    """k / (k - 1) * (1 - sum of the items' variances / variance of the totals), of scores ``(takers, items)``.

    None for fewer than two takers or items, or where all totals are the same.
    """
    takers, items = scores.shape if scores.ndim == 2 else (0, 0)
    if takers < FEWEST_TAKERS or items < 2:
        return None
    of_totals = float(scores.sum(axis=1).var(ddof=1))
    if of_totals < 1e-12:
        return None
    return items / (items - 1) * (1 - float(scores.var(axis=0, ddof=1).sum()) / of_totals)


def discrimination(item: NDArray[np.float64], rest: NDArray[np.float64]) -> float | None:
    """The correlation of an item's scores with the totals of the other items, both ``(takers,)``, in -1 to 1; None
    where one of them is the same for all.
    """
    if len(item) < FEWEST_TAKERS or item.std() < 1e-12 or rest.std() < 1e-12:
        return None
    return float(np.corrcoef(item, rest)[0, 1])


def discriminative_efficiency(item: NDArray[np.float64], rest: NDArray[np.float64]) -> float | None:
    """100 * the covariance with the other items / the largest that these very scores could have, when the best takers
    had the best of them; None where that is 0.
    """
    if len(item) < FEWEST_TAKERS:
        return None
    largest = float(np.cov(np.sort(item), np.sort(rest))[0, 1])
    return None if largest < 1e-12 else 100 * float(np.cov(item, rest)[0, 1]) / largest


def _describe_item(
    question: Question, takes: Sequence[Submission], scores: NDArray[np.float64], place: int
) -> ItemStatistics:
    if not takes:
        return ItemStatistics(question, 0, 0.0, None, None, _describe_options(question, {}, []))
    item, rest = scores[:, place], scores.sum(axis=1) - scores[:, place]
    chosen = {number: parse_choice(question, take.answers.get(question.id, "")) for number, take in enumerate(takes)}
    return ItemStatistics(
        question=question,
        takers=len(takes),
        facility=float(item.mean()),
        discrimination=discrimination(item, rest),
        efficiency=discriminative_efficiency(item, rest),
        options=_describe_options(question, chosen, [float(share) for share in scores.mean(axis=1)]),
    )


def _describe_options(
    question: Question, chosen: Mapping[int, str], shares: Sequence[float]
) -> tuple[OptionStatistics, ...]:
    counted = Counter(chosen.values())
    described = []
    for option in question.options:
        theirs = [shares[number] for number, choice in chosen.items() if choice == option.id]
        mean = sum(theirs) / len(theirs) if theirs else None
        is_key = option.id in question.answer
        described.append(OptionStatistics(option.id, option.text, is_key, counted[option.id], mean))
    return tuple(described)
