"""The quizzes of this browser tab: the one under way, with what was answered so far, and those that were left open.

A quiz is a plain object, fetched from the session once: Streamlit may end a run wherever the session is asked, and what is kept or
graded here must not be cut in two.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st

from knowledge import Library
from learning import Grade, Learner, Question
from learning.hints import hints
from learning.learner import Answered
from learning.mock_exam import GRACE, MockExam
from learning.mock_exam import hand_in as hand_in_mock
from ui.session import assistant

LONGEST = 600.0  # seconds that one look at a question may count: who is away longer does not study


@dataclass(eq=False)
class Sitting:
    """One quiz: its questions, the answers, and the grades by question once it was handed in."""

    number: int  # of this tab: fields of the next quiz begin empty
    questions: Sequence[Question]
    fewer: bool = False  # than were asked for
    points: Mapping[str, float] = field(default_factory=dict)
    mock: MockExam | None = None
    said: dict[str, str] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)  # seconds by question
    seen: float = field(default_factory=time.monotonic)  # when the last answer was kept
    hinted: dict[str, int] = field(default_factory=dict)  # hints shown by question
    hints_read: dict[str, tuple[str, ...]] = field(default_factory=dict)
    place: int = 0  # of the question that is shown alone
    grades: Mapping[str, Grade] | None = None
    late: bool = False  # handed in because the time was over
    accepted: set[int] = field(default_factory=set)  # attempts that the learner counted as right
    changes: int = 0  # of what the paper shows
    drawn: int = 0  # how many of them it shows: a click that comes together with a tick of the clock may not be shown by itself

    @property
    def answered(self) -> int:
        return sum(1 for one in self.said.values() if one.strip())

    @property
    def left_open(self) -> bool:
        """Whether there is something to lose by putting it away."""
        return self.grades is None and self.answered > 0

    @property
    def out_of_time(self) -> bool:
        """Whether it is a mock exam whose time, and that for answers on their way, is over."""
        return self.mock is not None and datetime.now(UTC) > self.mock.ends + GRACE

    def note(self, question_id: str, response: str) -> None:
        """Keep an answer, and count the time since the last one for it; after the end of a mock exam nothing is kept."""
        now = time.monotonic()
        seconds = min(LONGEST, now - self.seen)
        if self.mock is not None and not self.mock.answer(question_id, response, datetime.now(UTC), seconds):
            return
        self.spent[question_id] = self.spent.get(question_id, 0.0) + seconds
        self.seen = now
        self.changes += 1
        self.said[question_id] = response

    def note_field(self, question_id: str, key: str) -> None:
        """Keep what a field of the page holds now."""
        self.note(question_id, st.session_state.get(key) or "")

    def move(self, by: int) -> None:
        """Turn to another question."""
        self.place = min(max(0, self.place + by), len(self.questions) - 1)
        self.changes += 1

    def hand_in(self, learner: Learner) -> None:
        """Grade every question, what was left empty too; once."""
        if self.grades is not None:
            return
        self.late = self.out_of_time
        if self.mock is not None:
            found = hand_in_mock(learner, self.mock, datetime.now(UTC))
        else:
            found = learner.submit_all(
                [
                    Answered(one.id, self.said.get(one.id, ""), self.spent.get(one.id, 0.0), self.hinted.get(one.id, 0))
                    for one in self.questions
                ]
            )
        self.grades = {grade.question_id: grade for grade in found}

    def hints(self, question: Question, library: Library) -> tuple[str, ...]:
        """Every hint of a question; none in a mock exam."""
        if self.mock is not None:
            return ()
        if question.id not in self.hints_read:
            self.hints_read[question.id] = hints(question, library)
        return self.hints_read[question.id]

    def ask_hint(self, question_id: str) -> None:
        """Show one more hint."""
        self.hinted[question_id] = self.hinted.get(question_id, 0) + 1

    def accept(self, learner: Learner, grade: Grade) -> None:
        """정답으로 인정: the learner disagrees with a grade."""
        learner.disagree(grade.attempt)
        better = grade.model_copy(update={"correct": True, "score": 1.0})
        self.grades = {**(self.grades or {}), grade.question_id: better}
        self.accepted.add(grade.attempt)


@dataclass
class Desk:
    """The quizzes of a tab: the one under way or handed in, and those left open, the latest last."""

    quiz: Sitting | None = None
    left: list[Sitting] = field(default_factory=list)
    begun: int = 0

    def put(self, quiz: Sitting | None) -> None:
        """Another quiz in place of this one, which can be gone on with where it has answers and no grades."""
        if self.quiz is not None and self.quiz.left_open:
            self.left.append(self.quiz)
        self.quiz = quiz

    def begin(self, questions: Sequence[Question], **more: Any) -> None:
        self.begun += 1
        self.put(Sitting(self.begun, questions, **more))


def desk() -> Desk:
    if "desk" not in st.session_state:
        st.session_state.desk = Desk()
    return cast(Desk, st.session_state.desk)


def start(ids: Sequence[str], points: Sequence[float] = (), fewer: bool = False) -> None:
    """Begin with these questions, worth so much each; the quiz page shows them. Raises QuizError (``unknown_question``)."""
    learner = assistant().learner
    questions = [learner.question(one) for one in ids]
    desk().begin(questions, points=dict(zip(ids, points)), fewer=fewer)


def start_mock(exam: MockExam, fewer: bool = False) -> None:
    """Begin a mock exam, whose time is running."""
    desk().begin(exam.questions, mock=exam, fewer=fewer)


def leave() -> None:
    """Put the quiz away."""
    desk().put(None)


def resume(quiz: Sitting) -> None:
    """Go on with a quiz that was left open; the time away counts for no question."""
    found = desk()
    if quiz in found.left:
        found.left.remove(quiz)
        quiz.seen = time.monotonic()
        found.put(quiz)
