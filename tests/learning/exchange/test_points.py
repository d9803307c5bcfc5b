"""Exports tell the truth: essays are essays, points are everywhere, gaps are gaps, a table is a table."""

import csv
import io
import sqlite3
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from knowledge import Library
from learning import Question
from learning.exchange.export import FORMATS, render_paper
from learning.exchange.export.anki import has_gap
from learning.exchange.import_ import READERS, read_questions
from learning.papers.exam_paper import ExamPaper, loose_paper


def scored(made: list[Question]) -> ExamPaper:
    return loose_paper(made, "기말고사", [float(n) for n in range(2, len(made) + 2)])


def test_points_stand_in_every_format_that_has_room(sample_library: Library, made: list[Question]) -> None:
    paper = scored(made)
    moodle = ET.fromstring(str(render_paper("moodle", paper, sample_library)))
    grades = [node.findtext("defaultgrade") for node in moodle.iter("question") if node.get("type") != "category"]
    assert [float(one or 0) for one in grades] == list(paper.points)
    with zipfile.ZipFile(io.BytesIO(render_paper("qti", paper, sample_library))) as package:  # type: ignore[arg-type]
        items = [ET.fromstring(package.read(n)) for n in package.namelist() if n.startswith("items/")]
    qti = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    most = [
        float(node.findtext(f"{qti}defaultValue/{qti}value") or 0)
        for item in items
        for node in item.iter(f"{qti}outcomeDeclaration")
        if node.get("identifier") == "MAXSCORE"
    ]
    assert most == list(paper.points)
    gift, markdown = (str(render_paper(name, paper, sample_library)) for name in ("gift", "markdown"))
    for points in paper.points:
        assert f"[tag:배점 {points:g}]" in gift and f"\\[{points:g}점\\]" in markdown
    assert markdown.startswith("# 기말고사\n")


def test_gift_with_points_and_essays_comes_in_again(sample_library: Library, made: list[Question]) -> None:
    text = str(render_paper("gift", scored(made), sample_library))
    found, faults = read_questions(sample_library, text, READERS["gift"], "파일")
    assert not faults and [one.id for one in found] == [one.id for one in made]
    assert [one.explanation for one in found] == [one.explanation for one in made]
    essays = [one for one in made if one.kind == "essay"]
    assert essays and all("{####모범 답안" in text for _ in essays)


def test_a_table_of_questions_has_heads_and_a_column_an_option(sample_library: Library, made: list[Question]) -> None:
    text = str(render_paper("question_table", scored(made), sample_library))
    assert text.startswith("\ufeff") and "**" not in text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["배점"] for row in rows] == [f"{n}" for n in range(2, len(made) + 2)]
    for row, question in zip(rows, made, strict=True):
        texts = [option.text for option in question.options]
        assert [row[f"선택지 {n}"] for n in range(1, len(texts) + 1)] == texts and row["유형"] != question.kind


def test_no_file_for_people_has_marks_of_emphasis(sample_library: Library, made: list[Question]) -> None:
    assert any("**" in one.stem for one in made)
    for name in ("csv", "moodle", "question_table"):
        assert "**" not in str(FORMATS[name].write(made, "시험")), name


def test_a_gap_is_anki_s_own_with_all_its_citations(made: list[Question], tmp_path: Path) -> None:
    gaps = [one for one in made if has_gap(one)]
    assert gaps
    path = tmp_path / "deck.apkg"
    path.write_bytes(FORMATS["anki"].write(made, "시험"))  # type: ignore[arg-type]
    with zipfile.ZipFile(path) as package:
        package.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as deck:
        fields = [row[0].split("\x1f") for row in deck.execute("select flds from notes")]
    gapped = [one for one in fields if "{{c1::" in one[0]]
    assert len(gapped) == len(gaps) and len(fields) == len(made)
    places = sorted(one[-1].count("\u201c") for one in fields)
    assert places == sorted(1 + len(one.citations) for one in made)
