"""A server that goes wrong after it was found: every way of it has its word, and a stop
is heard while it says nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from langchain_core.messages import AIMessage

from errors import HyunmooError
from llm import stoppable
from llm.server.openai_model import ServedChatModel

REFUSALS = {
    "/wrong/chat/completions": (401, "bad key", "server_key"),
    "/vllm/chat/completions": (400, "This model's maximum context length is 4096 tokens.", "prompt_too_long"),
    "/llamacpp/chat/completions": (400, "request exceeds the available context size", "prompt_too_long"),
    "/broken/chat/completions": (500, "CUDA error", "server_refused"),
}


class Moody(BaseHTTPRequestHandler):
    """Refuses, ends in the middle of an answer, or says nothing until ``go`` is set, as the path has it."""

    go = threading.Event()
    closed = threading.Event()  # the client went away

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/silent"):
            self.go.wait(30)
            self._chunks(10_000)
        elif self.path.startswith("/dying"):
            self._chunks(2)
            self.connection.shutdown(2)
        else:
            status, message, _ = REFUSALS[self.path]
            body = json.dumps({"error": {"message": message, "code": status}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def _chunks(self, most: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Length", "9999999")
        self.end_headers()
        try:
            for _ in range(most):
                choice = {"index": 0, "delta": {"role": "assistant", "content": "가"}, "finish_reason": None}
                said = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(said)}\n\n".encode())
                time.sleep(0.001)
        except OSError:
            self.closed.set()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    served.daemon_threads = True
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}"
    Moody.go.set()
    served.shutdown()
    served.server_close()


def model(url: str, timeout: float = 20) -> ServedChatModel:
    return ServedChatModel(model="m", base_url=url, api_key="none", max_retries=0, timeout=timeout)


def told(url: str, timeout: float = 20) -> str:
    with pytest.raises(HyunmooError) as caught:
        list(model(url, timeout).stream("안녕"))
    assert caught.value.message.endswith(("주세요.", "고르세요.", "있습니다."))
    return caught.value.code


@pytest.mark.parametrize("path", REFUSALS)
def test_what_a_server_refuses_is_said_in_our_words(address: str, path: str) -> None:
    url = address + path.removesuffix("/chat/completions")
    assert told(url) == REFUSALS[path][2]
    with pytest.raises(HyunmooError) as caught:
        model(url).invoke("안녕")
    assert caught.value.code == REFUSALS[path][2]


def test_a_server_that_dies_in_the_middle_is_down_and_one_that_is_silent_is_slow(address: str) -> None:
    assert told(f"{address}/dying") == "server_down"
    assert told(f"{address}/silent", timeout=0.5) == "server_slow"
    assert told("http://127.0.0.1:9/v1") == "server_down"


async def test_the_same_where_it_is_awaited(address: str) -> None:
    with pytest.raises(HyunmooError) as caught:
        await model(f"{address}/broken").ainvoke("안녕")
    assert caught.value.code == "server_refused"
    with pytest.raises(HyunmooError) as caught:
        [chunk async for chunk in model(f"{address}/dying").astream("안녕")]
    assert caught.value.code == "server_down"


def test_a_stop_is_heard_before_the_first_token_and_the_server_is_let_go(address: str) -> None:
    asked, stop = model(f"{address}/silent"), threading.Event()
    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    assert "".join(str(chunk.text) for chunk in asked.stream("안녕", **stoppable(asked, stop))) == ""
    reply = asked.invoke("안녕", **stoppable(asked, stop))
    assert isinstance(reply, AIMessage) and not reply.text and time.monotonic() - started < 10
    Moody.closed.clear()
    Moody.go.set()
    assert Moody.closed.wait(20), "the connection is closed with the next token"


def test_a_stop_in_the_middle_ends_what_is_heard(address: str) -> None:
    Moody.go.set()
    asked, stop, heard = model(f"{address}/silent"), threading.Event(), 0
    for chunk in asked.stream("안녕", **stoppable(asked, stop)):
        heard += len(str(chunk.text))
        if heard == 3:
            stop.set()
    assert heard == 3
