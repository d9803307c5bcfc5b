"""A reload, a closed window or another one: a quiz with answers is offered where its
owner comes back, and graded once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from errors import StorageError
from knowledge import Library
from learning import Learner, OpenQuiz, Question, Unfinished, make_quiz
from learning.quizzes.mock_exam import MockExam
from storage import Database
from tests.ui.pages import grade_all, opened, seated
from ui.quiz.session import Desk, Sitting


@pytest.fixture
def questions(shelf: Library) -> list[Question]:
    source = next(one.id for one in shelf.sources() if one.filename == "history.pdf")
    made = make_quiz(shelf, [source], n=3, kinds=("short", "ox", "mcq5"), seed=3)
    return sorted(made, key=lambda one: one.kind)  # mcq5, ox, short


@pytest.fixture
def keeper(shelf: Library) -> Unfinished:
    return Unfinished(shelf.database, shelf.owner)


def buttons(test: AppTest, start: str) -> list[Any]:
    return [one for one in test.button if str(one.key).startswith(start)]


def said(test: AppTest) -> str:
    return " ".join(str(one.value) for one in (*test.info, *test.warning, *test.error, *test.header, *test.caption))


def begun(folder: Path, questions: list[Question], monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A window with a quiz whose first question is answered."""
    test = opened(folder, "quiz", monkeypatch)
    seated(test, questions)
    test.run()
    test.radio[0].set_value("1").run()
    return test


def taken_up(test: AppTest) -> Sitting:
    """The quiz that is offered, gone on with."""
    (offer,) = buttons(test, "resume-")
    offer.click().run()
    assert not test.exception
    quiz: Sitting = test.session_state["desk"].quiz
    return quiz


def test_a_reload_offers_the_quiz_with_its_answers_hints_and_place(
    sample_folder: Path, questions: list[Question], keeper: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "quiz", monkeypatch)
    quiz = seated(test, questions)
    quiz.points = {questions[0].id: 3.0}
    test.run()
    buttons(test, "hint-")[0].click().run()
    assert not keeper.all(), "nothing was answered"
    test.radio[0].set_value(questions[0].answer[0]).run()
    test.text_input[0].set_value("을사늑약").run()
    quiz.move(1)
    (kept,) = keeper.all()
    assert kept.said == quiz.said and kept.hinted == {questions[0].id: 1} and kept.place == 1
    again = opened(sample_folder, "quiz", monkeypatch)
    assert again.header[0].value == "풀던 퀴즈가 있습니다"
    assert "3문제 중 2문제 답함" in buttons(again, "resume-")[0].label and "전에 풀다가 멈춤" in said(again)
    found = taken_up(again)
    assert found.id == quiz.id and found.said == quiz.said and found.spent == quiz.spent
    assert (found.place, found.hinted, found.points) == (1, quiz.hinted, quiz.points)
    assert again.radio[0].value == questions[0].answer[0] and again.text_input[0].value == "을사늑약"
    assert any("힌트 1" in str(one.value) for one in again.caption)
    grade_all(again)
    assert not again.exception and not keeper.all()
    assert not buttons(opened(sample_folder, "quiz", monkeypatch), "resume-")


