"""Texts of people, books and models as Markdown shows them letter by letter: what could run is escaped, nothing else.

What could run: links and pictures, bare addresses, HTML, code, emphasis, formulas, and at a line's start a heading, a
list, a quotation, a rule, a table or a block of code. Everything else stays as it is, so that the file can be read too:
a sign that only runs in pairs is escaped where the line has two of it, a bracket where a link could begin.
"""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)|<(?=[A-Za-z/!?]|.*>)|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_PAIRED = "`*~$"
_BRACKETS = re.compile(r"[\[\]]")
_LINKS = re.compile(r"\]\s*[(\[:]|!\[|\[\^|^\s*\[[ xX]\]")
_ADDRESS = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=\b[wW]{3})\.|(?<=[\w.+-])@(?=[\w-])|(?<=\b[mM][aA][iI][lL][tT][oO]):")
_START = re.compile(r"^(\s*)([#>+*=|-]|\d{1,9}(?=[.)]))")


def escape_markdown(text: str) -> str:
    """A text on one line."""
    line = " ".join(text.split())
    pairs = "".join(sign for sign in _PAIRED if line.count(sign) > 1)
    signs = [_ADDRESS, _ANYWHERE, *([re.compile(f"[{re.escape(pairs)}]")] if pairs else [])]
    signs += [_BRACKETS] if _LINKS.search(line) else []
    places = {found.start() for sign in signs for found in sign.finditer(line)}
    line = "".join("\\" + char if at in places else char for at, char in enumerate(line))
    start = _START.match(line)
    if start is None:
        return line
    if start[2].isdigit():
        return f"{start[2]}\\{line[start.end() :]}"
    return "\\" + line


def escape_lines(text: str, between: str = "\n\n") -> str:
    """A text of several lines, each a line of its own."""
    return between.join(map(escape_markdown, text.split("\n")))
