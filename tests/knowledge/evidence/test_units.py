"""Answer units: what may be shown as one answer is an exact span, and lists, sections and families are whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge import Citation, Library
from knowledge.evidence.answer_units import find_answer
from knowledge.evidence.sections import read_all_sections
from knowledge.evidence.unit_features import NAMES, OWN_NAMES, tabulate_units
from knowledge.search.question_type import counts_in, holds_amount

BOOK = """# 건강한 생활

## 손 씻기

손 씻기는 손에 묻은 세균을 비누와 물로 없애는 일이다. 감염병을 막는 가장 쉬운 방법이다.

## 손을 씻는 순서

손은 다음과 같은 순서로 씻는다:

- 손바닥을 마주 대고 문지른다
- 손등을 문지른다
- 손가락 사이를 문지른다
- 흐르는 물에 헹군다

## 예방 접종의 장단점

### 장점

병에 잘 걸리지 않는다.

### 단점

맞은 자리가 며칠 아플 수 있다.
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    path = tmp_path / "건강.md"
    path.write_text(BOOK, encoding="utf-8")
    library = Library.open(tmp_path / "library")
    library.add(path)
    yield library
    library.close()


def quotes(library: Library, question: str) -> list[str]:
    hits = library.search_for_answer(question, 8)
    return [unit.text for unit in library.find_answer(question, hits).units]


def test_every_unit_is_an_exact_span_of_its_source(shelf: Library) -> None:
    question = "손을 씻는 순서 알려줘"
    with shelf.snapshot() as (session, searcher):
        hits = searcher.search(session, question, 8, None)
        units = tabulate_units(searcher.query(session, question), read_all_sections(session, hits), searcher.morphemes)
    assert units is not None and units.table.shape == (len(units.units), len(NAMES))
    for unit in units.units:
        start, end = units.span(unit)
        assert shelf.text(units.sections[unit.section].source_id, start, end) == units.text(unit) != ""


def test_a_list_is_shown_with_all_its_items(shelf: Library) -> None:
    first = quotes(shelf, "손을 씻는 순서 다 알려줘")[0]
    assert all(item in first for item in ("손바닥", "손등", "손가락 사이", "헹군다"))


def test_a_definition_is_not_buried(shelf: Library) -> None:
    assert "세균을 비누와 물로 없애는 일이다." in quotes(shelf, "손 씻기가 뭐야?")[0]


def test_sections_under_one_heading_are_one_unit_with_their_headings(shelf: Library) -> None:
    question = "예방 접종의 장단점"
    with shelf.snapshot() as (session, searcher):
        hits = searcher.search(session, question, 8, None)
        families = [one for one in read_all_sections(session, hits) if one.family]
    texts = [one.text for one in families]
    assert any(text.startswith("장점") and "단점" in text and text.endswith("아플 수 있다.") for text in texts)


def test_units_that_are_shown_do_not_overlap(shelf: Library) -> None:
    hits = shelf.search_for_answer("손 씻기와 손을 씻는 순서", 8)
    found = shelf.find_answer("손 씻기와 손을 씻는 순서", hits, 3).units
    spans = sorted((unit.start, unit.end) for unit in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_nothing_is_found_in_nothing(shelf: Library) -> None:
    with shelf.snapshot() as (session, searcher):
        found = find_answer(session, searcher, "손 씻기", [], 3)
    assert (found.units, found.sure) == ((), 0.0)


def test_what_the_book_says_is_surer_than_what_it_does_not(shelf: Library) -> None:
    def sure(question: str) -> float:
        return shelf.find_answer(question, shelf.search_for_answer(question, 8)).sure

    assert sure("손 씻기가 뭐야?") > sure("손 씻기를 처음 연구한 학자는 어느 나라 사람이야?")
    assert sure("감염병") > sure("양자 컴퓨터의 큐비트는 몇 개인가?")


NESTED = """# 텃밭 가꾸기

## 봄에 할 일

봄에는 다음 일을 한다.

- 밭을 간다
  - 돌을 고른다
  - 거름을 섞는다
- 씨를 뿌린다

거름은 흙에 섞는 영양분이다.
"""


def test_lists_are_cut_where_the_loader_saw_them(tmp_path: Path) -> None:
    path = tmp_path / "텃밭.md"
    path.write_text(NESTED, encoding="utf-8")
    library = Library.open(tmp_path / "library")
    library.add(path)
    question = "봄에 할 일 다 알려줘"
    with library.snapshot() as (session, searcher):
        hits = searcher.search(session, question, 8, None)
        units = tabulate_units(searcher.query(session, question), read_all_sections(session, hits), searcher.morphemes)
    library.close()
    assert units is not None
    column = {name: OWN_NAMES.index(name) for name in ("whole list", "cuts a list", "amid a list", "of list_item")}
    rows = {" ".join(units.text(unit).split()): row for unit, row in zip(units.units, units.table, strict=True)}
    whole = next(text for text in rows if text.startswith("봄에는") and text.endswith("씨를 뿌린다"))
    assert rows[whole][column["whole list"]] == 1.0 and "거름을 섞는다" in whole
    item = next(text for text in rows if "밭을 간다" in text and text.endswith("거름을 섞는다") and "봄" not in text)
    assert rows[item][column["cuts a list"]] == 1.0 and rows[item][column["of list_item"]] == 1.0
    below = next(text for text in rows if text.endswith("거름을 섞는다") and len(text) < 12)
    assert rows[below][column["amid a list"]] == 1.0


def test_a_word_written_apart_in_the_book_is_held(shelf: Library) -> None:
    question = "예방접종의 장단점"
    with shelf.snapshot() as (session, searcher):
        hits = searcher.search(session, question, 8, None)
        units = tabulate_units(searcher.query(session, question), read_all_sections(session, hits), searcher.morphemes)
    assert units is not None
    assert units.table[:, OWN_NAMES.index("path")].max() > 0
    assert units.table[:, OWN_NAMES.index("coverage with heading")].max() > 0.9


@pytest.mark.parametrize(
    ("unit", "text", "counted"),
    [
        ("번", "하루에 두 번 물을 준다.", True),
        ("도", "물은 100 ℃에서 끓는다.", True),
        ("명", "1920년에 세웠다.", False),
    ],
)
def test_an_amount_is_told_in_digits_in_words_and_by_its_sign(unit: str, text: str, counted: bool) -> None:
    assert counts_in(unit, text) is counted
    assert holds_amount(text, frozenset()) is counted


def test_a_citation_tells_the_headings_above_it(shelf: Library) -> None:
    unit = shelf.find_answer("손 씻기가 뭐야?", shelf.search_for_answer("손 씻기가 뭐야?", 8)).units[0]
    bare = Citation(1, unit.source_id, "건강", unit.page, unit.start, unit.end, unit.text)
    assert shelf.label_citations([bare])[0].path == "건강한 생활 › 손 씻기"
