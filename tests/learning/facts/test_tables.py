"""자료 해석: tables read back from text, what is said of them, and questions whose every
option is computed from the cells.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest

from bench.learning.quizzes import longest, pick_most_repeated
from knowledge import Library
from learning import Question, make_quiz
from learning.facts.extraction import extract_facts
from learning.facts.table_statements import is_true_of_table, make_claims
from learning.facts.tables import Table, find_tables, read_table, without_repeated_heads
from learning.feedback.wrong_answers import why_wrong
from learning.kinds import data
from learning.quizzes.question_gate import to_question
from learning.validation.checks import find_faults
from learning.validation.item_flaws import lint
from learning.validation.solver import solves_from_citations

RIVERS = """강 | 길이 | 유역 면적 | 흘러드는 바다
낙동강 | 506km | 23,384㎢ | 남해
한강 | 494km | 25,954㎢ | 서해
금강 | 398km | 9,912㎢ | 서해
섬진강 | 224km | 4,912㎢ | 남해
영산강 | 130km | 3,468㎢ | 서해"""
EVENTS = """해 | 일
1876년 | 강화도 조약
1882년 | 임오군란
1884년 | 갑신정변
1894년 | 청일 전쟁"""
COMPARED = """구분 | 광합성 | 세포 호흡
일어나는 곳 | 엽록체 | 미토콘드리아
일어나는 때 | 빛이 있을 때 | 항상
생기는 물질 | 산소 | 물"""
SHEET = """도시 | 인구(만 명) | 면적(km²)
도시: 서울 | 인구(만 명): 940 | 면적(km²): 605
도시: 부산 | 인구(만 명): 330 | 면적(km²): 770
도시: 대구 | 인구(만 명): 236 | 면적(km²): 884
도시: 인천 | 인구(만 명): 300 | 면적(km²): 1067"""


def table(text: str) -> Table:
    found = read_table(text)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def rivers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A book whose table stands between two paragraphs, beside one of a comparison and a sheet."""
    folder: Path = tmp_path_factory.mktemp("rivers")
    heads, *rows = RIVERS.split("\n")
    marked = [f"| {line} |" for line in (heads, "--- | --- | --- | ---", *rows)]
    (folder / "강.md").write_text(
        "# 우리나라의 강\n\n강은 바다로 흐른다.\n\n" + "\n".join(marked) + "\n\n끝이다.\n", "utf-8"
    )
    (folder / "도시.csv").write_text(
        "도시,인구(만 명),면적(km²)\n서울,940,605\n부산,330,770\n대구,236,884\n인천,300,1067\n", "utf-8"
    )
    library = Library.open(folder / "library")
    for name in ("강.md", "도시.csv"):
        library.add(folder / name)
    yield library
    library.close()


def test_a_table_is_read_by_what_it_tells_of() -> None:
    assert table(RIVERS).amounts(1) == (506, 494, 398, 224, 130) and table(RIVERS).unit(2) == "㎢"
    assert table(RIVERS).amounts(3) is None and table(RIVERS).names[1] == "한강"
    assert table(EVENTS).names == ("강화도 조약", "임오군란", "갑신정변", "청일 전쟁") and table(EVENTS).holds_years(1)
    turned = table(COMPARED)
    assert turned.names == ("광합성", "세포 호흡") and turned.cell("세포 호흡", 1) == "미토콘드리아"
    sheet = table(SHEET)
    assert (sheet.unit(1), sheet.column_name(1), sheet.cell("부산", 2)) == ("만 명", "인구", "770")
    assert (
        without_repeated_heads(SHEET).split("\n")[1] == "서울 | 940 | 605" and without_repeated_heads(RIVERS) == RIVERS
    )


@pytest.mark.parametrize(
    "text",
    [
        "강 | 길이\n낙동강 | 506km\n한강 | 494km",  # too few rows
        RIVERS.replace("한강", "낙동강"),  # a name twice
        RIVERS.replace("금강 | 398km | 9,912㎢ | 서해", "금강 | 398km 9,912㎢ | 서해"),  # a broken row
        RIVERS.replace("서해", ""),  # an empty cell
        "1904년 한반도의 군사 요지 사용 | 한일 의정서\n가 | 나\n다 | 라\n마 | 바",  # no heads
        "함수 | 식\n가 | $x$\n나 | $y$\n다 | $z$",
    ],
)
def test_what_is_not_surely_a_table_is_none(text: str) -> None:
    assert read_table(text) is None


@pytest.mark.parametrize(
    ("text", "claim", "so"),
    [
        (RIVERS, "길이가 가장 긴 것은 낙동강이다.", True),
        (RIVERS, "유역 면적이 가장 큰 것은 낙동강이다.", False),
        (RIVERS, "한강은 금강보다 길이가 길다.", True),
        (RIVERS, "한강은 낙동강보다 유역 면적이 작다.", False),
        (RIVERS, "낙동강과 한강의 길이 차이는 12km이다.", True),
        (RIVERS, "금강과 섬진강의 유역 면적 차이는 5,001㎢이다.", False),
        (RIVERS, "길이가 짧은 것부터 늘어놓으면 영산강, 금강, 한강의 순서이다.", True),
        (RIVERS, "길이가 긴 것부터 늘어놓으면 한강, 낙동강, 금강의 순서이다.", False),
        (RIVERS, "금강보다 유역 면적이 큰 것은 2개이다.", True),
        (RIVERS, "금강보다 길이가 짧은 것은 3개이다.", False),
        (RIVERS, "섬진강은 흘러드는 바다가 ‘남해’이다.", True),
        (RIVERS, "섬진강은 물이 맑다.", None),
        (EVENTS, "임오군란은 갑신정변보다 먼저 있었다.", True),
        (EVENTS, "가장 나중에 있었던 것은 갑신정변이다.", False),
        (EVENTS, "강화도 조약과 청일 전쟁의 차이는 18년이다.", True),
        (COMPARED, "광합성은 일어나는 곳이 ‘엽록체’이다.", True),
        (COMPARED, "세포 호흡은 생기는 물질이 ‘산소’이다.", False),
        (SHEET, "부산과 인천의 인구 차이는 30만 명이다.", True),
        (SHEET, "대구는 부산보다 인구가 많다.", False),
    ],
)
def test_a_sentence_is_read_by_the_cells_alone(text: str, claim: str, so: bool | None) -> None:
    assert is_true_of_table(claim, table(text)) is so


