"""Quizzes under way are kept by owner: the last answer counts, what cannot be read is left
out, and each is handed in once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from errors import QuizError
from knowledge import Library
from learning import Learner, OpenQuiz, Question, Unfinished, make_quiz
from learning.progress.learner import LONGEST_RESPONSE, Answered
from learning.quizzes.mock_exam import MockExam, hand_in
from storage import Database

MANY = 23  # quizzes under way
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def questions(library: Library) -> list[Question]:
    return make_quiz(library, [library.sources()[0].id], n=3, kinds=("ox", "cloze", "short"), seed=1)


@pytest.fixture
def keeper(library: Library) -> Unfinished:
    return Unfinished(library.database, library.owner)


def quiz_of(questions: list[Question], quiz_id: str = "a", **more: object) -> OpenQuiz:
    return OpenQuiz(id=quiz_id, questions=tuple(one.id for one in questions), left=NOW, **more)  # type: ignore[arg-type]


def answered(questions: list[Question], place: int, said: str, **more: object) -> OpenQuiz:
    return quiz_of(questions, said={questions[place].id: said}, **more)


def test_a_quiz_comes_back_as_it_was_kept(library: Library, keeper: Unfinished, questions: list[Question]) -> None:
    first, second, _ = (one.id for one in questions)
    more = {"fewer": True, "points": {first: 2.5}, "spent": {first: 12.5}, "hinted": {second: 2}, "place": 2}
    mock = {"started": NOW, "limit": timedelta(minutes=30)}
    quiz = quiz_of(questions, said={first: "O", second: ""}, **more, **mock)
    assert keeper.keep(quiz, new=True, now=NOW)
    reopened = Database(library.database.path)
    (found,) = Unfinished(reopened, library.owner).all()
    reopened.close()
    assert found == quiz and found.answered == 1 and found.mock
    assert not found.over(NOW) and found.over(NOW + timedelta(minutes=30))
    row = kept_rows(library)[0]
    assert not any(question.stem in row for question in questions) and len(row) < 1000


def test_the_latest_comes_first_and_none_goes_without_a_word(keeper: Unfinished, questions: list[Question]) -> None:
    for number in range(MANY):
        keeper.keep(quiz_of(questions, f"q{number}"), new=True, now=NOW + timedelta(minutes=number))
    kept = [one.id for one in keeper.all()]
    assert kept == [f"q{number}" for number in range(MANY - 1, -1, -1)]
    keeper.keep(quiz_of(questions, "q5"), now=NOW + timedelta(hours=1))
    assert keeper.all()[0].id == "q5" and len(keeper.all()) == MANY and keeper.all()[0].left == NOW + timedelta(hours=1)


def test_the_last_answer_to_a_question_counts_whichever_window_gave_it(
    keeper: Unfinished, questions: list[Question]
) -> None:
    first, second, third = (one.id for one in questions)
    keeper.keep(quiz_of(questions, said={first: "O"}, spent={first: 3}), {first}, new=True)
    keeper.keep(quiz_of(questions, said={first: "O", second: "기공"}, hinted={second: 2}), {second})
    keeper.keep(quiz_of(questions, said={first: "X", third: "엽록체"}, spent={first: 5}), {first, third})
    found = keeper.one("a")
    assert found is not None and found.said == {first: "X", second: "기공", third: "엽록체"}
    assert (found.spent, found.hinted) == ({first: 5}, {second: 2})


def test_nobody_sees_or_changes_the_quizzes_of_another_owner(
    library: Library, keeper: Unfinished, questions: list[Question]
) -> None:
    other = Unfinished(library.database, "other")
    keeper.keep(answered(questions, 0, "O"), new=True)
    assert other.all() == [] and other.one("a") is None and not other.forget("a")
    assert not other.keep(answered(questions, 0, "X"), {questions[0].id})
    other.keep(answered(questions, 0, "X"), new=True)
    assert other.all() == [], "its questions are not theirs"
    for number in range(MANY):
        other.keep(quiz_of(questions, f"o{number}"), new=True)
    assert Learner(library.database, "other").submit_all([], ends="nothing") == []
    assert [one.said for one in keeper.all()] == [{questions[0].id: "O"}]
    assert keeper.forget("a") and not keeper.forget("a") and keeper.all() == []


@pytest.mark.parametrize(
    "payload",
    [
        *("{", "[]", "null", '"a"', "{}", '{"questions": []}', '{"questions": 3}'),
        '{"questions": ["QUESTION"], "later": 1}',
        '{"questions": ["QUESTION"], "place": -1}',
        '{"questions": ["QUESTION"], "spent": {"QUESTION": -1}}',
        '{"questions": ["QUESTION", "gone"]}',
    ],
)
def test_what_cannot_be_read_is_left_out(
    library: Library, keeper: Unfinished, questions: list[Question], payload: str
) -> None:
    keeper.keep(answered(questions, 0, "O"), new=True)
    keeper.keep(quiz_of(questions, "broken"), new=True)
    with library.database.session() as session:
        change = text("UPDATE sittings SET payload = :payload WHERE id = 'broken'")
        session.execute(change, {"payload": payload.replace("QUESTION", questions[0].id)})
    assert [one.id for one in keeper.all()] == ["a"] and keeper.one("broken") is None
    assert keeper.keep(quiz_of(questions, "broken")) and keeper.one("broken"), "the next answer mends it"


def test_a_quiz_whose_question_was_discarded_is_left_out(
    library: Library, keeper: Unfinished, questions: list[Question]
) -> None:
    keeper.keep(answered(questions, 0, "O"), new=True)
    Learner(library.database, library.owner).discard(questions[2].id)
    assert keeper.all() == [] and keeper.one("a") is None


def test_a_quiz_is_handed_in_once_and_not_kept_again(
    library: Library, keeper: Unfinished, questions: list[Question]
) -> None:
    learner = Learner(library.database, library.owner)
    keeper.keep(answered(questions, 0, "O"), new=True)
    answers = [Answered(one.id, "O") for one in questions]
    assert len(learner.submit_all(answers, NOW, ends="a")) == 3 and keeper.all() == []
    assert not keeper.keep(answered(questions, 0, "X"), {questions[0].id}) and keeper.all() == []
    assert learner.submit_all(answers, NOW, ends="a") == []
    exam = MockExam(tuple(questions), NOW, timedelta(minutes=1))
    assert hand_in(learner, exam, NOW, ends="a") == [] and len(learner.attempts()) == 3


def test_a_quiz_that_cannot_be_graded_is_still_there(
    library: Library, keeper: Unfinished, questions: list[Question]
) -> None:
    keeper.keep(answered(questions, 0, "O"), new=True)
    with pytest.raises(QuizError):
        Learner(library.database, library.owner).submit_all([Answered("없는 문제", "O")], ends="a")
    assert keeper.one("a")


def test_a_kept_answer_is_no_longer_than_one_that_is_graded(
    library: Library, keeper: Unfinished, questions: list[Question]
) -> None:
    keeper.keep(answered(questions, 0, "가" * 100_000), new=True)
    assert len(keeper.all()[0].said[questions[0].id]) == LONGEST_RESPONSE


def kept_rows(library: Library) -> list[str]:
    with library.database.session() as session:
        return list(session.scalars(text("SELECT payload FROM sittings")))
