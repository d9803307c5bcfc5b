"""What a learner's days look like: reviews to come, days in a row, time spent. Days are those of
the clock that ``now`` carries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learning.models import Attempt

DAYS = 14  # of a forecast
WEEK = 7


@dataclass(frozen=True)
class Totals:
    """What was done; times in seconds, ``streak`` in days up to today, or up to yesterday
    where today is still to come.
    """

    answers: int
    today: float
    week: float
    streak: int


def forecast(due: Iterable[datetime], now: datetime, days: int = DAYS) -> list[tuple[date, int]]:
    """How many reviews wait on each day from today on; what is overdue waits today."""
    first = now.date()
    waiting = Counter(max(first, at.astimezone(now.tzinfo).date()) for at in due)
    return [(day, waiting[day]) for day in (first + timedelta(days=n) for n in range(days))]


def totals(attempts: Iterable[Attempt], now: datetime) -> Totals:
    """Answers, time and days in a row."""
    today = now.date()
    by_day: dict[date, float] = {}
    answers = 0
    for one in attempts:
        day = one.at.astimezone(now.tzinfo).date()
        by_day[day] = by_day.get(day, 0.0) + one.seconds
        answers += 1
    week = sum(spent for day, spent in by_day.items() if today - timedelta(days=WEEK) < day <= today)
    return Totals(answers, by_day.get(today, 0.0), week, _streak(set(by_day), today))


def _streak(days: set[date], today: date) -> int:
    day = today if today in days else today - timedelta(days=1)
    length = 0
    while day in days:
        length += 1
        day -= timedelta(days=1)
    return length
