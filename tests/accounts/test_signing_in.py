"""Signing in: wrong tries are counted, nothing tells who is known, a session is new at every login."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import Accounts, Administration
from accounts.failed_tries import CODE_AND_ACCOUNT, NAME_AND_ADDRESS, NAME_ANYWHERE, login_subjects, note_failure
from accounts.login_sessions import NOTED_EVERY
from errors import AccountError
from settings import Settings
from tests.accounts.conftest import SetClock
from tests.knowledge.ingestion.test_durability import small_disk

PASSWORD, OTHER = "나무 위의 거북이 셋", "바다 밑 고래 다섯 마리"


def refuse(people: Accounts, name: str, password: str, address: str = "10.0.0.1") -> str:
    with pytest.raises(AccountError) as refused:
        people.login(name, password, address)
    return refused.value.code


def test_the_right_password_signs_in_and_each_login_has_its_own_session(people: Accounts) -> None:
    account = people.add("김하나", password=PASSWORD)
    first, second = people.login("김하나", PASSWORD)[1], people.login(" 김하나 ", PASSWORD)[1]
    assert first != second and people.account_of_session(first) == people.account_of_session(second) == account
    people.logout(first)
    assert people.account_of_session(first) is None and people.account_of_session(second) == account
    people.logout("nobody's")


def test_five_wrong_passwords_bar_the_name_for_that_address_until_time_has_passed(
    people: Accounts, clock: SetClock
) -> None:
    people.add("김하나", password=PASSWORD)
    for _ in range(NAME_AND_ADDRESS.most):
        assert refuse(people, "김하나", OTHER) == "wrong_password"
    assert refuse(people, "김하나", PASSWORD) == "too_many_tries"
    assert people.login("김하나", PASSWORD, "10.0.0.2")[0].name == "김하나"  # a stranger cannot lock a pupil out
    clock.now += timedelta(minutes=NAME_AND_ADDRESS.minutes, seconds=1)
    assert people.login("김하나", PASSWORD, "10.0.0.1")[0].name == "김하나"


def test_an_unknown_name_is_refused_as_a_known_one_is(people: Accounts) -> None:
    people.add("김하나", password=PASSWORD)
    said = []
    for name in ("김하나", "이두리"):
        with pytest.raises(AccountError) as refused:
            people.login(name, OTHER)
        said.append((refused.value.code, refused.value.message, refused.value.english))
        for _ in range(NAME_AND_ADDRESS.most - 1):
            assert refuse(people, name, OTHER, "") == "wrong_password"
        assert refuse(people, name, OTHER, "") == "too_many_tries"
    assert said[0] == said[1]


def test_many_addresses_together_bar_a_name_everywhere(people: Accounts) -> None:
    people.add("김하나", password=PASSWORD)
    with people.database.session() as session:
        for number in range(NAME_ANYWHERE.most):
            note_failure(session, login_subjects("김하나", f"10.0.1.{number}"), people.clock())
    assert refuse(people, "김하나", PASSWORD, "10.9.9.9") == "too_many_tries"


def test_the_time_of_a_refusal_does_not_tell_whether_a_name_is_known(people: Accounts) -> None:
    people.add("김하나", password=PASSWORD)

    def measure(name: str) -> float:
        started = time.process_time()
        refuse(people, name, OTHER, f"10.2.0.{measure.count}")
        measure.count += 1
        return time.process_time() - started

    measure.count = 0
    known, unknown = [], []
    for number in range(6):
        known.append(measure("김하나"))
        unknown.append(measure(f"없는 사람 {number}"))
    assert 0.5 < statistics.median(known) / statistics.median(unknown) < 2


def test_changing_the_password_signs_other_browsers_out(people: Accounts) -> None:
    account = people.add("김하나", password=PASSWORD)
    here, there = people.login("김하나", PASSWORD)[1], people.login("김하나", PASSWORD)[1]
    for password, new, again, code in (
        (OTHER, OTHER, OTHER, "wrong_password"),
        (PASSWORD, OTHER, PASSWORD, "passwords_differ"),
        (PASSWORD, "12345678", "12345678", "password_too_easy"),
    ):
        with pytest.raises(AccountError) as refused:
            people.change_password(here, password, new, again)
        assert refused.value.code == code
    with pytest.raises(AccountError) as refused:
        people.change_password("nobody's", PASSWORD, OTHER, OTHER)
    assert refused.value.code == "signed_out"
    people.change_password(here, PASSWORD, OTHER, OTHER)
    assert people.account_of_session(here) == account and people.account_of_session(there) is None
    assert refuse(people, "김하나", PASSWORD) == "wrong_password" and people.login("김하나", OTHER)


def test_a_link_chooses_a_password_once_and_for_a_day(people: Accounts, clock: SetClock) -> None:
    pupil = people.add("김하나", password=PASSWORD)
    old, desk = people.login("김하나", PASSWORD)[1], Administration(people, None)
    first, second = (desk.make_reset_link(pupil.id).partition("=")[2] for _ in range(2))
    for link in (first, "nobody's"):
        with pytest.raises(AccountError) as refused:
            people.reset_password(link, OTHER, OTHER)
        assert refused.value.code == "bad_link"
    account, token = people.reset_password(second, OTHER, OTHER)
    assert people.account_of_session(token) == account and people.account_of_session(old) is None
    with pytest.raises(AccountError):
        people.reset_password(second, PASSWORD, PASSWORD)
    late = desk.make_reset_link(pupil.id).partition("=")[2]
    clock.now += timedelta(hours=24, seconds=1)
    with pytest.raises(AccountError):
        people.name_of_link(late)
    assert refuse(people, "김하나", PASSWORD) == "wrong_password"


def test_a_link_lifts_the_bars_of_its_name_at_every_address_and_no_other_name_s(people: Accounts) -> None:
    pupil = people.add("김하나", password=PASSWORD)
    people.add("김하나둘", password=PASSWORD)
    with people.database.session("IMMEDIATE") as session:
        for name, address in (("김하나", "10.0.0.1"), ("김하나", "10.0.0.2"), ("김하나둘", "10.0.0.1")):
            for _ in range(NAME_AND_ADDRESS.most):
                note_failure(session, login_subjects(name, address), people.clock())
    for address in ("10.0.0.1", "10.0.0.2"):
        assert refuse(people, "김하나", PASSWORD, address) == "too_many_tries"
    Administration(people, None).make_reset_link(pupil.id)
    for address in ("10.0.0.1", "10.0.0.2"):
        assert people.login("김하나", PASSWORD, address)[0] == pupil
    assert refuse(people, "김하나둘", PASSWORD, "10.0.0.1") == "too_many_tries"


def test_a_choice_of_a_password_lifts_the_bars_that_came_after_the_link(people: Accounts) -> None:
    pupil = people.add("김하나", password=PASSWORD)
    link = Administration(people, None).make_reset_link(pupil.id).partition("=")[2]
    with people.database.session("IMMEDIATE") as session:
        for _ in range(NAME_AND_ADDRESS.most):
            note_failure(session, login_subjects("김하나", "10.0.0.1"), people.clock())
    people.reset_password(link, OTHER, OTHER, "10.0.0.2")
    assert people.login("김하나", OTHER, "10.0.0.1")[0] == pupil


def test_codes_of_classes_cannot_be_guessed_one_after_another(people: Accounts, clock: SetClock) -> None:
    pupil, other = people.add("김하나"), people.add("이두리")

    def guess(account_id: str, code: str) -> str:
        with people.trying_class_code(account_id, "10.0.0.1"):
            if code != "right":
                raise AccountError("이 코드의 반이 없습니다.", code="bad_class_code")
        return code

    for _ in range(CODE_AND_ACCOUNT.most):
        with pytest.raises(AccountError) as refused:
            guess(pupil.id, "wrong")
        assert refused.value.code == "bad_class_code"
    with pytest.raises(AccountError) as refused:
        guess(pupil.id, "right")
    assert refused.value.code == "too_many_tries"
    assert guess(other.id, "right") == "right"  # at the same school
    clock.now += timedelta(minutes=CODE_AND_ACCOUNT.minutes, seconds=1)
    assert guess(pupil.id, "right") == "right"


def test_a_session_is_known_where_nothing_can_be_written(tmp_path: Path, clock: SetClock) -> None:
    with small_disk(tmp_path / "disk", "20m") as remount:
        settings = Settings(library=tmp_path / "disk" / "library")
        people = Accounts.open(settings, clock)
        account = people.add("김하나", password=PASSWORD)
        token = people.login("김하나", PASSWORD)[1]
        people.close()
        assert remount("ro")
        clock.now += 2 * NOTED_EVERY
        people = Accounts.open(settings, clock)
        assert people.database.unwritable and people.account_of_session(token) == account
        people.close()
        assert remount("rw")
