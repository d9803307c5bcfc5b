"""Anki's "Notes in plain text": lines with ``#separator:``, ``#html:`` and ``#columns:`` first, then a note a row.

Columns of tags, decks, note types and ids are passed over.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from learning.exchange.import_.anki_notes import read_note
from learning.exchange.import_.parsed import Fault, Parsed

_HEADER = re.compile(r"#([a-z ]{3,20}):(.*)")
_NAMES = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":"}
_APART = ("tags column", "deck column", "notetype column", "guid column")
_TAGS = re.compile(r"<(?:br|b|i|u|div|span|ul|ol|li|img|p|sub|sup)\b|&[a-z]{2,8};", re.I)


def is_anki_text(text: str) -> bool:
    """Whether a text begins as Anki's exports do, or is a table of tabs and no GIFT."""
    first = text.lstrip().split("\n", 1)[0]
    header = _HEADER.match(first)
    return bool(header and header[1] in ("separator", "html", "notetype", "deck", "columns", *_APART)) or (
        "\t" in first and "{" not in re.sub(r"\{\{c\d+::", "", text)
    )


def read(text: str) -> Iterator[Parsed | Fault]:
    """Every note's questions, and what was left out of it by name."""
    said: dict[str, str] = {}
    lines = text.split("\n")
    count = 0
    while count < len(lines) and (header := _HEADER.match(lines[count].rstrip("\r"))):
        said[header[1]] = header[2].strip()
        count += 1
    name = said.get("separator", "tab")
    separator = _NAMES.get(name.casefold(), name[:1] or "\t")
    body = "\n".join(lines[count:])
    in_html = said["html"].casefold() == "true" if "html" in said else bool(_TAGS.search(body))
    apart = {int(said[key]) - 1 for key in _APART if said.get(key, "").isdigit()}
    heads = [head for i, head in enumerate(said.get("columns", "").split(separator)) if i not in apart]
    rows = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    line = count + 1
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Fault(line, "이 줄부터는 읽을 수 없습니다. 칸이 너무 길거나 따옴표의 짝이 맞지 않습니다.")
            return
        fields = [cell for i, cell in enumerate(row) if i not in apart]
        if any(field.strip() for field in fields):
            yield from read_note(line, fields, in_html, heads)
        line = count + rows.line_num + 1
