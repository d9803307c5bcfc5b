"""What a quiz is made of: the kept facts of its sources, and the terms that distractors are drawn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from knowledge import Library
from learning.facts.fact import EVERYWHERE, Fact, FactPool
from learning.facts.kept_facts import load_facts
from learning.facts.source_facts import PART
from learning.facts.terms import NUMBER_KINDS
from learning.facts.topics import related_sources


def extract_facts(library: Library, source_ids: Sequence[str], pages: tuple[int, int] | None) -> FactPool:
    """Facts of the chosen pages; the pool is drawn from the whole of the sources."""
    reads = load_facts(library, source_ids)
    places: dict[str, set[int]] = {}
    homes: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    sorts: dict[str, tuple[str, str]] = {}
    spreads: dict[str, Counter[str]] = {}
    first = 0
    for source_id, read in reads.items():
        spread = spreads[source_id] = Counter[str]()
        names = [word.text for word in read.words]
        for number, held in enumerate(read.places, first):
            for n in held:
                places.setdefault(names[n], set()).add(number)
                spread[names[n]] += 1
        first += len(read.places)
        for word in read.words:
            homes.setdefault(word.text, set()).add(source_id)
            if word.kind:
                kinds[word.text] = word.kind
                sorts[word.text] = (word.sort, word.head)
    total = sum(spreads.values(), Counter[str]())
    pool: dict[tuple[str, str], list[str]] = {}
    for term in [term for term, _ in total.most_common() if term in kinds]:
        sort, head = sorts[term]
        pool.setdefault(pool_key(kinds[term], sort, head), []).append(term)

    def inside(facts: Sequence[Fact]) -> tuple[Fact, ...]:
        return tuple(fact for fact in facts if pages is None or pages[0] <= fact.sentence.page <= pages[1])

    lines = tuple(fact for read in reads.values() for fact in read.lines)
    return FactPool(
        inside([fact for read in reads.values() for fact in read.facts]),
        {key: tuple(terms) for key, terms in pool.items()},
        {term: frozenset(numbers) for term, numbers in places.items()},
        {term: frozenset(sources) for term, sources in homes.items()},
        inside([fact for read in reads.values() for fact in read.tables]),
        frozenset().union(*(read.key_words for read in reads.values())),
        max(EVERYWHERE, first // PART),
        related_sources(spreads),
        lines=inside(lines),
        fellows=lines,
    )


def pool_key(kind: str, sort: str, head: str) -> tuple[str, str]:
    """Where terms that may stand for one another are kept: by what they name, else by their last part."""
    return kind, "" if kind in NUMBER_KINDS else sort or head
