"""Values of form fields, free text and readers' notes are read at their places; hidden ones are accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import ArrayObject, FloatObject, NameObject, NumberObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.models import BlockKind
from tests.knowledge.loaders.pdf.drawing import FONT, Line, draw, read, read_text

QUESTIONS = [Line(700, "1. 한글을 만든 임금은"), Line(640, "2. 그 해는"), Line(580, "3. 그 뜻을 적으시오.")]


def draw_form(path: Path, values: dict[int, str], kind: str = "text") -> Path:
    """The questions, with a field beside each (by its height) that holds a value."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path))
    for line in QUESTIONS:
        canvas.setFont(FONT, 12)
        canvas.drawString(line.x, line.y, str(line.text))
    form = canvas.acroForm
    for y, value in values.items():
        if kind == "text":
            form.textfield(name=f"f{y}", value=value, x=230, y=y - 4, width=180, height=18, borderStyle="inset")
        elif kind == "choice":
            form.choice(name=f"f{y}", value=value, options=[value, "other"], x=230, y=y - 4, width=180, height=18)
        else:
            form.checkbox(name=f"f{y}", checked=value == "on", x=230, y=y - 4, size=14)
    canvas.save()
    return path


@pytest.mark.parametrize("kind", ["text", "choice"])
@pytest.mark.parametrize("values", [{700: "Sejong"}, {640: "1443"}, {580: "Right sounds"}, {700: "King", 640: "1446"}])
def test_what_a_field_holds_stands_behind_its_question(values: dict[int, str], kind: str, tmp_path: Path) -> None:
    text = read_text(draw_form(tmp_path / "a.pdf", values, kind))
    for line in QUESTIONS:
        said = f"{line.text} {values[int(line.y)]}" if line.y in values else str(line.text)
        assert said in text.split("\n")


def test_a_ticked_box_is_told_from_an_empty_one(tmp_path: Path) -> None:
    text = read_text(draw_form(tmp_path / "a.pdf", {700: "on", 640: "off"}, "check"))
    assert "1. 한글을 만든 임금은 ☑" in text and "2. 그 해는 ☑" not in text


def annotate(path: Path, *annotations: object, flags: int | None = None) -> Path:
    writer = PdfWriter()
    writer.append(PdfReader(draw(path.with_name("bare.pdf"), QUESTIONS)))
    for annotation in annotations:
        if flags is not None:
            annotation[NameObject("/F")] = NumberObject(flags)  # type: ignore[index]
        writer.add_annotation(0, annotation)  # type: ignore[arg-type]
    writer.write(path)
    return path


@pytest.mark.parametrize("said", ["시험에 나온다", "Remember 1443.", "집현전 학자 여덟 명", "훈민정음 해례본"])
def test_a_readers_note_is_a_block_of_its_own_behind_the_text(said: str, tmp_path: Path) -> None:
    quads = ArrayObject(map(FloatObject, (60, 712, 160, 712, 60, 698, 160, 698)))
    sticky = Text(text=said, rect=(400, 700, 420, 720))
    marked = Highlight(rect=(60, 698, 160, 712), quad_points=quads)
    marked[NameObject("/Contents")] = sticky["/Contents"]
    for annotation in (sticky, marked):
        pages, _ = read(annotate(tmp_path / "a.pdf", annotation))
        last = pages[0].blocks[-1]
        assert last.kind is BlockKind.FOOTNOTE and pages[0].text[last.start : last.end] == said
        assert pages[0].boxes is not None and len(pages[0].boxes) == len(pages[0].text)


@pytest.mark.parametrize(
    ("y", "before"), [(660, "1. 한글을 만든 임금은"), (600, "2. 그 해는"), (500, "3. 그 뜻을 적으시오.")]
)
def test_text_written_on_a_page_is_read_at_its_place(y: int, before: str, tmp_path: Path) -> None:
    free = FreeText(text="여기에 덧붙여 적었다", rect=(60, y, 300, y + 18))
    lines = read_text(annotate(tmp_path / "a.pdf", free)).split("\n")
    assert lines[lines.index("여기에 덧붙여 적었다") - 1] == before


@pytest.mark.parametrize("flags", [2, 32])
def test_a_hidden_note_is_counted_and_not_read(flags: int, tmp_path: Path) -> None:
    path = annotate(tmp_path / "a.pdf", Text(text="정답은 세종", rect=(400, 700, 420, 720)), flags=flags)
    pages, outcome = read(path)
    assert "정답은 세종" not in pages[0].text
    assert [(one.reason, one.examples) for one in outcome.left_out] == [("hidden", ("정답은 세종",))]
