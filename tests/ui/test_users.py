"""People in a terminal, and that nothing listens for other machines without them."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from accounts import Accounts
from settings import Settings
from tests.ui.terminal import hyunmoo
from ui.commands.serving import command, is_own

PASSWORD = "나무 위의 거북이 셋"


def say(*arguments: str, library: Path) -> dict[str, object]:
    ran = hyunmoo(*arguments, "--json", library=library)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


def test_people_are_added_listed_given_roles_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    added = say("user", "add", "김하나", "--role", "관리자", "--owner", "default", library=folder)
    assert (added["role"], added["owner"]) == ("admin", "default")
    say("user", "add", "이두리", "--mail", "two@school.example", library=folder)
    people = Accounts.open(Settings(library=folder))
    people.reset_password(str(added["link"]).partition("=")[2], PASSWORD, PASSWORD)
    assert people.login("김하나", PASSWORD)
    listed = say("user", "list", library=folder)["people"]
    assert [(one["name"], one["role"], one["has_password"]) for one in listed] == [
        ("김하나", "admin", True),
        ("이두리", "student", False),
    ]
    assert say("user", "rename", "이두리", "이 두리", library=folder)["name"] == "이 두리"
    assert hyunmoo("user", "rename", "이 두리", "김하나", library=folder).returncode == 1
    say("user", "rename", "이 두리", "이두리", library=folder)
    assert say("user", "role", "이두리", "교사", library=folder)["role"] == "teacher"
    link = str(say("user", "reset", "이두리", library=folder)["link"])
    assert people.name_of_link(link.partition("=")[2]) == "이두리"
    assert len(str(say("user", "invite", "--role", "교사", library=folder)["code"])) == 11
    assert say("user", "stop", "이두리", library=folder)["stopped"]
    actions = [one["action"] for one in say("user", "log", "이두리", library=folder)["entries"]]
    assert actions[0] == "stopped" and "role_given" in actions
    assert say("user", "remove", "이두리", "--yes", library=folder)["removed"] == "이두리"
    assert len(say("user", "list", library=folder)["people"]) == 1
    people.close()
    for arguments, code in (
        (("user", "role", "이두리", "교사"), "unknown_account"),
        (("user", "add", "김하나"), "name_taken"),
        (("user", "role", "김하나", "교장"), "unknown_role"),
    ):
        ran = hyunmoo(*arguments, "--json", library=folder)
        assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == code


def test_other_machines_are_not_served_without_an_administrator(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    for host in ("0.0.0.0", "192.0.2.7"):
        ran = hyunmoo("serve", "--host", host, "--headless", "--json", library=folder)
        assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == "no_accounts"
        assert "hyunmoo user add" in ran.stderr
    say("user", "add", "이두리", library=folder)
    assert hyunmoo("serve", "--host", "0.0.0.0", "--headless", library=folder).returncode == 1


def test_served_to_others_nobody_is_let_in_without_an_account(tmp_path: Path) -> None:
    chosen = Settings(library=tmp_path, public_url="https://school.example")
    assert "--with-accounts" in command(8501, chosen)  # by the proxy, though it listens for this machine alone
    assert "--with-accounts" not in command(8501, Settings(library=tmp_path))
    served = command(8501, chosen, "0.0.0.0")
    assert served[-1] == "--with-accounts" and served[served.index("--server.address") + 1] == "0.0.0.0"
    assert served[served.index("--server.corsAllowedOrigins") + 1] == "https://school.example"


@pytest.mark.parametrize("what", ["serve", "api"])
def test_a_proxy_in_front_is_refused_without_an_administrator_as_another_address_is(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    headless = ("--headless",) if what == "serve" else ()
    with socket.socket() as taken:  # what is not refused in time ends here, as a port that is taken
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = [what, *headless, "--port", str(taken.getsockname()[1]), "--json"]
        assert json.loads(hyunmoo(*told, library=folder).stdout)["error"]["code"] == "port_taken"
        monkeypatch.setenv("HYUNMOO_PUBLIC_URL", "https://school.example")
        for host in ("127.0.0.1", "localhost"):
            ran = hyunmoo(*told, "--host", host, library=folder)
            assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == "no_accounts", host
        say("user", "add", "김하나", "--role", "관리자", library=folder)
        if what == "serve":
            assert json.loads(hyunmoo(*told, library=folder).stdout)["error"]["code"] == "port_taken"


@pytest.mark.parametrize(
    ("host", "public", "own"),
    [
        ("127.0.0.1", "", True),
        ("localhost", "", True),
        ("::1", "", True),
        ("0.0.0.0", "", False),
        ("school.example", "", False),
        ("127.0.0.1", "https://school.example", False),
        ("localhost", "https://school.example", False),
    ],
)
def test_an_address_is_this_machine_s_own_where_nobody_else_comes_in_by_it(host: str, public: str, own: bool) -> None:
    assert is_own(host, Settings(public_url=public)) == own
