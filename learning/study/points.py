"""What of a source can be told alone, a point at a time: its facts as they were found when it was read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import korean
from knowledge import Heading, Library, Page, Sentence
from knowledge.ingestion.slide_pages import PageShape, find_slides
from learning.facts.fact import Fact
from learning.facts.kept_facts import load_facts
from learning.facts.lines.outline import LONGEST_LEAD
from learning.facts.topics import is_front_matter, without_marks

EXPLAINED_WORTH = 0.8  # of a line that explains a term beside a sentence that does
AFTER_OTHERS = 0.02  # less worth for every sentence that stands before it under its heading


@dataclass(frozen=True)
class StudyPoint:
    """A span that can be told alone under its heading; ``worth`` from 0 on, ``defines`` the term that it explains."""

    sentence: Sentence
    worth: float
    defines: str = ""


@dataclass(frozen=True)
class StudyPart:
    """What stands under a heading, its subheadings with it; ``path`` are the headings above and its own."""

    path: tuple[str, ...]
    level: int
    start: int
    end: int
    page: int = 1

    @property
    def title(self) -> str:
        return self.path[-1] if self.path else ""


def find_points(library: Library, source_id: str, start: int, end: int) -> list[StudyPoint]:
    """The points between two offsets of a source, in reading order; none of thanks, prefaces and rights."""
    facts = load_facts(library, [source_id])[source_id]
    headings = library.headings(source_id)
    starts = [heading.start for heading in headings]
    found: dict[int, StudyPoint] = {}
    behind: dict[int, int] = {}
    for fact in sorted((*facts.facts, *facts.lines), key=lambda one: (one.sentence.start, one.form != "sentence")):
        if not (start <= fact.sentence.start and fact.sentence.end <= end):
            continue
        at = bisect_right(starts, fact.sentence.start) - 1
        if at >= 0 and is_front_matter(headings[at].title):
            continue
        for point in _points_of(fact):
            if point.sentence.start not in found:
                behind[at] = behind.get(at, -1) + 1
                worth = point.worth - AFTER_OTHERS * behind[at]
                found[point.sentence.start] = StudyPoint(point.sentence, worth, point.defines)
    return [found[at] for at in sorted(found)]


def _points_of(fact: Fact) -> list[StudyPoint]:
    """The spans that tell a fact: its sentence, its line, or the line that says what its heading is."""
    if fact.form == "sentence":
        return [StudyPoint(fact.sentence, fact.salience, fact.defines)]
    if fact.form != "explained":
        return []
    spans = fact.more or (fact.sentence,)
    return [StudyPoint(spans[0], EXPLAINED_WORTH * fact.salience, fact.defines)]


def list_parts(library: Library, source_id: str) -> list[StudyPart]:
    """Every heading of a source with what stands under it, in reading order; of a deck without headings its slides."""
    pages = library.pages(source_id)
    if not pages:
        return []
    headings = library.headings(source_id)
    slides = _list_slides(library, source_id, pages) if 2 * len({one.page for one in headings}) < len(pages) else []
    return slides or nest_headings(headings, pages[-1].end)


def nest_headings(headings: Sequence[Heading], end: int) -> list[StudyPart]:
    """The headings with what stands under each, up to the ``end`` of the source."""
    found: list[StudyPart] = []
    above: list[Heading] = []
    for number, heading in enumerate(headings):
        above = [one for one in above if one.level < heading.level] + [heading]
        last = next((one.start for one in headings[number + 1 :] if one.level <= heading.level), end)
        path = tuple(without_marks(one.title) for one in above)
        found.append(StudyPart(path, heading.level, heading.start, last, heading.page))
    return found


def _list_slides(library: Library, source_id: str, pages: Sequence[Page]) -> list[StudyPart]:
    """The slides of a deck under the first line of each, where that is short enough to be a title."""
    shapes = [PageShape(page.start, page.width, page.height, len(page.text)) for page in pages]
    slides = find_slides(library.source(source_id).kind, shapes)
    found: list[StudyPart] = []
    for page in pages:
        title = next((line.strip() for line in page.text.split("\n") if line.strip()), "")
        if page.start in slides and title and len(title) <= LONGEST_LEAD:
            found.append(StudyPart((without_marks(title),), 1, page.start, page.end, page.number))
    return found


def cut_into_parts(parts: Sequence[StudyPart], start: int, end: int, most: int) -> list[StudyPart]:
    """The parts between two offsets at the deepest level at which they are no more than ``most``; what stands before
    the first is a part of the heading above it.

    At least the first level that has several, however many they are; the whole as one where there is none.
    """
    inside = [part for part in parts if start <= part.start < end]
    whole = next((part for part in reversed(parts) if part.start <= start < part.end), None)
    path = whole.path if whole else ()
    chosen = [StudyPart(path, 0, start, end)]
    for level in sorted({part.level for part in inside}):
        cut = _cut(inside, level, start, end, path)
        if len(cut) > most and len(chosen) > 1:
            break
        chosen = cut
    return chosen


def _cut(inside: Sequence[StudyPart], level: int, start: int, end: int, path: tuple[str, ...]) -> list[StudyPart]:
    heads = [part for part in inside if part.level <= level]
    edges = [*(part.start for part in heads), end]
    found = [StudyPart(part.path, part.level, part.start, edges[n + 1], part.page) for n, part in enumerate(heads)]
    return [StudyPart(path, 0, start, edges[0]), *found] if edges[0] > start else found


def words_of(text: str) -> frozenset[str]:
    """The content morphemes of a text."""
    return frozenset(korean.content(text))
