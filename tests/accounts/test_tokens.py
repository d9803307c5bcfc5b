"""Personal tokens: shown once, kept as a hash, worth what they were made for and no longer than that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from accounts import Accounts
from accounts.people import require_row
from accounts.secret_values import hash_secret
from accounts.tokens import MOST_TOKENS, Tokens
from errors import AccountError
from settings import Settings
from storage.owned_rows import read_owned_rows
from ui.commands import app


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(settings: Settings, clock: Clock) -> Iterator[Accounts]:
    opened = Accounts.open(settings, clock)
    opened.add("가람", "student")
    opened.add("나래", "admin")
    yield opened
    opened.close()


@pytest.fixture
def tokens(accounts: Accounts, clock: Clock) -> Tokens:
    return Tokens(accounts.database, clock)


def test_a_token_says_whose_it_is_and_what_it_may_do(tokens: Tokens) -> None:
    secret, kept = tokens.add("가람", "노트북", ["write", "read"], days=7)
    found = tokens.find(secret)
    assert found is not None and found[0].name == "가람" and found[1] == {"read", "write"}
    assert kept.scopes == ("read", "write") and tokens.all("가람") == [
        kept.__class__(**kept.__dict__ | {"seen_at": tokens.clock()})
    ]
    assert tokens.find(secret + "x") is None and tokens.find("") is None and tokens.find("hm_" + "가" * 9999) is None


def test_only_the_hash_is_kept(tokens: Tokens, settings: Settings) -> None:
    secret, _ = tokens.add("가람", "노트북")
    tokens.find(secret)
    tokens.database.close()
    for path in Path(settings.library).rglob("*"):
        assert not path.is_file() or secret.removeprefix("hm_").encode() not in path.read_bytes(), path


def test_a_token_ends_with_its_day_its_account_and_its_role(tokens: Tokens, accounts: Accounts, clock: Clock) -> None:
    short, _ = tokens.add("가람", "하루", days=1)
    long, _ = tokens.add("나래", "한 해", ["read", "admin"], days=366)
    clock.now += timedelta(days=1)
    assert tokens.find(short) is None and (held := tokens.find(long)) and "admin" in held[1]
    with accounts.database.session() as session:
        session.execute(text("UPDATE accounts SET role = 'student' WHERE name = '나래'"))
    assert (held := tokens.find(long)) and held[1] == {"read"}
    with accounts.database.session() as session:
        session.execute(text("UPDATE accounts SET stopped_at = '2026-12-02 00:00:00' WHERE name = '나래'"))
    assert tokens.find(long) is None


def test_a_revoked_token_is_worth_nothing_at_once_and_others_cannot_revoke_it(tokens: Tokens) -> None:
    secret, kept = tokens.add("가람", "노트북")
    with pytest.raises(AccountError) as refused:
        tokens.revoke("나래", kept.id)
    assert refused.value.code == "unknown_token" and tokens.find(secret)
    tokens.revoke("가람", kept.id)
    assert tokens.find(secret) is None and tokens.all("가람") == []


@pytest.mark.parametrize(
    ("scopes", "days", "name", "code"),
    [
        (["all"], 1, "가", "unknown_scope"),
        ([], 1, "가", "unknown_scope"),
        (["admin"], 1, "가", "not_an_administrator"),
        (["read"], 0, "가", "bad_token"),
        (["read"], 367, "가", "bad_token"),
        (["read"], 1, " ", "bad_token"),
    ],
)
def test_what_is_no_token_is_refused(tokens: Tokens, scopes: list[str], days: int, name: str, code: str) -> None:
    with pytest.raises(AccountError) as refused:
        tokens.add("가람", name, scopes, days)
    assert refused.value.code == code and tokens.all("가람") == []


def test_there_are_so_many_and_no_more(tokens: Tokens) -> None:
    for number in range(MOST_TOKENS):
        tokens.add("가람", str(number))
    with pytest.raises(AccountError, match=str(MOST_TOKENS)):
        tokens.add("가람", "하나 더")


def test_tokens_in_a_terminal(accounts: Accounts, settings: Settings) -> None:
    def run(*arguments: str) -> dict:
        made = CliRunner().invoke(app, ["user", "token", *arguments, "--library", str(settings.library), "--json"])
        assert made.exit_code == 0, made.output
        return json.loads(made.stdout.splitlines()[-1])

    made = run("add", "가람", "--name", "챗봇", "--scope", "read", "--scope", "write", "--days", "30")
    assert made["token"].startswith("hm_") and made["scopes"] == ["read", "write"]
    listed = run("list", "가람")["tokens"]
    assert [one["id"] for one in listed] == [made["id"]] and made["token"] not in json.dumps(listed)
    run("revoke", "가람", made["id"])
    assert run("list", "가람")["tokens"] == []


def test_what_is_handed_out_to_a_person_has_their_tokens_without_the_hashes(tokens: Tokens) -> None:
    secret, kept = tokens.add("가람", "노트북")
    with tokens.database.session() as session:
        owner = require_row(session, "가람").owner
        tables = dict(read_owned_rows(session, owner))
    assert [row["id"] for row in tables["personal_tokens"]] == [kept.id]
    assert hash_secret(secret) not in json.dumps(tables)
