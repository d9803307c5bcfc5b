"""A table is typed when its source is read: figures with units, names, times, totals; every cell keeps its place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge import Library
from knowledge.tables.cell_values import find_times, read_head, read_number, read_stated_unit
from knowledge.tables.table_store import load_tables
from knowledge.tables.typed_tables import DataTable, RowRole, When

SALES = '월,지점,매출(만원),방문(명)\n1월,강릉,"1,200",310\n2월,강릉,950,-\n3월,강릉,1430,402\n합계,,3580,712\n'


def open_tables(folder: Path, name: str, text: str) -> tuple[Library, list[DataTable]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    source = library.add(path)
    with library.database.session() as session:
        return library, load_tables(session, library.owner, [source.id])


def assert_cells_stand_there(library: Library, table: DataTable, name: str, values: list[str]) -> None:
    column = next(one for one in table.columns if one.head == name)
    spans = [column.span(row) for row in range(table.rows) if column.starts[row] >= 0]
    assert library.texts([(one.source_id, one.start, one.end) for one in spans]) == values


def test_a_sheet_is_typed_and_every_cell_keeps_its_place(tmp_path: Path) -> None:
    library, (table,) = open_tables(tmp_path, "매출.csv", SALES)
    assert [(one.head, one.role, one.unit) for one in table.columns] == [
        ("월", "name", ""),
        ("지점", "name", ""),
        ("매출(만원)", "number", "만원"),
        ("방문(명)", "number", "명"),
    ]
    assert table.roles.tolist() == [RowRole.DATA] * 3 + [RowRole.TOTAL]
    assert table.columns[2].numbers.tolist() == [1200.0, 950.0, 1430.0, 3580.0]
    assert np.isnan(table.columns[3].numbers[1])
    assert_cells_stand_there(library, table, "매출(만원)", ["1,200", "950", "1430", "3580"])
    library.close()


def test_a_table_of_a_page_is_typed_under_its_caption(tmp_path: Path) -> None:
    text = "# 통계\n\n참가 현황(단위: 명)\n\n"
    text += "| 구분 | 2021년 | 2022년 | 합계 |\n|---|---|---|---|\n| 축구 | 21 | 35 | 56 |\n| 농구 | 14 | 16 | 30 |\n"
    library, (table,) = open_tables(tmp_path, "통계.md", text)
    assert [one.unit for one in table.columns[1:]] == ["명", "명", "명"]
    assert [one.when for one in table.columns[1:3]] == [When(2021), When(2022)]
    assert table.columns[3].derived and not table.columns[1].derived
    assert "참가 현황" in table.display_name and table.path[-1] == "통계"
    assert_cells_stand_there(library, table, "2022년", ["35", "16"])
    library.close()


def test_a_row_that_sums_up_others_is_known_without_a_name(tmp_path: Path) -> None:
    rows = "지역,인구,가구\n바다시,6000,2500\n갯마을,2500,1000\n솔마을,3500,1500\n산골시,4200,2100\n윗마을,2200,1100\n샘마을,2000,1000\n"
    library, (table,) = open_tables(tmp_path, "인구.csv", rows)
    assert [RowRole(int(role)) for role in table.roles] == [
        RowRole.PARENT, RowRole.DATA, RowRole.DATA, RowRole.PARENT, RowRole.DATA, RowRole.DATA,
    ]  # fmt: skip
    library.close()


def test_a_source_that_goes_takes_its_tables_along(tmp_path: Path) -> None:
    library, (table,) = open_tables(tmp_path, "매출.csv", SALES)
    library.remove(table.source_id)
    with library.database.session() as session:
        assert load_tables(session, library.owner, [table.source_id]) == []
        assert load_tables(session, "another", [table.source_id]) == []
    library.close()


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("1,200", 1200, ""),
        ("△2.7", -2.7, ""),
        ("11.2%", 11.2, "%"),
        ("3억 2,000만원", 320_000_000, "원"),
        ("₩1,500", 1500, "원"),
    ],
)
def test_numbers_of_cells(cell: str, value: float, unit: str) -> None:
    number = read_number(cell)
    assert number is not None and (number.value, number.unit) == (value, unit)


@pytest.mark.parametrize("cell", ["1/5/02", "가변", "40대 이상", "1.2.3", "(3", "12-34", ""])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert read_number(cell) is None


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("2018. 09 총인구", [When(2018, month=9)]),
        ("'23.2Q", [When(2023, quarter=2)]),
        ("2017년 상반기와 하반기", [When(2017, half=1), When(half=2)]),
        ("2024-03-05", [When(2024, month=3, day=5)]),
        ("2000명 이상", []),
        ("12~20쪽", []),
    ],
)
def test_times_of_heads_and_questions(text: str, times: list[When]) -> None:
    assert [when for _, _, when in find_times(text)] == times


def test_heads_and_captions_say_their_units() -> None:
    assert read_head("2018. 09 총인구수 (명)") == ("총인구수", When(2018, month=9), "명")
    assert read_head("월평균매출(만원)")[2] == "만원"
    assert read_stated_unit("참가 현황(단위: 명)") == "명"
    assert read_stated_unit("(단위: 억달러, %)") == ""
