"""Whether the hits answer at all: what they hold counts, of the first five, and what is gone counts for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from knowledge import Hit, Library
from knowledge.evidence.answer_sentences import ScoredSentences, score_sentences
from knowledge.evidence.answerability import answer_probability
from knowledge.search.sentence_features import NAMES
from knowledge.search.signals import make_query

QUESTION, OTHER = "을사늑약은 언제 체결되었나?", "광합성은 엽록체의 어디에서 일어나나?"


@pytest.fixture
def treaty(sample_library: Library) -> list[Hit]:
    return sample_library.search(QUESTION, k=8)


@pytest.fixture
def leaf(sample_library: Library) -> list[Hit]:
    return sample_library.search(OTHER, k=8)


def probability(library: Library, hits: Sequence[Hit], question: str = QUESTION, bigrams: float = 0.5) -> float:
    """With the share of the question's syllables set, so that only the hits differ."""
    with library.snapshot() as (session, searcher):
        scored = score_sentences(session, searcher, question, hits)
        query = scored.query if scored else searcher.query(session, question)
        table = np.zeros((1, len(NAMES)))
        table[0, NAMES.index("bigrams")] = bigrams
        return answer_probability(session, searcher, ScoredSentences(tuple(hits), query, (), table))


def test_what_the_books_say_is_likelier_than_what_they_do_not(
    sample_library: Library, treaty: list[Hit], leaf: list[Hit]
) -> None:
    assert 0 < probability(sample_library, leaf[:1]) < probability(sample_library, treaty[:1]) < 1
    assert probability(sample_library, treaty, bigrams=0.0) < probability(sample_library, treaty, bigrams=1.0)
    known = sample_library.examine(QUESTION, treaty)[1]
    unknown = "양자 컴퓨터의 큐비트는 몇 개인가?"
    assert known > 0.9 and sample_library.examine(unknown, sample_library.search(unknown))[1] < 0.1


def test_the_best_hit_counts_most_where_it_comes_first(
    sample_library: Library, treaty: list[Hit], leaf: list[Hit]
) -> None:
    first = probability(sample_library, [treaty[0], leaf[0]])
    second = probability(sample_library, [leaf[0], treaty[0]])
    neither = probability(sample_library, leaf[:2])
    assert neither < second < first == probability(sample_library, treaty[:1])


def test_only_the_first_five_hits_are_looked_at(sample_library: Library, treaty: list[Hit], leaf: list[Hit]) -> None:
    others = [hit for hit in leaf if hit.passage.id not in {one.passage.id for one in treaty}][:5]
    assert len(others) == 5
    alone = probability(sample_library, others)
    assert probability(sample_library, [*others, treaty[0]]) == alone
    assert probability(sample_library, [*others[:4], treaty[0]]) > alone


def test_passages_that_are_gone_hold_nothing(sample_library: Library, treaty: list[Hit]) -> None:
    gone = [replace(hit, passage=replace(hit.passage, id=10**9 + n)) for n, hit in enumerate(treaty)]
    nothing = probability(sample_library, gone)
    assert 0 < nothing < probability(sample_library, treaty)
    assert probability(sample_library, []) == nothing
    assert probability(sample_library, [gone[0], treaty[0]]) == probability(sample_library, treaty[:1])


def test_the_question_itself_counts_by_its_terms(sample_library: Library) -> None:
    def empty(*words: str) -> float:
        query = make_query("", [], {}, None)
        query = replace(query, terms=words, weights=np.ones(len(words), np.float32))
        table = np.zeros((1, len(NAMES)))
        with sample_library.snapshot() as (session, searcher):
            return answer_probability(session, searcher, ScoredSentences((), query, (), table))

    one, ten = empty("가"), empty(*"가나다라마바사아자차")
    assert one != ten and 0 < empty() < 0.05
