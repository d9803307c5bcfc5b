"""Under load: who leaves takes their work with them, who comes too often is told so, and many are answered at once."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from server.assistants import Assistants
from settings import Settings
from tests.e2e.slow_writer import PIECES, SlowWriter
from tests.server.conftest import serve_library

QUESTION = {"question": "을사늑약은 언제 체결되었나?"}
CHAT = {"model": "hyunmoo", "messages": [{"role": "user", "content": QUESTION["question"]}]}


@pytest.fixture(scope="module")
def slow_url(api_folder: Path) -> Iterator[str]:
    """An API whose model takes 40 seconds for an answer, with room for two calls of which one person may have one."""
    model = ThreadingHTTPServer(("127.0.0.1", 0), SlowWriter)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{model.server_address[1]}/v1"
    chosen = {"llm": "server", "server_url": address, "server_model": "slow", "api_threads": 1, "api_waiting": 1}
    with serve_library(api_folder, **chosen) as url:
        yield url
    model.shutdown()
    model.server_close()


def wait_for_work(url: str, calls: int) -> None:
    """Until so many calls are worked on."""
    until = time.monotonic() + 15
    while not re.search(rf"^hyunmoo_work {calls}\.0$", httpx.get(f"{url}/api/metrics").text, re.M):
        assert time.monotonic() < until, f"not {calls} calls are worked on"
        time.sleep(0.05)


def test_work_ends_when_the_reader_of_a_stream_leaves(slow_url: str) -> None:
    with httpx.Client(base_url=slow_url, timeout=60) as client:
        with client.stream("POST", "/api/ask", json=QUESTION) as told:
            names = iter(line for line in told.iter_lines() if line.startswith("event:"))
            assert next(name for name in names if name in ("event: token", "event: answer")) == "event: token"
            busy = client.post("/api/search", json={"query": "광합성"})
            assert (
                busy.status_code == 503 and busy.json()["error"]["code"] == "too_busy" and busy.headers["retry-after"]
            )
        wait_for_work(slow_url, 0)
        assert 0 < SlowWriter.written < PIECES
        assert client.post("/api/search", json={"query": "광합성"}).status_code == 200


def test_work_ends_when_the_reader_of_a_whole_answer_leaves(slow_url: str) -> None:
    host, _, port = slow_url.removeprefix("http://").partition(":")
    reader = http.client.HTTPConnection(host, int(port), timeout=30)
    reader.request("POST", "/v1/chat/completions", json.dumps(CHAT), {"Content-Type": "application/json"})
    written = SlowWriter.written
    wait_for_work(slow_url, 1)
    until = time.monotonic() + 15
    while SlowWriter.written <= written:  # the model is at it
        assert time.monotonic() < until
        time.sleep(0.02)
    reader.close()
    wait_for_work(slow_url, 0)
    assert SlowWriter.written < written + PIECES


def test_many_ask_at_once_and_each_gets_an_answer(api_url: str) -> None:
    with httpx.Client(base_url=api_url, timeout=120) as client, ThreadPoolExecutor(12) as people:
        told = list(people.map(lambda _: client.post("/api/ask", json=QUESTION | {"stream": False}), range(10)))
    assert {one.status_code for one in told} == {200} and len({one.json()["text"] for one in told}) == 1


def test_assistants_are_opened_once_and_closed_when_others_are_asked_for(settings: Settings) -> None:
    assistants = Assistants(settings, most=2)
    with assistants.lend("가람") as first, assistants.lend("가람") as again:
        assert first is again and first.library.owner == "가람"
        for owner in ("나래", "다솜", "라온"):
            with assistants.lend(owner) as other:
                assert other.library.owner == owner and other.model is first.model
        assert first.threads() == []  # in use: still open
    with assistants.lend("나래") as anew:
        assert anew.library.sources() == []
    assistants.close()