def test_a_tie_settles_nothing() -> None:
    assert (
        is_true_of_table("수가 가장 큰 것은 가나이다.", table("이름 | 수\n가나 | 3개\n다라 | 3개\n마바 | 1개")) is None
    )


def test_what_is_said_at_random_is_true_and_false_and_agrees_with_a_count_by_hand() -> None:
    rows = table(RIVERS)
    length = dict(zip(rows.names, rows.amounts(1) or ()))
    said = make_claims(rows, random.Random(1), 400)
    told = {one.text: is_true_of_table(one.text, rows) for one in said}
    assert None not in told.values() and {one.form for one in said} == {
        "most",
        "compared",
        "apart",
        "ordered",
        "counted",
        "cell",
    }
    assert 0.3 < sum(bool(v) for v in told.values()) / len(told) < 0.7
    for a, b in permutations(rows.names, 2):
        sentence = f"{a}은 {b}보다 길이가 길다."
        assert is_true_of_table(sentence, rows) is (length[a] > length[b])
    for a, b in combinations(rows.names, 2):
        assert is_true_of_table(f"{a}과 {b}의 길이 차이는 {abs(length[a] - length[b]):.0f}km이다.", rows)


def test_a_tables_span_is_exact(rivers: Library) -> None:
    found = [one for source in rivers.sources() for one in find_tables(rivers, source.id, None)]
    assert len(found) == 2
    for sentence, _ in found:
        assert rivers.text(sentence.source_id, sentence.start, sentence.end) == sentence.text
    assert [one for source in rivers.sources() for one in find_tables(rivers, source.id, (9, 9))] == []


def questions(library: Library) -> list[Question]:
    ids = [source.id for source in library.sources()]
    return [q for seed in range(12) for q in make_quiz(library, ids, n=2, kinds=("data",), seed=seed)]


def test_one_option_alone_is_computed_to_be_right_or_wrong(rivers: Library) -> None:
    made = questions(rivers)
    assert len(made) >= 20 and {"않은" in q.stem for q in made} == {True, False}
    for q in made:
        rows = table(q.citation.quote)
        odd = "않은" not in q.stem
        assert [o.id for o in q.options if is_true_of_table(o.text, rows) is odd] == list(q.answer)
        assert all(is_true_of_table(o.text, rows) is not None for o in q.options) and len(q.options) == 5
        assert not lint(q) and solves_from_citations(q) and q.concept in q.citation.quote
        assert all(cell in q.stem for row in rows.rows for cell in row) and "인구(만 명): " not in q.stem
        wrong = next(o for o in q.options if o.id not in q.answer)
        assert why_wrong(q, wrong.id, rivers).citation == q.citation
    assert len({q.answer for q in made}) >= 4


def test_a_second_right_option_and_a_key_that_the_table_denies_are_found(rivers: Library) -> None:
    library, ids = rivers, [source.id for source in rivers.sources()]
    fact = next(fact for fact in extract_facts(library, ids, None).tables if "한강" in fact.sentence.text)
    draft = next(
        d
        for n in range(20)
        if (d := data.make(fact, extract_facts(library, ids, None), random.Random(n))) and "않은" not in d.stem
    )
    assert find_faults(draft, fact, library) == []
    also = replace(draft, options=(*draft.options[:4], ("5", "길이가 가장 긴 것은 낙동강이다.")))
    denied = replace(draft, answer=("2",))
    strange = replace(draft, options=(*draft.options[:4], ("5", "한강은 물이 맑다.")))
    for one in (also, denied, strange):
        assert "statement_not_settled" in find_faults(one, fact, library)
        assert not solves_from_citations(to_question(one, fact, "default"))


def test_pages_without_a_table_give_none(library: Library) -> None:
    fact = extract_facts(library, [library.sources()[0].id], None).facts[0]
    assert data.make(fact, extract_facts(library, [library.sources()[0].id], None), random.Random(0)) is None


def test_nothing_but_the_table_tells_the_key(rivers: Library) -> None:
    ids = [source.id for source in rivers.sources()]
    material = extract_facts(rivers, ids, None)
    drafts = [data.make(fact, material, random.Random(seed)) for fact in material.tables for seed in range(120)]
    made = [to_question(draft, fact, "default") for draft in drafts if draft for fact in material.tables[:1]]
    assert len(made) >= 120
    for guess in (longest, pick_most_repeated):
        assert sum(guess(question) in question.answer for question in made) / len(made) < 0.3, guess.__name__
