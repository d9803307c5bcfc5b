"""The 서재 page: another title and the way back; 질문 shows when a line of subtitles is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from knowledge import Citation, Library
from settings import Settings
from tests.ui.pages import opened
from ui.citations.chips import name_place

LESSON = (
    "1\n00:12:34,000 --> 00:12:38,000\n기공은 공변세포 두 개가 둘러싼 작은 구멍입니다.\n\n"
    "2\n00:13:00,000 --> 00:13:04,000\n기공은 낮에 열려 이산화 탄소를 받아들입니다.\n"
)


def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    (tmp_path / "식물_강의.srt").write_text(LESSON, encoding="utf-8")
    library = Library.open(folder, settings=Settings(library=folder))
    library.add(tmp_path / "식물_강의.srt")
    library.close()
    return folder


def test_a_book_is_renamed_and_named_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(shelf(tmp_path), "library", monkeypatch)
    field = next(one for one in page.text_input if one.label == "새 제목")
    assert field.value == "식물 강의"
    field.set_value("기공의 하루")
    next(one for one in page.button if one.label == "바꾸기").click().run()
    assert not page.exception and any("**기공의 하루**" in one.value for one in page.markdown)
    next(one for one in page.button if one.label == "되돌리기").click().run()
    assert any("**식물 강의**" in one.value for one in page.markdown)
    assert not any(one.label == "되돌리기" for one in page.button)


def test_an_empty_title_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(shelf(tmp_path), "library", monkeypatch)
    next(one for one in page.text_input if one.label == "새 제목").set_value("   ")
    next(one for one in page.button if one.label == "바꾸기").click().run()
    assert any("지금 제목은 그대로" in one.value for one in page.error)
    assert any("**식물 강의**" in one.value for one in page.markdown)


def show_chips() -> None:
    """One citation of subtitles and one of a book, as buttons."""
    from knowledge import Citation
    from ui.citations.chips import chips

    chips(
        [Citation(1, "a", "식물 강의", 3, 0, 2, "기공", time="12:34"), Citation(2, "b", "생물", 7, 0, 2, "기공")],
        "test",
    )


def test_a_citation_of_subtitles_shows_its_time_and_one_of_a_book_its_page() -> None:
    page = AppTest.from_function(show_chips, default_timeout=60).run()
    assert not page.exception
    first, second = (one.label.replace("\\", "") for one in page.button)  # escaped for Markdown
    assert "12:34" in first and "쪽" not in first and "7쪽" in second


def test_the_place_of_a_citation_is_its_time() -> None:
    cited = Citation(1, "a", "식물 강의", 3, 0, 2, "기공", time="12:34")
    assert "12:34" in name_place(cited) and "3쪽" not in name_place(cited)
