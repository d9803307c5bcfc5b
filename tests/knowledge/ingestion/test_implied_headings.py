"""Headings that no style names, and the lists that must stay lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.ingestion.implied_headings import find_implied_headings
from knowledge.loaders.base import LoadedHeading, LoadedPage
from knowledge.loaders.block_kinds import type_pages


def headings(*texts: str, named: tuple[LoadedHeading, ...] = ()) -> list[tuple[int, str]]:
    pages = [LoadedPage(n, text, headings=named if n == 1 else ()) for n, text in enumerate(texts, 1)]
    found = find_implied_headings(type_pages(pages))
    return [(heading.level, heading.title) for page in found for heading in page.headings]


BODY = "강물은 흙과 모래를 나르며 낮은 곳에 쌓아 넓은 들을 만든다."


@pytest.mark.parametrize("ordinals", [("1.", "2."), ("Ⅰ.", "Ⅱ."), ("제1장", "제2장"), ("[1]", "[2]"), ("가.", "나.")])
def test_a_short_numbered_line_above_text_is_a_heading(ordinals: tuple[str, str]) -> None:
    text = f"{BODY}\n{ordinals[0]} 강의 침식\n{BODY}\n{ordinals[1]} 강의 퇴적\n{BODY}"
    assert headings(text) == [(1, f"{ordinals[0]} 강의 침식"), (1, f"{ordinals[1]} 강의 퇴적")]


def test_levels_follow_the_kinds_of_ordinals_below_the_named_heading() -> None:
    text = f"지형\n1. 강의 지형\n가. 상류\n{BODY}\n나. 하류\n{BODY}\n2. 바다의 지형\n{BODY}"
    found = headings(text, named=(LoadedHeading(1, "지형", 0),))
    assert found == [(1, "지형"), (2, "1. 강의 지형"), (3, "가. 상류"), (3, "나. 하류"), (2, "2. 바다의 지형")]


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n1. 사과\n2. 배\n3. 감",  # a list: siblings follow
        f"{BODY}\n1. 사과는 과일이다.\n{BODY}",  # a sentence
        f"{BODY}\n3. 다음 중 옳은 것은?\n① 하나\n② 둘",  # a task
        f"{BODY}\n1. 아주 긴 줄\n짧다",  # what follows is shorter than the line
    ],
)
def test_lists_sentences_and_tasks_are_no_headings(text: str) -> None:
    assert headings(text) == []


def test_a_document_may_open_with_its_title() -> None:
    assert headings(f"우리 고장의 강\n{BODY}\n{BODY}") == [(1, "우리 고장의 강")]
    assert headings(f"{BODY}\n우리 고장의 강\n{BODY}") == []


def test_passages_stand_below_implied_headings(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "강.txt"
    path.write_text(
        f"우리 고장의 강\n\n{BODY}\n\n1. 강의 침식\n\n강물은 골짜기를 깊게 판다.\n\n2. 강의 퇴적\n\n{BODY}\n", "utf-8"
    )
    source = library.add(path)
    passage = next(one for one in library.passages(source.id) if "골짜기" in one.text)
    assert passage.heading == ("우리 고장의 강", "1. 강의 침식")
