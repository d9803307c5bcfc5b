"""A book is called what a person would call it: by its front matter, its heading, its first lines or its file name."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.ingestion.document import Document
from knowledge.ingestion.naming import name_document
from knowledge.loaders.base import Loaded, LoadedHeading, LoadedPage
from knowledge.loaders.block_kinds import type_pages
from knowledge.models import Heading
from settings import Settings

LEAVES = "잎의 기공은 이산화 탄소를 받아들이고 산소를 내보낸다. 기공은 낮에 열린다."


def document(kind: str, text: str, title: str = "", headings: tuple[tuple[int, str], ...] = ()) -> Document:
    """A document of one page; its headings stand where their words first do."""
    there = [LoadedHeading(level, said, text.index(said)) for level, said in headings]
    pages = type_pages([LoadedPage(1, text, headings=tuple(there))])
    loaded = Loaded(kind, title, pages)
    return Document(loaded, pages, (0,), tuple(Heading(h.level, h.title, h.start, 1) for h in there), text)


def titled(tmp_path: Path, name: str, content: str) -> str:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    library = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    try:
        return library.add(file).title
    finally:
        library.close()


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("ch03-02.md", f"## 잎이 하는 일\n\n{LEAVES}\n", "잎이 하는 일"),
        ("ch03-02.md", f"#### 잎이 하는 일\n\n{LEAVES}\n\n#### 줄기\n\n{LEAVES}\n", "잎이 하는 일"),
        ("leaf.md", f"---\ntitle: 잎의 구조  # 2판\nauthor: 나\n---\n\n## 들어가며\n\n{LEAVES}\n", "잎의 구조"),
        ("leaf.md", f"---\ntitle: \"잎의 '안'과 밖\"\n---\n\n{LEAVES}\n", "잎의 '안'과 밖"),
        ("leaf.md", f'+++\ntitle = "잎의 구조"\n+++\n\n{LEAVES}\n', "잎의 구조"),
        (
            "식물_호흡.md",
            f"---\ntitle: 생물 특강\nsubtitle: 식물의 호흡\n---\n\n{LEAVES}\n",
            "생물 특강: 식물의 호흡",
        ),
        ("leaf.md", f"---\ntitle: 생물 특강\nsubtitle: 어느 고등학교\n---\n\n{LEAVES}\n", "생물 특강"),
        ("leaf.md", f"# 잎과 줄기 {{#leaf-and-stem}}\n\n{LEAVES}\n", "잎과 줄기"),
        ("생물.md", f"# 생물 요점\n## 2과목 식물\n### 1장 잎\n\n{LEAVES}\n", "생물 요점 - 2과목 식물 - 1장 잎"),
        ("생물.md", f"# 생물 요점\n## 1. 잎\n\n{LEAVES}\n\n## 2. 줄기\n\n{LEAVES}\n", "생물 요점"),
        ("[식물] 잎의 구조.md", f"# 잎의 구조\n\n{LEAVES}\n", "[식물] 잎의 구조"),
        ("ch07-leaf-and-stem.md", f"# Leaf and Stem\n\n{LEAVES}\n", "Leaf and Stem"),
        ("x.md", f"## 제목\n\n사막에 사는 식물\n\n## 내용\n\n{LEAVES}\n", "사막에 사는 식물"),
        ("식물 이야기.md", f"{LEAVES}\n\n### #0 들어가며\n\n{LEAVES}\n\n### #1 잎\n\n{LEAVES}\n", "식물 이야기"),
        ("0412.txt", f"봄에 피는 꽃\n\n{LEAVES}\n", "봄에 피는 꽃"),
        ("0412.txt", f"봄에 피는 꽃과\n여름에 피는 꽃\n\n{LEAVES}\n", "봄에 피는 꽃과 여름에 피는 꽃"),
        ("0412.txt", f"제 2031-17호\n봄꽃 축제 알림\n\n{LEAVES}\n", "봄꽃 축제 알림"),
        ("0412.txt", f"통 계 연 보\n\n{LEAVES}\n", "통계연보"),
        ("봄꽃_관찰_기록(2).txt", f"{LEAVES}\n", "봄꽃 관찰 기록"),
        ("a.html", f"<title>잎과 뿌리 - 우리 학교</title><h1>잎과 뿌리</h1><p>{LEAVES}</p>", "잎과 뿌리"),
        ("봄꽃_목록.csv", "이름,피는 때\n개나리,3월\n벚꽃,4월\n", "봄꽃 목록"),
    ],
)
def test_a_book_is_called_what_a_person_would_call_it(tmp_path: Path, name: str, content: str, title: str) -> None:
    assert titled(tmp_path, name, content) == title


def test_a_large_line_that_a_pdf_says_once_gives_way_to_a_file_name_that_it_speaks_of() -> None:
    text = "시험판\n식물의 잎을 다룬다.\n" + LEAVES
    assert name_document(document("pdf", text, "시험판"), "식물_교과서_상.pdf") == "식물 교과서 상"
    assert name_document(document("pdf", text, "시험판"), "scan0001.pdf") == "시험판"


def test_a_large_line_that_the_book_keeps_speaking_of_is_its_title() -> None:
    text = "광합성 (2)\n식물 수업\n" + "광합성은 빛을 쓴다.\n" * 4
    assert name_document(document("pdf", text, "광합성 (2)"), "식물_수업_4주.pdf") == "광합성 (2)"
    assert name_document(document("pdf", text, "식물과 광합성"), "광합성.pdf") == "식물과 광합성"


def test_a_numbered_chapter_among_others_is_no_title() -> None:
    text = "1 잎의 구조\n" + LEAVES + "\n2 줄기의 구조\n" + LEAVES
    chapters = ((1, "1 잎의 구조"), (1, "2 줄기의 구조"))
    assert name_document(document("pdf", text, "", chapters), "식물_기공_요약.pdf") == "식물 기공 요약"


def test_a_label_before_a_colon_and_letters_of_a_broken_font_are_no_titles() -> None:
    text = "2학기 수업 계획\n담당 교사: 홍길동\n" + LEAVES
    assert name_document(document("docx", text, "담당 교사"), "plan.docx") == "2학기 수업 계획"
    assert name_document(document("pdf", "V= B A C D M\n" + "? # 0 !", "V= B A C D M"), "개념정리.pdf") == "개념정리"


def test_a_huge_front_matter_is_passed_over_in_time(tmp_path: Path) -> None:
    assert (
        titled(tmp_path, "잎.md", "---\n" + "title " * 200_000 + f"\n---\n\n# 잎의 구조\n\n{LEAVES}\n") == "잎의 구조"
    )
