"""Text of documents and people as Streamlit Markdown that shows exactly that text: no markup, link, image, formula or icon.

A backslash stops everything that Markdown parses. What Streamlit replaces after parsing (emoji and icon names, bare
addresses, arrows) is split by a word joiner, which is invisible and has no width.
"""

from __future__ import annotations

import re

_JOINER = "\u2060"
_AFTER = re.compile(
    r"(?i)(:(?=[a-z0-9_+/-]+:)|:(?=//)|\bwww(?=\.)|@|[<>~-](?=[-=>])|=(?=>))"  # emoji, icons, addresses, arrows
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_MARKER = re.compile(r"\\\[(\d{1,3})\\\]")
_BULLET = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")


def escape(text: str) -> str:
    """One line of Markdown that shows ``text``; line breaks become spaces."""
    joined = _AFTER.sub(rf"\1{_JOINER}", " ".join(text.split()))
    return _PUNCTUATION.sub(r"\\\1", joined)


def lines(text: str) -> str:
    """Markdown that shows ``text`` with its line breaks."""
    return "  \n".join(escape(line) or "\u00a0" for line in text.strip().splitlines())


def prose(text: str) -> str:
    """An answer: escaped, with its paragraphs and list items kept and its ``[n]`` markers set off."""
    shown = []
    for line in text.strip().splitlines():
        bullet = _BULLET.match(line.strip())
        body = escape(line.strip()[bullet.end() :] if bullet else line)
        shown.append(("- " if bullet else "") + _MARKER.sub(r":primary-badge[\1]", body))
    return "\n\n".join(shown)


def marked(text: str, start: int, end: int) -> str:
    """``text`` with its line breaks and the characters from ``start`` to ``end`` on a yellow ground."""
    shown, offset = [], 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\n")
        first, last = max(start - offset, 0), min(end - offset, len(body))
        if first < last:
            before, mark, after = body[:first], body[first:last], body[last:]
            shown.append(f"{_spaced(before)}:yellow-background[{escape(mark)}]{_spaced(after)}")
        else:
            shown.append(escape(body) or "\u00a0")
        offset += len(line)
    return "  \n".join(shown)


def _spaced(text: str) -> str:
    """``escape`` that keeps one space at either end, where the text goes on."""
    inner = escape(text)
    return f"{' ' * text[:1].isspace()}{inner}{' ' * text[-1:].isspace()}" if inner else " " * bool(text)


def shorten(text: str, length: int) -> str:
    """At most ``length`` characters, an ellipsis where some were cut."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
