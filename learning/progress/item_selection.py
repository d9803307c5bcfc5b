"""Which questions come next: those whose answer would otherwise be forgotten by the exam, the weak
ones first, no two alike in a row.

What a review is worth is how much it raises the chance of knowing the answer on the day of the exam, by the scheduler's
own memory model: the expectation over a right and a wrong answer, less the chance without a review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from learning.progress.fsrs import recall, review

KEEP = 0.85  # recall under which a review is due; more spends reviews on what is still known
EVE = timedelta(days=1)  # before an exam: what would be under KNOWN on the day is asked once more
KNOWN_RECALL = 0.93
REST_PERIOD = timedelta(
    days=5
)  # before an exam: what the eve will ask anyway waits for it, unless it is nearly gone (GONE of ``keep``)
GONE = 0.8
HORIZON = timedelta(days=30)  # without an exam, what is learned should last so long
NEW = 0.35  # recall of a question never asked: it may be known from the book
WEAK_CONCEPT = 0.5  # a concept not mastered at all counts half as much again
HARD = 0.2  # the hardest question counts a tenth more than one of middling difficulty, the easiest a tenth less
ALIKE_DISCOUNT = (
    0.6  # what each question of the same concept, or of the same kind twice before, leaves of a question's worth
)
LEAST_INTERVAL = timedelta(minutes=10)  # asked within this time: not again now


@dataclass(frozen=True)
class Standing:
    """Where one question stands for a learner; ``state`` is None where it was never asked,
    ``mastery`` and ``difficulty`` 0 to 1.
    """

    question_id: str
    concept: str
    kind: str
    state: Mapping[str, Any] | None = None
    last: datetime | None = None
    mastery: float = 0.5
    difficulty: float = 0.5


def worth(one: Standing, exam: datetime, now: datetime) -> float:
    """How much a review now raises the chance of knowing the answer at the exam, weakness and
    difficulty weighed in; 0 to 1.65.
    """
    known = recall(one.state, now) if one.state else NEW
    without = recall(one.state, exam) if one.state else NEW
    after = sum(
        chance * recall(review(one.state, score, now)[0], exam) for chance, score in ((known, 1.0), (1 - known, 0.0))
    )
    return max(0.0, after - without) * (1 + WEAK_CONCEPT * (1 - one.mastery)) * (1 + HARD * (one.difficulty - 0.5))


def select_due(
    standings: Iterable[Standing], now: datetime, exam: datetime | None = None, keep: float = KEEP
) -> list[Standing]:
    """Those asked before whose recall has sunk under ``keep``; near an exam, those that would not be known there.

    A review of the last days is worth more on the eve, when all is asked again that would sink under KNOWN: what is
    asked twice within days gains little from the second time (the spacing effect: Cepeda et al. 2008).
    """
    found = []
    for one in standings:
        if one.state is None or (one.last is not None and now - one.last < LEAST_INTERVAL):
            continue
        if exam is not None and now < exam <= now + EVE:
            sunk = recall(one.state, exam) < max(KNOWN_RECALL, keep)
        elif exam is not None and now < exam <= now + REST_PERIOD:
            sunk = recall(one.state, now) < GONE * keep
        else:
            sunk = recall(one.state, now) < keep
        if sunk:
            found.append(one)
    return found


def choose(standings: Iterable[Standing], n: int, now: datetime, exam: datetime | None = None) -> list[str]:
    """The ids of at most n questions, those that are due before the others, what is worth most first; an
    ``exam`` in the past counts as none.
    """
    standings = list(standings)
    waiting = {one.question_id for one in select_due(standings, now, exam)}
    end = exam if exam is not None and exam > now else now + HORIZON
    fresh = [one for one in standings if one.last is None or now - one.last >= LEAST_INTERVAL]
    worths = {one.question_id: worth(one, end, now) for one in fresh}
    chosen: list[Standing] = []
    while fresh and len(chosen) < n:
        best = max(
            fresh,
            key=lambda one: (
                one.question_id in waiting,
                worths[one.question_id] * _variety(one, chosen),
                one.question_id,
            ),
        )
        chosen.append(best)
        fresh.remove(best)
    return [one.question_id for one in chosen]


def _variety(one: Standing, chosen: Sequence[Standing]) -> float:
    same = sum(other.concept == one.concept for other in chosen)
    again = len(chosen) >= 2 and all(other.kind == one.kind for other in chosen[-2:])
    return float(ALIKE_DISCOUNT ** (same + again))
