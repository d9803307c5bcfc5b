"""Texts of people, books and models as Markdown shows them letter by letter: what could run is escaped, nothing else.

What could run: links and pictures, bare addresses, HTML, code, emphasis, formulas, and at a line's start a heading, a
list, a quotation, a rule, a table or a block of code. Everything else stays as it is, so that the file can be read too.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"[\\`*\[\]<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=\b[wW]{3})\.|(?<=[\w.+-])@(?=[\w-])|(?<=\b[mM][aA][iI][lL][tT][oO]):")
_START = re.compile(r"^(\s*)([#>+=-]|\d{1,9}(?=[.)]))")


def escape_markdown(text: str) -> str:
    """A text on one line."""
    line = _ADDRESS.sub(
        lambda found: "\\" + found[0], _ANYWHERE.sub(lambda found: "\\" + found[0], " ".join(text.split()))
    )
    start = _START.match(line)
    if start is None:
        return line
    if start[2].isdigit():
        return f"{start[2]}\\{line[start.end() :]}"
    return "\\" + line


def escape_lines(text: str, between: str = "\n\n") -> str:
    """A text of several lines, each a line of its own."""
    return between.join(map(escape_markdown, text.split("\n")))
