"""The page of an offset: one answer for a document being read, a stored one and a sentence of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Library
from knowledge.catalog.page_numbers import PageNumbers, load_page_numbers


@given(st.lists(st.text(max_size=5), min_size=1, max_size=6), st.data())
def test_an_offset_stands_on_the_page_that_holds_it(pages: list[str], data: st.DataObject) -> None:
    starts = [sum(len(page) + 1 for page in pages[:n]) for n in range(len(pages))]
    numbers = PageNumbers.of(zip(starts, range(7, 7 + len(pages)), strict=True))
    offset = data.draw(st.integers(0, max(0, len("\n".join(pages)) - 1)))
    own = max(n for n, start in enumerate(starts) if start <= offset)
    assert numbers.page_at(offset) == 7 + own and numbers.count_until(offset) == own + 1


@pytest.mark.parametrize("offset", [0, 10])
def test_without_pages_it_is_the_first(offset: int) -> None:
    assert PageNumbers((), ()).page_at(offset) == 1


def test_a_source_its_pages_and_its_sentences_agree(sample_library: Library) -> None:
    source = sample_library.sources()[0]
    with sample_library.database.session() as session:
        numbers = load_page_numbers(session, source.id)
    for page in sample_library.pages(source.id):
        for offset in (page.start, page.end - 1):
            assert numbers.page_at(offset) == page.number == sample_library.page_at(source.id, offset)
    assert all(numbers.page_at(one.start) == one.page for one in sample_library.sentences(source.id))
