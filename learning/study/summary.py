"""Summaries by structure: a section or a term from its definition on, with a point for every subheading; slides by
their titles; a book as an outline with a sentence for every chapter; a record of talk by who says what.

What can be told alone, and how much it tells, was found when the source was read (``learning.facts``, fitted models);
where nothing of a part was found, its first lines that say something stand for it. Every bullet is an exact span.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import korean
from knowledge import Library, Sentence
from knowledge.summaries import transcripts
from knowledge.summaries.summarizer import BUDGET, MOST_BULLETS, POINTING_OPENING, SAID, Section, Summary, summarize
from korean import lexicon
from learning.facts.fact_features import points_outside, speaks_in_person
from learning.facts.lines.line_forms import describes, is_said, talks_to_reader
from learning.facts.lines.outline import OutlineSection, read_sections
from learning.facts.self_containment import has_markup
from learning.facts.topics import is_front_matter
from learning.study.points import StudyPart, StudyPoint, cut_into_parts, find_points, list_parts, words_of
from settings import SummaryLength

Progress = Callable[[int, int], None]
LONGEST_LINE_TOLD = 100  # characters of a line that stands for its part
DEFINES_ITS_PART = 0.6  # more worth of what defines that which its heading names
MEETS_ITS_TITLE = 0.4  # more worth of what says every word of its heading
DEFINES = 0.2  # more worth of what defines anything
FEWEST_WORDS_TOLD = 3  # content words of a line that says something under its heading
_OPENING_OF_AN_ANSWER = lexicon.pattern("pointing_words", "opening_of_an_answer")
MOST_TRIED = 12  # points of one part that are looked at before it stays without


def summarize_source(
    library: Library,
    source_id: str,
    pages: tuple[int, int] | None = None,
    length: SummaryLength = "paragraph",
    progress: Progress | None = None,
    spans: Sequence[tuple[int, int]] = (),
    about: str = "",
) -> Summary:
    """Some pages of a source, or some ``spans`` of its text, told by their structure; what defines the term that it is
    ``about`` comes first. Raises QuestionError where there is nothing to tell.
    """
    source = library.source(source_id)
    scopes = find_scopes(library, source_id, pages, spans)
    talk = transcripts.sentences(library, source_id, pages)
    picks = [] if talk else _pick_all(library, source_id, MEASURES[length], scopes, progress, about)
    if not picks:  # a record of talk, or prose of which no sentence stands alone
        return summarize(library, source_id, pages, length, progress, spans, _may_be_told)
    sections: list[Section] = []
    for pick in picks:
        if sections and sections[-1].heading == pick.heading:
            sections[-1] = Section(pick.heading, (*sections[-1].bullets, pick.bullet))
        else:
            sections.append(Section(pick.heading, (pick.bullet,)))
    return Summary(source.title, source_id, pages, tuple(pick.bullet for pick in picks), tuple(sections))


def tell_in_few(library: Library, source_id: str, most: int) -> list[Sentence]:
    """What a source is about in so many bullets, in reading order. Raises QuestionError where there is none."""
    picks = _pick_all(library, source_id, Measure(most, most, most), find_scopes(library, source_id, None, ()))
    if picks:
        return [pick.bullet for pick in picks]
    return list(summarize(library, source_id, may_stand=_may_be_told).bullets[:most])


def find_scopes(
    library: Library, source_id: str, pages: tuple[int, int] | None, spans: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The spans of a source that pages or spans mean; the whole where neither is given."""
    if spans:
        return sorted(spans)
    last = library.source(source_id).pages
    first, final = pages or (1, last)
    if first > last:
        return []
    return [(library.page(source_id, first).start, library.page(source_id, min(final, last)).end)]


@dataclass(frozen=True)
class Measure:
    """How much is told: a source is cut deeper while that gives no more than so many ``parts``; a bullet for each of
    ``most`` parts, and further ones until it is ``filled``; so many ``lines`` of a slide.
    """

    parts: int
    filled: int
    most: int
    lines: int = 1


