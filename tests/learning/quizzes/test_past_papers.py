"""Past papers: read by their form, imitated from other books; and wrong notes on paper."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from PIL import Image
from typer.testing import CliRunner

from errors import QuizError
from knowledge import Citation, Library
from learning import Learner, Option, Question, make_quiz
from learning.exchange.export.marked import marked_page
from learning.exchange.export.notes import write as write_notes
from learning.feedback.wrong_answers import why_wrong
from learning.quizzes.past_papers import LARGEST_EXAM, FoundItem, PastPaper, imitate, paper_of, read_paper
from tests.learning.quizzes.exam_parts import NOW, PAPER, history
from ui.commands import app


def test_a_paper_is_read_by_its_form() -> None:
    paper = read_paper(PAPER)
    assert [item.kind for item in paper.items] == ["mcq5", "negative", "bogi", "order", "ox", "cloze", "essay"]
    assert [item.negative for item in paper.items] == [False, True, *[False] * 5] and paper.negative_share == 0.25
    assert paper.points == (3, 3, 3, 3, 3, 3, 5)


def test_marks_said_of_some_items_alone_leave_one_point_less_for_the_rest() -> None:
    assert read_paper(PAPER.replace(" [5점]", "")).points == (3, 2, 3, 2, 2, 2, 2)
    assert read_paper(PAPER.replace("[3점]", "").replace("[5점]", "")).points == ()


def test_a_list_inside_an_item_ends_no_paper() -> None:
    lines = PAPER.split("\n")
    place = lines.index("일본은 ( )을 기습하였다.")
    listed = "\n".join([*lines[:place], "1) 가", "2) 나", "3) 다", *lines[place:]])
    assert read_paper(listed) == read_paper(PAPER)
    assert read_paper(re.sub(r"^(\d)\.", r"\1)", PAPER, flags=re.M)) == read_paper(PAPER)


def test_many_blank_lines_are_read_too() -> None:
    """It would not end in minutes if each line were looked at from every line before."""
    assert read_paper(PAPER + "\n" * 200_000) == read_paper(PAPER)


def test_a_long_paper_is_imitated_up_to_a_limit(exam_shelf: Library) -> None:
    paper = PastPaper(tuple(FoundItem(n, "ox" if n % 2 else "cloze", False, 1.0) for n in range(1, 200)))
    made = imitate(exam_shelf, paper, [history(exam_shelf)], seed=4)
    assert 0 < len(made.questions) <= LARGEST_EXAM and len(made.points) == len(made.questions)


def test_a_paper_that_lost_its_numbers_is_read_by_its_options() -> None:
    bare = "\n".join(line.split(". ", 1)[-1] if line[:1].isdigit() else line for line in PAPER.split("\n")[:13])
    assert [item.kind for item in read_paper(bare).items] == ["mcq5", "negative", "bogi", "order"]


@pytest.mark.parametrize(
    "text", ["", "1. 서론\n2. 본론\n3. 결론\n", "갑신정변은 1884년의 일이다. 3. 1 운동은 1919년의 일이다."]
)
def test_other_texts_are_no_papers(text: str) -> None:
    with pytest.raises(QuizError) as raised:
        read_paper(text)
    assert raised.value.code == "not_an_exam"


def test_a_quiz_like_a_paper_has_its_mix_and_its_points(exam_shelf: Library) -> None:
    source = next(one.id for one in exam_shelf.sources() if one.filename == "중간고사.txt")
    paper = paper_of(exam_shelf, source)
    made = imitate(exam_shelf, paper, [history(exam_shelf)], seed=4)
    assert Counter(one.kind for one in made.questions) == Counter(paper.kinds)
    assert sorted(made.points) == sorted(paper.points) and all(
        one.citation.source_id != source for one in made.questions
    )
    hardest = max(zip(made.points, made.questions), key=lambda pair: pair[0])[1]
    assert hardest.difficulty == max(one.difficulty for one in made.questions)
    place = ["--library", str(exam_shelf.path), "--source", history(exam_shelf), "--seed", "4", "--json"]
    ran = CliRunner().invoke(app, ["imitate", source, *place])
    said = json.loads(ran.stdout)
    assert ran.exit_code == 0 and said["paper"]["kinds"] == paper.kinds
    assert [Question.model_validate(one) for one in said["questions"]] == list(made.questions)


@pytest.mark.parametrize(
    ("kind", "texts"), [("ox", ("맞다", "틀리다")), ("mcq5", ("고종", "순종", "철종", "헌종", "정조"))]
)
def test_nothing_is_said_of_the_book_where_a_question_does_not_come_from_it(
    sample_library: Library, kind: str, texts: tuple[str, ...]
) -> None:
    ids = ("O", "X") if kind == "ox" else tuple("12345")
    options = tuple(Option(id=key, text=text) for key, text in zip(ids, texts))
    cited = Citation(1, "", "모의고사.gift", 0, 0, 0, "풀이", "근거 없음")
    asked = Question(
        id="x", kind=kind, stem="대한 제국의 첫 황제는?", options=options, answer=ids[:1], explanation="풀이",
        citation=cited, concept="고종", difficulty=0.5,
    )  # fmt: skip
    assert why_wrong(asked, ids[1], sample_library).text == ""
    weak = replace(cited, source_id=history(sample_library), page=1, status="근거 약함")
    if kind != "ox":
        found = why_wrong(asked.model_copy(update={"citation": weak}), ids[1], sample_library)
        assert "말하지 않습니다" not in found.text and bool(found.text) == bool(found.citation)


def test_the_notes_on_paper_show_ones_own_answer_why_and_the_marked_page(exam_shelf: Library) -> None:
    from pypdf import PdfReader

    shelf = Library.open(exam_shelf.path)
    asked = make_quiz(shelf, [history(shelf)], n=5, kinds=("mcq5", "negative", "cloze", "ox", "essay"), seed=11)
    learner = Learner(shelf.database, shelf.owner)
    said = {one.id: next((o.id for o in one.options if o.id not in one.answer), "전혀 다른 답") for one in asked}
    for one in asked:
        learner.submit(one.id, said[one.id], NOW)
    notes = [note for note in learner.wrong_notes() if note.question.id in said]
    reader = PdfReader(io.BytesIO(write_notes(notes, shelf, UTC, now=NOW)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    new = text.count("비슷한새문제")
    assert 1 <= new <= 5 and "정답과해설" in text and text.endswith("쪽")
    stored = len(learner.questions())
    assert write_notes(notes, shelf, UTC, now=NOW) and len(learner.questions()) == stored, "printed again the same"
    for one in asked:
        assert "".join(one.stem.split("\n")[0].replace("**", "").split()) in text
        assert "".join(one.shown_answer().split()) in text and f"{one.citation.page}쪽" in text
        mine = next((o.text for o in one.options if o.id == said[one.id]), said[one.id])
        assert one.kind == "ox" or "".join(mine.split()) in text
    assert text.count("내답:") == text.count("다음복습") == len(notes) == 5 and "왜틀렸나" in text
    pictures = [image for page in reader.pages for image in page.images]
    assert len(pictures) == 5
    late = PdfReader(io.BytesIO(write_notes(notes[:1], shelf, UTC, now=NOW + timedelta(days=90))))
    said_late = "".join(late.pages[0].extract_text().split())
    assert "다음복습" not in said_late and "지금복습할차례" in said_late
    yellow = marked_page(shelf, asked[0].citation)
    assert yellow is not None
    with Image.open(io.BytesIO(yellow[0])) as picture:
        colours = picture.getcolors(1 << 20) or []
        assert picture.size == yellow[1:] and picture.width > picture.height
    assert sum(n for n, (red, green, blue) in colours if red > 230 and green > 200 and blue < 170) > 500
    shelf.close()


def test_a_book_without_paper_has_no_picture(library: Library) -> None:
    (one,) = make_quiz(library, [library.sources()[0].id], n=1, kinds=("cloze",), seed=1)
    assert marked_page(library, one.citation) is None
    Learner(library.database, library.owner).submit(one.id, "틀린 답", NOW)
    assert write_notes(Learner(library.database, library.owner).wrong_notes(), library, UTC).startswith(b"%PDF")
