"""Texts of documents, models and people as Streamlit's Markdown shows them letter by letter."""

from __future__ import annotations

import re

# Escapes do not keep an address from becoming a link: where one begins, a letter that is not shown parts it.
_ADDRESS = re.compile(
    r"(?<=[A-Za-z])(?=://)|(?<=\b[wW]{3})(?=\.)|(?<=[\w.+-])(?=@[\w-])|(?<=\b[mM][aA][iI][lL][tT][oO])(?=:)"
)
WORD_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:^&=@])")


def escape(text: str) -> str:
    """Every character that Markdown, TeX, HTML or Streamlit's directives would read,
    escaped, and bare addresses no links; line ends become spaces.
    """
    return _escape_line(" ".join(text.split()))


def escape_lines(text: str) -> str:
    """A quote escaped, its lines kept: a list stays one within a Markdown quotation."""
    return "  \n> ".join(escape(line) for line in text.split("\n") if line.strip())


def highlight_span(text: str, start: int, end: int) -> str:
    """A text with a span marked in yellow, everything escaped; paragraphs kept."""
    before, span, after = text[:start], text[start:end], text[end:]
    return _paragraphs(before) + f":yellow-background[{escape(span)}]" + _paragraphs(after)


def _paragraphs(text: str) -> str:
    return "\n\n".join(_escape_line(line) for line in text.split("\n"))


def _escape_line(line: str) -> str:
    return _SPECIAL.sub(r"\\\1", _ADDRESS.sub(WORD_JOINER, line))