MEASURES: dict[SummaryLength, Measure] = {
    "line": Measure(1, BUDGET["line"], 1),
    "paragraph": Measure(BUDGET["paragraph"], BUDGET["paragraph"], 12),
    "page": Measure(MOST_BULLETS, BUDGET["page"], MOST_BULLETS, 2),
}


@dataclass(frozen=True)
class Pick:
    """A bullet under its headings."""

    heading: tuple[str, ...]
    bullet: Sentence


@dataclass
class Chooser:
    """Bullets as they are chosen: nothing is said twice."""

    taken: list[tuple[StudyPart, Sentence]] = field(default_factory=list)
    words: list[frozenset[str]] = field(default_factory=list)

    def take(self, part: StudyPart, bullet: Sentence) -> bool:
        """Whether the bullet says what none has said, and was taken."""
        own = words_of(bullet.text)
        if any(len(own & other) / max(1, min(len(own), len(other))) > SAID for other in self.words):
            return False
        self.taken.append((part, bullet))
        self.words.append(own)
        return True


def _pick_all(
    library: Library,
    source_id: str,
    measure: Measure,
    scopes: Sequence[tuple[int, int]],
    progress: Progress | None = None,
    about: str = "",
) -> list[Pick]:
    if not scopes:
        return []
    parts, outline = list_parts(library, source_id), read_sections(library, source_id)
    title = library.source(source_id).title
    groups = [one for start, end in scopes for one in cut_into_parts(parts, start, end, measure.parts)]
    groups = [one for one in groups if not is_front_matter(one.title)]
    points = [one for start, end in scopes for one in find_points(library, source_id, start, end)]
    chooser = Chooser()
    name = about or _name_of(parts, scopes, title if len(groups) == 1 else "")
    first = _definition_of(name, points)
    if first is not None and _tells(first.sentence):
        chooser.take(StudyPart((name,), 0, scopes[0][0], scopes[0][0]), first.sentence)
    cover = "" if len(groups) == 1 else title
    _fill(chooser, groups, points, [section for section in outline if section.lines], measure, progress, cover)
    picks = sorted(chooser.taken, key=lambda pair: (pair[0].start, pair[0].end, pair[1].start))
    return [Pick(part.path, bullet) for part, bullet in picks]


def _name_of(parts: Sequence[StudyPart], scopes: Sequence[tuple[int, int]], otherwise: str) -> str:
    """What the scope is about: the heading that it begins with, where it is a section of a source and not the whole."""
    start, end = scopes[0]
    own = next((part for part in parts if part.start == start and part.end >= end), None)
    whole = not parts or (start <= parts[0].start and end >= max(part.end for part in parts))
    return own.title if own is not None and not whole else otherwise


def _definition_of(name: str, points: Sequence[StudyPoint]) -> StudyPoint | None:
    """The point that says what the name is; None where none does."""
    wanted = korean.squeeze(name)
    if not wanted:
        return None
    fitting = [one for one in points if one.defines and korean.squeeze(one.defines) in wanted]
    return max(fitting, key=lambda one: (len(one.defines), one.worth), default=None)


def _fill(
    chooser: Chooser,
    groups: Sequence[StudyPart],
    points: Sequence[StudyPoint],
    outline: Sequence[OutlineSection],
    measure: Measure,
    progress: Progress | None,
    cover: str,
) -> None:
    """A bullet for every part as far as they may be, then more of the parts that hold most; no mere line of the
    ``cover``, which bears the source's title.
    """
    most = max(measure.filled, min(len(groups), measure.most))
    queues = {group.start: _ranked(group, points) for group in groups}
    weight = {group.start: _weigh(queues[group.start], most) for group in groups}
    for number, group in enumerate(sorted(groups, key=lambda one: -weight[one.start]), 1):
        if progress:
            progress(number, len(groups))
        if len(chooser.taken) >= most:
            continue
        if not _take_best(chooser, group, queues[group.start]) and group.title not in ("", cover):
            for line in _first_lines(outline, group, measure.lines):
                chooser.take(group, line)
    taken = {group.start: 1 for group in groups}
    while len(chooser.taken) < measure.filled and any(queues.values()):
        left = [one for one in groups if queues[one.start]]
        group = max(left, key=lambda one: weight[one.start] / (1 + 2 * taken[one.start]))
        taken[group.start] += 1
        _take_best(chooser, group, queues[group.start])


