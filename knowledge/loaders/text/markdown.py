"""Markdown: a page for each section of level one or two; words as they are read, formulas and code
kept whole, tables row by row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.loaders.base import LoadedHeading, LoadedPage, LoadError, Outcome
from knowledge.loaders.text.encodings import decode
from korean.text import clean

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
_MATH = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$[^$\n]+?\$", re.S)
_ROLE = re.compile(r"^:[a-z]+:`[^`\n]*`[ ]*$", re.M)  # a line that is only a label for cross-references (MyST, d2l)
_BLANKS = re.compile(r"\n{2,}")
PAGE_LEVEL = 2


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    sections = list(_sections(_FRONT.sub("", clean(decode(content, outcome)))))
    outcome.total = len(sections)
    if len(sections) > most:
        raise LoadError("too_long", f"너무 긴 문서입니다({len(sections):,}쪽). 나누어 올려 주세요.")
    for number, (lines, headings) in enumerate(sections, 1):
        text, starts = "", []
        for index, line in enumerate(lines):
            if index in headings:
                starts.append(LoadedHeading(headings[index], line, len(text)))
                outcome.title = outcome.title or (line if headings[index] == 1 else "")
            text += line + "\n"
        yield LoadedPage(number, text[:-1], headings=tuple(starts))


def _sections(source: str) -> Iterator[tuple[list[str], dict[int, int]]]:
    """Lines of each section, and which of them are headings (line number -> level)."""
    lines: list[str] = []
    headings: dict[int, int] = {}
    for text, level in _blocks(source):
        if 0 < level <= PAGE_LEVEL and any(number not in headings for number in range(len(lines))):
            yield lines, headings
            lines, headings = [], {}
        if level:
            headings[len(lines)] = level
        lines += [line for line in text.split("\n") if line.strip()]
    if lines:
        yield lines, headings


def _blocks(source: str) -> Iterator[tuple[str, int]]:
    """Blocks of text with their heading level (0 for everything else)."""
    from markdown_it import MarkdownIt

    formulas: list[str] = []

    def hide(match: re.Match[str]) -> str:
        formulas.append(match.group(0))
        return f"\ue000{len(formulas) - 1}\ue001"

    def show(text: str) -> str:
        return re.sub("\ue000(\\d+)\ue001", lambda m: formulas[int(m.group(1))], text)

    tokens = MarkdownIt("commonmark").enable("table").parse(_MATH.sub(hide, _ROLE.sub("", source)))
    row: list[str] = []
    level, in_row = 0, False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "tr_open":
            row, in_row = [], True
        elif token.type == "tr_close":
            in_row = False
            yield " | ".join(row), 0
        elif token.type == "inline":
            text = show(_inline(token.children or []))
            if in_row:
                row.append(" ".join(text.split()))
            elif level:
                if " ".join(text.split()):
                    yield " ".join(text.split()), level
                level = 0
            else:
                yield "\n".join(" ".join(part.split()) for part in text.split("\x00")), 0
        elif token.type in ("fence", "code_block"):
            yield show(_BLANKS.sub("\n", token.content.rstrip())), 0


def _inline(children: Sequence[object]) -> str:
    """The words of a line; a hard break is ``"\\x00"``, a soft one a space; HTML tags are dropped."""
    parts = []
    for child in children:
        kind = child.type  # type: ignore[attr-defined]
        if kind in ("text", "code_inline") or kind == "image":
            parts.append(child.content)  # type: ignore[attr-defined]
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append("\x00")
    return "".join(parts)
