"""Rows of tables by their cells: the same morphemes, one sentence, and running text left to the analyser."""

from __future__ import annotations

from korean.analyzer import split_blocks
from korean.row_reader import RowReader

ROWS = [
    "과목: 역사 | 시간: 40 | 점수: 95",
    "과목: 과학 | 시간: 50 | 점수: 80",
    "과목 | 시간 | 점수",
]


def test_a_row_has_the_morphemes_that_the_analyser_finds_in_it_as_a_whole() -> None:
    read = RowReader()(ROWS)
    for row, whole in zip(ROWS, split_blocks(ROWS), strict=True):
        assert read[row] == whole
        ((start, end, tokens),) = read[row]
        assert (start, end) == (0, len(row))
        assert all(token.form in row[token.start : token.end] for token in tokens if token.tag in ("NNG", "SN"))


def test_a_cell_that_comes_again_is_known_and_gives_the_same() -> None:
    reader = RowReader()
    first = reader(ROWS[:1])
    assert reader(ROWS)[ROWS[0]] == first[ROWS[0]]


def test_numbers_of_columns_are_no_ordinals_of_a_list() -> None:
    row = "과학 | 실험 1: 4.3 | 실험 2: 2.5"
    ((_, _, tokens),) = RowReader()([row])[row]
    assert [token.form for token in tokens if token.tag == "SN"] == ["1", "4.3", "2", "2.5"]


def test_running_text_and_rows_with_sentences_are_left_to_the_analyser() -> None:
    others = [
        "고려는 918년에 세워졌다.",
        "이름: 광종 | 한 일: 노비안검법을 시행하였다. 과거제를 들여왔다.",
        "이름: 성종 | 한 일: 최승로의 시무 28조를 받아들였다",
        "긴 칸 | " + "가나다 " * 30,
    ]
    assert RowReader()(others) == {}
    assert [len(sentences) for sentences in split_blocks(others, RowReader())][1] == 2