def _weigh(ranked: Sequence[StudyPoint], most: int) -> float:
    """How much a part holds; of a summary of one bullet, how much its best point tells."""
    if not ranked:
        return 0.5 if most > 1 else 0.0
    return len(ranked) if most > 1 else ranked[-1].worth


def _ranked(group: StudyPart, points: Sequence[StudyPoint]) -> list[StudyPoint]:
    """The points of a part, the most telling last."""
    name = korean.squeeze(group.title)
    words = {noun.form for noun in korean.nouns(group.title)}

    def worth(point: StudyPoint) -> float:
        own = bool(point.defines) and korean.squeeze(point.defines) in name
        met = sum(word in point.sentence.text for word in words) / max(1, len(words))
        return point.worth + DEFINES_ITS_PART * own + DEFINES * bool(point.defines) + MEETS_ITS_TITLE * met

    inside = [point for point in points if group.start <= point.sentence.start < group.end]
    return sorted(inside, key=lambda point: (worth(point), -point.sentence.start))[-MOST_TRIED:]


def _take_best(chooser: Chooser, group: StudyPart, queue: list[StudyPoint]) -> bool:
    """Take the best of a part's points that says something new; whether there was one."""
    while queue:
        point = queue.pop()
        if _tells(point.sentence) and chooser.take(group, point.sentence):
            return True
    return False


def _tells(bullet: Sentence) -> bool:
    """Whether a bullet is plain text about a thing: not about I, we or "one of them"."""
    first, second = (*korean.tokenize(bullet.text)[:2], *(None, None))[:2]
    counted = first is not None and second is not None and first.tag == "NR" and second.tag[0] == "J"
    return (
        not counted
        and not points_back(bullet.text)
        and not speaks_in_person(bullet.text)
        and not has_markup(bullet.text)
    )


def _first_lines(outline: Sequence[OutlineSection], group: StudyPart, most: int) -> list[Sentence]:
    """The first lines of a part that say something under its heading, those of the least depth."""
    lines = [line for section in outline for line in section.lines if group.start <= line.sentence.start < group.end]
    lines = [line for line in lines[: 2 * MOST_TRIED] if len(line.cells) < 2]
    found: list[Sentence] = []
    for line in sorted(lines, key=lambda one: (one.level, one.sentence.start)):
        if korean.squeeze(line.text) != korean.squeeze(group.title) and _says_something(line.text, group.title):
            found.append(line.sentence)
        if len(found) == most:
            break
    return found


def _says_something(text: str, heading: str) -> bool:
    """Whether a line says something under its heading, to nobody and of nobody that it does not name."""
    if len(text) > LONGEST_LINE_TOLD or ". " in text or points_back(text):
        return False
    words = [word for word in words_of(text) if word[0].isalpha()]
    if len(words) < FEWEST_WORDS_TOLD or not is_said(text) or not describes(text, heading):
        return False
    return not talks_to_reader(text) and not speaks_in_person(text)


def _may_be_told(sentence: Sentence) -> bool:
    """Whether a sentence of prose may stand in a summary though it leans on others: no markup, no I and we, nothing
    that points outside.
    """
    flat = " ".join(sentence.text.split())
    talks = "?" in flat or ".." in flat or talks_to_reader(flat) or speaks_in_person(flat)
    return not talks and not has_markup(flat) and not points_back(flat) and not points_outside(korean.tokenize(flat))


def points_back(text: str) -> bool:
    """Whether a sentence opens with a word that takes up the one before it."""
    return bool(POINTING_OPENING.match(text) or _OPENING_OF_AN_ANSWER.match(text))
