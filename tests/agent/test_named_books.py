"""Which books a request names, and which files are its chapters."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from agent.named_books import chapter_files, file_number, find_named_books
from knowledge import Source


def shelved(title: str, filename: str) -> Source:
    return Source(filename, title, filename, "md", filename, 1, 9, 9, datetime.now(UTC))


SHELF = [
    shelved("#05-1. 귀납법", "basic-05-1-induction.pdf"),
    shelved("기초통신이론", "기초통신.pdf"),
    shelved("intro", "ch01-02-intro.md"),
    shelved("cargo", "ch01-03-cargo.md"),
    shelved("closures", "ch13-01-closures.md"),
]


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("귀납법 자료 3쪽 내용 알려줘", "#05-1. 귀납법", "3쪽 내용 알려줘"),
        ("기초통신 27쪽에 안정성 설명이 있어?", "기초통신이론", "27쪽에 안정성 설명이 있어?"),
        ("기초통신이론 pdf에서 안정성이 뭐야", "기초통신이론", "안정성이 뭐야"),
        ("induction 파일 요약해줘", "#05-1. 귀납법", "요약해줘"),
    ],
)
def test_a_book_is_named_by_a_part_of_its_title_or_file(text: str, title: str, rest: str) -> None:
    found, said = find_named_books(text, SHELF)
    assert [one.title for one in found] == [title] and said == rest


def test_what_names_no_book_is_left_as_it_is() -> None:
    text = "안정성 자료가 필요한 까닭은?"
    assert find_named_books(text, SHELF) == ([], text)


def test_numbered_files_are_chapters_and_sections() -> None:
    assert file_number(SHELF[2]) == (1, 2) and file_number(SHELF[1]) == ()
    assert [one.title for one in chapter_files(SHELF, "1.3", "1.3")] == ["cargo"]
    assert [one.title for one in chapter_files(SHELF, "1", "1")] == ["intro", "cargo"]
    assert chapter_files(SHELF[1:3], "1", "1") == [] and chapter_files(SHELF, "7", "7") == []
