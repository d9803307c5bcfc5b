"""Questions over a book's tables through the assistant: asked back, and the reply takes the question up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from settings import Settings

SHOPS = """# 가게 장부

## 지점별 매출

| 지점 | 매출(만원) | 방문(명) |
| --- | --- | --- |
| 강릉 | 1,200 | 310 |
| 강릉 | 950 | 290 |
| 속초 | 800 | 120 |
| 속초 | 700 |  |
"""
MONTHS = """# 과수원 일지

## 달마다 딴 상자

| 과일 | 밭 | 3월(상자) | 4월(상자) | 5월(상자) |
| --- | --- | --- | --- | --- |
| 사과 | 앞밭 | 10 | 30 | 25 |
| 사과 | 뒷밭 | 20 | 40 |  |
| 배 | 앞밭 | 15 | 12 | 11 |
| 배 | 뒷밭 | 14 | 16 | 18 |
"""
STOCK = """# {name} 창고

## {name} 창고의 재고

| 품목 | 재고(개) |
| --- | --- |
| 사과 | {apples} |
| 배 | 25 |
| 감 | 60 |
"""


@pytest.fixture
def assistant(settings: Settings, tmp_path: Path) -> Iterator[Assistant]:
    opened = Assistant.open(settings)
    stores = {name: STOCK.format(name=name, apples=apples) for name, apples in (("동쪽", 40), ("서쪽", 90))}
    books = {"가게": SHOPS, "과수원": MONTHS, **stores}
    for name, text in books.items():
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        opened.library.add(path)
    yield opened
    opened.close()


def test_a_reply_that_names_a_column_takes_the_question_up_again(assistant: Assistant) -> None:
    asked = assistant.ask("강릉의 합계는?", "가게")
    assert "매출(만원)" in asked.text and "방문(명)" in asked.text and asked.table is None
    done = assistant.ask("매출이요", "가게")
    assert done.table and done.table.value == 2150, done.text
    again = assistant.ask("방문", "가게")  # nothing waits any more
    assert again.table is None


def test_a_reply_that_names_a_table_takes_the_question_up_again(assistant: Assistant) -> None:
    asked = assistant.ask("재고 합계는?", "창고")
    assert "동쪽" in asked.text and "서쪽" in asked.text and asked.table is None
    done = assistant.ask("서쪽 창고", "창고")
    assert done.table and done.table.value == 175, done.text


def test_empty_cells_are_counted_once(assistant: Assistant) -> None:
    ranked = assistant.ask("사과 상자가 가장 적은 달 2개는?", "과수원")
    assert "5월(상자): 25" in ranked.text and "빈칸 1개" in ranked.text, ranked.text


def test_another_question_is_no_reply(assistant: Assistant) -> None:
    assistant.ask("강릉의 합계는?", "가게")
    done = assistant.ask("속초의 매출 합계는?", "가게")
    assert done.table and done.table.value == 1500, done.text
