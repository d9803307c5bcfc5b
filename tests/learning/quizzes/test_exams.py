"""Mock exams and their clock, and hints."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from errors import QuizError
from knowledge import Library, Sentence
from learning import KINDS, Learner, make_quiz
from learning.feedback.hints import first_sounds, hints, struck_option
from learning.kinds import mock_kinds
from learning.progress.chapters import chapters
from learning.quizzes.builder import make_any
from learning.quizzes.mock_exam import GRACE, MockExam, by_chapter, hand_in, make_mock, shares
from tests.learning.quizzes.exam_parts import NOW, history
from ui.commands import app


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
    assert len(made.questions) == 12 and len(read) <= 1  # not at all where its facts are kept
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
