"""A question that names a row by a value and a column by its head is answered by that row."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.evidence.table_cells import CELL_NAMED, names_cell
from tests.knowledge.loaders.office.packages import docx, r, wp

PEOPLE = "지역: 강릉 | 2019: 213 | 2020: 212"
TIMES = "교시: 3교시 | 월: 국어 | 화: 영어 | 수: 미술"
CROPS = "지역: 고창 | 2023년 쌀: 10 | 2023년 콩: 20"


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("2020년 강릉의 인구는?", PEOPLE),
        ("강릉은 2019년에 몇 명이었어?", PEOPLE),
        ("수요일 3교시는 뭐야?", TIMES),
        ("화요일 3교시에 무슨 과목을 들어?", TIMES),
        ("고창에서 2023년에 콩이 얼마나 났지?", CROPS),
        ("진흥왕은 어느 나라 임금이야?", "시대: 신라 | 임금: 진흥왕 | 한 일: 순수비를 세웠다"),
    ],
)
def test_a_cell_is_named(question: str, row: str) -> None:
    assert names_cell(question, row)


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("2021년 강릉의 인구는?", PEOPLE),
        ("2020년 삼척의 인구는?", PEOPLE),
        ("강릉의 지역 축제는?", PEOPLE),
        ("목요일 3교시는?", TIMES),
        ("수학 시간은 3교시야?", TIMES),
        ("고창에서 2024년에 콩이 얼마나 났지?", CROPS),
        ("2020년 강릉의 인구는?", "강릉의 2020년 축제는 성대하였다."),
    ],
)
def test_another_row_or_column_is_not(question: str, row: str) -> None:
    assert not names_cell(question, row)


def test_the_row_answers_though_a_word_of_the_question_stands_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "표.csv"
    path.write_text("지역,2019,2020\n강릉,213,212\n삼척,67,66\n", encoding="utf-8")
    library = Library.open(tmp_path / "library")
    library.add(path)
    for question, answers in (("2020년 삼척의 인구는?", True), ("2021년 삼척의 인구는?", False)):
        found = library.find_answer(question, library.search(question))
        quotes, sure = found.units, found.sure
        assert (sure >= CELL_NAMED) is answers and (not answers or any("2020: 66" in quote.text for quote in quotes))
    library.close()


@pytest.mark.parametrize("ending", [".md", ".html", ".docx"])
def test_a_row_of_a_document_is_read_under_its_heads(tmp_path: Path, ending: str) -> None:
    table = "<table><tr><th>지역<th>2019<th>2020<tr><td>강릉<td>213<td>212<tr><td>삼척<td>67<td>66</table>"
    path = tmp_path / f"표{ending}"
    if ending == ".docx":
        rows = (("지역", "2019", "2020"), ("강릉", "213", "212"), ("삼척", "67", "66"))
        cells = ("".join(f"<w:tc>{wp(r(cell))}</w:tc>" for cell in row) for row in rows)
        path.write_bytes(docx(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"))
    else:
        path.write_text(f"앞말이다.\n\n{table}\n", encoding="utf-8")
    library = Library.open(tmp_path / "library")
    library.add(path)
    for question, answers in (("2020년 삼척의 인구는?", True), ("2021년 삼척의 인구는?", False)):
        found = library.find_answer(question, library.search(question))
        quotes, sure = found.units, found.sure
        assert (sure >= CELL_NAMED) is answers and (not answers or any("삼척 | 67 | 66" in q.text for q in quotes))
    library.close()
