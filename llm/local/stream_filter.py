"""What of a model's raw text is shown: up to a stop sequence, without hidden blocks, held back
while a mark may be beginning.
"""

from __future__ import annotations

from collections.abc import Sequence

from llm.dialects import PLAIN_DIALECT, Dialect


class Sieve:
    """Feed pieces, get what may be shown. ``calls`` collects the text of tool-call blocks; thinking blocks are dropped.

    A stop sequence is never shown, not even its first half: at most ``longest mark - 1`` characters are held back.
    """

    def __init__(self, stops: Sequence[str] = (), tools: bool = False, dialect: Dialect = PLAIN_DIALECT) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._opens = {dialect.think_open: dialect.think_close} if dialect.think_open else {}
        self._opens |= {dialect.call_open: dialect.call_close} if tools else {}
        self._call_ends = dialect.call_close if tools else None
        self._held = ""
        self._inside = ""  # the mark that ends the block that we are in
        self._left = False  # a block has just ended: the line ends after it belong to it
        self.calls: list[str] = []
        self.stopped = False

    def feed(self, piece: str) -> str:
        """The text that is now sure to be shown."""
        self._held += piece
        shown = ""
        while not self.stopped:
            if self._left:
                self._held = self._held.lstrip("\n")
                self._left = not self._held
            if self._inside:
                if not self._leave():
                    return shown
                continue
            marks = [*self._stops, *self._opens]
            at, mark = min(((self._held.find(mark), mark) for mark in marks if mark in self._held), default=(-1, ""))
            if at < 0:
                keep = max((_overlap(self._held, mark) for mark in marks), default=0)
                shown, self._held = shown + self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
                return shown
            shown, self._held = shown + self._held[:at], self._held[at + len(mark) :]
            if mark in self._stops:
                self.stopped, self._held = True, ""
            else:
                self._inside = self._opens[mark]
        return shown

    def end(self) -> str:
        """What was held back when the model ended by itself; an unclosed call counts as
        one, unclosed thinking is dropped.
        """
        rest, self._held = self._held, ""
        if self._inside == self._call_ends and rest.strip():
            self.calls.append(rest.strip())
        return "" if self._inside or self.stopped else rest

    def _leave(self) -> bool:
        """True where the block's end has come; its text goes where it belongs."""
        at = self._held.find(self._inside)
        if at < 0:
            return False
        if self._inside == self._call_ends:
            self.calls.append(self._held[:at].strip())
        self._held = self._held[at + len(self._inside) :]
        self._inside, self._left = "", True
        return True


def _overlap(text: str, mark: str) -> int:
    """The length of the longest beginning of ``mark``, short of all of it, with which ``text`` ends."""
    return next((n for n in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:n])), 0)
