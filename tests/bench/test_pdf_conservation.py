"""What the benchmark of lost characters counts: letters that another program sees and we neither read nor tell of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.reading.pdf_conservation import Conserved, compare, count_letters, summarise
from tests.knowledge.loaders.pdf.drawing import Line, draw, up


def test_letters_are_counted_in_one_form() -> None:
    assert count_letters(["10²³ ﬁ 가", "나-"]) == count_letters(["1023FI", "가나"])


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_what_is_read_and_what_is_told_of_is_not_lost(tmp_path: Path) -> None:
    pages = [
        [
            Line(810, "Field Notes", 8.0),
            Line(700, ["Light moves 3x10", up("8"), f" meters a second on page {page}."]),
            Line(40, f"- {page} -", 8.0),
        ]
        for page in range(7, 12)
    ]
    found = compare(draw(tmp_path / "a.pdf", *pages), "a.pdf", 100)
    assert isinstance(found, Conserved)
    assert found.seen > 200 and found.lost == 0 and found.left_out == 5 * len("FieldNotes") + len("7891011")
    assert summarise([found, Conserved("b", 100, 1, 0)]) == (2, found.seen + 100, 1, round(100 / (found.seen + 100), 3))


def test_a_refused_file_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert compare(tmp_path / "a.pdf", "a.pdf", 100) == "pdf_broken"
