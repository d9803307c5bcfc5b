"""Markdown before it is parsed: formulas and marks of notes, put out of the parser's reach and back again."""

from __future__ import annotations

import re

_FENCED = r"(?P<fence>^(?P<mark>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=mark)[`~]*[ ]*$|\Z))"
_MATH = (
    r"(?P<math>\$\$.+?\$\$|\\\[.+?\\\]|\\\([^\n]+?\\\)"
    r"|\\begin\{(?P<name>equation|align|gather|eqnarray|multline)(?P<star>\*?)\}.+?\\end\{(?P=name)(?P=star)\}"
    r"|(?<![\\$])\$(?![\s$])[^$\n]*?[^\s$\\]\$(?!\d))"
)
_HIDDEN = re.compile(f"{_FENCED}|{_MATH}|(?P<ticked>`[^`\n]+`)", re.S | re.M)
_NOTE = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
_KEPT = re.compile("\ue000(\\d+)\ue001")
NOTE_MARK = re.compile("\ue002(\\d+)\ue003")
_NOTE_START = re.compile("(?m)^(?=\ue002\\d+\ue003:)")
_OPERATOR = re.compile(r"[\\^_{}=+<>|]")
_HANGUL = re.compile("[가-힣]")


class Protected:
    """A source whose formulas and notes' marks are single characters while it is parsed."""

    def __init__(self, source: str) -> None:
        self._kept: list[str] = []
        self._names: list[str] = []
        self.source = _NOTE_START.sub("\n", _NOTE.sub(self._mark, _HIDDEN.sub(self._hide, source)))

    def _hide(self, match: re.Match[str]) -> str:
        if match["math"] is None or is_money(match["math"]):
            return match.group()
        self._kept.append(match.group())
        return f"\ue000{len(self._kept) - 1}\ue001"

    def _mark(self, match: re.Match[str]) -> str:
        self._names.append(match[1])
        return f"\ue002{len(self._names) - 1}\ue003{match[2]}"

    def show(self, text: str) -> str:
        """The text with its formulas back in it."""
        return _KEPT.sub(lambda match: self._kept[int(match[1])], text)

    def restore(self, text: str) -> str:
        """Code as it stood in the source."""
        return NOTE_MARK.sub(lambda match: f"[^{self._names[int(match[1])]}]", self.show(text))

    def is_formula(self, text: str) -> bool:
        """Whether a paragraph is a formula and nothing else."""
        return bool(_KEPT.fullmatch(text.strip()))

    def name(self, match: re.Match[str]) -> str:
        """The name of the note that a mark points to."""
        return self._names[int(match[1])]


def is_money(text: str) -> bool:
    """Whether what stands between two dollar signs is running text: Korean words and no operator."""
    return bool(_HANGUL.search(text)) and not _OPERATOR.search(text) and not text.startswith("$$")
