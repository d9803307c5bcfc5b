"""A browser is known by its token alone, until its session ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from accounts import Account, Accounts
from accounts.login_sessions import IDLE_HOURS
from settings import Settings
from storage.account_tables import AccountRow, LoginSessionRow
from storage.tables import utcnow
from tests.accounts.conftest import SetClock

PASSWORD = "나무 위의 거북이 셋"


def test_nobody_has_an_account_until_one_is_added(people: Accounts) -> None:
    assert not people.are_in_use()
    people.add("김하나", "admin", PASSWORD)
    assert people.are_in_use()


def test_a_token_is_its_account_s_and_no_other_is(people: Accounts) -> None:
    one, other = people.add("김하나", "teacher"), people.add("이두리")
    token = people.start_session(one.id)
    assert people.account_of_session(token) == one == Account(one.id, "김하나", "teacher", one.owner)
    assert one.owner != other.owner and one.teaches and not other.teaches
    for wrong in ("", token[:-1], token + "a", token.swapcase(), "가" * 50, "\udcff", "x" * 10**6):
        assert people.account_of_session(wrong) is None


def test_a_session_ends_by_its_time_and_by_staying_away(people: Accounts, clock: SetClock, settings: Settings) -> None:
    account = people.add("김하나")
    token = people.start_session(account.id)
    started, away = clock.now, timedelta(hours=IDLE_HOURS - 1)
    while clock.now + away < started + timedelta(hours=settings.session_hours):
        clock.now += away
        assert people.account_of_session(token) == account
    clock.now = started + timedelta(hours=settings.session_hours, seconds=1)
    assert people.account_of_session(token) is None
    token = people.start_session(account.id)
    clock.now += timedelta(hours=IDLE_HOURS, seconds=1)
    assert people.account_of_session(token) is None


def test_a_stopped_account_is_nobody(people: Accounts) -> None:
    account = people.add("김하나")
    token = people.start_session(account.id)
    with people.database.session() as session:
        session.execute(update(AccountRow).values(stopped_at=utcnow()))
    assert people.account_of_session(token) is None


def test_no_token_lies_in_the_library(people: Accounts, settings: Settings) -> None:
    token = people.start_session(people.add("김하나", password=PASSWORD).id)
    with people.database.session() as session:
        assert session.scalar(select(LoginSessionRow.id)) != token
        assert session.scalar(select(AccountRow.password)).startswith("$argon2id$")
    for file in Path(settings.library).rglob("*"):
        if file.is_file():
            assert token.encode() not in file.read_bytes() and PASSWORD.encode() not in file.read_bytes()
