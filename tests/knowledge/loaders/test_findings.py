"""What the health check promises: every page that cannot be read is named with what can be
done, before anything is kept.
"""

import io
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from errors import IngestError
from knowledge import Library, loaders
from knowledge.loaders.findings import INSTALL, SENTENCES, faint, finding, letters, page_ranges, remedy
from settings import ROOT, Settings

SAMPLE = ROOT / "samples" / "history.pdf"


def picture_of(number: int, scale: float = 2.5) -> Image.Image:
    """A page of the sample textbook as a scanner sees it."""
    document = pypdfium2.PdfDocument(SAMPLE)
    picture = document[number - 1].render(scale=scale, grayscale=True).to_pil().convert("L")
    document.close()
    return picture


def as_page(writer: PdfWriter, picture: Image.Image, width: float) -> None:
    """Add a page that is only a picture, ``width`` points wide."""
    file = io.BytesIO()
    picture.save(file, "PDF", resolution=72 * picture.width / width, quality=92)
    writer.append(io.BytesIO(file.getvalue()))


def mixed(path: Path) -> Path:
    """Three pages: text, a picture of text, text."""
    writer, book = PdfWriter(), PdfReader(SAMPLE)
    writer.add_page(book.pages[8])
    as_page(writer, picture_of(10), float(book.pages[9].mediabox.width))
    writer.add_page(book.pages[10])
    writer.write(path)
    return path


def test_pages_are_named_for_people() -> None:
    assert page_ranges([3, 1, 4, 5, 9]) == "1, 3~5, 9쪽"
    said = {code: finding(code, [12, 13, 14], remedy="해 보세요.", seconds=8).said for code in SENTENCES}
    assert all(text.startswith("12~14쪽") and text.endswith(".") for text in said.values())
    assert said["recognised"].startswith("12~14쪽은 글자 인식(OCR)으로 읽었습니다")


@pytest.mark.parametrize("system", sorted(INSTALL))
def test_how_to_install_is_said_for_each_system(system: str) -> None:
    assert INSTALL[system] in remedy("program", system) and INSTALL[system] in remedy("korean", system)
    assert remedy("program", "freebsd").endswith(INSTALL["linux"])


def test_a_document_with_hardly_a_letter_is_noticed() -> None:
    assert letters("가나다 abc, 12!") == 8
    assert faint(["", "제목", "x" * 25]) == [1, 2]
    assert faint(["", "본문이 " * 40]) == []  # an empty page in a book is none
    assert faint([]) == []


def test_image_pages_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = mixed(tmp_path / "책.pdf")
    loaded = loaders.load(path, filename=path.name, settings=Settings(ocr_seconds=0))
    assert [(one.code, one.pages) for one in loaded.findings] == [("image_pages", (2,))]
    assert loaded.notes == (loaded.findings[0].said,) and loaded.notes[0].startswith("2쪽은 글자가 없는 그림이라")
    assert [bool(page.text) for page in loaded.pages] == [True, False, True]


def test_a_scan_that_nothing_can_read_is_refused_and_nothing_kept(settings: Settings, tmp_path: Path) -> None:
    writer = PdfWriter()
    as_page(writer, picture_of(10), 420)
    writer.write(tmp_path / "스캔.pdf")
    picture_of(10).save(tmp_path / "사진.png")
    library = Library.open(settings.library, settings=settings.model_copy(update={"ocr_seconds": 0}))
    for name, code in (("스캔.pdf", "pdf_no_text"), ("사진.png", "image_pages")):
        with pytest.raises(IngestError) as refused:
            library.add(tmp_path / name)
        assert refused.value.code == code
        assert "모두 1쪽" in refused.value.message and "ocr_seconds" in refused.value.message
    assert not library.sources() and not library.check()
    library.close()


def test_a_blank_document_is_not_called_a_scan(settings: Settings, tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.write(tmp_path / "빈.pdf")
    with pytest.raises(IngestError) as refused:
        loaders.load(tmp_path / "빈.pdf", filename="빈.pdf", settings=settings)
    assert refused.value.code == "pdf_no_text" and "아무것도 적혀 있지 않은" in refused.value.message


def test_pictures_that_are_none_are_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "깨진.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    with pytest.raises(IngestError) as refused:
        loaders.load(tmp_path / "깨진.png", filename="깨진.png", settings=settings)
    assert refused.value.code == "image_broken"
    Image.new("1", (20_000, 20_000)).save(tmp_path / "큰.png")
    with pytest.raises(IngestError) as refused:
        loaders.load(tmp_path / "큰.png", filename="큰.png", settings=settings)
    assert refused.value.code == "image_too_large"
