"""A model server that writes slowly, so that a reader can watch and stop it."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


SENTENCE = "을사늑약은 1905년 11월 17일에 강제로 체결되었습니다. [1]\n"


PIECES = 400  # more than anyone waits for


PACE = 0.1  # seconds


class SlowWriter(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that plans nothing and writes the same sentence over and over, a piece at a time."""

    written = 0

    def do_GET(self) -> None:
        self._json({"data": [{"id": "slow"}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not asked.get("stream"):
            message = {"role": "assistant", "content": ""}
            self._json(
                {
                    "id": "1",
                    "object": "chat.completion",
                    "created": 0,
                    "model": "slow",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                }
            )
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for number in range(PIECES):
                self._piece(SENTENCE[number * 4 % len(SENTENCE) :][:4])
                type(self).written += 1
                time.sleep(PACE)
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            return  # the reader has gone

    def _piece(self, text: str) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "slow", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def _json(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
