"""Spaced review: our dates against py-fsrs, and the chosen order against others on simulated
learners whose memory is known.

    python3 run.py bench learners [--learners 10] [--items 60]

The simulated memory is not the scheduler's: recall halves with every half-life (Settles & Meeder 2016), a right answer
lengthens an item's half-life by its own factor, the more so the nearer it was to being forgotten, and a wrong one
shortens it. Every order is tried with more and with less effort; counted are the fewest reviews with which the mean
true recall on the day of the exam reaches the target.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench.report import publish
from learning.progress.fsrs import State, review
from learning.progress.item_selection import Standing, choose, select_due

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIMULATED_DAYS = 30
TARGET_RECALL = 0.9
FIXED = (1, 3, 7, 14, 30)  # days after each right answer; back to the first after a wrong one


@dataclass
class SimulatedMemory:
    """One item in a learner's head: half-life in days, its growth, when it was last seen."""

    half_life: float
    growth: float
    seen: float = 0.0

    def recall(self, day: float) -> float:
        return float(2 ** (-(day - self.seen) / self.half_life))

    def answer(self, day: float, rng: random.Random) -> bool:
        known = self.recall(day)
        right = rng.random() < known
        self.half_life = max(0.3, self.half_life * (1 + self.growth * (1 - known) ** 0.5 if right else 0.6))
        self.seen = day
        return right


@dataclass
class SimulatedItem:
    """What an order sees of an item: the state that its answers left, and how often it was right in a row."""

    memory: SimulatedMemory
    state: State
    last: datetime
    streak: int = 1
    due: float = 1.0


Order = Callable[[list[SimulatedItem], int, float, random.Random], list[int]]


def ours(items: list[SimulatedItem], day: int, effort: float, rng: random.Random) -> list[int]:
    now, exam = START + timedelta(days=day), START + timedelta(days=SIMULATED_DAYS)
    standings = [Standing(str(n), str(n), "short", item.state, item.last) for n, item in enumerate(items)]
    return [int(one.question_id) for one in select_due(standings, now, exam, keep=effort)]


def pick_ours_daily(items: list[SimulatedItem], day: int, effort: float, rng: random.Random) -> list[int]:
    """The same number every day, as a learner asks for who has so much time."""
    now, exam = START + timedelta(days=day), START + timedelta(days=SIMULATED_DAYS)
    standings = [Standing(str(n), str(n), "short", item.state, item.last) for n, item in enumerate(items)]
    return [int(one) for one in choose(standings, round(effort * len(items)), now, exam)]


def at_random(items: list[SimulatedItem], day: int, effort: float, rng: random.Random) -> list[int]:
    return rng.sample(range(len(items)), round(effort * len(items)))


def in_turn(items: list[SimulatedItem], day: int, effort: float, rng: random.Random) -> list[int]:
    """Every item after the same number of days, whatever is known of it: the longest unseen first."""
    return sorted(range(len(items)), key=lambda n: (items[n].last, n))[: round(effort * len(items))]


def expanding(items: list[SimulatedItem], day: int, effort: float, rng: random.Random) -> list[int]:
    return [n for n, item in enumerate(items) if item.due <= day]


SHARES = tuple(n / 60 for n in range(1, 61))
ORDERS: dict[str, tuple[Order, tuple[float, ...]]] = {
    "chosen": (
        ours,
        (0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.84, 0.85, 0.86, 0.88, 0.9, 0.92, 0.95, 0.97, 0.98, 0.985, 0.99, 1.01),
    ),
    "chosen, so many a day": (pick_ours_daily, tuple(n / 60 for n in range(2, 42, 2))),
    "random": (at_random, SHARES),
    "fixed intervals (every k days)": (in_turn, SHARES),
    "fixed intervals (1-3-7-14-30)": (expanding, (1.0,)),
}
LEARNERS = {
    "forgets in two days": 0.9,
    "forgets in a week": 1.8,
    "forgets in two weeks": 2.5,
}  # the logarithm of the median half-life in days


