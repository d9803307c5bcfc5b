"""Grammars, the sieve, tool-call text, the registry, adapters on disk, and a server on the loopback address."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from errors import ModelUnavailable
from llm import load_chat_model, toolcalls
from llm.local import adapters, grammar
from llm.local.stream_filter import Sieve
from llm.model_catalog import KNOWN_MODELS, KOALPACA, find, format_for
from settings import Settings

# -- grammar -----------------------------------------------------------------------------------------------------------


def test_every_schema_is_bounded_and_closed() -> None:
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}, "items": {"type": "array", "items": {"type": "string"}}},
    }
    held = grammar.bound_schema(schema)
    assert held["additionalProperties"] is False and held["properties"]["title"]["maxLength"] == grammar.MOST_TEXT
    assert held["properties"]["items"]["maxItems"] == grammar.MOST_ITEMS
    assert "maxLength" not in schema["properties"]["title"], "the caller's schema is left alone"


def test_an_empty_choice_or_quote_is_refused() -> None:
    with pytest.raises(ValueError, match="choose"):
        grammar.choice([])
    with pytest.raises(ValueError, match="quote"):
        grammar.quote([" "])


# -- what is shown -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_the_sieve_shows_the_same_however_the_text_is_cut(size: int) -> None:
    text = '<think>생각</think>\n답은 하나다.<tool_call>{"name": "a", "arguments": {}}</tool_call> 끝 ### 질문: 더'
    sieve = Sieve(["### 질문:"], tools=True)
    shown = "".join(sieve.feed(text[i : i + size]) for i in range(0, len(text), size)) + sieve.end()
    assert shown == "답은 하나다. 끝 " and sieve.stopped
    calls, broken = toolcalls.read(sieve.calls)
    assert [call["name"] for call in calls] == ["a"] and broken == []


def test_without_tools_a_tool_tag_is_text_and_a_half_mark_is_shown_at_the_end() -> None:
    sieve = Sieve(["###"])
    assert sieve.feed("<tool_call>x ##") + sieve.end() == "<tool_call>x ##"


def test_a_broken_call_is_handed_back_as_invalid() -> None:
    good, bad = toolcalls.read(
        ['{"name": "a", "arguments": {"q": 1}}', "{broken", '["list"]', '{"name": "a", "arguments": 3}']
    )
    assert [call["args"] for call in good] == [{"q": 1}] and len(bad) == 3


# -- the registry ------------------------------------------------------------------------------------------------------


def test_a_known_model_is_found_by_id_and_by_folder() -> None:
    assert len({one.id for one in KNOWN_MODELS}) == len(KNOWN_MODELS)
    model = find("models/KoAlpaca-Polyglot-5.8B/")
    assert model is not None and model.format == KOALPACA == format_for("beomi/KoAlpaca-Polyglot-5.8B")
    assert find("누구의/모델") is None and 2.5 < model.memory_nf4 < 4


# -- adapters ----------------------------------------------------------------------------------------------------------


def put_adapter(folder: Path, name: str, day: int) -> None:
    path = folder / name
    path.mkdir(parents=True)
    (path / adapters.ADAPTER_CONFIG).write_text(
        '{"base_model_name_or_path": "base", "peft_type": "LORA"}', encoding="utf-8"
    )
    (path / adapters.ADAPTER_WEIGHTS).write_bytes(b"weights")
    adapters.write_card(
        path, adapters.Card(base="base", data="abc", scores={"exam": 0.5}, created=datetime(2026, 1, day, tzinfo=UTC))
    )


def test_adapters_are_listed_activated_and_rolled_back(tmp_path: Path) -> None:
    put_adapter(tmp_path, "one", 1)
    put_adapter(tmp_path, "two", 2)
    (tmp_path / "half").mkdir()
    assert [one.name for one in adapters.list_adapters(tmp_path)] == ["two", "one"]
    assert adapters.active(tmp_path) is None
    adapters.activate(tmp_path, "one")
    adapters.activate(tmp_path, "two")
    assert adapters.resolve(str(tmp_path)) == str(tmp_path / "two")
    assert [one.active for one in adapters.list_adapters(tmp_path)] == [True, False]
    back = adapters.roll_back(tmp_path)
    assert back is not None and back.name == "one" and back.card is not None and back.card.scores == {"exam": 0.5}
    assert adapters.roll_back(tmp_path) is None and adapters.active(tmp_path) is None
    with pytest.raises(ModelUnavailable) as caught:
        adapters.roll_back(tmp_path)
    assert caught.value.code == "nothing_before"


@pytest.mark.parametrize("name", ["none", "../one", "half"])
def test_what_is_no_adapter_cannot_be_activated(tmp_path: Path, name: str) -> None:
    put_adapter(tmp_path / "all", "real", 1)
    put_adapter(tmp_path, "one", 1)
    (tmp_path / "all" / "half").mkdir()
    with pytest.raises(ModelUnavailable) as caught:
        adapters.activate(tmp_path / "all", name)
    assert caught.value.code == "unknown_adapter"


def test_an_adapter_in_an_unsafe_format_or_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / adapters.ADAPTER_CONFIG).write_text("{}", encoding="utf-8")
    for place, code in ((tmp_path / "old", "unsafe_weights"), (tmp_path / "gone", "adapter_missing")):
        with pytest.raises(ModelUnavailable) as caught:
            adapters.resolve(str(place))
        assert caught.value.code == code


# -- a server ----------------------------------------------------------------------------------------------------------


class Speaker(BaseHTTPRequestHandler):
    """As much of OpenAI's protocol as a question needs."""

    def do_GET(self) -> None:
        if self.path == "/strange/models":
            self._send(200, b"<html>")
        elif self.headers["Authorization"] != "Bearer sesame":
            self._send(401, b"{}")
        else:
            self._send(200, json.dumps({"object": "list", "data": [{"id": "tiny", "object": "model"}]}).encode())

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": f"{asked['model']}: {asked['messages'][-1]['content']}"}
        choices = [{"index": 0, "finish_reason": "stop", "message": message}]
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        body = {
            "id": "1",
            "object": "chat.completion",
            "created": 0,
            "model": "tiny",
            "choices": choices,
            "usage": usage,
        }
        self._send(200, json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


def test_a_server_answers_with_its_only_model(server: str) -> None:
    model = load_chat_model(Settings(llm="server", server_url=f"{server}/v1", server_key="sesame"))
    assert model.invoke("안녕").text == "tiny: 안녕"


@pytest.mark.parametrize(
    ("path", "key", "name", "code"),
    [
        ("/v1", "wrong", "", "server_key"),
        ("/strange", "sesame", "", "server_strange"),
        ("/v1", "sesame", "huge", "unknown_model"),
    ],
)
def test_what_is_wrong_with_a_server_is_said_at_once(server: str, path: str, key: str, name: str, code: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(llm="server", server_url=server + path, server_key=key, server_model=name))
    assert caught.value.code == code


def test_a_server_that_is_down_is_named_with_a_way_out() -> None:
    with pytest.raises(ModelUnavailable) as caught:
        load_chat_model(Settings(llm="server", server_url="http://127.0.0.1:9/v1"))
    assert caught.value.code == "server_down" and "extractive" in caught.value.message
