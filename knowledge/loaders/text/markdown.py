"""Markdown: a page for each section of level one or two; words as they are read, formulas and code
kept whole, tables row by row, HTML as a web page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import TextBlock, assemble
from knowledge.loaders.text.encodings import decode
from knowledge.loaders.text.front_matter import read_front_title
from knowledge.loaders.text.markdown_blocks import PICTURE_NAME, read_blocks
from korean.text import clean

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
_ROLE = re.compile(r"^:[a-z]+:`[^`\n]*`[ ]*$", re.M)  # a line that is only a label for cross-references (MyST, d2l)
_LABELLED = re.compile(
    r"(?P<link>!\[[^\]]*\]\([^\s()#]+)\)[ ]*\n\n?(?::width:`[^`\n]*`[ ]*\n)?:label:`(?P<name>[\w.:-]{1,80})`"
)
PAGE_LEVEL = 2


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """A page for each section of level one or two. Raises LoadError."""
    source = clean(decode(content, outcome))
    outcome.title = read_front_title(source)
    labelled = _LABELLED.sub(rf"\g<link>{PICTURE_NAME}\g<name>)", _FRONT.sub("", source))
    sections = list(_sections(_ROLE.sub("", labelled), outcome))
    outcome.total = len(sections)
    if len(sections) > most:
        raise LoadError("too_long", f"너무 긴 문서입니다({len(sections):,}쪽). 나누어 올려 주세요.")
    for number, blocks in enumerate(sections, 1):
        yield assemble(number, blocks)


def _sections(source: str, outcome: Outcome) -> Iterator[list[TextBlock]]:
    """The blocks of each section."""
    section: list[TextBlock] = []
    for block in read_blocks(source, outcome):
        if 0 < block.level <= PAGE_LEVEL and any(other.text and not other.level for other in section):
            yield section
            section = []
        section.append(block)
    if section:
        yield section
