"""Exams: mock exams against the clock, hints one at a time, and past papers that are imitated."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from errors import QuizError
from knowledge import Citation, Library, Sentence
from learning import KINDS, Learner, Option, Question, make_quiz
from learning.exchange.export.marked import marked_page
from learning.exchange.export.notes import write as write_notes
from learning.feedback.hints import first_sounds, hints, struck_option
from learning.feedback.wrong_answers import why_wrong
from learning.kinds import mock_kinds
from learning.progress.chapters import chapters
from learning.quizzes.builder import make_any
from learning.quizzes.mock_exam import GRACE, MockExam, by_chapter, hand_in, make_mock, shares
from learning.quizzes.past_papers import LARGEST, Item, PastPaper, imitate, paper_of, read_paper
from ui.commands import app

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
PAPER = """2학기 중간고사 한국사
1. 다음에서 설명하는 조약은? [3점]
외국과 맺은 첫 조약이다.
① 가 조약 ② 나 조약 ③ 다 조약 ④ 라 조약 ⑤ 마 조약
2. 개항기의 상황으로 옳지 않은 것은?
① 하나이다. ② 둘이다. ③ 셋이다. ④ 넷이다. ⑤ 다섯이다.
3. 옳은 설명만을 <보기>에서 고른 것은? [3점]
<보 기>
ㄱ. 첫째이다. ㄴ. 둘째이다. ㄷ. 셋째이다.
① ㄱ ② ㄴ ③ ㄱ, ㄴ ④ ㄴ, ㄷ ⑤ ㄱ, ㄷ
4. 다음 사건을 일어난 순서대로 바르게 나열한 것은?
(가) 앞 (나) 뒤 (다) 끝
① (가)-(나)-(다) ② (가)-(다)-(나) ③ (나)-(가)-(다) ④ (나)-(다)-(가) ⑤ (다)-(가)-(나)
5. 다음 설명이 맞으면 O, 틀리면 X를 쓰시오.
1876년에 항구를 열었다. ( )
6. 다음 ( )에 들어갈 말을 쓰시오.
일본은 ( )을 기습하였다.
7. 을사늑약의 내용을 서술하시오. [5점]
"""


@pytest.fixture(scope="module")
def exam_shelf(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Iterator[Library]:
    """A copy of the samples with an exam paper beside them."""
    folder = tmp_path_factory.mktemp("paper")
    paper = folder / "중간고사.txt"
    paper.write_text(PAPER, "utf-8")
    shutil.copytree(sample_folder, folder / "library")
    library = Library.open(folder / "library")
    library.add(paper)
    yield library
    library.close()


def history(library: Library) -> str:
    return next(source.id for source in library.sources() if source.filename == "history.pdf")


# -- the mock exam -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exam(sample_library: Library) -> MockExam:
    return make_mock(sample_library, [history(sample_library)], n=12, minutes=10, now=NOW, seed=1)


def test_an_exam_covers_every_chapter_in_the_order_of_the_book(sample_library: Library, exam: MockExam) -> None:
    parts = chapters(sample_library, history(sample_library))
    assert len(parts) >= 4
    pages = [one.citation.page for one in exam.questions]
    assert len(exam.questions) == 12 and pages == sorted(pages) and len({one.id for one in exam.questions}) == 12
    for part in (part for part in parts if not any(part.pages[0] <= page <= part.pages[1] for page in pages)):
        assert not make_any(sample_library, [part.source_id], pages=part.pages, n=1, kinds=mock_kinds()), part.title
    inside = make_mock(sample_library, [history(sample_library)], n=3, minutes=1, now=NOW, pages=(5, 8), seed=1)
    assert {one.citation.page for one in inside.questions} <= {5, 6, 7, 8}


def test_questions_are_shared_out_by_size() -> None:
    assert shares([10, 10, 10], 6) == [2, 2, 2] and shares([30, 1, 1], 5) == [3, 1, 1]
    assert sum(shares([3, 1, 8, 5], 17)) == 17 and shares([], 5) == [] and sum(shares([1, 1, 1, 1], 2)) == 2
    assert sum(shares([7], 30)) == 30


def test_the_book_is_read_once_for_all_its_chapters(sample_library: Library) -> None:
    read: list[str] = []

    class Counted(Library):
        def sentences(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Sentence]:
            read.append(source_id)
            return super().sentences(source_id, pages)

    shelf = Counted.open(sample_library.path)
    made = make_mock(shelf, [history(shelf)], n=12, minutes=1, now=NOW, seed=1)
    assert len(made.questions) == 12 and read == [history(shelf)]
    shelf.close()


def test_an_answer_after_the_end_counts_as_none(exam_shelf: Library) -> None:
    exam = make_mock(exam_shelf, [history(exam_shelf)], n=12, minutes=10, now=NOW, seed=1)
    sat = MockExam(exam.questions, NOW, timedelta(minutes=10))
    first, second, third = exam.questions[:3]
    assert sat.answer(first.id, first.answer[0], NOW + timedelta(minutes=9), 30.0)
    assert not sat.over(NOW + timedelta(minutes=9)) and sat.over(NOW + timedelta(minutes=10))
    assert sat.answer(second.id, second.answer[0], sat.ends + GRACE)
    assert not sat.answer(third.id, third.answer[0], sat.ends + GRACE + timedelta(seconds=1))
    assert not sat.answer("또 다른 문제", "1", NOW)
    learner = Learner(exam_shelf.database, exam_shelf.owner)
    grades = hand_in(learner, sat, NOW + timedelta(hours=3))
    assert [grade.correct for grade in grades] == [True, True, *[False] * 10]
    kept = learner.attempts(12)
    assert all(one.at == sat.ends for one in kept) and {one.question.id for one in kept} == {
        q.id for q in exam.questions
    }
    assert next(one.seconds for one in kept if one.question.id == first.id) == 30.0
    found = by_chapter(learner, exam.questions, {grade.question_id: grade for grade in grades})
    assert sum(one.questions for one in found) == 12 and sum(one.earned for one in found) == 2.0 and len(found) >= 4


@pytest.mark.parametrize(("n", "minutes"), [(0, 5.0), (3, 0.0)])
def test_an_exam_of_nothing_is_refused(sample_library: Library, n: int, minutes: float) -> None:
    with pytest.raises(QuizError) as raised:
        make_mock(sample_library, [history(sample_library)], n=n, minutes=minutes, now=NOW)
    assert raised.value.code == "bad_mock_request"


def test_a_mock_exam_in_a_terminal_ends_with_its_input(exam_shelf: Library) -> None:
    place = ["--library", str(exam_shelf.path), "--source", history(exam_shelf), "--seed", "3", "--json"]
    ran = CliRunner().invoke(app, ["mock", "-n", "4", "--minutes", "5", *place], input="1\n2\n")
    said = json.loads(ran.stdout.strip().split("\n")[-1])
    assert ran.exit_code == 0 and len(said["grades"]) == 4 and [g["response"] for g in said["grades"]][2:] == ["", ""]
    assert sum(one["questions"] for one in said["chapters"]) == 4


# -- hints -------------------------------------------------------------------------------------------------------------


def test_first_sounds() -> None:
    assert first_sounds("을사늑약") == "ㅇㅅㄴㅇ" and first_sounds("흥선 대원군") == "ㅎㅅ ㄷㅇㄱ"
    assert first_sounds("까치") == "ㄲㅊ" and first_sounds("1905년") == first_sounds("CO2") == ""


def test_hints_come_one_by_one_and_never_give_the_answer(sample_library: Library) -> None:
    kinds = tuple(key for key, kind in KINDS.items() if not kind.of_tables)
    for question in make_quiz(sample_library, [history(sample_library)], n=27, kinds=kinds, seed=2):
        every = hints(question, sample_library)
        assert every == hints(question, sample_library) and f"{question.citation.page}쪽" in every[0]
        key = next((o.text for o in question.options if o.id in question.answer), question.answer[0])
        if question.kind in ("mcq5", "cloze", "short"):
            assert not any(key in said for said in every) and len(every) >= 2
        if len(question.options) == 5:
            assert struck_option(question) not in question.answer and struck_option(question) in {
                o.id for o in question.options
            }


def test_a_hint_counts_in_the_attempt_and_brings_the_question_back_sooner(exam_shelf: Library) -> None:
    one, other = make_quiz(exam_shelf, [history(exam_shelf)], n=2, kinds=("mcq5",), seed=9)
    learner = Learner(exam_shelf.database, exam_shelf.owner)
    for day in (0, 3, 12):
        learner.submit(one.id, one.answer[0], NOW + timedelta(days=day))
        learner.submit(other.id, other.answer[0], NOW + timedelta(days=day), hints=2)
    assert learner.attempts(1)[0].hints == 2
    ids = [q.id for q in learner.due(NOW + timedelta(days=400))]
    assert ids.index(other.id) < ids.index(one.id)
    ran = CliRunner().invoke(app, ["hint", one.id, "-n", "2", "--json", "--library", str(exam_shelf.path)])
    assert json.loads(ran.stdout)["hints"] == list(hints(one, exam_shelf)[:2])


# -- past papers -------------------------------------------------------------------------------------------------------


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
    paper = PastPaper(tuple(Item(n, "ox" if n % 2 else "cloze", False, 1.0) for n in range(1, 200)))
    made = imitate(exam_shelf, paper, [history(exam_shelf)], seed=4)
    assert 0 < len(made.questions) <= LARGEST and len(made.points) == len(made.questions)


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


# -- why ---------------------------------------------------------------------------------------------------------------


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


# -- the wrong notes on paper ------------------------------------------------------------------------------------------


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
