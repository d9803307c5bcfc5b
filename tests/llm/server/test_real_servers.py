"""Real servers with a tiny model behind them, llama.cpp's and transformers' own: listed, asked, streamed, stopped,
tools, JSON, cut off, gone in the middle and back again, thinking off.
"""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.tools import tool

from errors import ModelUnavailable
from llm import load_chat_model
from llm.server.openai_server import served_models
from settings import ROOT, Settings
from tests.llm.families import FAMILIES, build_random

NEEDED = {"llamacpp": ("xllamacpp", "gguf"), "transformers": ("fastapi", "uvicorn")}
STARTING_SECONDS = 90
SCHEMA = {
    "title": "answer",
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 6}},
    "required": ["answer"],
    "additionalProperties": False,
}


@dataclass
class Server:
    """A running server, how it was started, and where it is found."""

    name: str
    command: list[str]
    process: subprocess.Popen[str]
    settings: Settings

    def load(self, **more: object) -> BaseChatModel:
        return load_chat_model(self.settings.model_copy(update={"max_tokens": 16} | more))


@tool
def find_term(query: Literal["광합성", "호흡"]) -> str:
    """용어를 찾는다."""
    return query


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(command: list[str], url: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/models", timeout=2).status_code == httpx.codes.OK:
                return process
        except httpx.HTTPError:
            time.sleep(0.2)
    process.kill()
    raise AssertionError(f"the server did not start: {command}")


@pytest.fixture(scope="module", params=sorted(NEEDED))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    name = str(request.param)
    if missing := [one for one in NEEDED[name] if importlib.util.find_spec(one) is None]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    folder = build_random(tmp_path_factory.mktemp(name) / "tiny", FAMILIES[0])
    port = free_port()
    url = f"http://127.0.0.1:{port}/v1"
    if name == "llamacpp":
        from finetune.export.gguf_file import write_gguf

        model = str(write_gguf(folder, folder.with_suffix(".gguf")))
        command = [sys.executable, "-m", "tests.llm.server.llamacpp_process", model, str(port)]
    else:
        model = str(folder)
        transformers = str(Path(sys.executable).parent / "transformers")
        command = [transformers, "serve", model, "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"]
    chosen = Settings(llm="server", server_url=url, server_model=model, server_timeout=60.0)
    running = Server(name, command, start(command, url), chosen)
    yield running
    running.process.kill()
    running.process.wait()


def test_its_models_are_listed_and_an_unknown_one_is_refused(server: Server) -> None:
    assert server.settings.server_model in served_models(server.settings.server_url, server.settings.server_key)
    with pytest.raises(ModelUnavailable) as caught:
        server.load(server_model="없는-모델")
    assert caught.value.code == "unknown_model"


def test_it_is_asked_and_streamed_alike(server: Server) -> None:
    model = server.load()
    whole = model.invoke("광합성은?")
    pieces = list(model.stream("광합성은?"))
    assert whole.text and len(pieces) > 1 and whole.usage_metadata
    assert whole.response_metadata["finish_reason"] in ("stop", "length")


def test_a_stop_sequence_ends_an_answer(server: Server) -> None:
    model = server.load()
    text = str(model.invoke("광합성은?").text)
    middle = next(one for one in text[1:] if one.isascii() and one.isalnum())
    assert middle not in str(model.invoke("광합성은?", stop=[middle]).text)


def test_structured_answers_are_whole_or_refused_in_words(server: Server) -> None:
    if server.name == "transformers":
        pytest.skip("transformers' server holds no answer to a schema")
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True}}
    answered = server.load(max_tokens=200).invoke("광합성은?", response_format=form)
    assert set(json.loads(str(answered.text))) == {"answer"}
    with pytest.raises(ModelUnavailable) as caught:
        server.load(max_tokens=3).invoke("광합성은?", response_format=form)
    assert caught.value.code == "answer_cut_off" and "max_tokens" in caught.value.message


def test_a_tool_that_must_be_called_is_or_its_cut_off_is_said(server: Server) -> None:
    """A model of random weights may fill a server's grammar with blanks to the end; raw JSON is never the answer."""
    if server.name == "transformers":
        pytest.skip("transformers' server makes no model call a tool")
    bound = server.load(max_tokens=200).bind_tools([find_term], tool_choice="find_term")
    try:
        reply = bound.invoke("광합성은?")
    except ModelUnavailable as error:
        assert error.code == "answer_cut_off"
        return
    assert [call["name"] for call in reply.tool_calls] == ["find_term"] and not reply.text


def test_thinking_is_turned_off(server: Server) -> None:
    """The model's template writes an empty thought into the prompt where it is told so: the prompt is longer."""
    quiet = server.load().invoke("광합성은?")
    loud = server.load().invoke("광합성은?", extra_body={"chat_template_kwargs": {"enable_thinking": True}})
    assert quiet.usage_metadata and loud.usage_metadata
    assert quiet.usage_metadata["input_tokens"] > loud.usage_metadata["input_tokens"]


def test_it_may_go_in_the_middle_and_come_back(server: Server) -> None:
    model = server.load(max_tokens=1500)
    stream = model.stream("광합성은?")
    next(stream)
    server.process.kill()
    server.process.wait()
    with pytest.raises(ModelUnavailable) as caught:
        for _ in stream:
            pass
        model.invoke("광합성은?")  # all was sent before it went
    assert caught.value.code == "server_down"
    server.process = start(server.command, server.settings.server_url)
    assert server.load().invoke("광합성은?").text
