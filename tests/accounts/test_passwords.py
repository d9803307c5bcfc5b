"""Passwords: hashed by argon2id, the same however typed, and none that everybody tries first."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import extract_parameters

from accounts.passwords import (
    LONGEST_PASSWORD,
    NOBODYS_PASSWORD,
    check_new_password,
    has_old_cost,
    hash_password,
    is_password,
)
from errors import AccountError

GOOD = "나무 위의 거북이 셋"


def test_a_password_is_known_by_its_hash_alone() -> None:
    kept = hash_password(GOOD)
    assert kept.startswith("$argon2id$") and kept != hash_password(GOOD) and not has_old_cost(kept)
    assert is_password(GOOD, kept) and is_password(unicodedata.normalize("NFD", GOOD), kept)
    longest = GOOD.ljust(LONGEST_PASSWORD, "가")
    assert is_password(longest, hash_password(longest)) and not is_password(longest + "가", hash_password(longest))
    for wrong in ("", GOOD + " ", GOOD[:-1], GOOD.upper() + "x", "\udcff"):
        assert not is_password(wrong, kept)


def test_an_unknown_name_is_held_to_a_hash_of_the_same_cost() -> None:
    assert extract_parameters(NOBODYS_PASSWORD) == extract_parameters(hash_password(GOOD))
    assert not is_password("", "") and not is_password(GOOD, "")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("가나다", "password_too_short"),
        ("aB3$xY9", "password_too_short"),
        ("x7" * LONGEST_PASSWORD, "password_too_long"),
        ("password1", "password_too_easy"),
        ("12345678", "password_too_easy"),
        ("qwertyuiop", "password_too_easy"),
        ("minsu2011", "password_too_easy"),
        ("aaaaaaaaaaaa", "password_too_easy"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str, code: str) -> None:
    with pytest.raises(AccountError) as refused:
        check_new_password(password, ("minsu",))
    assert refused.value.code == code and refused.value.english


def test_a_long_phrase_needs_no_signs_or_digits() -> None:
    assert check_new_password(GOOD) == GOOD
    assert check_new_password("correct horse battery staple")
