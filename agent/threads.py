"""Conversations on disk: each answer as it was shown, so that a reopened thread is the same to the letter."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

import korean
from agent.answer import Answer, Thread
from errors import QuestionError
from storage import Database
from storage.tables import AnswerRow, ThreadRow

NAME_LENGTH = 40
_NEW = upsert(ThreadRow)
_TOUCHED = _NEW.on_conflict_do_update(index_elements=["id", "owner"], set_={"updated_at": _NEW.excluded.updated_at})
_KEPT = insert(AnswerRow).returning(AnswerRow.id)


class Threads:
    """One owner's conversations."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def keep(self, thread: str, answer: Answer) -> Answer:
        """Store an answer under its thread (named after its first question) and return it with its id."""
        payload = answer.model_dump(mode="json", exclude={"id", "feedback", "unsaved"})
        named = {"id": thread, "owner": self.owner, "name": answer.question[:NAME_LENGTH]}
        kept = {"owner": self.owner, "thread_id": thread, "question": answer.question, "payload": payload}
        with self.database.session() as session:
            session.connection().execute(_TOUCHED, named)
            identifier = session.connection().execute(_KEPT, kept).scalar_one()
        return answer.model_copy(update={"id": identifier})

    def all(self) -> list[Thread]:
        counted = (
            select(AnswerRow.thread_id, func.count().label("n"))
            .where(AnswerRow.owner == self.owner)
            .group_by(AnswerRow.thread_id)
            .subquery()
        )
        statement = (
            select(ThreadRow, counted.c.n)
            .outerjoin(counted, counted.c.thread_id == ThreadRow.id)
            .where(ThreadRow.owner == self.owner)
            .order_by(ThreadRow.updated_at.desc())
        )
        with self.database.session() as session:
            return [
                Thread(id=row.id, name=row.name, updated_at=row.updated_at, answers=n or 0)
                for row, n in session.execute(statement)
            ]

    def answers(self, thread: str) -> list[Answer]:
        mine = (AnswerRow.owner == self.owner) & (AnswerRow.thread_id == thread)
        with self.database.session() as session:
            rows = session.scalars(select(AnswerRow).where(mine).order_by(AnswerRow.id)).all()
        return [Answer.model_validate(row.payload | {"id": row.id, "feedback": row.feedback}) for row in rows]

    def find(self, text: str) -> list[Thread]:
        """The conversations in whose name, questions or answers every word of a text stands,
        white space aside; latest first.
        """
        words = [word for word in map(korean.squeeze, text.split()) if word]
        if not words:
            return []
        said: dict[str, list[str]] = {}
        columns = select(AnswerRow.thread_id, AnswerRow.question, AnswerRow.payload["text"].as_string())
        with self.database.session() as session:
            for thread, *texts in session.execute(columns.where(AnswerRow.owner == self.owner)):
                said.setdefault(thread, []).extend(texts)
        found = []
        for one in self.all():
            held = korean.squeeze(" ".join([one.name, *said.get(one.id, ())]))
            found += [one] if all(word in held for word in words) else []
        return found

    def find_owners(self, key: str) -> list[tuple[str, str]]:
        """Whose conversations ``(owner, thread)`` an ``owner/thread`` may mean, of those
        that are there, other owners' too.
        """
        joined = ThreadRow.owner + "/" + ThreadRow.id
        with self.database.session() as session:
            return [
                (owner, thread)
                for owner, thread in session.execute(select(ThreadRow.owner, ThreadRow.id).where(joined == key))
            ]

    def one(self, thread: str) -> Thread:
        """One conversation. Raises QuestionError (``unknown_thread``)."""
        mine = (AnswerRow.owner == self.owner) & (AnswerRow.thread_id == thread)
        with self.database.session() as session:
            row = self._row(session.get(ThreadRow, (thread, self.owner)), thread)
            answers = session.scalar(select(func.count()).select_from(AnswerRow).where(mine)) or 0
            return Thread(id=row.id, name=row.name, updated_at=row.updated_at, answers=answers)

    def rename(self, thread: str, name: str) -> None:
        with self.database.session() as session:
            self._row(session.get(ThreadRow, (thread, self.owner)), thread).name = name.strip()[:NAME_LENGTH] or "대화"

    def delete(self, thread: str) -> None:
        with self.database.session() as session:
            session.delete(self._row(session.get(ThreadRow, (thread, self.owner)), thread))
            mine = (AnswerRow.owner == self.owner) & (AnswerRow.thread_id == thread)
            session.execute(delete(AnswerRow).where(mine))

    def answer(self, answer_id: int) -> Answer:
        """One answer as it was shown. Raises QuestionError (``unknown_answer``)."""
        with self.database.session() as session:
            row = self._answer_row(session, answer_id)
            return Answer.model_validate(row.payload | {"id": row.id, "feedback": row.feedback})

    def mark(self, answer_id: int, value: int) -> None:
        """Show an answer with a thumb up (1), down (-1) or none (0). Raises QuestionError (``unknown_answer``)."""
        with self.database.session() as session:
            self._answer_row(session, answer_id).feedback = value

    def _answer_row(self, session: Session, answer_id: int) -> AnswerRow:
        row = session.get(AnswerRow, answer_id)
        if row is None or row.owner != self.owner:
            raise QuestionError(f"없는 답변입니다: {answer_id}", code="unknown_answer", english="No such answer.")
        return row

    def _row(self, row: ThreadRow | None, thread: str) -> ThreadRow:
        if row is None:
            raise QuestionError(
                f"없는 대화입니다: {thread}. 대화 목록에서 골라 주세요.",
                code="unknown_thread",
                english="No such conversation.",
            )
        return row
