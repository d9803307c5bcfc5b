"""Texts of documents, models and people as Streamlit's Markdown shows them letter by letter."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:^&=@])")


def escape(text: str) -> str:
    """Every character that Markdown, TeX, HTML or Streamlit's directives would read,
    escaped; line ends become spaces.
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def highlight_span(text: str, start: int, end: int) -> str:
    """A text with a span marked in yellow, everything escaped; paragraphs kept."""
    before, span, after = text[:start], text[start:end], text[end:]
    return _paragraphs(before) + f":yellow-background[{escape(span)}]" + _paragraphs(after)


def _paragraphs(text: str) -> str:
    return "\n\n".join(_SPECIAL.sub(r"\\\1", line) for line in text.split("\n"))
