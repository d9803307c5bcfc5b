"""The kinds of question, one file each; adding one is a file and a line here."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from learning.facts.extraction import Fact, FactPool
from learning.kinds import bogi, cloze, data, essay, match, mcq5, negative, order, ox, short
from learning.kinds.draft import Draft
from learning.models import Bloom

Maker = Callable[[Fact, FactPool, random.Random], Draft | None]


@dataclass(frozen=True)
class Kind:
    """A kind's names for people, and the function that makes one from a fact (None where the fact does not suit)."""

    korean: str
    english: str
    make: Maker
    bloom: Bloom = "remember"  # the level of thought (Anderson and Krathwohl 2001) that it asks for
    of_tables: bool = False  # whether it is made of the tables, before the sentences


KINDS: dict[str, Kind] = {
    "mcq5": Kind("5지선다", "Five choices", mcq5.make),
    "ox": Kind("OX", "True or false", ox.make, "understand"),
    "cloze": Kind("빈칸", "Fill the blank", cloze.make),
    "short": Kind("단답", "Short answer", short.make),
    "bogi": Kind("보기 조합", "Which statements are right", bogi.make, "understand"),
    "negative": Kind("부정 발문", "The false one of five", negative.make, "understand"),
    "order": Kind("순서 배열", "Put in order", order.make, "analyze"),
    "essay": Kind("서술형", "Essay with a rubric", essay.make, "understand"),
    "match": Kind("연결", "Match terms and definitions", match.make),
    "data": Kind("자료 해석", "Read a table or a passage", data.make, "analyze", of_tables=True),
}

WRITTEN = frozenset({"cloze", "short", "essay"})  # answered in the learner's own words

__all__ = ["KINDS", "WRITTEN", "Draft", "Kind"]
