"""The learner: every attempt is kept, wrong ones come back, and FSRS decides when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from errors import QuizError
from learning.grading.grader import grade_response, parse_choice
from learning.models import Attempt, Grade, Question, WrongNote
from learning.progress.fsrs import State, review
from storage import Database
from storage.tables import AttemptRow, CardRow, QuestionRow, SittingRow, utcnow

LONGEST_RESPONSE = 2000
EVERY_QUESTION_ID = 1_000_000
_TRIED = func.trim(AttemptRow.response) != ""  # an answer, not a question left empty


class Answered(NamedTuple):
    """One answer to hand in: ``seconds`` it took, ``hints`` that were shown."""

    question_id: str
    response: str
    seconds: float = 0.0
    hints: int = 0


class Learner:
    """One owner's questions, attempts and review."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def question(self, question_id: str) -> Question:
        """Raises QuizError (``unknown_question``)."""
        with self.database.session() as session:
            return Question.model_validate(self._row(session, question_id).payload)

    def questions(self, limit: int = 200) -> list[Question]:
        """The questions made so far, newest first."""
        mine = select(QuestionRow).where(QuestionRow.owner == self.owner)
        with self.database.session() as session:
            rows = session.scalars(mine.order_by(QuestionRow.created_at.desc()).limit(limit)).all()
        return [Question.model_validate(row.payload) for row in rows]

    def submit(
        self, question_id: str, response: str, now: datetime | None = None, *, seconds: float = 0.0, hints: int = 0
    ) -> Grade:
        """Grade one answer, as ``submit_all`` does."""
        return self.submit_all([Answered(question_id, response, seconds, hints)], now)[0]

    def submit_all(self, answers: Sequence[Answered], now: datetime | None = None, *, ends: str = "") -> list[Grade]:
        """Grade answers, keep the attempts and plan the next reviews, all of it or nothing; an empty one has no
        review, and is no wrong note.

        ``ends`` is the unfinished quiz that they hand in: it is forgotten with that; where it is gone already, because
        another window handed it in, nothing is graded. Raises QuizError for an unknown question.
        """
        at = now or utcnow()
        kept = delete(SittingRow).where(SittingRow.owner == self.owner, SittingRow.id == ends).returning(SittingRow.id)
        with self.database.session("IMMEDIATE") as session:
            if ends and session.scalar(kept) is None:
                return []
            return [self._grade(session, one, at) for one in answers]

    def try_all(self, answers: Sequence[Answered]) -> list[Grade]:
        """Grade answers and keep nothing of it. Raises QuizError for an unknown question."""
        return [_grade_value(self.question(one.question_id), one.response[:LONGEST_RESPONSE]) for one in answers]

    def _grade(self, session: Session, one: Answered, now: datetime) -> Grade:
        response = one.response[:LONGEST_RESPONSE]
        question = Question.model_validate(self._row(session, one.question_id).payload)
        grade = _grade_value(question, response)
        attempt = AttemptRow(
            owner=self.owner,
            question_id=question.id,
            response=response,
            score=grade.score,
            created_at=now,
            seconds=max(0.0, one.seconds),
            choice=parse_choice(question, response),
            hints=max(0, one.hints),
        )
        session.add(attempt)
        session.flush()
        if response.strip():  # what was left empty is neither a wrong note nor known to be forgotten
            self._review(session, question.id, grade.score, now, one.hints)
        return grade.model_copy(update={"attempt": attempt.id})

    def attempts(self, limit: int = EVERY_QUESTION_ID) -> list[Attempt]:
        """Every answer as it was kept, latest first."""
        return self._select_attempts(limit)

    def disagree(self, attempt: int) -> Attempt:
        """정답으로 인정: the answer counts as right from now on, the first grade is kept for review.

        Raises QuizError (``unknown_attempt``, ``nothing_to_disagree``).
        """
        with self.database.session() as session:
            row = self._attempt_row(session, attempt)
            if row.score == 1.0:
                raise QuizError(
                    "이미 맞은 답입니다. 틀렸다고 채점된 답을 골라 주세요.",
                    code="nothing_to_disagree",
                    english="This answer was graded right already.",
                )
            row.graded, row.score, row.ruling = row.score, 1.0, "asked"
            self._review_again(session, row.question_id)
            return _attempt(self._row(session, row.question_id), row)

    def disagreements(self) -> list[Attempt]:
        """The grades that the learner disagreed with and nobody has ruled on, latest first."""
        return self._select_attempts(EVERY_QUESTION_ID, AttemptRow.ruling == "asked")

    def rule(self, attempt: int, agree: bool) -> Attempt:
        """Whoever reviews a disagreement agrees (a written answer is accepted from now
        on), or restores the first grade.

        Raises QuizError (``unknown_attempt``, ``nothing_to_rule``).
        """
        with self.database.session() as session:
            row = self._attempt_row(session, attempt)
            if row.ruling != "asked" or row.graded is None:
                raise QuizError(
                    "검토할 이의가 없는 답입니다. 이의를 낸 답을 골라 주세요.",
                    code="nothing_to_rule",
                    english="Nobody disagreed with this grade.",
                )
            question = self._row(session, row.question_id)
            row.ruling = "agreed" if agree else "refused"
            if not agree:
                row.score = row.graded
                self._review_again(session, row.question_id)
            elif not question.payload.get("options") and row.response.strip() not in question.payload["answer"]:
                question.payload = {**question.payload, "answer": [*question.payload["answer"], row.response.strip()]}
            return _attempt(question, row)

    def wrong_notes(self) -> list[WrongNote]:
        """Questions whose last answer was not fully right, latest first; what was left empty is no answer."""
        with self.database.session() as session:
            last = (
                select(AttemptRow.question_id, func.max(AttemptRow.id).label("last"), func.count().label("n"))
                .where(AttemptRow.owner == self.owner, _TRIED)
                .group_by(AttemptRow.question_id)
                .subquery()
            )
            statement = (
                select(QuestionRow, AttemptRow, CardRow, last.c.n)
                .join(last, last.c.question_id == QuestionRow.id)
                .join(AttemptRow, AttemptRow.id == last.c.last)
                .outerjoin(CardRow, (CardRow.question_id == QuestionRow.id) & (CardRow.owner == self.owner))
                .where(QuestionRow.owner == self.owner, AttemptRow.score < 1.0)
                .order_by(AttemptRow.id.desc())
            )
            return [
                WrongNote(
                    question=Question.model_validate(row.payload),
                    attempts=n,
                    last_response=attempt.response,
                    last_at=attempt.created_at,
                    due=None if card is None else card.due,
                )
                for row, attempt, card, n in session.execute(statement)
            ]

    def due(self, now: datetime | None = None) -> list[Question]:
        """Questions whose review is due, the longest waiting first."""
        statement = (
            select(QuestionRow)
            .join(CardRow, CardRow.question_id == QuestionRow.id)
            .where(CardRow.owner == self.owner, CardRow.due <= (now or utcnow()))
            .order_by(CardRow.due)
        )
        with self.database.session() as session:
            return [Question.model_validate(row.payload) for row in session.scalars(statement)]

    def waiting(self, now: datetime | None = None) -> int:
        """How many questions are due."""
        mine = (CardRow.owner == self.owner, CardRow.due <= (now or utcnow()))
        with self.database.session() as session:
            return session.scalar(select(func.count()).select_from(CardRow).where(*mine)) or 0

    def due_dates(self) -> list[datetime]:
        """When each question asked so far comes back, the earliest first."""
        mine = select(CardRow.due).where(CardRow.owner == self.owner).order_by(CardRow.due)
        with self.database.session() as session:
            return list(session.scalars(mine))

    def history(self, limit: int = 100) -> list[tuple[Question, float, datetime]]:
        """The latest attempts as (question, score, when), latest first."""
        return [(one.question, one.score, one.at) for one in self.attempts(limit)]

    def check_cards(self, repair: bool = False) -> int:
        """How many answered questions have no place in the review; ``repair`` works it out from their attempts."""
        has = select(CardRow.question_id).where(CardRow.owner == self.owner)
        lacking = (AttemptRow.owner == self.owner) & _TRIED & AttemptRow.question_id.not_in(has)
        with self.database.session("IMMEDIATE" if repair else "") as session:
            found = session.scalars(select(AttemptRow.question_id).where(lacking).distinct()).all()
            for question_id in found if repair else ():
                self._review_again(session, question_id)
        return len(found)

    def discard(self, question_id: str) -> None:
        """Forget a question with its attempts."""
        with self.database.session() as session:
            session.delete(self._row(session, question_id))

    def _row(self, session: Session, question_id: str) -> QuestionRow:
        row = session.get(QuestionRow, question_id)
        if row is None or row.owner != self.owner:
            raise QuizError(
                f"없는 문제입니다: {question_id}. 퀴즈를 다시 만들어 주세요.",
                code="unknown_question",
                english="No such question.",
            )
        return row

    def _select_attempts(self, limit: int, *conditions: ColumnElement[bool]) -> list[Attempt]:
        statement = (
            select(QuestionRow, AttemptRow)
            .join(AttemptRow, AttemptRow.question_id == QuestionRow.id)
            .where(AttemptRow.owner == self.owner, *conditions)
            .order_by(AttemptRow.id.desc())
            .limit(limit)
        )
        read: dict[str, Question] = {}
        with self.database.session() as session:
            return [_attempt(row, attempt, read) for row, attempt in session.execute(statement)]

    def _attempt_row(self, session: Session, attempt: int) -> AttemptRow:
        row = session.get(AttemptRow, attempt)
        if row is None or row.owner != self.owner:
            raise QuizError(
                f"없는 답입니다: {attempt}. 목록에서 다시 골라 주세요.",
                code="unknown_attempt",
                english="No such attempt.",
            )
        return row

    def _review(self, session: Session, question_id: str, score: float, now: datetime, hints: int) -> None:
        row = session.get(CardRow, (question_id, self.owner))
        state, due = review(row.state if row else None, score, now, hints)
        if row is None:
            session.add(CardRow(question_id=question_id, owner=self.owner, state=state, due=due))
        else:
            row.state, row.due = state, due

    def _review_again(self, session: Session, question_id: str) -> None:
        """The card as it would stand had every answer had the score that it has now."""
        own = (AttemptRow.owner == self.owner, AttemptRow.question_id == question_id, _TRIED)
        state: State | None = None
        due = utcnow()
        for one in session.scalars(select(AttemptRow).where(*own).order_by(AttemptRow.id)):
            state, due = review(state, one.score, one.created_at, one.hints)
        if state is not None:
            session.merge(CardRow(question_id=question_id, owner=self.owner, state=state, due=due))


def _grade_value(question: Question, response: str) -> Grade:
    score, feedback = grade_response(question, response)
    return Grade(
        question_id=question.id,
        correct=score == 1.0,
        score=score,
        response=response,
        answer=question.shown_answer(),
        feedback=feedback,
        explanation=question.explanation,
        citation=question.citation,
    )


def _attempt(row: QuestionRow, attempt: AttemptRow, read: dict[str, Question] | None = None) -> Attempt:
    """``read`` are the questions read so far, by id: many answers may be to one."""
    read = {} if read is None else read
    return Attempt(
        id=attempt.id,
        question=read.get(row.id) or read.setdefault(row.id, Question.model_validate(row.payload)),
        response=attempt.response,
        choice=attempt.choice,
        score=attempt.score,
        at=attempt.created_at,
        seconds=attempt.seconds,
        hints=attempt.hints,
        graded=attempt.graded,
        ruling=attempt.ruling,
    )
