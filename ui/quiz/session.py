"""The quiz of this browser tab, with what was answered so far; from its first answer on it is kept,
and can be gone on with anywhere.

A quiz is a plain object, fetched from the session once: Streamlit may end a run wherever the session is asked, and what
is kept or graded here must not be cut in two.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st

from errors import HyunmooError
from knowledge import Library
from learning import Grade, Learner, OpenQuiz, Question, Unfinished
from learning.feedback.hints import hints
from learning.progress.learner import Answered
from learning.quizzes.mock_exam import GRACE, MockExam
from learning.quizzes.mock_exam import hand_in as hand_in_mock
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

LONGEST_LOOK = 600.0  # seconds that one look at a question may count: who is away longer does not study


@dataclass(eq=False)
class Sitting:
    """One quiz: its questions, the answers, and the grades by question once it was handed in."""

    number: int  # of this tab: fields of the next quiz begin empty
    questions: Sequence[Question]
    keeper: Unfinished
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    fewer: bool = False  # than were asked for
    short: str = ""  # which kinds fell short, in a sentence
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
    drawn: int = 0  # how many of them it shows: a click that comes with a tick of the clock may not be shown by itself
    kept: bool = False  # in the library, not only in this tab
    unsent: set[str] = field(default_factory=set)  # questions whose answer is in this tab only
    trouble: HyunmooError | None = None  # why that is so
    elsewhere: bool = False  # it has ended in another window
    trial: bool = False  # taken to try it: graded, and recorded nowhere
    asked: bool = False  # whether it is to be handed in with answers left empty

    @property
    def answered_count(self) -> int:
        return sum(1 for one in self.said.values() if one.strip())

    @property
    def over(self) -> bool:
        """Whether it was handed in, here or elsewhere."""
        return self.grades is not None or self.elsewhere

    @property
    def out_of_time(self) -> bool:
        """Whether it is a mock exam whose time, and that for answers on their way, is over."""
        return self.mock is not None and datetime.now(UTC) > self.mock.ends + GRACE

    def note(self, question_id: str, response: str) -> None:
        """Keep an answer, and count the time since the last one for it; after the end of
        a mock exam nothing is kept.
        """
        now = time.monotonic()
        seconds = min(LONGEST_LOOK, now - self.seen)
        if self.mock is not None and not self.mock.answer(question_id, response, datetime.now(UTC), seconds):
            return
        self.spent[question_id] = self.spent.get(question_id, 0.0) + seconds
        self.seen = now
        self.changes += 1
        self.said[question_id] = response
        self.unsent.add(question_id)
        self.keep()

    def note_field(self, question_id: str, key: str) -> None:
        """Keep what a field of the page holds now."""
        self.note(question_id, st.session_state.get(key) or "")

    def move(self, by: int) -> None:
        """Turn to another question."""
        self.place = min(max(0, self.place + by), len(self.questions) - 1)
        self.changes += 1
        self.keep()

    def keep(self) -> None:
        """Write down how far it is, once something was answered. Where that fails it stays here,
        and the next change tries again.
        """
        if self.over or self.trial or not (self.kept or self.answered_count):
            return
        limits = {"started": self.mock.started, "limit": self.mock.limit} if self.mock else {}
        stands = OpenQuiz(
            id=self.id,
            questions=tuple(one.id for one in self.questions),
            fewer=self.fewer,
            points=dict(self.points),
            said=dict(self.said),
            spent=dict(self.spent),
            hinted=dict(self.hinted),
            place=self.place,
            **limits,
        )
        try:
            there = self.keeper.keep(stands, self.unsent, new=not self.kept)
        except HyunmooError as error:
            self.trouble = error
            return
        self.kept, self.trouble, self.elsewhere = True, None, not there
        self.unsent.clear()

    def hand_in(self, learner: Learner) -> None:
        """Grade every question, what was left empty too; once, in whichever window that is."""
        if self.over:
            return
        self.late = self.out_of_time
        ends = self.id if self.kept else ""
        if ends and (kept := self.keeper.one(ends)):
            self.gather(kept)
        if self.mock is not None:
            found = hand_in_mock(learner, self.mock, datetime.now(UTC), ends=ends)
        else:
            answers = [
                Answered(one.id, self.said.get(one.id, ""), self.spent.get(one.id, 0.0), self.hinted.get(one.id, 0))
                for one in self.questions
            ]
            found = learner.try_all(answers) if self.trial else learner.submit_all(answers, ends=ends)
        if found:
            self.grades = {grade.question_id: grade for grade in found}
        else:
            self.elsewhere = True

    def gather(self, kept: OpenQuiz) -> None:
        """Take what was kept, another window's answers among it, for all questions but
        those whose answer is only here.
        """
        said = {key: one for key, one in kept.said.items() if key not in self.unsent}
        for one in (self, self.mock) if self.mock else (self,):
            one.said.update(said)
            one.spent.update(kept.spent)
        self.hinted.update(kept.hinted)

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
        self.keep()

    def accept(self, learner: Learner, grade: Grade) -> None:
        """정답으로 인정: the learner disagrees with a grade."""
        learner.disagree(grade.attempt)
        better = grade.model_copy(update={"correct": True, "score": 1.0})
        self.grades = {**(self.grades or {}), grade.question_id: better}
        self.accepted.add(grade.attempt)


@dataclass
class Desk:
    """The quiz of a tab, under way or handed in; ``keeper`` has those that were left open."""

    keeper: Unfinished
    quiz: Sitting | None = None
    begun: int = 0

    def put(self, quiz: Sitting | None) -> None:
        """Another quiz in place of this one. Raises StorageError where answers of this one are nowhere else."""
        if self.quiz is not None and self.quiz.trouble:
            self.quiz.keep()
            if self.quiz.trouble:
                raise self.quiz.trouble
        self.quiz = quiz

    def begin(self, questions: Sequence[Question], **more: Any) -> None:
        self.begun += 1
        self.put(Sitting(self.begun, questions, self.keeper, **more))

    def go_on(self, kept: OpenQuiz, questions: Sequence[Question]) -> None:
        """With a quiz that was left open; the time away counts for no question, but a mock exam's has gone on."""
        mock = None
        if kept.started is not None and kept.limit is not None:
            mock = MockExam(tuple(questions), kept.started, kept.limit, dict(kept.said), dict(kept.spent))
        self.begin(
            questions,
            id=kept.id,
            fewer=kept.fewer,
            points=dict(kept.points),
            mock=mock,
            said=dict(kept.said),
            spent=dict(kept.spent),
            hinted=dict(kept.hinted),
            place=min(kept.place, len(questions) - 1),
            kept=True,
        )


