"""A kind of question that the house does not have: the first word of a sentence, asked for by the rest of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

from learning.facts.fact import Fact, FactPool
from learning.kinds import Draft, Kind
from learning.models import Option

HEAD = "교재에서 다음 말로 이어지는 문장의 첫 어절을 쓰시오."
SHORTEST = 20  # characters of the rest, for it to stand once in a book


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    first, _, rest = " ".join(fact.sentence.text.split()).partition(" ")
    if len(rest) < SHORTEST or len(first) < 2 or first in rest or not fact.terms:
        return None
    note = f"'{first}'입니다. {first} {rest}"
    return Draft("toy", f"{HEAD}\n{rest}", (), (first,), note, fact.terms[0].text, 0.3, (first,))


def solve(stem: str, options: Sequence[Option], spans: Sequence[str]) -> str | None:
    """What stands before the rest in the cited sentence."""
    rest, span = stem.partition("\n")[2], " ".join(spans[0].split())
    return span.removesuffix(rest).strip() if span.endswith(rest) else None


KIND = Kind("toy", "토이", "Toy", make, asked_as="토이", form="text", asks_term=True, solve=solve)
