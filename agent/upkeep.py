"""Everything that lies in a library's folder looked over: the library, the conversations' checkpoints, the reviews."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Text, select, type_coerce

from agent.answer import Answer
from agent.checkpoint_file import check_checkpoints
from knowledge import Library, Problem
from knowledge.integrity.record import take_out_rows
from storage.class_tables import AssignmentRow, SubmissionRow
from storage.paper_tables import PaperRow
from storage.tables import AnswerRow, FeedbackRow, QuestionRow

UNREADABLE_ROW = (ValidationError, ValueError, TypeError, KeyError, AttributeError)


def check_everything(library: Library, repair: bool = False) -> list[Problem]:
    """What is wrong, mended where ``repair`` asks for it. Raises StorageError."""
    from learning.models import Question
    from learning.progress.learner import Learner

    found = library.check(repair)
    if any(problem.code == "database_damaged" and not problem.repaired for problem in found) and not repair:
        return found + check_checkpoints(library.path, repair)
    found += _check_payloads(library, QuestionRow, Question.model_validate, repair)
    found += _check_payloads(library, AnswerRow, Answer.model_validate, repair)
    for row_class, read_row in list_row_readers():
        found += _check_rows(library, row_class, read_row, repair)
    found += check_checkpoints(library.path, repair)
    if lacking := Learner(library.database, library.owner).check_cards(repair):
        found.append(Problem("cards_missing", str(lacking), repair))
    return found


def list_row_readers() -> list[tuple[type[Any], Callable[[Any], object]]]:
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
    library: Library, row_class: type[Any], read_row: Callable[[Any], object], repair: bool
) -> list[Problem]:
    """Rows that their readers cannot take, though every cell can be read: put aside, and named."""
    bad: list[Any] = []
    with library.database.session() as session:
        for identifier in session.scalars(select(row_class.id).where(row_class.owner == library.owner)).all():
            try:
                read_row(session.get_one(row_class, identifier))
            except UNREADABLE_ROW:
                bad.append(identifier)
    return take_out_rows(library.store, row_class.__tablename__, bad, repair) if bad else []


def _check_payloads(
    library: Library,
    table: type[QuestionRow] | type[AnswerRow],
    read: Callable[[object], object],
    repair: bool,
) -> list[Problem]:
    """Questions or answers that are JSON and yet none: put aside, and named."""
    payload = type_coerce(table.payload, Text)
    bad: list[Any] = []
    with library.database.session() as session:
        for identifier, said in session.execute(select(table.id, payload).where(table.owner == library.owner)):
            try:
                read(json.loads(said))
            except UNREADABLE_ROW:
                bad.append(identifier)
    return take_out_rows(library.store, table.__tablename__, bad, repair) if bad else []
