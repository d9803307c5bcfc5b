"""Questions over tables: worked out from the table's own heads and names, asked back, or refused; never guessed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

import pytest

from knowledge.models import Block, BlockKind, Heading
from knowledge.tables.algebra import Aggregate, Cells, Compare, Condition, Grouping, Lookup, Rank
from knowledge.tables.column_typing import type_tables
from knowledge.tables.evaluation import PlanRefusal, evaluate
from knowledge.tables.table_answering import TableFinding, answer_from_tables
from knowledge.tables.typed_tables import DataTable

SHOPS = """월 | 지점 | 매출(만원) | 방문(명)
1월 | 강릉 | 1,200 | 310
2월 | 강릉 | 950 | -
3월 | 강릉 | 1,430 | 402
1월 | 속초 | 800 | 120
2월 | 속초 | 700 | 100
3월 | 속초 | 900 | 150
합계 |  | 5,980 | 1,082"""
VISITS = """구분 | 2021년 | 2022년 | 2023년 | 합계
초등학교 | 210 | 250 | 240 | 700
중학교 | 150 | 120 | 180 | 450
고등학교 | 90 | 130 | 60 | 280"""
PRICES = """품목 | 단가(원) | 무게(kg)
사과 | 1,500 | 0.3
배 | 2,000 | 0.5
감 | 800 | 0.2"""
STOCK = """품목 | 재고(개)
사과 | 40
배 | 25
감 | 60"""


@pytest.fixture(scope="module")
def draw() -> Callable[[str, str], DataTable]:
    def draw_one(text: str, title: str) -> DataTable:
        lines = text.split("\n")
        starts = [0, *accumulate(len(line) + 1 for line in lines)][: len(lines)]
        blocks = [
            Block(BlockKind.TABLE, 1, start, start + len(line), int(number == 0))
            for number, (start, line) in enumerate(zip(starts, lines, strict=True))
        ]
        (table,) = type_tables(title, text, blocks, [Heading(1, title, 0, 1)])
        return table

    return draw_one


@pytest.fixture(scope="module")
def ask(draw: Callable[[str, str], DataTable]) -> Callable[[str], TableFinding | None]:
    tables = [
        draw(SHOPS, "가게 매출"), draw(VISITS, "박물관 방문 학생 수(단위: 명)"), draw(PRICES, "값"), draw(STOCK, "창고"),
    ]  # fmt: skip
    return lambda question: answer_from_tables(question, tables)


@pytest.mark.parametrize(
    ("question", "value", "label"),
    [
        ("3월 매출 합계는?", 2330, ""),
        ("매출을 모두 더하면 얼마야?", 5980, ""),
        ("강릉의 매출 평균은?", 3580 / 3, ""),
        ("매출이 가장 많은 지점은?", 3580, "강릉"),
        ("강릉과 속초의 매출 차이는 얼마인가요?", 1180, ""),
        ("매출이 900 이상인 것은 모두 몇 건이야?", 4, ""),
        ("2022년에 방문이 가장 많은 학교는?", 250, "초등학교"),
        ("중학교의 방문이 가장 적은 해는?", 120, "2022년"),
        ("중학교는 2021년에서 2023년으로 몇 퍼센트 늘었어?", 20, ""),
        ("2021년부터 2023년까지 고등학교의 합계는?", 280, ""),
        ("2023년 전체에서 초등학교가 차지하는 비율은?", 50, ""),
        ("2021년에 초등학교는 중학교의 몇 배야?", 1.4, ""),
        ("단가가 제일 비싼 품목은?", 2000, "배"),
        ("무게가 가벼운 순서로 두 개만 알려 줘", 0.2, "감"),
    ],
)
def test_a_figure_is_worked_out(
    ask: Callable[[str], TableFinding | None], question: str, value: float, label: str
) -> None:
    found = ask(question)
    assert found and found.state == "answer" and found.outcome, found
    assert found.outcome.figures[0].value == pytest.approx(value)
    assert found.outcome.figures[0].label.startswith(label)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("5월 매출 합계는?", "no such time"),
        ("2019년 초등학교와 중학교의 차이는?", "no such time"),
        ("대학교의 2021년과 2022년 차이는?", "unknown word"),
        ("품목별 원산지의 평균은?", "unknown word"),
        ("2월 강릉의 방문은 몇 명이야?", "missing"),
    ],
)
def test_what_a_table_does_not_hold_is_refused(
    ask: Callable[[str], TableFinding | None], question: str, reason: str
) -> None:
    found = ask(question)
    assert found is None or (found.state == "refuse" and found.reason == reason), found


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2월 속초의 매출은 얼마야?", 700),
        ("감의 재고는 몇 개야?", 60),
        ("배의 무게는 얼마인가요?", 0.5),
        ("3월 속초의 매출은?", 900),
        ("2022년 중학교는 몇 명이야?", 120),
    ],
)
def test_a_figure_is_looked_up_in_its_cell(
    ask: Callable[[str], TableFinding | None], question: str, value: float
) -> None:
    found = ask(question)
    assert found and found.outcome and [one.value for one in found.outcome.figures] == [value]


@pytest.mark.parametrize(
    "question",
    ["귤의 재고는 얼마야?", "배의 재고 담당은 누구야?", "속초의 매출은 얼마야?"],
)
def test_a_cell_that_is_not_named_whole_is_left_to_the_search(
    ask: Callable[[str], TableFinding | None], question: str
) -> None:
    assert ask(question) is None


def test_tables_that_differ_about_a_cell_give_no_figure(draw: Callable[[str, str], DataTable]) -> None:
    first, second = draw(STOCK, "동쪽 창고"), draw(STOCK.replace("40", "90"), "서쪽 창고")
    assert answer_from_tables("사과의 재고는 얼마야?", [first, second]) is None
    same = answer_from_tables("배의 재고는 얼마야?", [first, second])
    assert same and same.outcome and same.outcome.figures[0].value == 25


def test_two_columns_that_fit_equally_are_asked_about(ask: Callable[[str], TableFinding | None]) -> None:
    found = ask("강릉의 합계는?")
    assert found and found.state == "ask" and found.choices == ("매출(만원)", "방문(명)")


def test_two_tables_that_fit_equally_are_asked_about(draw: Callable[[str, str], DataTable]) -> None:
    first = draw(STOCK, "동쪽 창고")
    second = draw(STOCK.replace("40", "90"), "서쪽 창고")
    found = answer_from_tables("재고 합계는?", [first, second])
    assert found and found.state == "ask" and found.reason == "which table"
    assert set(found.choices) == {"동쪽 창고", "서쪽 창고"}
    chosen = answer_from_tables("서쪽 창고의 재고 합계는?", [first, second])
    assert chosen and chosen.outcome and chosen.outcome.figures[0].value == 175


def test_a_total_is_not_added_to_what_it_sums_up(draw: Callable[[str, str], DataTable]) -> None:
    table = draw(SHOPS, "가게")
    column = next(i for i, one in enumerate(table.columns) if one.head.startswith("매출"))
    outcome = evaluate(table, Aggregate(Cells((), (column,)), "sum"))
    assert outcome.figures[0].value == 5980 and outcome.figures[0].count == 6


def test_two_tables_are_joined_by_the_names_that_they_share(draw: Callable[[str, str], DataTable]) -> None:
    from knowledge.tables.algebra import find_shared_column, join_tables

    left, right = draw(PRICES, "값"), draw(STOCK, "창고")
    on = find_shared_column(left, right)
    assert on == (0, 0)
    joined = join_tables(left, right, on)
    assert [one.head for one in joined.columns] == ["품목", "단가(원)", "무게(kg)", "재고(개)"]
    assert joined.columns[3].source_id == "창고" and joined.columns[3].numbers.tolist() == [40.0, 25.0, 60.0]


def test_a_plan_without_an_honest_answer_is_refused(draw: Callable[[str, str], DataTable]) -> None:
    prices, shops = draw(PRICES, "값"), draw(SHOPS, "가게")
    is_apple = Condition(0, "is", (0,))
    with pytest.raises(PlanRefusal) as mixed:
        evaluate(prices, Aggregate(Cells((is_apple,), (1, 2)), "sum"))
    assert mixed.value.reason == "mixed units"
    visits = len(shops.columns) - 1
    february, gangneung = Condition(0, "is", (1,)), Condition(1, "is", (0,))
    with pytest.raises(PlanRefusal) as missing:
        evaluate(shops, Lookup(Cells((february, gangneung), (visits,))))
    assert missing.value.reason == "missing"
    with pytest.raises(PlanRefusal) as nothing:
        evaluate(prices, Rank(Grouping(Cells((Condition(1, "above", (), 9e9),), (1,)), 0, "each")))
    assert nothing.value.reason == "no rows"
    with pytest.raises(PlanRefusal) as units:
        evaluate(prices, Compare(Lookup(Cells((is_apple,), (1,))), Lookup(Cells((is_apple,), (2,))), "difference"))
    assert units.value.reason == "mixed units"


@pytest.mark.parametrize(
    "question",
    [
        "사과 말고 재고는 얼마야?",
        "사과를 뺀 재고 합계는 얼마야?",
        "사과를 제외하고 재고는 모두 몇 개야?",
        "2023년에 중학교에서 늘어난 학생은?",
        "2022년에 중학교보다 방문 학생이 많은 학교는 몇 곳이야?",
        "사과 세 개의 무게는 얼마야?",
        "2022년까지의 중학교 방문 학생은?",
    ],
)
def test_more_than_a_cell_is_never_read_off_one(ask: Callable[[str], TableFinding | None], question: str) -> None:
    found = ask(question)
    assert found is None or found.state != "answer", found


@pytest.mark.parametrize("question", ["신라의 삼국 통일을 설명해 줘", "광합성은 무엇인가?", "사과는 어떤 과일이야?"])
def test_other_questions_are_none_of_its_business(ask: Callable[[str], TableFinding | None], question: str) -> None:
    assert ask(question) is None
