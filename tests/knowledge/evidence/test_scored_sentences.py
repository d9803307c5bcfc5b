"""How many sentences are given, in which order and from which page, by probabilities that are set by hand."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest

from knowledge import Library
from knowledge.evidence.answer_sentences import ScoredSentences, best_sentences, score_sentences
from knowledge.models import Sentence
from knowledge.search.passage_features import Part
from knowledge.search.sentence_features import NAMES, Candidate, merits
from knowledge.search.signals import Query

NOWHERE = Part(frozenset(), "", frozenset(), (), "", 0, 0)
QUESTION = "을사늑약은 언제 체결되었나?"


def set_apart(odds: list[float], candidates: list[Candidate]) -> ScoredSentences:
    """Sentences whose probabilities are ``odds``, by one feature alone."""
    table = np.zeros((len(odds), len(NAMES)))
    table[0, NAMES.index("bigrams")] = 1.0
    unit = float(merits(table)[0])
    table[:, NAMES.index("bigrams")] = [log(one) / unit for one in odds]
    query = Query("", (), (), np.zeros(0, np.float32), None)
    return ScoredSentences((), query, tuple(candidates), table)


def candidate(number: int, page: int = 1, start: int = 0, place: int = 0) -> Candidate:
    return Candidate("s", page, start, start + 5, f"{number}번째", NOWHERE, 1.0, 0, place)


def given(library: Library, odds: list[float], n: int) -> list[Sentence]:
    with library.database.session() as session:
        return best_sentences(session, set_apart(odds, [candidate(i) for i in range(len(odds))]), n)


@pytest.mark.parametrize(
    ("odds", "n", "chosen"),
    [
        ([0.98, 0.02], 3, [0]),
        ([0.96, 0.04], 3, [0, 1]),
        ([0.5, 0.5], 3, [0, 1]),
        ([0.1, 0.6, 0.3], 3, [1, 2, 0]),
        ([0.1, 0.6, 0.3], 2, [1, 2]),
        ([0.1, 0.6, 0.3], 1, [1]),
        ([0.02, 0.9, 0.08], 3, [1, 2]),
        ([1.0], 3, [0]),
        ([0.25, 0.25, 0.25, 0.25], 4, [0, 1, 2, 3]),
    ],
)
def test_sentences_are_given_until_one_of_them_answers_almost_surely(
    library: Library, odds: list[float], n: int, chosen: list[int]
) -> None:
    found = given(library, odds, n)
    assert [one.text for one in found] == [f"{number}번째" for number in chosen]
    assert [one.score for one in found] == pytest.approx([odds[number] for number in chosen])


def test_great_merits_are_no_trouble(library: Library) -> None:
    scored = set_apart([0.5, 0.5], [candidate(0), candidate(1)])
    table = scored.table.copy()
    table[:, NAMES.index("bigrams")] = [1e4, 1e4 - 1e3]
    with library.database.session() as session:
        (only,) = best_sentences(session, replace(scored, table=table), 3)
    assert only.text == "0번째" and only.score == pytest.approx(1.0)


def test_a_sentence_on_the_next_page_is_given_with_its_own(library: Library) -> None:
    source = library.sources()[0].id
    first, second = library.pages(source)
    places = [(0, first.start), (1, first.start + 20), (2, second.start + 10), (0, second.start + 10)]
    candidates = [replace(candidate(i, 1, at, place), source_id=source) for i, (place, at) in enumerate(places)]
    with library.database.session() as session:
        found = best_sentences(session, set_apart([0.25] * 4, candidates), 4)
    assert [one.page for one in found] == [1, 1, 2, 1], "a passage's first sentence is where the passage is"
    assert all((one.source_id, one.end - one.start) == (source, 5) for one in found)


def test_only_the_first_hits_that_are_still_there_are_laid_against_the_question(sample_library: Library) -> None:
    hits = sample_library.search(QUESTION, k=6)
    gone = replace(hits[1], passage=replace(hits[1].passage, id=10**9))
    with sample_library.snapshot() as (session, searcher):
        usual = score_sentences(session, searcher, QUESTION, hits)
        one = score_sentences(session, searcher, QUESTION, hits, 1)
        without = score_sentences(session, searcher, QUESTION, [hits[0], gone, *hits[2:]], 3)
        assert score_sentences(session, searcher, QUESTION, []) is None
        assert score_sentences(session, searcher, QUESTION, [gone]) is None
    assert usual and one and without
    assert usual.hits == tuple(hits) == one.hits and usual.query.text == QUESTION
    assert {each.hit for each in usual.candidates} == {0, 1, 2} and {each.hit for each in one.candidates} == {0}
    assert usual.table.shape == (len(usual.candidates), len(NAMES))
    for scored, shown in ((usual, hits[:3]), (one, hits[:1]), (without, [hits[0], hits[2]])):
        for number, hit in enumerate(shown):
            mine = [each for each in scored.candidates if each.hit == number]
            assert mine and all(each.source_id == hit.passage.source_id for each in mine)
            assert all(each.passage == pytest.approx(hit.score / hits[0].score) for each in mine)
            assert min(each.start for each in mine) == hit.passage.start