def learner(seed: int, size: int, strength: float) -> list[SimulatedItem]:
    """A learner who has just seen every item once, some of them hard for him."""
    rng = random.Random(seed)
    state, _ = review(None, 1.0, START)
    return [
        SimulatedItem(SimulatedMemory(rng.lognormvariate(strength, 0.9), rng.uniform(1.0, 4.0)), dict(state), START)
        for _ in range(size)
    ]


def study(order: Order, seed: int, size: int, strength: float, effort: float) -> tuple[int, float]:
    """Reviews spent until the exam, and the mean true recall there."""
    items, rng = learner(seed, size, strength), random.Random(1000 + seed)
    reviews = 0
    for day in range(1, SIMULATED_DAYS):
        for n in order(items, day, effort, rng):
            item, now = items[n], START + timedelta(days=day)
            right = item.memory.answer(day, rng)
            item.state, _ = review(item.state, float(right), now)
            item.last, item.streak = now, item.streak + 1 if right else 0
            item.due = day + FIXED[min(item.streak, len(FIXED)) - 1 if item.streak else 0]
            reviews += 1
    return reviews, sum(item.memory.recall(SIMULATED_DAYS) for item in items) / size


def count_needed(
    order: Order, efforts: tuple[float, ...], seed: int, size: int, strength: float
) -> tuple[int, float] | None:
    """The fewest reviews with which the target is reached, over the efforts; None where none reaches it."""
    found = [study(order, seed, size, strength, effort) for effort in efforts]
    return min((one for one in found if one[1] >= TARGET_RECALL), default=None)


def same_dates(histories: int) -> int:
    """How many of the simulated histories have the very dates of py-fsrs, our state kept
    as JSON between the answers.
    """
    import json

    from fsrs import Card, Rating, Scheduler

    equal = 0
    for seed in range(histories):
        rng, now = random.Random(seed), START
        card, state, same = Card(), None, True
        for _ in range(rng.randint(1, 12)):
            score, hints = rng.choice(((0.0, 0), (0.5, 0), (1.0, 0), (1.0, 1)))
            rating = Rating.Again if not score else Rating.Hard if score < 1 or hints else Rating.Good
            card, _ = Scheduler(enable_fuzzing=False).review_card(card, rating, now)
            state, due = review(json.loads(json.dumps(state)) if state else None, score, now, hints)
            same = same and due == card.due
            now += timedelta(minutes=rng.randint(1, 40 * 24 * 60))
        equal += same
    return equal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=10)
    parser.add_argument("--items", type=int, default=60)
    parser.add_argument("--histories", type=int, default=1000)
    arguments = parser.parse_args()
    rows: list[tuple[object, ...]] = [
        ("py-fsrs", "histories with equal dates", same_dates(arguments.histories), "", "", "")
    ]
    for name, strength in LEARNERS.items():
        means: dict[str, float] = {}
        for called, (order, efforts) in ORDERS.items():
            found = [
                count_needed(order, efforts, seed, arguments.items, strength) for seed in range(arguments.learners)
            ]
            reached = [one for one in found if one]
            means[called] = sum(reviews for reviews, _ in reached) / max(1, len(reached))
            spared = 1 - means["chosen"] / means[called] if means[called] else 0.0
            recall = sum(known for _, known in reached) / max(1, len(reached))
            rows.append((name, called, len(reached), means[called], recall, spared))
    notes = (
        f"{arguments.learners} learners of a kind, {arguments.items} items, recall {TARGET_RECALL} on day "
        f"{SIMULATED_DAYS}, one review a day and item at most"
    )
    heads = ("learner", "order", "reach the target", "reviews", "mean recall", "spared by the chosen order")
    publish("learners", heads, rows, notes)


if __name__ == "__main__":
    main()
