"""A class of two pupils and a stranger, in a library with the small book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from accounts import Account, Accounts
from knowledge import Library
from learning import Question, make_quiz
from learning.classes.assignments import Assignments
from learning.classes.class_rooms import ClassRoom, ClassRooms
from settings import Settings


@dataclass
class School:
    """People by name, the teacher's library with one book, and the class."""

    settings: Settings
    people: dict[str, Account]
    library: Library
    room: ClassRoom
    questions: list[Question]

    def owner(self, name: str) -> str:
        return self.people[name].owner

    def rooms(self, name: str) -> ClassRooms:
        return ClassRooms(self.library.database, self.owner(name))

    def assignments(self, name: str) -> Assignments:
        return Assignments(self.library.database, self.owner(name))

    def shelf(self, name: str) -> Library:
        return Library.open(self.settings.library, self.owner(name), self.settings)


@pytest.fixture
def school(settings: Settings, book) -> Iterator[School]:
    accounts = Accounts.open(settings)
    roles = {"선생": "teacher", "하나": "student", "두리": "student", "낯선이": "student", "옆반": "teacher"}
    people = {name: accounts.add(name, role) for name, role in roles.items()}
    accounts.close()
    library = Library.open(settings.library, people["선생"].owner, settings)
    source = library.add(book)
    room = ClassRooms(library.database, library.owner).make("1학년 1반")
    for name in ("하나", "두리"):
        ClassRooms(library.database, people[name].owner).join(room.code)
    questions = make_quiz(library, [source.id], n=4, kinds=["ox", "short"], seed=1)
    yield School(settings, people, library, room, questions)
    library.close()
