"""Heads of tables are found by structure: what is unlike the values below it, or counts on."""

from __future__ import annotations

import pytest

from knowledge.loaders.grid import read_rows
from knowledge.loaders.table_heads import GridRow, count_head_rows, join_heads


def rows(table: str) -> list[str]:
    return [block.text for block in read_rows([line.split(",") for line in table.split("/")])]


@pytest.mark.parametrize(
    ("table", "last"),
    [
        ("교시,월,화,수/1,국어,수학,영어", "교시: 1 | 월: 국어 | 화: 수학 | 수: 영어"),
        ("시각,일,월/9시,잠,등교", "시각: 9시 | 일: 잠 | 월: 등교"),
        ("나라,1990,2000,2010/한국,4287,4701,4955", "나라: 한국 | 1990: 4287 | 2000: 4701 | 2010: 4955"),
        ("항목,2023년,2022년/쌀,370,376/보리,89,91", "항목: 보리 | 2023년: 89 | 2022년: 91"),
        ("종목,1월,2월,3월/매출,10,20,30", "종목: 매출 | 1월: 10 | 2월: 20 | 3월: 30"),
        ("이름,1반,2반,계/남,14,15,29", "이름: 남 | 1반: 14 | 2반: 15 | 계: 29"),
        ("번호,1,2,3,4,5/정답,③,①,⑤,②,④", "번호: 정답 | 1: ③ | 2: ① | 3: ⑤ | 4: ② | 5: ④"),
        ("지역,2024,비고/제주,67만,감소", "지역: 제주 | 2024: 67만 | 비고: 감소"),
        ("시도,1분기,2분기/강원,1.5,2.5", "시도: 강원 | 1분기: 1.5 | 2분기: 2.5"),
        ("구분,10대,20대,30대/남,31,28,25", "구분: 남 | 10대: 31 | 20대: 28 | 30대: 25"),
        ("낱말,뜻/가람,강", "낱말: 가람 | 뜻: 강"),
        (
            "지역,2020년,,2021년,/,남,여,남,여/무주,12,13,11,12",
            "지역: 무주 | 2020년 남: 12 | 2020년 여: 13 | 2021년 남: 11 | 2021년 여: 12",
        ),
        (",2000,2000/동별,농가 (명),비율 (%)/종로,204,3.5", "동별: 종로 | 2000 농가 (명): 204 | 2000 비율 (%): 3.5"),
    ],
)
def test_heads_name_the_values_below_them(table: str, last: str) -> None:
    assert rows(table)[-1] == last


@pytest.mark.parametrize(
    "table",
    [
        "가람,90,80/나래,70,95",
        "2024-01-01,5,맑음/2024-01-02,7,흐림",
        "서울,9509,9428/부산,3350,3317",
        "1,2,3/4,5,6",
        "가,가/나,다",
        "○ 이름,가람/○ 반,나래/○ 번호,다솜",
    ],
)
def test_a_first_row_like_the_others_is_no_head(table: str) -> None:
    assert not any(": " in row for row in rows(table))


def test_the_row_of_heads_is_told_from_the_others() -> None:
    found = list(read_rows([["왕", "연도"], ["세종", "1418"]]))
    assert [block.depth for block in found] == [1, 0] and all(block.row for block in found)


def test_notes_stand_as_they_are_and_another_table_has_its_own_heads() -> None:
    assert rows("인구 조사//지역,2019,2020/전남,186,185//품목,값/쌀,5") == [
        *("인구 조사", "지역 | 2019 | 2020", "지역: 전남 | 2019: 186 | 2020: 185", "품목 | 값", "품목: 쌀 | 값: 5"),
    ]


def test_a_cell_over_two_columns_in_the_last_head_row_takes_no_values_for_heads() -> None:
    heads = [
        GridRow(["", "가을", "가을", "봄", "봄"], frozenset({2, 4})),
        GridRow(["", "밤과 대추", "밤과 대추", "딸기", "앵두"], frozenset({2})),
    ]
    values = [
        GridRow(["첫째 밭", "많다", "적다", "많다", "적다"]),
        GridRow(["둘째 밭", "적다", "많다", "적다", "많다"]),
    ]
    assert count_head_rows([*heads, *values]) == 2
    assert join_heads(heads) == ["", "가을 밤과 대추", "가을 밤과 대추", "봄 딸기", "봄 앵두"]
