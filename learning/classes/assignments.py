"""What a class is set and what its pupils hand in.

The questions are kept as they were when they were set; answers are kept as they are given, and graded when they are
handed in, or when the time is over. Which answers are right is shown when nothing more can be handed in.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from errors import AccountError
from learning.classes.class_rooms import is_member, list_members, require_own_class, require_teacher, share_source
from learning.classes.submissions import (
    Assignment,
    PupilStanding,
    Submission,
    close_if_over,
    grade_submission,
    to_assignment,
    to_submission,
)
from learning.models import Question
from storage import Database
from storage.class_tables import AssignmentRow, ClassMemberRow, SubmissionRow
from storage.tables import utcnow

LONGEST_TASK_TITLE, MOST_TASK_QUESTIONS, MOST_ATTEMPTS, LONGEST_ANSWER_KEPT = 80, 100, 10, 2000


class Assignments:
    """The assignments of one owner: those that they set, and those that they are set."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    # -- a teacher's ---------------------------------------------------------------------------------------------------

    def assign(
        self,
        class_id: str,
        title: str,
        questions: Sequence[Question],
        due_at: datetime,
        attempts: int = 1,
        shuffled: bool = True,
        now: datetime | None = None,
    ) -> Assignment:
        """Set a class a quiz; the teacher's sources that its questions cite are shared with the class. Raises
        AccountError (``unknown_class``, ``not_a_teacher``, ``bad_assignment``).
        """
        shown = " ".join(title.split())
        good = (
            0 < len(shown) <= LONGEST_TASK_TITLE
            and 0 < len(questions) <= MOST_TASK_QUESTIONS
            and 1 <= attempts <= MOST_ATTEMPTS
        )
        if not good or due_at <= (now or utcnow()):
            raise AccountError(
                f"과제에는 제목({LONGEST_TASK_TITLE}자까지)과 문항(1~{MOST_TASK_QUESTIONS}개), 지금보다 뒤인 마감, 1~{MOST_ATTEMPTS}회의 "
                "응시 횟수가 있어야 합니다.",
                code="bad_assignment",
                english=f"An assignment has a title (up to {LONGEST_TASK_TITLE} characters), 1 to "
                f"{MOST_TASK_QUESTIONS} questions, a deadline to come and 1 to {MOST_ATTEMPTS} attempts.",
            )
        with self.database.session("IMMEDIATE") as session:
            require_teacher(session, self.owner)
            require_own_class(session, self.owner, class_id)
            for source_id in {one.citation.source_id for one in questions if one.citation.source_id}:
                share_source(session, self.owner, class_id, source_id)
            row = AssignmentRow(
                id=secrets.token_hex(12),
                class_id=class_id,
                owner=self.owner,
                title=shown,
                payload={"questions": [one.model_dump(mode="json") for one in questions]},
                due_at=due_at,
                attempts=attempts,
                shuffled=shuffled,
            )
            session.add(row)
            session.flush()
            return to_assignment(row)

    def of_class(self, class_id: str) -> list[Assignment]:
        """What a class of the owner's is set, newest first. Raises AccountError (``unknown_class``)."""
        wanted = (
            select(AssignmentRow).where(AssignmentRow.class_id == class_id).order_by(AssignmentRow.created_at.desc())
        )
        with self.database.session() as session:
            require_own_class(session, self.owner, class_id)
            return [to_assignment(row) for row in session.scalars(wanted)]

    def standings(self, assignment_id: str, now: datetime | None = None) -> list[PupilStanding]:
        """Who has done it, by name, those who have not too. Raises AccountError (``unknown_assignment``)."""
        with self.database.session("IMMEDIATE") as session:
            row = self._own(session, assignment_id)
            takes: dict[str, list[Submission]] = {}
            for kept in session.scalars(
                select(SubmissionRow).where(SubmissionRow.assignment_id == row.id).order_by(SubmissionRow.number)
            ):
                close_if_over(row, kept, now or utcnow())
                takes.setdefault(kept.owner, []).append(to_submission(kept))
            members = list_members(session, row.class_id)
            return [
                PupilStanding(one.account_id, one.owner, one.name, tuple(takes.get(one.owner, ()))) for one in members
            ]

    def withdraw(self, assignment_id: str) -> None:
        """Take an assignment back, with what was handed in. Raises AccountError (``unknown_assignment``)."""
        with self.database.session("IMMEDIATE") as session:
            session.delete(self._own(session, assignment_id))

    # -- a pupil's -----------------------------------------------------------------------------------------------------

    def set_to_me(self) -> list[Assignment]:
        """What the owner's classes are set, what is due soonest first."""
        wanted = (
            select(AssignmentRow)
            .join(ClassMemberRow, ClassMemberRow.class_id == AssignmentRow.class_id)
            .where(ClassMemberRow.owner == self.owner)
            .order_by(AssignmentRow.due_at)
        )
        with self.database.session() as session:
            return [to_assignment(row) for row in session.scalars(wanted)]

    def takes(self, assignment_id: str, now: datetime | None = None) -> list[Submission]:
        """The owner's takes of an assignment, one left open at its end graded. Raises AccountError."""
        with self.database.session("IMMEDIATE") as session:
            row = self._mine(session, assignment_id)
            kept = self._takes(session, row)
            for one in kept:
                close_if_over(row, one, now or utcnow())
            return [to_submission(one) for one in kept]

    def start(self, assignment_id: str, now: datetime | None = None) -> Submission:
        """The take under way, or a new one. Raises AccountError (``unknown_assignment``, ``past_due``,
        ``no_attempts_left``).
        """
        at = now or utcnow()
        with self.database.session("IMMEDIATE") as session:
            row = self._mine(session, assignment_id)
            refuse_late(row, at)
            kept = self._takes(session, row)
            if kept and kept[-1].handed_in_at is None:
                return to_submission(kept[-1])
            if len(kept) >= row.attempts:
                raise AccountError(
                    f"응시 횟수({row.attempts}회)를 모두 썼습니다.",
                    code="no_attempts_left",
                    english=f"All {row.attempts} attempts are used.",
                )
            order = [str(one["id"]) for one in row.payload["questions"]]
            if row.shuffled:
                random.Random(f"{row.id}/{self.owner}/{len(kept)}").shuffle(order)
            begun = SubmissionRow(
                owner=self.owner,
                assignment_id=row.id,
                number=len(kept) + 1,
                payload={"order": order, "answers": {}, "scores": {}, "choices": {}},
                started_at=at,
            )
            session.add(begun)
            session.flush()
            return to_submission(begun)

    def keep_answers(self, submission_id: int, answers: Mapping[str, str], now: datetime | None = None) -> None:
        """Keep what is answered so far. Raises AccountError (``unknown_submission``, ``past_due``, ``handed_in``)."""
        with self.database.session("IMMEDIATE") as session:
            self._keep(session, submission_id, answers, now or utcnow())

    def hand_in(self, submission_id: int, answers: Mapping[str, str], now: datetime | None = None) -> Submission:
        """Keep the last answers and grade them all. Raises AccountError as ``keep_answers``."""
        at = now or utcnow()
        with self.database.session("IMMEDIATE") as session:
            row, kept = self._keep(session, submission_id, answers, at)
            grade_submission(row, kept, at)
            return to_submission(kept)

    def _keep(
        self, session: Session, submission_id: int, answers: Mapping[str, str], now: datetime
    ) -> tuple[AssignmentRow, SubmissionRow]:
        kept = session.get(SubmissionRow, submission_id)
        if kept is None or kept.owner != self.owner:
            raise AccountError("없는 답안입니다.", code="unknown_submission", english="No such submission.")
        row = self._mine(session, kept.assignment_id)
        refuse_late(row, now)
        if kept.handed_in_at is not None:
            raise AccountError("이미 제출한 답안입니다.", code="handed_in", english="This was handed in already.")
        known = set(kept.payload["order"])
        said = {key: value[:LONGEST_ANSWER_KEPT] for key, value in answers.items() if key in known}
        kept.payload = {**kept.payload, "answers": {**kept.payload["answers"], **said}}
        return row, kept

    def _takes(self, session: Session, row: AssignmentRow) -> Sequence[SubmissionRow]:
        mine = (SubmissionRow.assignment_id == row.id) & (SubmissionRow.owner == self.owner)
        return session.scalars(select(SubmissionRow).where(mine).order_by(SubmissionRow.number)).all()

    def _own(self, session: Session, assignment_id: str) -> AssignmentRow:
        row = session.get(AssignmentRow, assignment_id)
        if row is None or row.owner != self.owner:
            raise no_such_assignment()
        return row

    def _mine(self, session: Session, assignment_id: str) -> AssignmentRow:
        row = session.get(AssignmentRow, assignment_id)
        if row is None or not is_member(session, self.owner, row.class_id):
            raise no_such_assignment()
        return row


def no_such_assignment() -> AccountError:
    return AccountError(
        "없는 과제입니다. 과제 목록을 확인해 주세요.", code="unknown_assignment", english="No such assignment."
    )


def refuse_late(row: AssignmentRow, now: datetime) -> None:
    """Raises AccountError (``past_due``)."""
    if now >= row.due_at:
        raise AccountError(
            "마감이 지났습니다. 그때까지 쓴 답이 제출되었습니다.",
            code="past_due",
            english="The deadline has passed; what was answered by then is handed in.",
        )
