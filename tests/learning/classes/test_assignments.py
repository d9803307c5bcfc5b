"""A class is set a quiz: each pupil takes it in an order of their own, until the deadline, as often as allowed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from errors import AccountError
from learning import Question
from learning.classes.submissions import Assignment
from storage.tables import utcnow
from tests.learning.classes.conftest import School

NOW = utcnow()
DUE = NOW + timedelta(days=1)


def refuse(step: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises(AccountError) as refused:
        step(*arguments, **named)
    return refused.value.code


@pytest.fixture
def task(school: School) -> Assignment:
    return school.assignments("선생").assign(school.room.id, "1단원 확인", school.questions, DUE, attempts=2, now=NOW)


def right(questions: tuple[Question, ...] | list[Question], n: int) -> dict[str, str]:
    """The right answers of the first n questions, wrong ones of the others."""
    return {one.id: one.answer[0] if place < n else "모름" for place, one in enumerate(questions)}


def test_pupils_take_it_and_the_teacher_sees_who_has(school: School, task: Assignment) -> None:
    pupil = school.assignments("하나")
    assert pupil.set_to_me() == [task] and school.assignments("낯선이").set_to_me() == []
    take = pupil.start(task.id, NOW)
    assert sorted(take.order) == sorted(one.id for one in task.questions)
    pupil.keep_answers(take.id, right(task.questions, 1), NOW)
    assert pupil.start(task.id, NOW).answers == right(task.questions, 1)  # the same take goes on
    done = pupil.hand_in(take.id, right(task.questions, 3), NOW)
    assert done.total == 3 and refuse(pupil.hand_in, take.id, {}, NOW) == "handed_in"
    standings = {one.name: one.best for one in school.assignments("선생").standings(task.id, NOW)}
    assert standings == {"하나": 3, "두리": None}
    assert school.shelf("하나").sources() == school.library.sources()  # what its questions cite can be read


def test_attempts_and_the_deadline_end_it(school: School, task: Assignment) -> None:
    pupil = school.assignments("하나")
    for _ in range(task.attempts):
        pupil.hand_in(pupil.start(task.id, NOW).id, right(task.questions, 4), NOW)
    assert refuse(pupil.start, task.id, NOW) == "no_attempts_left"
    other = school.assignments("두리")
    left_open = other.start(task.id, NOW)
    other.keep_answers(left_open.id, right(task.questions, 2), NOW)
    assert refuse(other.hand_in, left_open.id, {}, DUE) == refuse(other.start, task.id, DUE) == "past_due"
    (closed,) = other.takes(task.id, DUE)
    assert closed.handed_in_at == DUE and closed.total == 2


def test_each_pupil_has_an_order_of_their_own(school: School, task: Assignment) -> None:
    teacher = school.assignments("선생")
    tasks = [task, *(teacher.assign(school.room.id, f"{n}", school.questions, DUE, now=NOW) for n in range(7))]
    orders = [[school.assignments(name).start(one.id, NOW).order for name in ("하나", "두리")] for one in tasks]
    assert any(mine != theirs for mine, theirs in orders)  # eight times alike by chance: once in a million
    assert any(mine != tuple(one.id for one in school.questions) for mine, _ in orders)
    plain = school.assignments("선생").assign(school.room.id, "그대로", school.questions, DUE, shuffled=False, now=NOW)
    assert school.assignments("하나").start(plain.id, NOW).order == tuple(one.id for one in school.questions)


def test_nobody_else_sees_or_changes_it(school: School, task: Assignment) -> None:
    take = school.assignments("하나").start(task.id, NOW)
    for name in ("낯선이", "옆반"):
        mine = school.assignments(name)
        for step, *arguments in (
            (mine.start, task.id, NOW),
            (mine.takes, task.id, NOW),
            (mine.standings, task.id, NOW),
            (mine.withdraw, task.id),
        ):
            assert refuse(step, *arguments) == "unknown_assignment", name
        assert refuse(mine.assign, school.room.id, "몰래", school.questions, DUE, now=NOW) in (
            "not_a_teacher",
            "unknown_class",
        )
        assert refuse(mine.of_class, school.room.id) == "unknown_class"
    for name in ("두리", "낯선이", "선생"):
        other = school.assignments(name)
        assert refuse(other.keep_answers, take.id, {}, NOW) == "unknown_submission"
        assert refuse(other.hand_in, take.id, {}, NOW) == "unknown_submission"
    assert refuse(school.assignments("하나").standings, task.id, NOW) == "unknown_assignment"
    assert school.assignments("선생").of_class(school.room.id) == [task]


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"title": "x" * 81}, {"attempts": 0}, {"due_at": NOW}, {"questions": []}]
)
def test_an_assignment_that_cannot_be_is_refused(school: School, wrong: dict[str, object]) -> None:
    given = {"class_id": school.room.id, "title": "과제", "questions": school.questions, "due_at": DUE, "now": NOW}
    assert refuse(school.assignments("선생").assign, **{**given, **wrong}) == "bad_assignment"


def test_a_class_that_is_deleted_takes_its_work_with_it(school: School, task: Assignment) -> None:
    school.assignments("하나").start(task.id, NOW)
    school.assignments("선생").withdraw(task.id)
    assert school.assignments("하나").set_to_me() == []
    school.rooms("선생").remove(school.room.id)
    assert school.rooms("하나").joined() == school.rooms("선생").taught() == []
