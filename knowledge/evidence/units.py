"""Answer units: what can be shown as one answer, each an exact span of its source.

A unit is a sentence, a few sentences of one paragraph, a paragraph, a lead-in with its list, an item with what stands
below it, the rows of a table, lines in a row, or a section as a whole; also the headings under a heading, as spans of
their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.evidence.sections import SectionAround
from knowledge.models import BlockKind
from korean import lexicon

LONGEST_UNIT = 1200  # characters
MOST_IN_A_WINDOW, MOST_LINES = 4, 8  # of a window in a paragraph; of lines in a row
SHORT_LINE = 60  # characters: a line of a list or a slide
IN_A_ROW = (BlockKind.LIST_ITEM, BlockKind.TABLE)  # kinds of blocks that stand in rows
LONG_SECTION = 20  # sentences: a longer section is no answer as a whole


@dataclass(frozen=True)
class Unit:
    """The sentences ``first`` to ``last`` (not with it) of a section; ``form`` of FORMS."""

    section: int
    first: int
    last: int
    form: str


FORMS = ("sentence", "window", "line", "list", "lines", "section", "family")


@dataclass(frozen=True)
class LineShape:
    """What a line looks like: its sentences, whether it leads a list in, and whether it looks like an item; the kind
    and the level of its block.
    """

    first: int
    last: int
    leads: bool
    item: bool
    short: bool
    kind: str = ""
    level: int = 0


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return lexicon.pattern("question_traits", "lead_in"), lexicon.pattern("question_traits", "item")


def shape_lines(section: SectionAround, spans: Sequence[tuple[int, int]]) -> list[LineShape]:
    """The lines of a section; ``spans`` are its sentences in the source."""
    leads_in, item = _patterns()
    found: list[LineShape] = []
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans) and section.lines[i] == section.lines[first]:
            continue
        text = section.text[spans[first][0] - section.start : spans[i - 1][1] - section.start]
        last = section.text[spans[i - 1][0] - section.start : spans[i - 1][1] - section.start]
        short = len(text) <= SHORT_LINE
        kind, level = (section.kinds[first], section.levels[first]) if section.kinds else ("", 0)
        looks = short or bool(item.match(text)) or kind in IN_A_ROW
        found.append(LineShape(first, i, bool(leads_in.search(last)), looks, short, kind, level))
        first = i
    return found


def list_units(
    number: int, section: SectionAround, spans: Sequence[tuple[int, int]], near: Sequence[bool]
) -> list[Unit]:
    """The units of a section that hold a sentence that is ``near`` what was found, each span once."""
    if section.family:
        return [Unit(number, 0, len(spans), "family")]
    lines = shape_lines(section, spans)
    found: dict[tuple[int, int], Unit] = {}
    for first, last, form in _candidates(lines, len(spans)):
        if (
            (first, last) not in found
            and any(near[first:last])
            and spans[last - 1][1] - spans[first][0] <= LONGEST_UNIT
        ):
            found[first, last] = Unit(number, first, last, form)
    return list(found.values())


def _candidates(lines: Sequence[LineShape], sentences: int) -> Iterator[tuple[int, int, str]]:
    for line in lines:
        for first in range(line.first, line.last):
            yield first, first + 1, "sentence"
    for at, line in enumerate(lines):
        if line.last - line.first > 1:
            if line.last - line.first <= MOST_IN_A_WINDOW + 1:
                yield line.first, line.last, "line"
            for first in range(line.first, line.last):
                for last in range(first + 2, min(first + MOST_IN_A_WINDOW, line.last) + 1):
                    yield first, last, "window"
        yield from _blocks_below(lines, at)
        yield from _runs(lines, at)
    if 1 < sentences <= LONG_SECTION:
        yield 0, sentences, "section"


def _blocks_below(lines: Sequence[LineShape], at: int) -> Iterator[tuple[int, int, str]]:
    """What the loader typed as one list or one table from a line on: all of its own level and deeper, with the line
    that leads it in, and an item with what stands below it.
    """
    one = lines[at]
    end = at + 1
    if one.kind not in IN_A_ROW:
        if end == len(lines) or lines[end].kind not in IN_A_ROW:
            return
        one, end = lines[end], end + 1
    while end < len(lines) and belongs_to(lines[end].kind, lines[end].level, one.kind, one.level):
        end += 1
    if lines[at].kind not in IN_A_ROW:
        yield lines[at].first, lines[end - 1].last, "list"
        yield lines[at].last - 1, lines[end - 1].last, "list"
    elif end - at > 1:
        yield lines[at].first, lines[end - 1].last, "list"
        below = at + 1
        while below < end and lines[below].level > one.level:
            below += 1
        if below - at > 1:
            yield lines[at].first, lines[below - 1].last, "list"


def belongs_to(kind: str, level: int, list_kind: str, list_level: int) -> bool:
    """Whether a block goes on with the list (or the table, whose row of heads alone has a level) of a block before."""
    return kind == list_kind and (kind == BlockKind.TABLE or level >= list_level)


def _runs(lines: Sequence[LineShape], at: int) -> Iterator[tuple[int, int, str]]:
    """From one line on: with the items behind it, and with so many lines."""
    end = at + 1
    while end < len(lines) and lines[end].item and not lines[end].leads:
        end += 1
    if end - at >= 3 or (end - at == 2 and lines[at].leads):
        yield lines[at].first, lines[end - 1].last, "list"
        yield lines[at].last - 1, lines[end - 1].last, "list"
    for last in range(at + 2, min(at + MOST_LINES, len(lines)) + 1):
        if last - at <= 3 or all(line.short for line in lines[at + 1 : last]):
            yield lines[at].first, lines[last - 1].last, "lines"
