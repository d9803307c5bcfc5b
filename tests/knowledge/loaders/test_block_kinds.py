"""What a line is, by its form; kept in the library, and known of every sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.loaders.base import LoadedBlock, LoadedHeading, LoadedPage
from knowledge.loaders.block_kinds import type_page, type_pages
from knowledge.models import BlockKind


def kinds(text: str, **more: object) -> list[tuple[BlockKind, int]]:
    return [(block.kind, block.level) for block in type_page(LoadedPage(1, text, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("광합성은 빛 에너지를 화학 에너지로 바꾼다.", BlockKind.PARAGRAPH),
        ("그림 3-2. 엽록체의 단면", BlockKind.CAPTION),
        ("<표 4> 지역별 강수량", BlockKind.CAPTION),
        ("그림 3-2는 엽록체의 단면을 보여 준다.", BlockKind.PARAGRAPH),
        ("제2장 세포의 구조 ........ 17", BlockKind.CONTENTS),
        ("3. 다음 중 세포벽이 있는 것은?", BlockKind.EXERCISE),
        ("문제 2. 빈칸에 알맞은 말을 쓰시오.", BlockKind.EXERCISE),
        ("연도 | 인구 | 비율", BlockKind.TABLE),
        ("□ 추진 배경", BlockKind.LIST_ITEM),
        ("E = mc²", BlockKind.FORMULA),
        ("자료: 통계연보, 해마다", BlockKind.REFERENCE),
        ("주: 잠정치이다.", BlockKind.FOOTNOTE),
        ("Copyright 2020 아무 출판사", BlockKind.BOILERPLATE),
    ],
)
def test_a_line_is_called_what_its_form_says(line: str, kind: BlockKind) -> None:
    assert [found for found, _ in kinds(line)] == [kind]


def test_items_stand_below_those_of_another_marker() -> None:
    text = "□ 개요\n○ 배경\n- 수요 증가\n- 공급 감소\n○ 목적\n□ 계획"
    assert [level for _, level in kinds(text)] == [1, 2, 3, 3, 2, 1]


def test_running_text_ends_a_list() -> None:
    assert [level for _, level in kinds("○ 하나\n- 둘\n이제 본문이 이어진다.\n- 셋")] == [1, 2, 0, 1]


def test_a_list_goes_on_over_a_page_end() -> None:
    pages = type_pages([LoadedPage(1, "○ 하나\n- 둘"), LoadedPage(2, "- 셋\n○ 넷")])
    assert [block.level for page in pages for block in page.blocks] == [1, 2, 2, 1]


def test_options_belong_to_their_task() -> None:
    text = "2. 옳은 것은?\n① 하나\n② 둘\n설명이 이어진다.\n① 첫째"
    expected = [BlockKind.EXERCISE] * 3 + [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]
    assert [kind for kind, _ in kinds(text)] == expected


def test_what_the_loader_knows_stands() -> None:
    text = "print(1)\n그림 1. 화면\n본문이다."
    own = (LoadedBlock(BlockKind.CODE, 0, 8), LoadedBlock(BlockKind.HEADING, 9, 17, 2))
    found = kinds(text, blocks=own)
    assert found == [(BlockKind.CODE, 0), (BlockKind.HEADING, 2), (BlockKind.PARAGRAPH, 0)]


def test_headings_of_a_page_without_blocks_are_blocks() -> None:
    page = LoadedPage(1, "세포\n세포는 생물의 기본 단위이다.", headings=(LoadedHeading(2, "세포", 0),))
    assert [(b.kind, b.level) for b in type_page(page)] == [(BlockKind.HEADING, 2), (BlockKind.PARAGRAPH, 0)]


def test_every_character_that_is_ink_lies_in_one_block() -> None:
    text = "가 나 다\n\n  들여쓴 줄이다.  \n① 하나\n| \n끝"
    page = LoadedPage(1, text, blocks=(LoadedBlock(BlockKind.PARAGRAPH, 2, 7),))
    covered = [place for block in type_page(page) for place in range(block.start, block.end)]
    assert len(covered) == len(set(covered))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= set(covered)


def test_a_library_keeps_the_blocks_and_the_kinds_of_sentences(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "세포.md"
    path.write_text("# 세포\n\n세포는 생물의 기본 단위이다.\n\n□ 핵이 있다.\n\n□ 막이 있다.\n", "utf-8")
    source = library.add(path)
    blocks = library.blocks(source.id)
    text = library.pages(source.id)[0].text
    assert [text[b.start : b.end] for b in blocks if b.kind is BlockKind.HEADING] == ["세포"]
    assert len([b for b in blocks if b.kind is BlockKind.LIST_ITEM]) == 2
    first = blocks[1]
    assert library.blocks(source.id, first.start, first.end) == [first]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("연습 문제", BlockKind.EXERCISE),
        ("Exercises", BlockKind.EXERCISE),
        ("목차", BlockKind.CONTENTS),
        ("참고 문헌", BlockKind.REFERENCE),
        ("각주", BlockKind.FOOTNOTE),
    ],
)
def test_a_heading_says_what_stands_below_it(title: str, kind: BlockKind) -> None:
    text = f"{title}\n첫째 줄이다\n- 둘째 줄이다\n다음 절\n본문이 시작된다."
    next_heading = text.index("다음 절")
    headings = (LoadedHeading(2, title, 0), LoadedHeading(2, "다음 절", next_heading))
    found = [one for one, _ in kinds(text, headings=headings)]
    assert found == [BlockKind.HEADING, kind, kind, BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_a_section_goes_on_below_deeper_headings_and_over_pages() -> None:
    first = LoadedPage(1, "연습 문제\n쉬운 것부터 푼다", headings=(LoadedHeading(1, "연습 문제", 0),))
    second = LoadedPage(2, "심화\n하나를 더 푼다", headings=(LoadedHeading(2, "심화", 0),))
    assert [block.kind for block in type_pages([first, second])[1].blocks][1] is BlockKind.EXERCISE
