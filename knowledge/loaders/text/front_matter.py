"""What a Markdown file says of itself before its text: the title and the subtitle of its front matter (YAML or TOML).

Only single-line values are read; the block is no program and nothing of it is run.
"""

from __future__ import annotations

import re

_BLOCK = re.compile(r"\A(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\.\.\.|\+\+\+)[ \t]*(?:\n|\Z)", re.S)
_VALUE = re.compile(r"^(title|subtitle|description)[ \t]*[:=][ \t]*(\S.*?)[ \t]*$", re.M)
_QUOTED = re.compile(r"""(["'])(.*)\1(?:[ \t]+#.*)?$""")
LONGEST_VALUE = 200  # characters
LONGEST_BLOCK = 20_000  # characters
BELOW = "\n"  # between a title and what stands below it


def read_front_title(source: str) -> str:
    """The title of a Markdown text's front matter, below it its subtitle or description on a line of its own; "" where
    it has none.
    """
    block = _BLOCK.match(source[:LONGEST_BLOCK])
    if block is None:
        return ""
    values: dict[str, str] = {}
    for name, value in _VALUE.findall(block.group(1)):
        values.setdefault(name, _read_value(value))
    below = values.get("subtitle") or values.get("description", "")
    return BELOW.join(filter(None, (values["title"], below))) if values.get("title") else ""


def _read_value(value: str) -> str:
    quoted = _QUOTED.match(value)
    plain = quoted.group(2) if quoted else re.sub(r"\s#.*$", "", value)
    return "" if plain in ("|", ">", "|-", ">-", "null") or len(plain) > LONGEST_VALUE else plain.strip()
