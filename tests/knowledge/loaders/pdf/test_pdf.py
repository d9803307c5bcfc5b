"""What the PDF loader promises of pages that lie on their side or head, and of quotes that a page's end parts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader, PdfWriter

from knowledge import Library, loaders
from knowledge.loaders.base import LoadedPage
from settings import ROOT, Settings

SAMPLE = ROOT / "samples" / "history.pdf"


def part(path: Path, numbers: tuple[int, ...], turn: int = 0) -> Path:
    """Some pages (from 1) of the sample textbook, turned."""
    writer, book = PdfWriter(), PdfReader(SAMPLE)
    for number in numbers:
        writer.add_page(book.pages[number - 1]).rotate(turn)
    writer.write(path)
    return path


def read(path: Path) -> LoadedPage:
    return loaders.load(path, filename=path.name, settings=Settings()).pages[0]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_reads_as_the_upright_one_and_is_marked_where_it_is_shown(turn: int, tmp_path: Path) -> None:
    upright, turned = read(part(tmp_path / "a.pdf", (9,))), read(part(tmp_path / "b.pdf", (9,), turn))
    assert turned.text == upright.text and upright.text
    width, height = upright.width, upright.height
    assert (turned.width, turned.height) == pytest.approx((width, height) if turn == 180 else (height, width))
    left, top, right, bottom = upright.boxes.T
    shown = {
        90: (height - bottom, left, height - top, right),
        180: (width - right, height - bottom, width - left, height - top),
        270: (top, width - right, bottom, width - left),
    }[turn]
    assert np.allclose(turned.boxes.T, shown, atol=0.1, equal_nan=True)


def test_a_sentence_that_a_page_end_parts_is_marked_on_both_pages(sample_library: Library) -> None:
    source = next(one for one in sample_library.sources() if one.filename == "history.pdf")
    parted = 0
    for sentence in sample_library.sentences(source.id):
        boxes = sample_library.boxes(source.id, sentence.start, sentence.end)
        for box in boxes:
            page = sample_library.page(source.id, box.page)
            assert 0 <= box.left < box.right <= page.width and 0 <= box.top < box.bottom <= page.height
        last = sample_library.page(source.id, sentence.page)
        if sentence.end > last.end or {box.page for box in boxes} == {sentence.page, sentence.page + 1}:
            parted += 1
            assert {box.page for box in boxes} == {sentence.page, sentence.page + 1}
    assert parted
