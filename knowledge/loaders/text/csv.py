"""CSV and TSV: the delimiter is found out, the encoding too; rows as in a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from knowledge.glossary import thesaurus
from knowledge.loaders.base import LoadedPage, LoadError, Outcome
from knowledge.loaders.blocks import finish
from knowledge.loaders.grid import cut_pages, pages
from knowledge.loaders.text.encodings import decode

DELIMITERS = (",", "\t", ";", "|")
RARE_DELIMITERS = ("^", "~", "¦", "‖", ":")  # where none of the usual ones cuts anything
_STATED = re.compile(r"\s*\"?sep=(.)\"?\s*", re.I)
_LOOKED_AT = 20_000  # characters from the start that tell the delimiter


def load(content: bytes, outcome: Outcome, most: int) -> Iterator[LoadedPage]:
    """A page for every hundred rows. Raises LoadError."""
    text, mark = take_stated_delimiter(decode(content, outcome))
    csv.field_size_limit(10_000_000)
    mark = mark or delimiter(text)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        head = next(rows, [])
        if thesaurus.find_columns(head):
            outcome.kind = thesaurus.THESAURUS_KIND
            found = cut_pages(thesaurus.write_lines(head, rows), most=most)
        else:
            found = pages(chain([head], rows), most=most)
    except csv.Error:
        raise LoadError(
            "csv_broken", "표의 따옴표나 줄이 맞지 않아 읽을 수 없습니다. 엑셀에서 열어 XLSX로 저장해 올려 주세요."
        ) from None
    yield from finish(found, outcome, most)


def take_stated_delimiter(text: str) -> tuple[str, str]:
    """The text without a first line ``sep=;`` as spreadsheets write it, and the delimiter that this names or ""."""
    line, _, rest = text.partition("\n")
    stated = _STATED.fullmatch(line.rstrip("\r"))
    return (rest, stated.group(1)) if stated else (text, "")


def delimiter(text: str) -> str:
    """The separator that cuts the first rows into the same number of columns, two or more; a comma where none does."""
    start = text[:_LOOKED_AT]
    start = start[: start.rfind("\n") + 1] or start
    return _best(start, DELIMITERS) or _best(start, RARE_DELIMITERS) or ","


def _best(start: str, marks: Sequence[str]) -> str:
    best, most = "", 0.0
    for mark in marks:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(start, newline=""), delimiter=mark) if row)
        usual, times = widths.most_common(1)[0] if widths else (1, 0)
        agreed = times / max(widths.total(), 1)
        if usual > 1 and agreed > most:
            best, most = mark, agreed
    return best
