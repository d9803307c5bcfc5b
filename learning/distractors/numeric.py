"""Numbers near a right one: years of the book, and amounts of the same unit and roundness; its
rank among them is left to chance.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence

from korean import lexicon
from learning.facts.terms import AMOUNT

NEAR_YEARS = (-9, -8, -7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 8, 9)
YEARS_APART = 30  # years that a year of the book may lie apart
TIMES = (0.4, 0.5, 0.6, 0.7, 0.8, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.5)
SMALL_AMOUNT = 12  # an amount up to here is exchanged by counting up and down
COUNTED = lexicon.words_in_order("units", "goes_by_ones")  # units that go by ones, however large the number
DOUBLED = lexicon.words_in_order("units", "powers_of_two")  # units whose amounts are powers of two
WHOLE = lexicon.words_in_order("units", "ends_at_a_hundred")  # units that end at a hundred
CENTURIES = 21  # no book tells of a later one


def year_distractors(year: int, known: Iterable[int], rng: random.Random) -> list[int]:
    """Other years, those of the book first, the nearer before the farther."""
    known = list(known)
    last = max([year, *known])  # a book does not tell of what is still to come
    near = {one for one in known if one != year and abs(one - year) <= YEARS_APART}
    made = [year + step for step in rng.sample(NEAR_YEARS, len(NEAR_YEARS)) if year + step <= last]
    return list(dict.fromkeys([*sorted(near, key=lambda one: (abs(one - year), rng.random())), *made]))


def numeric_distractors(amount: str, sentence: str, rng: random.Random, count: int) -> list[str]:
    """Other amounts as round as this one ("26,000명" -> "31,000명"), none of them in the
    sentence; empty for what is no amount.
    """
    match = AMOUNT.fullmatch(amount)
    if match is None:
        return []
    said, unit = match["value"], match["unit"]
    value, decimals = float(said.replace(",", "")), len(said.partition(".")[2])
    digits = said.replace(",", "").replace(".", "")
    round_to = 10.0 ** (min(len(digits) - len(digits.rstrip("0")), len(digits) - 1) - decimals)
    steps = [-4, -3, -2, -1, 1, 2, 3, 4]
    counted = unit.strip() in COUNTED or (value <= SMALL_AMOUNT and not decimals)
    grown = [value + step for step in steps] if counted else [value * times for times in TIMES]
    if unit.strip() in DOUBLED and value.is_integer() and int(value).bit_count() == 1:
        grown, round_to = [value * 2.0**step for step in steps], 1.0
    elif counted:
        round_to = 1.0
    elif len(digits.rstrip("0")) == 1 and round_to > 1:
        round_to /= 10
    tried = [round(one / round_to) * round_to for one in grown]
    most = 100.0 if unit.strip() in WHOLE else float(CENTURIES) if unit.strip() == "세기" else float("inf")
    others = sorted({one for one in tried if 0 < one <= most and abs(one - value) > round_to / 2})
    kept = [
        one
        for one in others
        if not re.search(rf"(?<![\d.,]){re.escape(_format_like(one, said))}(?![\d.,]\d)", sentence)
    ]
    return [f"{_format_like(one, said)}{unit}" for one in pick_around(value, rng.sample(kept, len(kept)), rng, count)]


def pick_around(right: float, others: Sequence[float], rng: random.Random, count: int) -> list[float]:
    """At most ``count`` of the others, some below and some above by chance, so that the rank
    of the right one tells nothing.
    """
    below = rng.randint(0, count)
    chosen = [one for one in others if one < right][:below]
    chosen += [one for one in others if one > right][: count - below]
    return [*chosen, *[one for one in others if one not in chosen][: count - len(chosen)]]


def value_of(text: str) -> float:
    """What an option is sorted by: its number, 0 where it has none."""
    match = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    return float(match.group().replace(",", "")) if match else 0.0


def _format_like(value: float, like: str) -> str:
    """The number with as many decimals as another, and with its commas."""
    decimals = len(like.partition(".")[2])
    return f"{value:,.{decimals}f}" if "," in like else f"{value:.{decimals}f}"
