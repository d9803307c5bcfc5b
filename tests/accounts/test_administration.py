"""Signing up by a code and with consent; what administrators may do; the log of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import ROLES, Accounts, Administration, SignUp, parse_role
from accounts.failed_tries import CODE_AND_ADDRESS
from accounts.tokens import MOST_TOKENS, Tokens
from errors import AccountError
from settings import Settings
from storage.account_tables import AccountRow
from tests.accounts.conftest import SetClock

PASSWORD = "나무 위의 거북이 셋"
FORM = SignUp("박세리", PASSWORD, PASSWORD, agrees=True)


def refuse(people: Accounts, form: SignUp, address: str = "") -> str:
    with pytest.raises(AccountError) as refused:
        people.sign_up(form, address)
    assert refused.value.english
    return refused.value.code


def test_a_code_signs_up_as_many_as_it_is_for_in_the_role_that_it_gives(people: Accounts, clock: SetClock) -> None:
    code = Administration(people, None).invite("teacher", uses=2, days=3)
    assert refuse(people, FORM) == refuse(people, replace(FORM, code="AAAAA-AAAAA")) == "bad_code"
    account, token = people.sign_up(replace(FORM, code=code.lower().replace("-", " ")))
    assert account.role == "teacher" and people.account_of_session(token) == account
    assert refuse(people, replace(FORM, code=code)) == "name_taken"
    people.sign_up(replace(FORM, code=code, name="최네모"))
    assert refuse(people, replace(FORM, code=code, name="정다섯")) == "bad_code"
    late = Administration(people, None).invite(days=3)
    clock.now += timedelta(days=3, seconds=1)
    assert refuse(people, replace(FORM, code=late, name="정다섯")) == "bad_code"


def test_codes_cannot_be_guessed_one_after_another(people: Accounts) -> None:
    for _ in range(CODE_AND_ADDRESS.most):
        assert refuse(people, replace(FORM, code="AAAAA-AAAAA"), "10.0.0.1") == "bad_code"
    code = Administration(people, None).invite()
    assert refuse(people, replace(FORM, code=code), "10.0.0.1") == "too_many_tries"
    assert people.sign_up(replace(FORM, code=code), "10.0.0.2")


def test_sign_up_follows_the_setting(settings: Settings) -> None:
    for chosen, code in (("closed", "sign_up_closed"), ("code", "bad_code"), ("open", "")):
        people = Accounts.open(settings.model_copy(update={"sign_up": chosen}))
        if code:
            assert refuse(people, FORM) == code
        else:
            assert people.sign_up(FORM)[0].role == "student"
        people.close()


def test_nobody_signs_up_without_consent_and_no_child_without_a_guardian(settings: Settings) -> None:
    people = Accounts.open(settings.model_copy(update={"sign_up": "open"}))
    assert refuse(people, replace(FORM, agrees=False)) == "no_consent"
    child = replace(FORM, under_14=True)
    for guardian, agrees in (("", True), ("박어른 010-0000-0000", False), ("x" * 200, True)):
        assert refuse(people, replace(child, guardian=guardian, guardian_agrees=agrees)) == "no_guardian"
    assert refuse(people, replace(FORM, name="x")) == "bad_name"
    assert refuse(people, replace(FORM, mail="a b@c")) == "bad_mail"
    assert people.sign_up(replace(child, guardian="박어른 010-0000-0000", guardian_agrees=True))
    people.close()


def test_only_administrators_administer_and_one_always_stays(people: Accounts) -> None:
    admin, teacher = people.add("김하나", "admin"), people.add("이두리", "teacher")
    with pytest.raises(AccountError) as refused:
        Administration(people, teacher)
    assert refused.value.code == "not_allowed"
    desk = Administration(people, admin)
    for step in (
        lambda: desk.give_role(admin.id, "teacher"),
        lambda: desk.stop(admin.id),
        lambda: desk.prepare_removal(admin.id),
    ):
        with pytest.raises(AccountError) as refused:
            step()
        assert refused.value.code == "last_administrator"
    with pytest.raises(AccountError) as refused:
        desk.give_role("없는 사람", "admin")
    assert refused.value.code == "unknown_account"
    assert desk.give_role(teacher.id, "admin").administers and desk.give_role(admin.id, "student").role == "student"
    with pytest.raises(AccountError) as refused:
        people.add("새사람", owner=admin.owner)
    assert refused.value.code == "owner_taken"


def test_a_stopped_account_keeps_its_rows_and_lets_nobody_in(people: Accounts) -> None:
    people.add("김하나", "admin")
    pupil = people.add("이두리", password=PASSWORD)
    token, desk = people.login("이두리", PASSWORD)[1], Administration(people, None)
    desk.stop(pupil.id)
    assert people.account_of_session(token) is None
    with pytest.raises(AccountError) as refused:
        people.login("이두리", PASSWORD)
    assert refused.value.code == "account_stopped"
    desk.stop(pupil.id, stopped=False)
    assert people.login("이두리", PASSWORD)


def test_the_log_tells_who_did_what_and_holds_no_secret(people: Accounts) -> None:
    admin = people.add("김하나", "admin", PASSWORD)
    pupil = people.add("이두리")
    desk = Administration(people, admin)
    link, code = desk.make_reset_link(pupil.id), desk.invite()
    with pytest.raises(AccountError):
        people.login("김하나", "틀린 비밀번호를 적는다")
    token = people.login("김하나", PASSWORD)[1]
    told = desk.audit("이두리")
    assert (told[0].action, told[0].actor, told[0].subject) == ("reset_link_made", "김하나", "이두리")
    everything = repr(desk.audit())
    assert {"login", "login_failed", "invited", "account_added"} <= {one.action for one in desk.audit()}
    for secret in (link.partition("=")[2], code, code.replace("-", ""), token, PASSWORD, "틀린 비밀번호를 적는다"):
        assert secret not in everything


def test_a_role_is_known_by_its_id_and_its_names() -> None:
    for role, names in ROLES.items():
        assert parse_role(role) == parse_role(names.korean) == parse_role(names.english.upper()) == role
    with pytest.raises(AccountError) as refused:
        parse_role("교장")
    assert refused.value.code == "unknown_role" and "교사" in refused.value.message


def test_a_person_has_so_many_tokens_and_no_more(people: Accounts) -> None:
    account, tokens = people.add("김하나"), Tokens(people.database)
    for number in range(MOST_TOKENS):
        tokens.add(account.id, f"도구 {number}")
    with pytest.raises(AccountError) as refused:
        tokens.add(account.id, "하나 더")
    assert refused.value.code == "too_many_tokens"


def test_a_name_stands_for_no_other_account(people: Accounts) -> None:
    """No name has the form of an id; and one that was given before that was so leads to nobody else's account."""
    admin, other = people.add("김하나", "admin"), people.add("이두리")
    for name in (admin.id, admin.id.upper(), "0" * 24):
        with pytest.raises(AccountError) as refused:
            people.add(name)
        assert refused.value.code == "bad_name" and refused.value.english
    with pytest.raises(AccountError) as refused:
        Administration(people, admin).rename(other.id, admin.id)
    assert refused.value.code == "bad_name"
    with people.database.session("IMMEDIATE") as session:
        row = session.get(AccountRow, other.id)
        assert row
        row.name = row.handle = admin.id
    desk = Administration(people, None)
    assert desk.require(admin.id) == admin
    assert desk.rename(admin.id, "김셋").id == admin.id
    with pytest.raises(AccountError) as refused:
        desk.stop(admin.id)
    assert refused.value.code == "last_administrator"
    with pytest.raises(AccountError) as refused:
        desk.stop("김셋")  # a name where an id belongs
    assert refused.value.code == "unknown_account"
