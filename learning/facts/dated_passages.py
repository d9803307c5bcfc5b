"""A passage of dated sentences, read as a table: what each line tells of, and its year. Only
lines with one year each are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import korean
from learning.facts.tables import Table, read_table
from learning.facts.terms import YEAR

FEWEST_LINES = 3  # lines
_LINE = re.compile(r"^(\([가-라]\))\s+(.+)$", re.M)


def read_dated_lines(lines: Sequence[tuple[str, str]]) -> Table | None:
    """The years of labelled lines; None where a line has none or several, or two have the same."""
    years = [YEAR.findall(text) for _, text in lines]
    if (
        len(lines) < FEWEST_LINES
        or any(len(found) != 1 for found in years)
        or len({found[0] for found in years}) < len(lines)
    ):
        return None
    rows = tuple((label, f"{found[0]}년") for (label, _), found in zip(lines, years))
    return Table(("일", "연도"), rows)


def table_of_stem(stem: str, spans: Sequence[str]) -> Table | None:
    """What a question on a table or a passage asks about, as its cited spans have it; a line
    that no span says makes it None.
    """
    lines = _LINE.findall(stem)
    if not lines:
        return read_table(spans[0])
    said = {korean.squeeze(span) for span in spans}
    return read_dated_lines(lines) if all(korean.squeeze(text) in said for _, text in lines) else None