def desk() -> Desk:
    if "desk" not in st.session_state:
        learner = assistant().learner
        st.session_state.desk = Desk(Unfinished(learner.database, learner.owner))
    return cast(Desk, st.session_state.desk)


def start(ids: Sequence[str], points: Sequence[float] = (), fewer: bool = False, short: str = "") -> None:
    """Begin with these questions, worth so much each; the quiz page shows them. Raises
    QuizError (``unknown_question``).
    """
    learner = assistant().learner
    questions = [learner.question(one) for one in ids]
    desk().begin(questions, points=dict(zip(ids, points)), fewer=fewer, short=short)


def start_trial(questions: Sequence[Question], points: Sequence[float]) -> None:
    """Begin with these questions to try them: nothing of it is recorded."""
    desk().begin(questions, points={one.id: each for one, each in zip(questions, points)}, trial=True)


def start_again(quiz: Sitting, ids: Sequence[str]) -> None:
    """Begin with some questions of a quiz; of a trial as another trial."""
    if quiz.trial:
        again = [one for one in quiz.questions if one.id in ids]
        start_trial(again, [quiz.points.get(one.id, 1.0) for one in again])
    else:
        start(ids)


def start_mock(exam: MockExam, fewer: bool = False) -> None:
    """Begin a mock exam, whose time is running."""
    desk().begin(exam.questions, mock=exam, fewer=fewer)


def leave() -> None:
    """Put the quiz away."""
    with shown_errors():
        desk().put(None)


def resume(quiz_id: str) -> None:
    """Go on with a quiz that was left open."""
    with shown_errors():
        found = desk()
        kept = found.keeper.one(quiz_id)
        if kept is None:
            st.toast(t("ended_elsewhere"))
        else:
            found.go_on(kept, [assistant().learner.question(one) for one in kept.questions])


def throw_away(kept: OpenQuiz) -> None:
    """Delete a quiz that was left open; ``bring_back`` undoes it."""
    with shown_errors():
        if desk().keeper.forget(kept.id):
            st.session_state.thrown_quiz = kept


def bring_back() -> None:
    with shown_errors():
        kept = st.session_state.thrown_quiz
        desk().keeper.keep(kept, new=True, now=kept.left)
        del st.session_state.thrown_quiz
        st.toast(t("restored"))
