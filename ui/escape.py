"""Texts of documents, models and people as Streamlit's Markdown shows them letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Escapes do not keep an address from becoming a link: where one begins, a letter that is not shown parts it.
_ADDRESS = re.compile(
    r"(?<=[A-Za-z])(?=://)|(?<=\b[wW]{3})(?=\.)|(?<=[\w.+-])(?=@[\w-])|(?<=\b[mM][aA][iI][lL][tT][oO])(?=:)"
)
# A formula between dollars: $$…$$, or $…$ that begins and ends with something to draw, and no price.
_FORMULA = re.compile(r"\$\$([^$]{1,2000}?)\$\$|(?<![\\$\w])\$(?=\S)([^$]{1,400}?)(?<=\S)\$(?![\w$])")
_DRAWN = re.compile(r"[\\^_={}<>+]|^[A-Za-z]\w?$")
ROW_SIGN = " · "
WORD_JOINER = "\u2060"
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:^&=@])")


def escape(text: str) -> str:
    """Every character that Markdown, TeX, HTML or Streamlit's directives would read,
    escaped, and bare addresses no links; line ends become spaces.
    """
    return _escape_line(" ".join(text.split()))


def escape_quote(text: str) -> str:
    """A quote on one line: escaped, its formulas left to be drawn, the cells of a row apart without bars."""
    flat = ROW_SIGN.join(cell.strip() for cell in " ".join(text.split()).split(" | "))
    pieces, end = [], 0
    for match in _FORMULA.finditer(flat):
        inside = next(part for part in match.groups() if part)
        if _DRAWN.search(inside) and not _ADDRESS.search(inside):
            pieces += [_escape_line(flat[end : match.start()]), f"${inside.strip()}$"]
            end = match.end()
    return "".join([*pieces, _escape_line(flat[end:])])


def is_table(text: str) -> bool:
    """Whether the lines of a text are rows of as many cells each."""
    bars = [line.count(" | ") for line in text.split("\n") if line.strip()]
    return len(bars) > 1 and bars[0] > 0 and len(set(bars)) == 1


def escape_lines(text: str) -> str:
    """A quote escaped, its lines kept: a list stays one within a Markdown quotation, rows of cells are a table."""
    lines = [line for line in text.split("\n") if line.strip()]
    rows = [line.split(" | ") for line in lines]
    if is_table(text):
        head, *body = [f"| {' | '.join(escape_quote(cell) or ' ' for cell in row)} |" for row in rows]
        return "\n> ".join([head, "|---" * len(rows[0]) + "|", *body])
    return "  \n> ".join(map(escape_quote, lines))


def highlight_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with spans marked in yellow, those that overlap as one; everything escaped, paragraphs kept."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(len(text), end)) for start, end in spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif start < end:
            merged.append((start, end))
    pieces, done = [], 0
    for start, end in merged:
        pieces += [_paragraphs(text[done:start]), f":yellow-background[{escape(text[start:end])}]"]
        done = end
    return "".join([*pieces, _paragraphs(text[done:])])


def _paragraphs(text: str) -> str:
    return "\n\n".join(_escape_line(line) for line in text.split("\n"))


def _escape_line(line: str) -> str:
    return _SPECIAL.sub(r"\\\1", _ADDRESS.sub(WORD_JOINER, line))
