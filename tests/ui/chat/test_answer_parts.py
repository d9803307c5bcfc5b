"""What is shown of an answer: lists, refusals, the table's figures and cells, and the pages a quiz is made of."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from agent import Answer
from agent.answer import AnswerTable, TablePoint
from knowledge import Citation
from ui.chat.answer_actions import find_most_cited, list_runs
from ui.chat.answer_table import list_points, name_marked
from ui.chat.answers import prose


@pytest.fixture
def english() -> Iterator[None]:
    st.session_state["language"] = "en"
    yield
    st.session_state.pop("language", None)


def drawn(**parts: object) -> AnswerTable:
    table = {
        "title": "매출",
        "source_id": "a",
        "page": 1,
        "heads": ("지점", "매출"),
        "rows": (("강릉", "7"), ("속초", "")),
    }
    return AnswerTable.model_validate(table | parts)


def cited(source_id: str, page: int) -> Citation:
    return Citation(marker=1, source_id=source_id, title="책", page=page, start=0, end=1, quote="가")


def test_the_lines_of_a_table_answers_list_stay_lines() -> None:
    answer = Answer(question="지점별 매출은?", text="지점별 매출\n\n- 강릉: 7\n- 속초: 9", table=drawn())
    assert prose(answer).count("  \n") == 2


def test_a_plain_refusal_alone_is_told_in_english(english: None) -> None:
    plain = Answer(question="언제?", text="교재에서 근거를 찾지 못했습니다.", abstained=True)
    assert "교재" not in prose(plain)
    told = Answer(question="5월은?", text="'매출' 표에는 '5월'에 해당하는 것이 없습니다.", abstained=True)
    assert "5월" in prose(told)


def test_figures_of_a_chart_keep_all_their_digits() -> None:
    points = (TablePoint(label="강릉", value=1234567.0), TablePoint(label="속초", value=12345678.25))
    said = [one["said"] for one in list_points(drawn(points=points, decimals=2))]
    assert said == ["1,234,567", "12,345,678.25"]


def test_cells_that_are_not_seen_are_not_said_to_be_marked() -> None:
    assert "2개를 노란색" in name_marked(drawn(rows=(("강릉", "7"), ("속초", "9")), marked=((0, 1), (1, 1)), used=2))
    assert "보이는 1개를" in name_marked(drawn(marked=((0, 1), (1, 1)), used=2)), "an empty cell has no colour"
    assert "12개 가운데 보이는 1개를" in name_marked(drawn(marked=((0, 1),), used=12))


def test_a_quiz_on_an_answer_is_of_the_pages_that_it_cites() -> None:
    source, pages = find_most_cited([cited("b", 1), cited("a", 40), cited("a", 3), cited("a", 4), cited("a", 3)])
    assert (source, pages) == ("a", [3, 4, 40])
    assert list_runs(pages) == [(3, 4), (40, 40)]
    assert list_runs(pages, 1, 40) == [(2, 5), (39, 40)] and list_runs([1], 2, 2) == [(1, 2)]
