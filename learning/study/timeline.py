"""What happened when, as a source dates it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import korean
from knowledge import Library, Sentence
from knowledge.models import BlockKind
from learning.facts.lines.line_forms import is_said
from learning.facts.lines.outline import OutlineLine, read_sections
from learning.facts.terms import YEAR
from learning.study.points import find_points, words_of

FEWEST_EVENTS = 3  # below this there is no timeline
MOST_EVENTS = 200
ALIKE_EVENTS = 0.6  # share of the shorter one's words from which on two events of a year are one


@dataclass(frozen=True)
class Event:
    """An event with its date: year, month and day (0 where they are not told)."""

    year: int
    month: int
    day: int
    sentence: Sentence

    @property
    def date(self) -> str:
        """ "1905.11.17", "1905.11" or "1905"."""
        return ".".join(str(part) for part in (self.year, self.month, self.day) if part)


def find_timeline(library: Library, source_id: str, start: int, end: int) -> list[Event]:
    """The dated events between two offsets of a source, earliest first; [] where there are fewer than FEWEST_EVENTS."""
    spans = [point.sentence for point in find_points(library, source_id, start, end)]
    rows = [line.sentence for section in read_sections(library, source_id) for line in section.lines if _is_dated(line)]
    spans += [row for row in rows if start <= row.start and row.end <= end]
    events: list[Event] = []
    for span in spans:
        event = read_event(span)
        if event is not None and not any(_is_same(event, other) for other in events):
            events.append(event)
    if len(events) < FEWEST_EVENTS:
        return []
    return sorted(events, key=lambda one: (one.year, one.month, one.day, one.sentence.start))[:MOST_EVENTS]


def read_event(span: Sentence) -> Event | None:
    """The event that a span tells of: its first year, with the month and the day that follow; None without one year of
    its own.
    """
    years = list(YEAR.finditer(span.text))
    if not years or len({match.group(1) for match in years}) > 1:
        return None
    first = years[0]
    rest = [one for one in korean.numbers(span.text) if one.start >= first.end()][:2]
    month = _value(rest[0]) if rest and rest[0].unit == "월" and rest[0].start - first.end() <= 2 else 0
    near = len(rest) > 1 and rest[1].unit == "일" and rest[1].start - rest[0].end <= 3
    day = _value(rest[1]) if month and near else 0
    if month > 12 or day > 31:
        month = day = 0
    return Event(int(first.group(1)), month, day, span)


def _value(number: korean.Number) -> int:
    return int(number.value) if number.value < 100 else 0


def _is_dated(line: OutlineLine) -> bool:
    """Whether a row or an item begins with a year and says something of it."""
    lead = line.cells[0] if len(line.cells) > 1 else line.text
    match = YEAR.match(lead.strip())
    if match is None or line.kind is BlockKind.PARAGRAPH:
        return False
    told = " ".join(line.cells[1:]) if len(line.cells) > 1 else lead[match.end() :]
    return len(re.sub(r"\W", "", told)) > 3 and (len(line.cells) > 1 or is_said(line.text))


def _is_same(event: Event, other: Event) -> bool:
    if event.year != other.year:
        return False
    own, others = words_of(event.sentence.text), words_of(other.sentence.text)
    return len(own & others) > ALIKE_EVENTS * max(1, min(len(own), len(others)))
