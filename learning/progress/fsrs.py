"""When a question comes back: FSRS (the ``fsrs`` package), values in and values out.

A card's state is the package's own JSON, so that an answer of last year still counts. No fuzz: the
same history gives the same dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

State = dict[str, Any]


def review(state: Mapping[str, Any] | None, score: float, now: datetime, hints: int = 0) -> tuple[State, datetime]:
    """The state after an answer (``score`` 0 to 1), and when the question is due again.

    Wrong is Again; half right, or right with a hint, is Hard; right is Good. Easy is the learner's
    own word, so it is never given.
    """
    from fsrs import Rating

    rating = Rating.Again if score <= 0 else Rating.Hard if score < 1 or hints else Rating.Good
    card, _ = scheduler().review_card(_card(state), rating, now)
    return cast(State, dict(card.to_dict())), card.due


def recall(state: Mapping[str, Any], at: datetime) -> float:
    """The probability that the answer is still known at a time, 0 to 1."""
    return float(scheduler().get_card_retrievability(_card(state), at))


@lru_cache(maxsize=1)
def scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _card(state: Mapping[str, Any] | None) -> Card:
    from fsrs import Card

    return Card.from_dict(cast(Any, dict(state))) if state else Card()
