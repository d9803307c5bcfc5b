"""An assignment and what is handed in of it, as values; and how a take is graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from learning.grading.grader import grade_response, parse_choice
from learning.models import Question
from storage.class_tables import AssignmentRow, SubmissionRow


@dataclass(frozen=True)
class Assignment:
    """A quiz that a class is set."""

    id: str
    class_id: str
    title: str
    questions: tuple[Question, ...]
    due_at: datetime
    attempts: int
    shuffled: bool

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can be handed in any more."""
        return now >= self.due_at


@dataclass(frozen=True)
class Submission:
    """One take: the questions in its own order, what was answered, and once it is handed in the scores (0 to 1)."""

    id: int
    assignment_id: str
    owner: str
    number: int
    order: tuple[str, ...]
    answers: Mapping[str, str]
    scores: Mapping[str, float]
    handed_in_at: datetime | None

    @property
    def total(self) -> float:
        """The sum of the scores."""
        return sum(self.scores.values())


@dataclass(frozen=True)
class PupilStanding:
    """What one pupil of a class has done of an assignment; the first take counts in the statistics, the best here."""

    account_id: str
    owner: str
    name: str
    takes: tuple[Submission, ...] = field(default=())

    @property
    def best(self) -> float | None:
        """The best total; None where nothing was handed in."""
        return max((take.total for take in self.takes if take.handed_in_at), default=None)


def close_if_over(row: AssignmentRow, kept: SubmissionRow, now: datetime) -> None:
    """Hand in what was left open when the time was over."""
    if kept.handed_in_at is None and now >= row.due_at:
        grade_submission(row, kept, row.due_at)


def grade_submission(row: AssignmentRow, kept: SubmissionRow, at: datetime) -> None:
    """Give every question of a take its score."""
    answers: dict[str, str] = kept.payload["answers"]
    scores: dict[str, float] = {}
    choices: dict[str, str] = {}
    for question in read_questions(row):
        said = answers.get(question.id, "")
        scores[question.id] = grade_response(question, said)[0]
        choices[question.id] = parse_choice(question, said)
    kept.payload = {**kept.payload, "scores": scores, "choices": choices}
    kept.handed_in_at = at


def read_questions(row: AssignmentRow) -> tuple[Question, ...]:
    return tuple(Question.model_validate(one) for one in row.payload["questions"])


def to_assignment(row: AssignmentRow) -> Assignment:
    return Assignment(row.id, row.class_id, row.title, read_questions(row), row.due_at, row.attempts, row.shuffled)


def to_submission(row: SubmissionRow) -> Submission:
    told: dict[str, Any] = row.payload
    return Submission(
        id=row.id,
        assignment_id=row.assignment_id,
        owner=row.owner,
        number=row.number,
        order=tuple(told["order"]),
        answers=told["answers"],
        scores=told["scores"],
        handed_in_at=row.handed_in_at,
    )
