"""The classes and assignments of who looks."""

from __future__ import annotations

from accounts import Account, Accounts
from learning.classes.assignments import Assignments
from learning.classes.class_rooms import ClassRoom, ClassRooms
from learning.classes.submissions import Assignment
from ui.quiz.countdown import zone
from ui.session import assistant
from ui.texts.catalogue import t


def assignments() -> Assignments:
    """What is set by who looks, and to them."""
    library = assistant().library
    return Assignments(library.database, library.owner)


def class_rooms() -> ClassRooms:
    """The classes that who looks teaches or is in."""
    library = assistant().library
    return ClassRooms(library.database, library.owner)


def join_class(accounts: Accounts, account: Account | None, rooms: ClassRooms, code: str, address: str) -> ClassRoom:
    """Join the class of a code; who has guessed too often waits, as at the page for signing up.

    Raises AccountError (``bad_class_code``, ``too_many_tries``).
    """
    if account is None:
        return rooms.join(code)
    with accounts.trying_class_code(account.id, address):
        return rooms.join(code)


def shown_due(task: Assignment) -> str:
    """When it is due, by the reader's own clock."""
    return t("task_due", at=f"{task.due_at.astimezone(zone()):%Y-%m-%d %H:%M}")
