"""What recognising promises: the words of a scan, each where it stands on the page,
whichever way the page was laid in.
"""

import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfWriter

from errors import IngestError
from knowledge import Library, loaders
from knowledge.loaders.base import Outcome
from knowledge.loaders.ocr import tesseract
from knowledge.loaders.ocr.page_ocr import recognise_pages, sheet
from knowledge.loaders.ocr.words import Word, WordReading, doubtful, lines_of, outline, settle_doubtful_lines
from korean.text import squeeze
from settings import Settings
from tests.knowledge.loaders.test_findings import SAMPLE, as_page, mixed, picture_of


@cache
def lacking() -> bool:
    program = tesseract.find_program()
    return not program or tesseract.find_engine(program) is None


needs_tesseract = pytest.mark.skipif(lacking(), reason="Tesseract with Korean is not installed")


def row(page: int, line: int, box: tuple[int, int, int, int], sure: float, text: str) -> str:
    return "\t".join(map(str, (5, page, 1, 1, line, 1, *box, sure, text)))


def test_spaces_are_the_plain_text_s_and_boxes_the_table_s() -> None:
    table = "\n".join(
        (
            "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
            row(1, 1, (10, 20, 30, 15), 90, "소"),
            row(1, 1, (42, 20, 30, 15), 90, "프트"),
            row(1, 1, (90, 20, 40, 15), 90, "공급"),
            row(1, 2, (10, 50, 40, 15), 10, "#$%@!&*"),
        )
    )
    (line,) = lines_of(table, "소프트 공급\n#$%@!&*\n")
    assert [(word.text, word.apart) for word in line] == [("소", True), ("프트", False), ("공급", True)]
    assert line[1].box == (42, 20, 72, 35)


def test_a_word_that_korean_alone_reads_surer_is_taken() -> None:
    words = [("소프트웨어", 0, 95.0), ("ASSO]", 120, 51.0), ("Source", 220, 60.0), ("결과물", 320, 95.0)]
    line = tuple(Word(text, (left, 10, left + 90, 40), sure, True) for text, left, sure in words)
    assert doubtful(line) and not doubtful(line[:1]) and not doubtful(line[1:3])
    left = outline(line)[0]
    table = "\n".join(
        (row(1, 1, (122 - left, 5, 80, 30), 93, "산출물의"), row(1, 1, (222 - left, 5, 80, 30), 20, "50000"))
    )
    (mended,) = settle_doubtful_lines([line], table)
    assert [word.text for word in mended] == ["소프트웨어", "산출물의", "Source", "결과물"]
    assert mended[1].box == line[1].box


@pytest.mark.parametrize("turn", range(4))
def test_boxes_stand_where_the_words_are_shown_however_the_picture_was_turned(turn: int) -> None:
    width, height = 300.0, 400.0
    across, down = (height, width) if turn % 2 else (width, height)
    box = (20, 30, 120, 40)  # upright, in pixels of two a point
    word = Word("가나다라마바사아자차", tuple(2 * edge for edge in box), 95.0, True)
    lines, frame = sheet(WordReading(((word,),), turn, (int(2 * across), int(2 * down))), width, height)
    shown = frame.to_shown_page(lines[0].boxes)
    left, top, right, bottom = *shown[:, :2].min(axis=0), *shown[:, 2:].max(axis=0)
    expected = {
        0: (20, 30, 120, 40),
        1: (30, 280, 40, 380),  # x' = height - y, y' = x
        2: (180, 360, 280, 370),
        3: (260, 20, 270, 120),
    }[turn]
    assert (left, top, right, bottom) == pytest.approx(expected, abs=0.01)


def test_time_that_does_not_suffice_leaves_pages_out() -> None:
    outcome = Outcome(total=3, ocr_seconds=0)
    engine = tesseract.OcrEngine("no-such-program", "kor")
    blank = Image.new("L", (50, 50), "white")
    assert recognise_pages(engine, [1, 2, 3], lambda number: (blank, 50.0, 50.0), outcome) == {}


def test_a_program_that_fails_is_an_empty_reading() -> None:
    engine = tesseract.OcrEngine("no-such-program", "kor")
    assert engine.read(Image.new("L", (50, 50), "white")).lines == ()
    assert tesseract.find_engine("no-such-program") is None


def words_of(number: int) -> tuple[list[str], np.ndarray]:
    """The first words of a page of the sample, with the middles of their first letters."""
    page = loaders.load(SAMPLE, filename="a.pdf", settings=Settings()).pages[number - 1]
    starts = [i for i, char in enumerate(page.text) if not char.isspace() and (i == 0 or page.text[i - 1].isspace())]
    words = [page.text[i:].split(None, 1)[0] for i in starts]
    return words, page.boxes[starts].reshape(-1, 2, 2).mean(axis=1)


