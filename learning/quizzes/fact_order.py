"""In which order the facts of a quiz are tried: what is most worth asking first, and all pages in turn."""

from __future__ import annotations

import random
from itertools import pairwise

import korean
from learning.facts.fact import Fact

TIERS = (9.0, 1.5, 1.35, 1.2, 1.1, -9.0)  # of salience, which is twice a chance


def order_facts(facts: list[Fact], rng: random.Random) -> list[Fact]:
    """What is most worth asking first; among that, an order that goes through the pages
    in turn, chance within a page.
    """
    tiers = [[fact for fact in facts if low <= fact.salience < high] for high, low in pairwise(TIERS)]
    return [fact for tier in tiers for fact in _interleave_pages(tier, rng)]


def asks_for(fact: Fact, concepts: frozenset[str]) -> bool:
    """Whether a fact tells of one of the concepts, or one of them may be asked for in it."""
    return any(korean.squeeze(name) in concepts for name in (fact.defines, *(term.text for term in fact.terms)))


def _interleave_pages(facts: list[Fact], rng: random.Random) -> list[Fact]:
    by_page: dict[tuple[str, int], list[Fact]] = {}
    for fact in facts:
        by_page.setdefault((fact.sentence.source_id, fact.sentence.page), []).append(fact)
    for group in by_page.values():
        rng.shuffle(group)
        group.sort(key=lambda fact: -round(fact.salience, 1))
    queues = list(by_page.values())
    rng.shuffle(queues)
    ordered = []
    while queues:
        ordered += [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
    return ordered
