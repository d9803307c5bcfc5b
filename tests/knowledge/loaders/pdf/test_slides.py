"""Slides keep their titles as headings, their bullets as lines with levels, and are read from top to bottom."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.models import BlockKind
from tests.knowledge.loaders.pdf.drawing import Line, draw, read

TOLD = ("벼를 심었다.", "물을 댔다.", "김을 맸다.", "벼를 베었다.", "낟알을 털었다.")


def titles(path: Path) -> list[list[str]]:
    return [
        [page.text[block.start : block.end] for block in page.blocks if block.kind is BlockKind.HEADING]
        for page in read(path)[0]
    ]


@pytest.mark.parametrize(
    "written",
    [
        ["1950년대의 들판", "1960년대의 들판", "1970년대의 들판", "1980년대의 들판", "1990년대의 들판"],
        ["1주차", "2주차", "3주차", "4주차", "5주차"],
        ["Lesson 1", "Lesson 2", "Lesson 3", "Lesson 4", "Lesson 5"],
        ["들판의 한 해"] * 5,
        ["들판의 한 해 (1)", "들판의 한 해 (2)", "들판의 한 해 (3)", "들판의 한 해 (4)", "들판의 한 해 (5)"],
        ["모내기", "물대기", "김매기", "가을걷이", "타작"],
    ],
)
@pytest.mark.parametrize("size", [22.0, 30.0])
def test_titles_of_slides_are_headings_whatever_they_share(written: list[str], size: float, tmp_path: Path) -> None:
    pages = [[Line(760, title, size), Line(700, told, 14.0)] for title, told in zip(written, TOLD, strict=True)]
    assert titles(draw(tmp_path / "a.pdf", *pages)) == [[title] for title in written]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 2, 3, 0), (2, 0, 3, 1)])
def test_a_slide_is_read_from_top_to_bottom_however_it_was_drawn(order: tuple[int, ...], tmp_path: Path) -> None:
    def slide(number: int) -> list[Line]:
        lines = [
            Line(760, f"{number}번 들판", 26.0),
            Line(680, "봄에는 모를 낸다.", 14.0),
            Line(560, "여름에는 김을 맨다.", 14.0),
            Line(440, "가을에는 거둔다.", 14.0),
        ]
        return [lines[i] for i in order]

    pages, _ = read(draw(tmp_path / "a.pdf", *(slide(number) for number in range(1, 5))))
    assert [page.text.split("\n") for page in pages] == [
        [f"{number}번 들판", "봄에는 모를 낸다.", "여름에는 김을 맨다.", "가을에는 거둔다."] for number in range(1, 5)
    ]


@pytest.mark.parametrize("marks", ["•–·", "■○-", "▶▷•", "□○※"])
def test_bullets_are_lines_with_the_depth_of_their_indentation(marks: str, tmp_path: Path) -> None:
    lines = [
        Line(760, "벼농사의 차례", 26.0),
        *(
            Line(700 - 24 * row, f"{marks[depth]} {said}", 14.0, 60 + 24 * depth)
            for row, (depth, said) in enumerate(
                ((0, "봄에 하는 일"), (1, "모내기"), (2, "못줄을 띄운다"), (1, "물대기"), (0, "가을에 하는 일"))
            )
        ),
    ]
    pages, _ = read(draw(tmp_path / "a.pdf", lines, lines, lines))
    items = [(block.level, block.marker) for block in pages[0].blocks if block.kind is BlockKind.LIST_ITEM]
    assert items == [(1, marks[0]), (2, marks[1]), (3, marks[2]), (2, marks[1]), (1, marks[0])]


def test_two_columns_of_a_slide_stay_apart(tmp_path: Path) -> None:
    def slide(number: int) -> list[Line]:
        left = [Line(700 - 24 * n, f"왼쪽 {n}번째 줄이다.", 14.0, 60) for n in range(3)]
        right = [Line(700 - 24 * n, f"오른쪽 {n}번째 줄이다.", 14.0, 330) for n in range(3)]
        return [Line(760, f"{number}번 견주기", 26.0), *left, *right]

    pages, _ = read(draw(tmp_path / "a.pdf", *(slide(number) for number in range(1, 5))))
    text = pages[0].text.replace("\n", " ")
    assert text.index("왼쪽 2번째") < text.index("오른쪽 0번째")


def test_a_book_with_a_few_large_titles_is_no_deck(tmp_path: Path) -> None:
    body = [
        Line(640 - 18 * n, f"{n}번째 줄에는 들판의 이야기가 길게 적혀 있고 다음 줄로 이어진다", 11.0) for n in range(20)
    ]
    pages = [[*([Line(760, "1장 들판", 26.0)] if number == 0 else []), *body] for number in range(6)]
    assert titles(draw(tmp_path / "a.pdf", *pages)) == [["1장 들판"], [], [], [], [], []]
