"""The learner: every attempt is kept, wrong ones come back, and FSRS decides when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from errors import QuizError
from learning.grading import grade_response
from learning.models import Grade, Question, WrongNote
from storage import Database
from storage.tables import AttemptRow, CardRow, QuestionRow, utcnow

LONGEST_RESPONSE = 2000


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

    def submit(self, question_id: str, response: str, now: datetime | None = None) -> Grade:
        """Grade an answer, keep the attempt and plan the next review. Raises QuizError for an unknown question."""
        now = now or utcnow()
        response = response[:LONGEST_RESPONSE]
        with self.database.session() as session:
            question = Question.model_validate(self._row(session, question_id).payload)
            score, feedback = grade_response(question, response)
            session.add(
                AttemptRow(owner=self.owner, question_id=question_id, response=response, score=score, created_at=now)
            )
            self._review(session, question_id, score, now)
        return Grade(
            question_id=question_id,
            correct=score == 1.0,
            score=score,
            response=response,
            answer=question.shown_answer(),
            feedback=feedback,
            explanation=question.explanation,
            citation=question.citation,
        )

    def wrong_notes(self) -> list[WrongNote]:
        """Questions whose last attempt was not fully right, latest first."""
        with self.database.session() as session:
            last = (
                select(AttemptRow.question_id, func.max(AttemptRow.id).label("last"), func.count().label("n"))
                .where(AttemptRow.owner == self.owner)
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

    def history(self, limit: int = 100) -> list[tuple[Question, float, datetime]]:
        """The latest attempts as (question, score, when), latest first."""
        statement = (
            select(QuestionRow, AttemptRow)
            .join(AttemptRow, AttemptRow.question_id == QuestionRow.id)
            .where(AttemptRow.owner == self.owner)
            .order_by(AttemptRow.id.desc())
            .limit(limit)
        )
        with self.database.session() as session:
            found = session.execute(statement).all()
        return [(Question.model_validate(row.payload), attempt.score, attempt.created_at) for row, attempt in found]

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

    def _review(self, session: Session, question_id: str, score: float, now: datetime) -> None:
        from fsrs import Card, Rating, Scheduler

        row = session.get(CardRow, (question_id, self.owner))
        card = Card.from_dict(cast(Any, row.state)) if row else Card()
        rating = Rating.Good if score == 1.0 else Rating.Hard if score > 0 else Rating.Again
        card, _ = Scheduler().review_card(card, rating, now)
        state = dict(card.to_dict())
        if row is None:
            session.add(CardRow(question_id=question_id, owner=self.owner, state=state, due=card.due))
        else:
            row.state, row.due = state, card.due