def test_a_quiz_open_in_two_windows_is_graded_once_with_the_last_answers(
    sample_folder: Path,
    questions: list[Question],
    keeper: Unfinished,
    learner: Learner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = begun(sample_folder, questions, monkeypatch)
    other = opened(sample_folder, "quiz", monkeypatch)
    taken_up(other)
    one.text_input[0].set_value("을사늑약").run()
    other.radio[0].set_value("2").run()
    grade_all(other)
    assert not other.exception and any("문제 중" in str(head.value) for head in other.header)
    responses = {attempt.question.id: attempt.response for attempt in learner.attempts()}
    assert responses == {questions[0].id: "2", questions[1].id: "", questions[2].id: "을사늑약"}
    grade_all(one)
    assert not one.exception and len(learner.attempts()) == 3 and not keeper.all()
    assert "다른 창에서 채점했거나" in said(one) and not one.radio
    next(button for button in one.button if button.label == "다시 풀기").click().run()
    assert not one.exception and one.radio[0].value is None


def test_an_answer_in_a_window_whose_quiz_was_graded_elsewhere_does_not_bring_it_back(
    sample_folder: Path,
    questions: list[Question],
    keeper: Unfinished,
    learner: Learner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = begun(sample_folder, questions, monkeypatch)
    other = opened(sample_folder, "quiz", monkeypatch)
    taken_up(other).hand_in(learner)
    one.radio[0].set_value("2").run()
    assert not one.exception and "다른 창에서 채점했거나" in said(one) and not keeper.all()
    next(button for button in one.button if button.label == "새 퀴즈").click().run()
    assert not one.exception and not buttons(one, "resume-") and len(learner.attempts()) == 3


def test_an_offer_that_another_window_took_up_and_graded_says_so(
    sample_folder: Path, questions: list[Question], keeper: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.keep(kept_quiz(questions), new=True)
    test = opened(sample_folder, "quiz", monkeypatch)
    keeper.forget("a")
    buttons(test, "resume-")[0].click().run()
    assert (
        not test.exception and test.toast and not buttons(test, "resume-") and test.session_state["desk"].quiz is None
    )


def test_a_quiz_is_deleted_with_a_way_back(
    sample_folder: Path, questions: list[Question], keeper: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = datetime.now(UTC) - timedelta(days=3)
    for name in "abcde":
        keeper.keep(kept_quiz(questions, name), new=True, now=left)
    test = opened(sample_folder, "quiz", monkeypatch)
    assert len(buttons(test, "resume-")) == 5 and any("이전에 풀던 퀴즈 2개" in one.label for one in test.expander)
    day = left.astimezone(UTC)
    assert f"{day.month}월 {day.day}일에 풀다가 멈춤" in said(test)
    test.button(key="delete-quiz-a").click().run()
    assert not test.exception and {one.id for one in keeper.all()} == set("bcde")
    test.button(key="undo-quiz").click().run()
    assert not test.exception and {one.id for one in keeper.all()} == set("abcde")
    assert all(one.left == left for one in keeper.all()) and not buttons(test, "undo-quiz")


def test_the_time_of_a_mock_exam_goes_on_while_one_is_away(
    sample_folder: Path,
    questions: list[Question],
    keeper: Unfinished,
    learner: Learner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began = datetime.now(UTC) - timedelta(minutes=10)
    test = opened(sample_folder, "quiz", monkeypatch)
    seated(test, questions, MockExam(tuple(questions), began, timedelta(minutes=30)))
    test.run()
    test.radio[0].set_value(questions[0].answer[0]).run()
    again = opened(sample_folder, "quiz", monkeypatch)
    assert "보던 모의고사" in buttons(again, "resume-")[0].label and "시간이 끝났습니다" not in said(again)
    exam = taken_up(again).mock
    assert exam is not None and (exam.started, exam.limit) == (began, timedelta(minutes=30))
    again.text_input[0].set_value("을사늑약").run()
    (kept,) = keeper.all()
    keeper.forget(kept.id)
    late = kept.model_copy(update={"started": began - timedelta(hours=1)})
    keeper.keep(late, new=True)
    later = opened(sample_folder, "quiz", monkeypatch)
    assert "시간이 끝났습니다" in said(later) and not learner.attempts()
    graded = taken_up(later)
    assert graded.grades is not None and graded.late and not keeper.all()
    answers = {one.question.id: one for one in learner.attempts()}
    assert answers[questions[0].id].score == 1.0 and answers[questions[2].id].response == "을사늑약"
    ended = began - timedelta(hours=1) + timedelta(minutes=30)
    assert all(abs(one.at - ended) < timedelta(seconds=1) for one in answers.values())


class Full(Unfinished):
    """A keeper on a disk that may be full."""

    full = True

    def keep(self, *arguments: Any, **more: Any) -> bool:
        if self.full:
            raise StorageError("디스크에 빈 공간이 없습니다.", code="disk_full")
        return super().keep(*arguments, **more)


def test_an_answer_that_cannot_be_written_stays_and_is_written_with_the_next(
    sample_folder: Path, shelf: Library, questions: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Full(shelf.database, shelf.owner)
    test = opened(sample_folder, "quiz", monkeypatch)
    test.session_state["desk"] = desk = Desk(keeper)
    desk.begin(questions)
    quiz = desk.quiz
    assert quiz is not None
    test.run()
    test.radio[0].set_value("1").run()
    assert not test.exception and "빈 공간" in said(test) and "이 창에만" in said(test)
    next(one for one in test.button if one.label == "새 퀴즈").click().run()
    assert not test.exception and desk.quiz is quiz and test.radio[0].value == "1"
    keeper.full = False
    test.radio[1].set_value("O").run()
    assert not test.exception and "빈 공간" not in said(test)
    assert keeper.all()[0].said == {questions[0].id: "1", questions[1].id: "O"}


def test_another_owner_is_offered_nothing(
    sample_folder: Path, questions: list[Question], keeper: Unfinished, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper.keep(kept_quiz(questions), new=True)
    database = Database(keeper.database.path)
    assert Unfinished(database, "other").all() == []
    database.close()
    test = opened(sample_folder, "quiz", monkeypatch, owner="other")
    assert not test.exception and not buttons(test, "resume-")


def kept_quiz(questions: list[Question], quiz_id: str = "a") -> OpenQuiz:
    return OpenQuiz(id=quiz_id, questions=tuple(one.id for one in questions), said={questions[0].id: "1"})
