"""The sample textbooks are real books: long enough, with an outline, a table, a timeline that agrees with the text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from settings import ROOT

SAMPLES = ROOT / "samples"
FONTS = Path("/usr/share/fonts/truetype/nanum")


def text(name: str) -> str:
    return (SAMPLES / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "pages"), [("history", 24), ("science", 5)])
def test_each_book_has_its_pages_an_outline_and_an_embedded_font(name: str, pages: int) -> None:
    book = pypdf.PdfReader(SAMPLES / f"{name}.pdf")
    assert len(book.pages) >= pages and len(book.outline) >= 2
    fonts = book.pages[3]["/Resources"]["/Font"]
    assert all("/FontFile2" in fonts[key]["/FontDescriptor"] for key in fonts if "/FontDescriptor" in fonts[key])


def test_the_history_book_has_a_table_and_a_figure() -> None:
    assert re.search(r"^\|.+\|\n\|[-| :]+\|", text("history.md"), re.M)
    assert "그림" in text("history.md")


def test_the_timeline_agrees_with_the_chapters() -> None:
    whole = text("history.md")
    chapters, _, end = whole.partition("7장")
    rows = re.findall(r"^\|\s*(\d{4})년\s*\|\s*(.+?)\s*\|", end, re.M)
    assert len(rows) >= 20
    missing = []
    for year, events in rows:
        for event in (one.strip() for one in events.split(",")):
            name = "".join(event.split())[:2]
            if not any(f"{year}년" in part and name in "".join(part.split()) for part in chapters.split("\n")):
                missing.append((year, event))
    assert missing == []


@pytest.mark.skipif(not FONTS.is_dir(), reason="needs the Nanum fonts (fonts-nanum)")
def test_the_books_are_built_from_their_markdown(tmp_path: Path) -> None:
    for name in ("build.py", "history.md", "science.md"):
        shutil.copy(SAMPLES / name, tmp_path / name)
    subprocess.run([sys.executable, str(tmp_path / "build.py")], check=True, capture_output=True, timeout=120)
    for name in ("history.pdf", "science.pdf"):
        assert (tmp_path / name).read_bytes() == (SAMPLES / name).read_bytes(), name
