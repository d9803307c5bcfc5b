"""What people said of answers, kept word for word: nothing is written over, a later word stands beside the earlier
one, and a person decides what may be learnt from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from errors import QuestionError
from storage import Database
from storage.tables import FeedbackRow, utcnow

FeedbackKind = Literal["thumb", "correction"]
ReviewState = Literal["pending", "accepted", "rejected", "withdrawn"]
FEEDBACK_KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
REVIEW_STATES: tuple[ReviewState, ...] = get_args(ReviewState)
LONGEST_OPINION = 8000  # characters of a comment or a corrected answer


class EvidenceText(BaseModel):
    """A passage as it stood when the feedback was given; it stays when its source goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    page: int
    text: str


class Opinion(BaseModel):
    """What was shown and what was said of it.

    ``subject``: "answer:12". ``correction``: the better answer that the reader wrote. ``cited``: the correction, or the
    answer that was found good, with the ``[n]`` of the evidence that carries each sentence; ``support``: what the
    evidence makes of it, in EvidenceState's words, "" where nobody looked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: FeedbackKind
    subject: str = Field(max_length=64)
    question: str
    shown: str = ""
    evidence: tuple[EvidenceText, ...] = ()
    good: bool | None = None
    comment: str = Field("", max_length=LONGEST_OPINION)
    correction: str = Field("", max_length=LONGEST_OPINION)
    cited: str = ""
    support: str = ""


class FeedbackItem(Opinion):
    """An opinion as it is kept: where its review stands, and since when."""

    id: int
    state: ReviewState
    reason: str = ""
    created_at: datetime
    reviewed_at: datetime | None = None


class FeedbackRecords:
    """One owner's feedback."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def keep(self, opinion: Opinion) -> FeedbackItem:
        """Keep an opinion. An earlier one of its kind on the same subject that waits for review is withdrawn, not
        deleted; one that was accepted holds until this one is.
        """
        payload = opinion.model_dump(mode="json", exclude={"kind", "subject", "support"})
        with self.database.session("IMMEDIATE") as session:
            self._withdraw(session, opinion.subject, opinion.kind, ("pending",))
            row = FeedbackRow(
                owner=self.owner,
                kind=opinion.kind,
                subject=opinion.subject,
                payload=payload,
                support=opinion.support,
                state="pending",
                created_at=utcnow(),
            )
            session.add(row)
            session.flush()
            return to_feedback_item(row)

    def withdraw(self, subject: str, kind: FeedbackKind) -> int:
        """Take back what was said, whatever its review came to; how many opinions that were."""
        with self.database.session("IMMEDIATE") as session:
            return self._withdraw(session, subject, kind, ("pending", "accepted", "rejected"))

    def items(self, state: ReviewState | None = None, kind: FeedbackKind | None = None) -> list[FeedbackItem]:
        """The opinions in a state and of a kind, or all of them; the latest first."""
        wanted = select(FeedbackRow).where(FeedbackRow.owner == self.owner)
        if state is not None:
            wanted = wanted.where(FeedbackRow.state == state)
        if kind is not None:
            wanted = wanted.where(FeedbackRow.kind == kind)
        with self.database.session() as session:
            return [to_feedback_item(row) for row in session.scalars(wanted.order_by(FeedbackRow.id.desc()))]

    def item(self, number: int) -> FeedbackItem:
        """Raises QuestionError (``unknown_feedback``)."""
        with self.database.session() as session:
            return to_feedback_item(self._row(session, number))

    def history(self, subject: str) -> list[FeedbackItem]:
        """All that was ever said of one thing, the earliest first."""
        mine = (FeedbackRow.owner == self.owner) & (FeedbackRow.subject == subject)
        with self.database.session() as session:
            return [
                to_feedback_item(row)
                for row in session.scalars(select(FeedbackRow).where(mine).order_by(FeedbackRow.id))
            ]

    def count_states(self) -> dict[str, int]:
        """How many opinions stand in each state."""
        counted = select(FeedbackRow.state, func.count()).where(FeedbackRow.owner == self.owner)
        with self.database.session() as session:
            found = Counter(dict(session.execute(counted.group_by(FeedbackRow.state)).tuples().all()))
        return {state: found[state] for state in REVIEW_STATES}

    def accept(self, number: int) -> FeedbackItem:
        """What it teaches may be learnt; an earlier one on the same subject that was accepted is withdrawn.

        Raises QuestionError (``unknown_feedback``, ``feedback_withdrawn``).
        """
        return self._review(number, "accepted", "")

    def reject(self, number: int, reason: str = "") -> FeedbackItem:
        """Nothing is learnt from it. Raises QuestionError (``unknown_feedback``, ``feedback_withdrawn``)."""
        return self._review(number, "rejected", reason)

    def reopen(self, number: int) -> FeedbackItem:
        """Back to where nobody has decided. Raises QuestionError (``unknown_feedback``, ``feedback_withdrawn``)."""
        return self._review(number, "pending", "")

    def _review(self, number: int, state: ReviewState, reason: str) -> FeedbackItem:
        with self.database.session("IMMEDIATE") as session:
            row = self._row(session, number)
            if row.state == "withdrawn":
                raise QuestionError(
                    f"거두어들인 의견입니다: {number}. 검토를 기다리는 의견을 골라 주세요.",
                    code="feedback_withdrawn",
                    english=f"Feedback {number} was withdrawn; choose one that waits for review.",
                )
            if state == "accepted":
                self._withdraw(session, row.subject, row.kind, ("accepted",), but=row.id)
            row.state, row.reason = state, reason[:LONGEST_OPINION]
            row.reviewed_at = None if state == "pending" else utcnow()
            session.flush()
            return to_feedback_item(row)

    def _withdraw(self, session: Session, subject: str, kind: str, states: Sequence[str], but: int = 0) -> int:
        mine = (FeedbackRow.owner == self.owner) & (FeedbackRow.subject == subject) & (FeedbackRow.kind == kind)
        found = session.scalars(select(FeedbackRow).where(mine, FeedbackRow.state.in_(states), FeedbackRow.id != but))
        count = 0
        for row in found:
            row.state, row.reviewed_at = "withdrawn", utcnow()
            count += 1
        return count

    def _row(self, session: Session, number: int) -> FeedbackRow:
        row = session.get(FeedbackRow, number)
        if row is None or row.owner != self.owner:
            raise QuestionError(
                f"없는 의견입니다: {number}. 의견 목록에서 골라 주세요.",
                code="unknown_feedback",
                english=f"There is no feedback {number}.",
            )
        return row


def to_feedback_item(row: FeedbackRow) -> FeedbackItem:
    """An opinion as its row keeps it. Raises ValidationError."""
    return FeedbackItem.model_validate(
        {
            **row.payload,
            "id": row.id,
            "kind": row.kind,
            "subject": row.subject,
            "state": row.state,
            "support": row.support,
            "reason": row.reason,
            "created_at": row.created_at,
            "reviewed_at": row.reviewed_at,
        }
    )
