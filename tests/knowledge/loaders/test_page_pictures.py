"""A page as a picture: no more pixels than a screen can use, whatever size the file says that its page has."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from knowledge.loaders.page_pictures import render_page
from knowledge.loaders.pictures.page_drawing import MOST_PICTURE_PIXELS, fit_scale
from knowledge.loaders.registry import LOADERS
from knowledge.models import Box
from settings import Settings


def pdf_of(path: Path, side: int) -> Path:
    """A PDF with one square page of so many points."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(side, side)
    document.save(path)
    document.close()
    return path


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("side", [600, 14_400])
def test_a_page_has_no_more_pixels_than_a_picture_may_have(tmp_path: Path, side: int) -> None:
    png = render_page(LOADERS["pdf"], pdf_of(tmp_path / "a.pdf", side), 1, 2.0, (), Settings())
    assert png is not None
    width, height = size_of(png)
    assert width * height <= MOST_PICTURE_PIXELS * 1.01
    assert side > 10_000 or (width, height) == (1200, 1200)


def test_marks_stand_where_they_should_on_a_page_that_is_made_smaller(tmp_path: Path) -> None:
    from PIL import Image

    file = pdf_of(tmp_path / "a.pdf", 14_000)
    png = render_page(LOADERS["pdf"], file, 1, 2.0, [Box(1, 7000, 7000, 14_000, 14_000)], Settings())
    assert png is not None
    picture = Image.open(io.BytesIO(png))
    middle = picture.width * 3 // 4, picture.height * 3 // 4
    assert picture.getpixel((10, 10)) == (255, 255, 255) and picture.getpixel(middle) == (255, 232, 92)


def test_what_cannot_be_drawn_is_none(tmp_path: Path) -> None:
    broken = tmp_path / "a.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    assert render_page(LOADERS["pdf"], broken, 1, 2.0, (), Settings()) is None
    assert render_page(LOADERS["pdf"], pdf_of(tmp_path / "b.pdf", 100), 7, 2.0, (), Settings()) is None
    assert render_page(LOADERS["md"], broken, 1, 2.0, (), Settings()) is None


def test_the_scale_is_kept_where_it_fits() -> None:
    assert fit_scale(600, 800, 2.0) == 2.0
    assert fit_scale(1e9, 1e9, 2.0) * 1e9 == pytest.approx(MOST_PICTURE_PIXELS**0.5)
