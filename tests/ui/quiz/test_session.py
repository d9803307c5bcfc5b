"""A quiz under way: nothing of it is lost by going back, going away or beginning another, and it is graded once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from errors import QuizError
from knowledge import Library
from learning import Learner, Question, Unfinished, make_quiz
from learning.progress.learner import Answered
from learning.quizzes.mock_exam import GRACE, MockExam
from tests.ui.pages import grade_all, opened, seated, until
from ui.quiz.session import Desk, Sitting


@pytest.fixture
def questions(shelf: Library) -> list[Question]:
    source = next(one.id for one in shelf.sources() if one.filename == "history.pdf")
    return make_quiz(shelf, [source], n=3, kinds=("short", "ox", "mcq5"), seed=3)


def button(test: AppTest, start: str) -> object:
    return next(one for one in test.button if str(one.key).startswith(start))


@pytest.fixture
def keeper(shelf: Library) -> Unfinished:
    return Unfinished(shelf.database, shelf.owner)


def test_a_quiz_is_graded_once(learner: Learner, keeper: Unfinished, questions: list[Question]) -> None:
    quiz = Sitting(1, questions, keeper)
    quiz.note(questions[0].id, questions[0].answer[0])
    for _ in range(2):
        quiz.hand_in(learner)
    assert len(learner.attempts()) == 3 and quiz.grades and sum(one.correct for one in quiz.grades.values()) == 1


def test_answers_are_handed_in_together_or_not_at_all(learner: Learner, questions: list[Question]) -> None:
    with pytest.raises(QuizError):
        learner.submit_all([Answered(questions[0].id, "O"), Answered("없는 문제", "1")])
    assert learner.attempts() == [] and learner.due_dates() == []


def test_a_quiz_with_answers_that_is_left_can_be_gone_on_with(keeper: Unfinished, questions: list[Question]) -> None:
    desk = Desk(keeper)
    desk.begin(questions)
    desk.put(None)
    assert not keeper.all(), "nothing was answered"
    desk.begin(questions)
    first = desk.quiz
    assert first is not None
    first.note(questions[0].id, "을사늑약")
    desk.begin(questions[:1])
    assert [one.id for one in keeper.all()] == [first.id] and desk.quiz and desk.quiz.number > first.number


def test_what_was_typed_stays_when_one_goes_back_changes_the_way_or_leaves_the_page(
    sample_folder: Path, questions: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    short = next(one for one in questions if one.kind == "short")
    ordered = [*(one for one in questions if one is not short), short]
    test = opened(sample_folder, "quiz", monkeypatch)
    quiz = seated(test, ordered)
    quiz.place = 2
    test.session_state["quiz_way"] = "way_one"
    test.run()
    test.text_input(key=f"answer-{quiz.number}-{short.id}").set_value("을사늑약")
    button(test, "back-").click().run()
    assert not test.exception and quiz.place == 1 and quiz.said[short.id] == "을사늑약"
    button(test, "on-").click().run()
    assert test.text_input[0].value == "을사늑약"
    test.session_state["quiz_way"] = "way_all"
    test.run()
    assert test.text_input[0].value == "을사늑약"
    test.text_input[0].set_value("을사조약")
    test.switch_page("views/library.py").run()
    test.switch_page("views/quiz.py").run()
    assert not test.exception and test.text_input[0].value == quiz.said[short.id]


def test_another_quiz_leaves_the_one_under_way_to_be_gone_on_with(
    sample_folder: Path, questions: list[Question], learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "quiz", monkeypatch)
    quiz = seated(test, questions)
    test.run()
    quiz.note(questions[0].id, "1")
    next(one for one in test.button if one.label == "새 퀴즈").click().run()
    resume = button(test, "resume-")
    assert "3문제 중 1문제 답함" in resume.label and not test.exception
    resume.click().run()
    assert test.session_state["desk"].quiz.id == quiz.id and test.session_state["desk"].quiz.said == quiz.said
    grade_all(test)
    assert not test.exception and len(learner.attempts()) == 3
    next(one for one in test.button if one.label == "새 퀴즈").click().run()
    assert not [one for one in test.button if str(one.key).startswith("resume-")], "it was graded"


def test_a_quiz_out_of_a_conversation_takes_nothing_of_a_mock_exam(
    sample_folder: Path, questions: list[Question], learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "ask", monkeypatch)
    seated(test, questions, MockExam(tuple(questions), datetime.now(UTC), timedelta(minutes=5)))
    test.chat_input[0].set_value("을사늑약에 대한 OX 문제 2개 내 줘").run()
    until(lambda: [one for one in test.run().button if str(one.key).startswith("quiz-")])
    button(test, "quiz-").click().run()
    quiz = test.session_state["desk"].quiz
    assert not test.exception and quiz.mock is None and {one.kind for one in quiz.questions} == {"ox"}
    test.radio[0].set_value("O").run()
    grade_all(test)
    assert not test.exception and any("문제 중" in str(one.value) for one in test.header)
    assert {one.question.id for one in learner.attempts()} == {one.id for one in quiz.questions}


def test_answers_on_their_way_when_the_time_ends_still_count(
    sample_folder: Path, questions: list[Question], learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = MockExam(tuple(questions), datetime.now(UTC), timedelta(hours=1))
    test = opened(sample_folder, "quiz", monkeypatch)
    quiz = seated(test, questions, exam)
    test.run()
    exam.started = datetime.now(UTC) - exam.limit
    test.text_input[0].set_value("을사늑약").run()
    assert exam.said and quiz.grades is None
    exam.started -= GRACE
    test.run()
    assert not test.exception and quiz.grades is not None and quiz.late
    assert any("시간이 끝나" in str(one.value) for one in test.info)
    assert [one.response for one in learner.attempts() if one.response] == ["을사늑약"]
