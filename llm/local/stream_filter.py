"""What of a model's raw text is shown: up to a stop sequence, without hidden blocks, held back while a mark may be
beginning. The parts of an answer are told apart by transformers' own parser of responses.
"""

from __future__ import annotations

from collections.abc import Sequence

from llm.dialects import PLAIN_DIALECT, Dialect
from llm.dialects.dialect import BARE_CALL, CALL, PROSE, THOUGHT

_NO_ANCHOR = "\0"  # what the parser would look for in a prompt: it is given none


class Sieve:
    """Feed pieces, get what may be shown. ``calls`` collects the text of tool-call blocks, ``thought`` what was
    thought; neither is shown. What looks like a call and is none is.

    A stop sequence is never shown, not even its first half. ``opened``: what of a block the prompt has begun already.
    """

    def __init__(
        self, stops: Sequence[str] = (), tools: bool = False, dialect: Dialect = PLAIN_DIALECT, opened: str = ""
    ) -> None:
        from transformers.utils.chat_parsing import ResponseParser

        told = {"start_anchor": _NO_ANCHOR, "fields": dialect.list_regions(tools)}
        self._parser = ResponseParser(told, prefix=opened)
        self._dialect, self._tools = dialect, tools
        self._stops = tuple(stop for stop in stops if stop)
        self._held = ""
        self.calls: list[str] = []
        self.thought = ""
        self.stopped = False

    def feed(self, piece: str) -> str:
        """The text that is now sure to be shown."""
        return "" if self.stopped else self._until_stop(self._sort(self._parser.feed(piece)))

    def end(self) -> str:
        """What was held back when the model ended by itself; an unclosed call counts as one, unclosed thinking is
        dropped.
        """
        if self.stopped:
            return ""
        shown = self._until_stop(self._sort(self._parser.finalize()[1]))
        rest, self._held = self._held, ""
        return shown + rest

    def _sort(self, events: Sequence[dict[str, str]]) -> str:
        """The text of what happened; calls and thoughts go where they belong."""
        shown = []
        for event in events:
            field = event["field"]
            if event["type"] == "region_chunk" and field == PROSE:
                shown.append(event["text"])
            elif event["type"] == "region_chunk" and field.startswith(THOUGHT):
                self.thought += event["text"]
            elif event["type"] == "region_close" and CALL in field:
                shown.append(self._take_call(event["value"], field))
        return "".join(shown)

    def _take_call(self, body: str, field: str) -> str:
        """ "" for a call; its text where it only looked like one."""
        if field.startswith(BARE_CALL):
            try:
                self._dialect.parse_call(body)
            except ValueError:
                return body
        if self._tools and body:
            self.calls.append(body)
        return ""

    def _until_stop(self, text: str) -> str:
        self._held += text
        at = min((found for stop in self._stops if (found := self._held.find(stop)) >= 0), default=-1)
        if at >= 0:
            shown, self._held, self.stopped = self._held[:at], "", True
            return shown
        keep = max((_overlap(self._held, stop) for stop in self._stops), default=0)
        shown, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return shown


def _overlap(text: str, mark: str) -> int:
    """The length of the longest beginning of ``mark``, short of all of it, with which ``text`` ends."""
    return next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)
