"""Quizzes that are not handed in yet, as they are kept: a reload, a closed window or a power cut loses no answer.

The questions are not kept again, only their ids; what a kept quiz says that cannot be read any
more is left out, never an error.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeFloat, NonNegativeInt
from sqlalchemy import Text, delete, select, type_coerce
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from learning.progress.learner import LONGEST_RESPONSE
from storage import Database
from storage.tables import QuestionRow, SittingRow, utcnow

_NEW = upsert(SittingRow)
_KEPT = _NEW.on_conflict_do_update(
    index_elements=["id", "owner"],
    set_={"payload": _NEW.excluded.payload, "updated_at": _NEW.excluded.updated_at},
)
# The payload as it stands: one that is broken may not keep the others from being read.
_PAYLOAD = type_coerce(SittingRow.payload, Text)
_ROWS = select(SittingRow.id, _PAYLOAD, SittingRow.updated_at)

Response = Annotated[str, BeforeValidator(lambda said: said[:LONGEST_RESPONSE] if isinstance(said, str) else said)]


class OpenQuiz(BaseModel):
    """A quiz under way: its questions in their order, and by their ids what was done so far.

    ``started`` and ``limit`` are those of a mock exam, whose time goes on; ``left`` is when it was last kept.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    questions: tuple[str, ...] = Field(min_length=1)
    fewer: bool = False  # than were asked for
    points: dict[str, float] = Field(default_factory=dict)
    said: dict[str, Response] = Field(default_factory=dict)
    spent: dict[str, NonNegativeFloat] = Field(default_factory=dict)  # seconds
    hinted: dict[str, NonNegativeInt] = Field(default_factory=dict)  # hints shown
    place: NonNegativeInt = 0  # of the question that was looked at, from 0
    started: datetime | None = None
    limit: timedelta | None = None
    left: datetime = Field(default_factory=utcnow)

    @property
    def mock(self) -> bool:
        return self.started is not None and self.limit is not None

    @property
    def answered(self) -> int:
        return sum(1 for one in self.said.values() if one.strip())

    def over(self, now: datetime) -> bool:
        """Whether it is a mock exam whose time is up."""
        return self.started is not None and self.limit is not None and now >= self.started + self.limit


class Unfinished:
    """One owner's quizzes under way."""

    def __init__(self, database: Database, owner: str) -> None:
        self.database, self.owner = database, owner

    def keep(
        self, quiz: OpenQuiz, given: Collection[str] = (), *, new: bool = False, now: datetime | None = None
    ) -> bool:
        """Keep a quiz as it stands; False where it is not ``new`` and no longer there: another
        window handed it in, or deleted it.

        ``given`` are the questions answered since it was kept last: of all others the answers of another window stay.
        """
        at = now or utcnow()
        with self.database.session("IMMEDIATE") as session:
            row = session.execute(_ROWS.where(SittingRow.owner == self.owner, SittingRow.id == quiz.id)).one_or_none()
            if row is None and not new:
                return False
            if row is not None and (kept := _read(*row)):
                quiz = _together(kept, quiz, given)
            payload = quiz.model_dump(mode="json", exclude={"id", "left"}, exclude_defaults=True)
            told = {"id": quiz.id, "owner": self.owner, "payload": payload, "created_at": at, "updated_at": at}
            session.connection().execute(_KEPT, told)
        return True

    def all(self) -> list[OpenQuiz]:
        """Those that can be gone on with, the latest first."""
        mine = _ROWS.where(SittingRow.owner == self.owner).order_by(SittingRow.updated_at.desc())
        with self.database.session() as session:
            read = [quiz for row in session.execute(mine) if (quiz := _read(*row))]
            there = self._there(session, {one for quiz in read for one in quiz.questions})
        return [quiz for quiz in read if there.issuperset(quiz.questions)]

    def one(self, quiz_id: str) -> OpenQuiz | None:
        """None where it is gone, or cannot be gone on with."""
        return next((quiz for quiz in self.all() if quiz.id == quiz_id), None)

    def forget(self, quiz_id: str) -> bool:
        """Keep it no longer; False where it was gone already."""
        mine = delete(SittingRow).where(SittingRow.owner == self.owner, SittingRow.id == quiz_id)
        with self.database.session() as session:
            return session.scalar(mine.returning(SittingRow.id)) is not None

    def _there(self, session: Session, ids: Collection[str]) -> set[str]:
        mine = select(QuestionRow.id).where(QuestionRow.owner == self.owner, QuestionRow.id.in_(ids))
        return set(session.scalars(mine))


def _read(quiz_id: str, payload: str, left: datetime) -> OpenQuiz | None:
    try:
        return OpenQuiz.model_validate({**json.loads(payload), "id": quiz_id, "left": left})
    except (TypeError, ValueError):  # of another version, or broken
        return None


def _together(kept: OpenQuiz, quiz: OpenQuiz, given: Collection[str]) -> OpenQuiz:
    """What was kept with what is new: the last answer to a question counts, whichever window it came from."""
    fresh = {key: quiz.said[key] for key in given if key in quiz.said}
    seconds, hints = _larger_values(kept.spent, quiz.spent), _larger_values(kept.hinted, quiz.hinted)
    return quiz.model_copy(update={"said": {**kept.said, **fresh}, "spent": seconds, "hinted": hints})


def _larger_values(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {key: max(one.get(key, 0), other.get(key, 0)) for key in {**one, **other}}
