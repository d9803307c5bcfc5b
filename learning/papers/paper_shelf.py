"""The papers that an owner keeps: listed, opened, named, copied, and deleted with a way back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from errors import QuizError
from knowledge import Library
from learning.models import Question
from learning.papers.exam_paper import (
    LEAST_POINTS,
    LONGEST_PAPER_TITLE,
    MOST_PLACED_QUESTIONS,
    MOST_POINTS_EACH,
    USUAL_POINTS,
    ExamPaper,
    KeptPaper,
    PaperHeading,
    PlacedQuestion,
)
from learning.quizzes.builder import save_questions
from storage.paper_tables import PaperItemRow, PaperRow
from storage.tables import QuestionRow, utcnow

REMEMBERED_VERSIONS = 20  # questions that stood in a place, the latest ones


class PaperShelf:
    """One owner's papers, and what changes in them; every change is written at once."""

    def __init__(self, library: Library) -> None:
        self.library, self.database, self.owner = library, library.database, library.owner

    def all(self) -> list[KeptPaper]:
        """The papers, the latest first."""
        count = func.count(PaperItemRow.id)
        statement = (
            select(PaperRow, count, func.coalesce(func.sum(PaperItemRow.points), 0.0))
            .outerjoin(PaperItemRow, (PaperItemRow.paper_id == PaperRow.id) & PaperItemRow.removed_at.is_(None))
            .where(PaperRow.owner == self.owner, PaperRow.removed_at.is_(None))
            .group_by(PaperRow.id)
            .order_by(PaperRow.updated_at.desc(), PaperRow.id)
        )
        with self.database.session() as session:
            return [
                KeptPaper(id=row.id, title=row.title, questions=n, points=points, updated_at=row.updated_at)
                for row, n, points in session.execute(statement)
            ]

    def open(self, paper_id: str) -> ExamPaper:
        """The paper with its questions. Raises QuizError (``unknown_paper``)."""
        with self.database.session() as session:
            return self._paper(session, paper_id)

    def keep(
        self,
        title: str,
        questions: Sequence[Question],
        points: Sequence[float] = (),
        heading: PaperHeading | None = None,
    ) -> ExamPaper:
        """A new paper of questions. Raises QuizError (``too_many_questions``)."""
        _require_room(0, len(questions))
        save_questions(self.library, questions)
        paper_id, worth = _new_id(), [*points, *[USUAL_POINTS] * len(questions)]
        with self.database.session("IMMEDIATE") as session:
            payload = {"heading": (heading or PaperHeading()).model_dump(), "forms": {}}
            session.add(PaperRow(id=paper_id, owner=self.owner, title=_shown_title(title), payload=payload))
            session.flush()
            for place, (one, each) in enumerate(zip(questions, worth)):
                session.add(self._row(paper_id, place, one.id, each))
            session.flush()
            return self._paper(session, paper_id)

    def rename(self, paper_id: str, title: str) -> None:
        """Raises QuizError (``unknown_paper``)."""
        with self.database.session() as session:
            row = self._paper_row(session, paper_id)
            row.title, row.updated_at = _shown_title(title), utcnow()

    def set_heading(self, paper_id: str, heading: PaperHeading) -> None:
        """Raises QuizError (``unknown_paper``)."""
        self._set_payload(paper_id, "heading", heading.model_dump())

    def set_form(self, paper_id: str, letter: str, seed: int | None) -> None:
        """Keep the seed of a form; None: keep the form no longer. Raises QuizError (``unknown_paper``)."""
        with self.database.session("IMMEDIATE") as session:
            row = self._paper_row(session, paper_id)
            forms = {**row.payload.get("forms", {}), letter: seed}
            kept = {key: value for key, value in forms.items() if value is not None}
            row.payload, row.updated_at = {**row.payload, "forms": kept}, utcnow()

    def copy(self, paper_id: str, title: str = "") -> ExamPaper:
        """Another paper of the same questions, for next year's class. Raises QuizError (``unknown_paper``)."""
        kept = self.open(paper_id)
        return self.keep(title or kept.title, kept.questions, kept.points, kept.heading)

    def remove(self, paper_id: str) -> None:
        """Delete a paper; ``restore`` brings it back. Raises QuizError (``unknown_paper``)."""
        with self.database.session() as session:
            self._paper_row(session, paper_id).removed_at = utcnow()

    def restore(self, paper_id: str) -> ExamPaper:
        """Bring a deleted paper back. Raises QuizError (``unknown_paper``)."""
        mine = (PaperRow.owner == self.owner) & (PaperRow.id == paper_id)
        with self.database.session() as session:
            session.execute(update(PaperRow).where(mine).values(removed_at=None))
            return self._paper(session, paper_id)

    def empty_bin(self) -> int:
        """Delete for good what was deleted; how many papers that were."""
        gone = delete(PaperRow).where(PaperRow.owner == self.owner, PaperRow.removed_at.is_not(None))
        with self.database.session() as session:
            return cast("CursorResult[Any]", session.execute(gone)).rowcount

    def add(
        self, paper_id: str, questions: Sequence[Question], points: float = USUAL_POINTS, at: int | None = None
    ) -> list[str]:
        """Put questions at a place (from 0; None: at the end), worth so much each; the ids of their items. Raises
        QuizError (``unknown_paper``, ``too_many_questions``).
        """
        save_questions(self.library, questions)
        with self.database.session("IMMEDIATE") as session:
            row = self._paper_row(session, paper_id)
            there = self._items(session, paper_id)
            _require_room(len(there), len(questions))
            at = len(there) if at is None else min(max(0, at), len(there))
            fresh = [self._row(paper_id, 0, one.id, _fair_points(points)) for one in questions]
            session.add_all(fresh)
            _number_places([*there[:at], *fresh, *there[at:]])
            row.updated_at = utcnow()
            return [one.id for one in fresh]

    def put_question(self, item_id: str, question: Question) -> None:
        """Another question in an item's place, an edited one or a new one; the one before is remembered. Raises
        QuizError (``unknown_item``).
        """
        save_questions(self.library, [question])
        with self.database.session("IMMEDIATE") as session:
            item = self._item_row(session, item_id)
            if item.question_id != question.id:
                item.earlier = [item.question_id, *item.earlier][:REMEMBERED_VERSIONS]
                item.question_id = question.id
                self._paper_row(session, item.paper_id).updated_at = utcnow()

    def revert(self, item_id: str) -> bool:
        """The question that stood in an item's place before; False where there was none. Raises QuizError
        (``unknown_item``).
        """
        with self.database.session("IMMEDIATE") as session:
            item = self._item_row(session, item_id)
            if not item.earlier:
                return False
            item.question_id, *rest = item.earlier
            item.earlier = rest
            self._paper_row(session, item.paper_id).updated_at = utcnow()
            return True

    def set_points(self, points: dict[str, float]) -> None:
        """The points of items by their ids. Raises QuizError (``unknown_item``)."""
        with self.database.session("IMMEDIATE") as session:
            for item_id, worth in points.items():
                item = self._item_row(session, item_id)
                item.points = _fair_points(worth)
            for paper_id in {item.paper_id for item in map(lambda one: self._item_row(session, one), points)}:
                self._paper_row(session, paper_id).updated_at = utcnow()

    def move(self, item_id: str, by: int) -> int:
        """Move an item so many places down (up, where less than 0); its new place from 0. Raises QuizError
        (``unknown_item``).
        """
        with self.database.session("IMMEDIATE") as session:
            item = self._item_row(session, item_id)
            order = self._items(session, item.paper_id)
            place = order.index(item)
            order.insert(min(max(0, place + by), len(order) - 1), order.pop(place))
            _number_places(order)
            self._paper_row(session, item.paper_id).updated_at = utcnow()
            return order.index(item)

    def remove_item(self, item_id: str) -> None:
        """Take a question out; ``restore_item`` puts it back in its place. Raises QuizError (``unknown_item``)."""
        with self.database.session("IMMEDIATE") as session:
            item = self._item_row(session, item_id)
            item.removed_at = utcnow()
            self._paper_row(session, item.paper_id).updated_at = utcnow()

    def restore_item(self, item_id: str) -> None:
        """Raises QuizError (``unknown_item``)."""
        with self.database.session("IMMEDIATE") as session:
            item = self._item_row(session, item_id, removed=True)
            item.removed_at = None
            session.flush()
            _number_places(self._items(session, item.paper_id))
            self._paper_row(session, item.paper_id).updated_at = utcnow()

    def _row(self, paper_id: str, place: int, question_id: str, points: float) -> PaperItemRow:
        return PaperItemRow(
            id=_new_id(),
            paper_id=paper_id,
            owner=self.owner,
            place=place,
            question_id=question_id,
            points=points,
            earlier=[],
        )

    def _paper(self, session: Session, paper_id: str) -> ExamPaper:
        row = self._paper_row(session, paper_id)
        statement = (
            select(PaperItemRow, QuestionRow.payload)
            .join(QuestionRow, QuestionRow.id == PaperItemRow.question_id)
            .where(PaperItemRow.paper_id == paper_id, PaperItemRow.removed_at.is_(None))
            .order_by(PaperItemRow.place, PaperItemRow.id)
        )
        items = tuple(
            PlacedQuestion(
                id=item.id,
                question=Question.model_validate(payload),
                points=item.points,
                versions=len(item.earlier) + 1,
            )
            for item, payload in session.execute(statement)
        )
        told = row.payload
        return ExamPaper(
            id=row.id,
            owner=row.owner,
            title=row.title,
            heading=read_heading(row),
            items=items,
            forms=told.get("forms", {}),
            updated_at=row.updated_at,
        )

    def _set_payload(self, paper_id: str, key: str, value: Any) -> None:
        with self.database.session("IMMEDIATE") as session:
            row = self._paper_row(session, paper_id)
            row.payload, row.updated_at = {**row.payload, key: value}, utcnow()

    def _paper_row(self, session: Session, paper_id: str) -> PaperRow:
        row = session.get(PaperRow, paper_id)
        if row is None or row.owner != self.owner or row.removed_at is not None:
            raise QuizError(
                "그런 시험지가 없습니다. 시험지 목록에서 골라 주세요.",
                code="unknown_paper",
                english="There is no such paper; choose one of the list.",
            )
        return row

    def _items(self, session: Session, paper_id: str) -> list[PaperItemRow]:
        mine = select(PaperItemRow).where(PaperItemRow.paper_id == paper_id, PaperItemRow.removed_at.is_(None))
        return list(session.scalars(mine.order_by(PaperItemRow.place, PaperItemRow.id)))

    def _item_row(self, session: Session, item_id: str, removed: bool = False) -> PaperItemRow:
        row = session.get(PaperItemRow, item_id)
        if row is None or row.owner != self.owner or (row.removed_at is not None and not removed):
            raise QuizError(
                "이 시험지에 없는 문제입니다. 다른 창에서 삭제했을 수 있으니 새로 고쳐 주세요.",
                code="unknown_item",
                english="The paper has no such question; it may have been deleted in another window.",
            )
        return row


def read_heading(row: PaperRow) -> PaperHeading:
    """What stands above the questions of a paper. Raises ValidationError."""
    return PaperHeading.model_validate(row.payload.get("heading", {}))


def _new_id() -> str:
    return uuid.uuid4().hex


def _shown_title(title: str) -> str:
    return " ".join(title.split())[:LONGEST_PAPER_TITLE] or "시험지"


def _fair_points(points: float) -> float:
    return round(min(max(points, LEAST_POINTS), MOST_POINTS_EACH), 1)


def _number_places(rows: Sequence[PaperItemRow]) -> None:
    for place, row in enumerate(rows):
        row.place = place


def _require_room(there: int, more: int) -> None:
    if there + more > MOST_PLACED_QUESTIONS:
        raise QuizError(
            f"시험지 하나에는 {MOST_PLACED_QUESTIONS}문제까지 넣을 수 있습니다. 문제를 줄이거나 시험지를 나누어 주세요.",
            code="too_many_questions",
            english=f"A paper holds {MOST_PLACED_QUESTIONS} questions at most.",
        )
