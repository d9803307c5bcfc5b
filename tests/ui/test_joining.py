"""A pupil joins a class by its code, and guesses no more often than at the page for signing up."""

from __future__ import annotations

import pytest

from accounts import Accounts
from accounts.failed_tries import CODE_AND_ACCOUNT
from errors import AccountError
from learning.classes.class_rooms import ClassRooms
from settings import Settings
from ui.classes.own_classes import join_class


def test_codes_of_classes_are_not_guessed_one_after_another(settings: Settings) -> None:
    accounts = Accounts.open(settings)
    teacher, pupil = accounts.add("선생", "teacher"), accounts.add("하나")
    room = ClassRooms(accounts.database, teacher.owner).make("1학년 1반")
    rooms = ClassRooms(accounts.database, pupil.owner)
    for _ in range(CODE_AND_ACCOUNT.most):
        with pytest.raises(AccountError) as refused:
            join_class(accounts, pupil, rooms, "AAAA2222", "10.0.0.1")
        assert refused.value.code == "bad_class_code"
    with pytest.raises(AccountError) as refused:
        join_class(accounts, pupil, rooms, room.code, "10.0.0.1")
    assert refused.value.code == "too_many_tries" and rooms.joined() == []
    other = accounts.add("두리")
    joined = join_class(accounts, other, ClassRooms(accounts.database, other.owner), room.code, "10.0.0.1")
    assert joined.name == "1학년 1반"
    accounts.close()
