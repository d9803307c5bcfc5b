"""Who is let in where accounts are required, and what is left of what could not be begun."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from accounts import Accounts
from accounts.tokens import Tokens
from errors import QuestionError
from server.assistants import Assistants
from server.desk import set_up_desk
from server.error_answers import ApiRefusal
from server.gate import Doors
from server.readings import MOST_UNDER_WAY, Readings
from server.routes.answer_routes import take_answer
from settings import Settings
from tests.server.conftest import serve_library


class BrokenUpload(io.BytesIO):
    """A stream that ends as a connection that is cut does."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError("cut")


@pytest.fixture
def readings(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Readings]:
    """Nothing is read as long as the test holds the places; uploads lie in ``tmp_path / "uploads"``."""
    (tmp_path / "uploads").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "uploads"))
    opened = Readings(Assistants(settings))
    yield opened
    opened.close()


def test_this_machine_too_needs_a_token_where_accounts_are_required(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    with serve_library(settings.library, required=True) as url, httpx.Client(base_url=url) as client:
        bare = client.get("/api/sources")
        assert bare.status_code == 401 and bare.headers["www-authenticate"] == "Bearer"
        assert client.post("/mcp", json={}).status_code == 401 and client.get("/api/health").status_code == 200
        people = Accounts.open(settings)
        people.add("가람")
        token = Tokens(people.database).add("가람", "내 것")[0]
        people.close()
        assert client.get("/api/sources", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_accounts_are_opened_once_however_many_ask_at_the_same_time(settings: Settings) -> None:
    doors, together = Doors(settings), threading.Barrier(8)

    def ask(_: int) -> Accounts:
        together.wait()
        return doors.accounts

    with ThreadPoolExecutor(8) as people:
        found = list(people.map(ask, range(8)))
    assert all(one is found[0] for one in found)
    doors.close()


def test_an_upload_that_breaks_off_takes_no_place_and_leaves_no_file(readings: Readings, tmp_path: Path) -> None:
    for _ in range(MOST_UNDER_WAY + 1):
        with pytest.raises(OSError, match="cut"):
            readings.add("가람", BrokenUpload(), "책.md")
    assert list((tmp_path / "uploads").iterdir()) == []
    begun = readings.add("가람", io.BytesIO("# 책\n\n청해진은 828년에 세워졌다.\n".encode()), "책.md")
    assert readings.get("가람", begun.id).filename == "책.md"


def test_what_there_is_no_place_for_leaves_no_file(readings: Readings, tmp_path: Path) -> None:
    held = threading.Event()
    for _ in range(2):
        readings._executor.submit(held.wait, 20)
    try:
        for number in range(MOST_UNDER_WAY):
            readings.add("가람", io.BytesIO(b"# a"), f"{number}.md")
        with pytest.raises(ApiRefusal) as refused:
            readings.add("가람", io.BytesIO(b"# a"), "too many.md")
        assert refused.value.code == "too_many_readings"
        assert len(list((tmp_path / "uploads").iterdir())) == MOST_UNDER_WAY
        readings.close()
    finally:
        held.set()


def test_an_answer_that_was_stopped_before_its_first_event_is_said_to_be_stopped(settings: Settings) -> None:
    desk = set_up_desk(settings)
    with pytest.raises(QuestionError) as refused:
        take_answer(desk, [])
    assert refused.value.code == "stopped"
    desk.close()