@needs_tesseract
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scanned_page_is_read_and_its_words_are_marked_in_place(turn: int, tmp_path: Path) -> None:
    writer = PdfWriter()
    picture = picture_of(10).rotate(turn, expand=True)
    as_page(writer, picture, picture.width / 2.5)
    writer.write(tmp_path / "스캔.pdf")
    loaded = loaders.load(tmp_path / "스캔.pdf", filename="스캔.pdf", settings=Settings())
    assert [(one.code, one.pages) for one in loaded.findings] == [("recognised", (1,))]
    (page,) = loaded.pages
    words, middles = words_of(10)
    assert len(page.boxes) == len(page.text)
    width, height = picture_of(10).width / 2.5, picture_of(10).height / 2.5
    near = unique = 0
    for word, (x, y) in zip(words, middles, strict=True):
        x, y = {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[turn]
        if page.text.count(word) != 1 or words.count(word) != 1 or len(word) < 3:
            continue
        left, top, right, bottom = page.boxes[page.text.index(word)]
        unique += 1
        near += left - 6 <= x <= right + 6 and top - 6 <= y <= bottom + 6
    assert unique >= 15 and near >= 0.9 * unique


@needs_tesseract
def test_only_the_pages_that_need_it_are_recognised_and_can_be_cited(settings: Settings, tmp_path: Path) -> None:
    library = Library.open(settings.library, settings=settings)
    seen: list[tuple[int, int]] = []
    source = library.add(
        mixed(tmp_path / "책.pdf"), progress=lambda stage, done, total: seen.append((done, total)) or None
    )
    assert source.pages == 3 and len(source.notes) == 1 and source.notes[0].startswith("2쪽은 글자 인식(OCR)으로")
    assert (3, 3) in seen
    sentence = next(s for s in library.sentences(source.id) if s.page == 2)
    boxes = library.boxes(source.id, sentence.start, sentence.end)
    assert boxes and all(box.page in (2, 3) for box in boxes)
    whole = squeeze(" ".join(page.text for page in library.pages(source.id)))
    assert squeeze(sentence.text) in whole and not library.check()
    library.close()


@needs_tesseract
def test_a_file_whose_notes_ask_for_it_is_read_again_in_its_place(settings: Settings, tmp_path: Path) -> None:
    book = mixed(tmp_path / "책.pdf")
    library = Library.open(settings.library, settings=settings.model_copy(update={"ocr_seconds": 0}))
    without = library.add(book)
    assert "다시 올려 주세요" in without.notes[0] and not library.page(without.id, 2).text
    library.close()
    library = Library.open(settings.library, settings=settings)
    read = library.add(book)
    assert read.id == without.id and library.page(read.id, 2).text and not library.check()
    assert library.add(book) == read  # nothing is asked for any more
    library.close()


@needs_tesseract
@pytest.mark.parametrize("name", ["사진.png", "사진.jpg", "사진.tiff"])
def test_a_photograph_is_read_shown_and_marked(name: str, settings: Settings, tmp_path: Path) -> None:
    picture_of(10).save(tmp_path / name)
    library = Library.open(settings.library, settings=settings)
    source = library.add(tmp_path / name)
    assert source.kind == "image" and source.pages == 1
    page = library.page(source.id, 1)
    assert max(page.width, page.height) == pytest.approx(842, abs=1)
    sentence = library.sentences(source.id)[0]
    boxes = library.boxes(source.id, sentence.start, sentence.end)
    assert all(0 <= box.left < box.right <= page.width and 0 <= box.top < box.bottom <= page.height for box in boxes)
    image = library.page_image(source.id, 1, 1.0, boxes)
    assert image is not None and image.startswith(b"\x89PNG")
    library.close()


@needs_tesseract
def test_recognising_can_be_cancelled_and_leaves_nothing_behind(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    writer = PdfWriter()
    for _ in range(12):
        as_page(writer, picture_of(10), 420)
    writer.write(tmp_path / "긴.pdf")
    begun = time.monotonic()
    with pytest.raises(IngestError) as refused:
        loaders.load(
            tmp_path / "긴.pdf", filename="긴.pdf", settings=settings, stop=lambda: time.monotonic() > begun + 1.0
        )
    assert refused.value.code == "cancelled" and time.monotonic() - begun < 5
    assert not list(Path(tempfile.gettempdir()).iterdir())
