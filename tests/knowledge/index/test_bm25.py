"""Our BM25 agrees with another implementation, and posting lists survive the trip to bytes."""

from collections import Counter

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.index import bm25
from knowledge.library import Library


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 60000)), min_size=1, max_size=50))
def test_posting_lists_come_back_as_they_were(pairs: list[tuple[int, int]]) -> None:
    ordinals, counts = bm25.decode(bm25.encode([a for a, _ in pairs], [b for _, b in pairs]))
    assert list(zip(ordinals.tolist(), counts.tolist(), strict=True)) == pairs


def test_scores_equal_those_of_bm25s(sample_library: Library) -> None:
    terms = ["조약", "일본", "독립", "정부"]
    with sample_library.database.session() as session:
        shelf = sample_library.searcher.shelf(session)
        ours, _ = bm25.score(session, sample_library.owner, shelf, Counter(terms), None)
        corpus = [[""] * 0 for _ in range(shelf.size)]
        from sqlalchemy import select

        from storage.tables import PostingRow

        for term, source, data in session.execute(select(PostingRow.term, PostingRow.source_id, PostingRow.data)):
            ordinals, counts = bm25.decode(data)
            for ordinal, count in zip(ordinals, counts, strict=True):
                corpus[int(shelf.base[shelf.ids.index(source)]) + int(ordinal)] += [term] * int(count)
    other = bm25s.BM25(k1=bm25.K1, b=bm25.B, method="lucene")
    other.index(corpus, show_progress=False)
    theirs = other.get_scores(terms)
    # bm25s leaves out the constant factor (k1 + 1) of Robertson's formula.
    assert np.allclose(ours, theirs * (bm25.K1 + 1), atol=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_what_a_large_shelf_leaves_out_changes_none_of_the_first(seed: int, sample_library: Library) -> None:
    size, first = 50_000, 30
    rng = np.random.default_rng(seed)
    shelf = bm25.Collection(("책",), np.array([0, size]), np.ones(size, np.float32))
    terms = Counter(f"낱말{number}" for number in range(6))
    for number, share in enumerate((0.0004, 0.002, 0.01, 0.06, 0.2, 0.5)):
        positions = np.flatnonzero(rng.random(size) < share).astype(np.uint32)
        shelf.kept.put(f"낱말{number}", bm25.Postings(positions, rng.random(len(positions), dtype=np.float32)))
    with sample_library.database.session() as session:
        every, weights = bm25.score(session, "", shelf, terms, None)
        some, same = bm25.score(session, "", shelf, terms, None, first=first)
    assert weights == same
    assert np.count_nonzero(every != some) > size / 10  # the commonest were left out for most
    assert bm25.best(every, first).tolist() == bm25.best(some, first).tolist()
    assert np.array_equal(every[bm25.best(every, first)], some[bm25.best(some, first)])
