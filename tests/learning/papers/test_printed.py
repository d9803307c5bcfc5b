"""Papers as files: what is printed is read back in its order, with its points, by our loader and by another library."""

import io
import re
import zipfile
from pathlib import Path

import pytest

from knowledge import Library
from learning import Question
from learning.exchange.export import FORMATS, PRINTED_PARTS, file_name, render_paper
from learning.exchange.printing.compose_paper import compose
from learning.exchange.printing.print_text import print_line, print_stem
from learning.exchange.printing.sheet_blocks import BoxBlock, GridBlock, LineBlock
from learning.papers.editing import write_question
from learning.papers.exam_paper import ExamPaper, PaperHeading, loose_paper
from learning.papers.paper_forms import make_form

TABLE = "다음 표에 대한 설명으로 옳지 **않은** 것은?\n지역 | 인구 | 면적\n가 | 120 | 30\n나 | 80 | 55"


@pytest.fixture(scope="module")
def full(paper_questions: list[Question]) -> ExamPaper:
    """A paper with a heading, a table, and a question of every kind."""
    table = write_question(
        "default",
        "choice",
        stem=TABLE,
        options=["가의 인구가 많다.", "나의 면적이 넓다.", "가의 면적이 넓다."],
        answer=["3"],
    )
    heading = PaperHeading(school="한빛중학교", subject="역사", teacher="김하늘", instructions="검은색 펜으로 쓰시오.")
    paper = loose_paper([*paper_questions, table], "1학기 중간고사", [4.5] * len(paper_questions) + [7.0])
    return paper.model_copy(update={"heading": heading, "forms": {"B": 3}})


def squeezed(text: str) -> str:
    return "".join(text.replace("|", "").split())


def expected(paper: ExamPaper) -> list[str]:
    """What must be read back, in this order."""
    found = []
    for number, item in enumerate(paper.items, 1):
        head, body = print_stem(item.question)
        found.append(f"{number}.{head.replace('**', '')}[{item.points:g}점]")
        found += body
        if len(item.question.options) > 2:
            found += [print_line(option.text) for option in item.question.options]
    return [squeezed(one) for one in found]


def test_what_a_book_leaves_in_a_stem_is_not_printed(paper_questions: list[Question]) -> None:
    said = "다음 중 「우리 역사」 18~19쪽의 내용으로 옳지 **않은** 것은? (4점)"
    question = paper_questions[0].model_copy(update={"stem": f"{said}\n3월 26 일, 1908 년에는 30 명이 왔다."})
    assert print_stem(question) == ("다음 중 옳지 **않은** 것은?", ("3월 26일, 1908년에는 30명이 왔다.",))
    sheet = compose(loose_paper([question], "시험", [5.0]))
    stem = next(block for block in sheet.groups[0] if isinstance(block, LineBlock))
    assert [run.text for run in stem.runs if run.underline] == ["않은"] and stem.text.endswith("[5점]")


def test_a_table_is_drawn_and_a_passage_stands_in_a_frame(full: ExamPaper) -> None:
    groups = compose(full).groups
    grid = next(block for block in groups[-1] if isinstance(block, GridBlock))
    assert grid.rows[0] == ("지역", "인구", "면적") and len(grid.rows) == 3
    boxed = [block for group in groups for block in group if isinstance(block, BoxBlock)]
    assert any(block.title == "<보기>" and len(block.lines) >= 3 for block in boxed)


@pytest.mark.parametrize("name", ["hwpx", "docx"])
def test_a_paper_is_read_back_in_its_order_with_its_points(
    name: str, full: ExamPaper, tmp_path: Path, library: Library
) -> None:
    for paper in (full, make_form(full, "B", 3)):
        data = render_paper(name, paper, library)
        assert isinstance(data, bytes) and data == render_paper(name, paper, library)  # the same bytes every time
        path = tmp_path / file_name(name, paper)
        path.write_bytes(data)
        source = library.add(path)
        said = squeezed("\n".join(library.page(source.id, n).text for n in range(1, source.pages + 1)))
        assert "한빛중학교" in said and "김하늘" in said and source.title.startswith("1학기 중간고사")
        at = 0
        for text in expected(paper):
            at = said.find(text, at)
            assert at >= 0, text


def test_a_hangul_file_is_a_package_as_published_and_read_by_another_library(full: ExamPaper, library: Library) -> None:
    hwpx = pytest.importorskip("hwpx", reason="python-hwpx is not installed")
    from hwpx.tools.package_validator import validate_editor_open_safety
    from hwpx.tools.validator import validate_document

    for part in PRINTED_PARTS:
        data = render_paper("hwpx", full, library, part)
        assert isinstance(data, bytes)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            first = package.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            assert package.read("mimetype") == b"application/hwp+zip"
        assert list(validate_document(io.BytesIO(data)).issues) == []
        assert validate_editor_open_safety(io.BytesIO(data)).ok
    document = hwpx.HwpxDocument.open(io.BytesIO(render_paper("hwpx", full, library)))  # type: ignore[arg-type]
    said = squeezed(document.export_text())
    at = 0
    for text in expected(full):
        at = said.find(text, at)
        assert at >= 0, text


def test_every_part_is_printed_with_its_fonts_inside(full: ExamPaper, library: Library) -> None:
    from pypdf import PdfReader

    for part in PRINTED_PARTS:
        data = render_paper("pdf", full, library, part)
        reader = PdfReader(io.BytesIO(data))  # type: ignore[arg-type]
        said = squeezed("".join(page.extract_text() for page in reader.pages))
        assert "1학기중간고사(A형)" in said
        for page in reader.pages:
            for font in page["/Resources"]["/Font"].get_object().values():  # type: ignore[index]
                (inner,) = font.get_object()["/DescendantFonts"]
                assert (
                    "/FontFile2" in inner.get_object()["/FontDescriptor"]
                    or "/FontFile3" in inner.get_object()["/FontDescriptor"]
                )
        if part == "key":
            assert f"합계{len(full.items)}문항{full.total:g}점" in said


def test_a_long_paper_has_every_question_once_and_none_torn(full: ExamPaper, library: Library) -> None:
    from pypdf import PdfReader

    many = full.model_copy(update={"items": full.items * 3})
    pages = PdfReader(io.BytesIO(render_paper("pdf", many, library))).pages  # type: ignore[arg-type]
    whole = [squeezed(page.extract_text()) for page in pages]
    for number, item in enumerate(many.items, 1):
        head = squeezed(f"{number}. {print_stem(item.question)[0].replace('**', '')}")
        holding = [page for page in whole if re.search(rf"(?<!\d){re.escape(head)}", page)]
        assert len(holding) == 1, head
        if len(item.question.options) > 2:
            assert all(squeezed(print_line(option.text)) in holding[0] for option in item.question.options)


def test_the_formats_are_registered() -> None:
    assert {name for name, row in FORMATS.items() if row.printed} >= {"pdf", "hwpx", "docx"}
