"""Everything that lies in a library's folder looked over: the library, the conversations' checkpoints, the reviews."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from agent.answer import Answer
from agent.checkpoint_file import check_checkpoints
from knowledge import Library, Problem
from knowledge.integrity.record import take_out_rows
from storage.class_tables import AssignmentRow, SubmissionRow
from storage.paper_tables import PaperRow
from storage.tables import AnswerRow, FeedbackRow, QuestionRow

Reading = tuple[Any, Callable[[], object]]  # a row's id, and what reads it
UNREADABLE_ROW = (ValueError, TypeError, KeyError, AttributeError)


def check_everything(library: Library, repair: bool = False) -> list[Problem]:
    """What is wrong, mended where ``repair`` asks for it. Raises StorageError."""
    from learning.models import Question
    from learning.progress.learner import Learner

    found = library.check(repair)
    if any(problem.code == "database_damaged" and not problem.repaired for problem in found) and not repair:
        return found + check_checkpoints(library.path, repair)
    for table, read in ((QuestionRow, Question.model_validate), (AnswerRow, Answer.model_validate)):
        found += _check_rows(library, table, partial(_list_payloads, table, library.owner, read), repair)
    for row_class, read_row in _list_row_readers():
        found += _check_rows(library, row_class, partial(_list_rows, row_class, library.owner, read_row), repair)
    found += check_checkpoints(library.path, repair)
    if lacking := Learner(library.database, library.owner).check_cards(repair):
        found.append(Problem("cards_missing", str(lacking), repair))
    return found


def _list_row_readers() -> list[tuple[type[Any], Callable[[Any], object]]]:
    """What reads the rows of other work of people's, by their class."""
    from learning.classes.submissions import to_assignment, to_submission
    from learning.feedback.records import to_feedback_item
    from learning.papers.paper_shelf import read_heading

    return [
        (FeedbackRow, to_feedback_item),
        (AssignmentRow, to_assignment),
        (SubmissionRow, to_submission),
        (PaperRow, read_heading),
    ]


def _check_rows(
    library: Library, row_class: type[Any], list_readings: Callable[[Session], Iterable[Reading]], repair: bool
) -> list[Problem]:
    """Rows that their readers cannot take, though every cell can be read: put aside, and named."""
    bad: list[Any] = []
    with library.database.session() as session:
        for identifier, read in list_readings(session):
            try:
                read()
            except UNREADABLE_ROW:
                bad.append(identifier)
    return take_out_rows(library.store, row_class.__tablename__, bad, repair) if bad else []


def _list_rows(row_class: type[Any], owner: str, read: Callable[[Any], object], session: Session) -> Iterator[Reading]:
    for identifier in session.scalars(select(row_class.id).where(row_class.owner == owner)).all():
        yield identifier, partial(_read_row, session, row_class, identifier, read)


def _read_row(session: Session, row_class: type[Any], identifier: Any, read: Callable[[Any], object]) -> object:
    return read(session.get_one(row_class, identifier))


def _list_payloads(
    table: type[QuestionRow] | type[AnswerRow], owner: str, read: Callable[[object], object], session: Session
) -> Iterator[Reading]:
    """Questions or answers whose payload is JSON and may yet be none of theirs."""
    payload = type_coerce(table.payload, Text)
    for identifier, said in session.execute(select(table.id, payload).where(table.owner == owner)):
        yield identifier, partial(_read_payload, said, read)


def _read_payload(said: str, read: Callable[[object], object]) -> object:
    return read(json.loads(said))
