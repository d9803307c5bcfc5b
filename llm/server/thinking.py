"""A served model's thoughts: how they are turned off, and how they are kept apart where they come all the same.

vLLM, SGLang, llama.cpp and ``transformers serve`` hand ``chat_template_kwargs`` to the model's chat template; Ollama
takes ``reasoning_effort: "none"``. Servers tell thoughts apart as ``reasoning_content`` or ``reasoning``; one that does
not leaves the marks in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from llm.dialects import DIALECTS

QUIET_TEMPLATE: dict[str, Any] = {
    "chat_template_kwargs": {"enable_thinking": False, "thinking": False, "skip_reasoning": True}
}
QUIET_OLLAMA: dict[str, Any] = {"reasoning_effort": "none"}
VERSION_SECONDS = 2.0
_MARKS = tuple(dict.fromkeys(pair for dialect in DIALECTS.values() for pair in dialect.thoughts if all(pair)))


def quiet_request(url: str) -> dict[str, Any]:
    """What of a request's body turns thinking off on this server."""
    root = url.rstrip("/").removesuffix("/v1")
    try:
        told = httpx.get(f"{root}/api/version", timeout=VERSION_SECONDS)
        ollama = told.status_code == httpx.codes.OK and "version" in told.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        ollama = False
    return QUIET_OLLAMA if ollama else QUIET_TEMPLATE


def reasoning_of(message: Mapping[str, Any]) -> str:
    """The thoughts that a server tells apart in a message or a piece of one."""
    return str(message.get("reasoning_content") or message.get("reasoning") or "")


class ThoughtFilter:
    """Feed pieces of text, get what is no thought; ``thought`` collects the rest."""

    def __init__(self) -> None:
        self._held = ""
        self._end = ""  # the mark that ends the thought that we are in
        self.thought = ""

    def feed(self, piece: str) -> str:
        """The text that is now sure to be none of a thought."""
        self._held += piece
        shown = ""
        while True:
            marks = {self._end: ""} if self._end else dict(_MARKS)
            at, mark = min(((self._held.find(one), one) for one in marks if one in self._held), default=(-1, ""))
            if at < 0:
                break
            shown += self._take(self._held[:at])
            self._held = self._held[at + len(mark) :]
            self._end = marks[mark]
            if not self._end:
                self._held = self._held.lstrip("\n")
        keep = max(_begun(self._held, one) for one in marks)
        told, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown + self._take(told)

    def end(self) -> str:
        """What was held back; an unclosed thought stays one."""
        rest, self._held = self._held, ""
        return self._take(rest)

    def _take(self, text: str) -> str:
        if not self._end:
            return text
        self.thought += text
        return ""


def _begun(text: str, mark: str) -> int:
    """The length of the longest beginning of ``mark``, short of all of it, with which ``text`` ends."""
    return next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)
