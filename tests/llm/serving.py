"""A server of OpenAI's protocol as a process of its own, with a real model behind it: ``python
-m tests.llm.serving FOLDER``.

It prints its port, then serves the models' list and chat completions, whole and as a
stream, with tools and a JSON schema.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from langchain_core.messages import AIMessageChunk, convert_to_messages

from llm.local.chat_model import LocalChatModel
from llm.local.grammar import json_schema

NAME = "tiny"


class Handler(BaseHTTPRequestHandler):
    """One request; the model is the class's own."""

    model: LocalChatModel

    def do_GET(self) -> None:
        self._json({"object": "list", "data": [{"id": NAME, "object": "model"}]})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        chunks = self._answer(asked)
        if asked.get("stream"):
            self._stream(chunks, bool((asked.get("stream_options") or {}).get("include_usage")))
            return
        whole = next(chunks)
        for chunk in chunks:
            whole += chunk
        message: dict[str, Any] = {"role": "assistant", "content": str(whole.text) or None}
        if whole.tool_calls:
            message["tool_calls"] = [called(one) for one in whole.tool_calls]
        finish = whole.response_metadata["finish_reason"]
        choice = {"index": 0, "message": message, "finish_reason": finish}
        self._json({**head("chat.completion"), "choices": [choice], "usage": usage(whole)})

    def _answer(self, asked: dict[str, Any]) -> Iterator[AIMessageChunk]:
        choice = {"required": "any"}.get(str(asked.get("tool_choice")), asked.get("tool_choice"))
        more: dict[str, Any] = {"tools": asked["tools"], "tool_choice": choice} if asked.get("tools") else {}
        if form := (asked.get("response_format") or {}).get("json_schema"):
            more["grammar"] = json_schema(form["schema"])
        stop = asked.get("stop")
        told = convert_to_messages([{**one, "content": one.get("content") or ""} for one in asked["messages"]])
        for chunk in self.model.stream(told, stop=[stop] if isinstance(stop, str) else stop, **more):
            assert isinstance(chunk, AIMessageChunk)
            yield chunk

    def _stream(self, chunks: Iterator[AIMessageChunk], with_usage: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        last = None
        for chunk in chunks:
            delta: dict[str, Any] = {"role": "assistant", "content": str(chunk.text)}
            if chunk.tool_calls:
                delta["tool_calls"] = [{"index": i, **called(one)} for i, one in enumerate(chunk.tool_calls)]
            finish = chunk.response_metadata.get("finish_reason")
            self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
            last = chunk
        if with_usage and last is not None:
            self._event({"choices": [], "usage": usage(last)})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, said: dict[str, Any]) -> None:
        body = json.dumps({**head("chat.completion.chunk"), **said}, ensure_ascii=False)
        self.wfile.write(f"data: {body}\n\n".encode())

    def _json(self, said: dict[str, Any]) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def head(kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 0, "model": NAME}


def called(call: Any) -> dict[str, Any]:
    said = {"name": call["name"], "arguments": json.dumps(call["args"], ensure_ascii=False)}
    return {"id": call["id"], "type": "function", "function": said}


def usage(message: AIMessageChunk) -> dict[str, int]:
    told = message.usage_metadata
    assert told is not None
    return {
        "prompt_tokens": told["input_tokens"],
        "completion_tokens": told["output_tokens"],
        "total_tokens": told["total_tokens"],
    }


if __name__ == "__main__":
    Handler.model = LocalChatModel(model_name=sys.argv[1], quantization="none", max_tokens=900)
    Handler.model.invoke("준비")
    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(served.server_port, flush=True)
    served.serve_forever()
