"""Questions that a source should be able to answer, each of a type, with the spans that an answer must show.

They are made of what was found in the source alone: defined terms, members of classes, dates, purposes, headings.
Whether the library answers one in full is tried before it is shown (``agent.guides``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

import korean
from knowledge import Library
from korean import josa
from learning.facts.entity_types import entity_type
from learning.facts.fact import Fact
from learning.facts.kept_facts import load_facts
from learning.facts.lines.line_forms import GLOSS, heading_term, is_common_name, plain_term
from learning.facts.terms import YEAR
from learning.facts.topics import is_front_matter, subject_of
from learning.study.key_terms import is_readable_term
from learning.study.points import StudyPart, StudyPoint, find_points, list_parts
from learning.study.sentence_ideas import turn_sentence

IdeaType = Literal["definition", "when", "who", "why", "list", "purpose", "comparison", "aspect", "explain"]
EVENTS = frozenset({"treaty", "war", "movement"})  # kinds of things that were at a time
MOST_OF_A_CLASS = 9
MOST_OF_A_SOURCE = 0.9  # share of a source: what rules more than that is its title, and no section
PURPOSE = "위하"  # the stem of what tells a purpose: "~을 위해", "~하기 위하여"


@dataclass(frozen=True)
class Idea:
    """A question of a type; an answer must show something of each of ``spans``. ``worth``: the best are tried first."""

    type: IdeaType
    question: str
    spans: tuple[tuple[int, int], ...]
    worth: float = 1.0

    @property
    def start(self) -> int:
        return self.spans[0][0]


def list_ideas(library: Library, source_id: str) -> list[Idea]:
    """The questions that a source suggests, in reading order, each once."""
    facts = load_facts(library, [source_id])[source_id]
    pages = library.pages(source_id)
    size = pages[-1].end if pages else 0
    parts = [
        part
        for part in list_parts(library, source_id)
        if not is_front_matter(part.title) and part.end - part.start <= MOST_OF_A_SOURCE * size
    ]
    points = find_points(library, source_id, 0, size)
    found = [
        *(idea for point in points for idea in _of_definition(point)),
        *(idea for point in points for idea in _of_sentence(point)),
        *_of_classes(facts.lines),
        *_of_headings(parts),
        *_of_aspects(parts),
        *_of_pairs(parts, [one for one in points if one.defines]),
    ]
    once: dict[str, Idea] = {}
    for idea in found:
        once.setdefault(korean.squeeze(idea.question), idea)
    return sorted(once.values(), key=lambda one: one.start)


def _of_definition(point: StudyPoint) -> Iterator[Idea]:
    """What it is; when it was, of an event with one year; what it is for, where that is told."""
    term, text, worth = plain_term(point.defines), point.sentence.text, point.worth
    span = point.sentence.start, point.sentence.end
    if not point.defines or not is_readable_term(term) or text.count(" | ") > 1:
        return
    yield Idea("definition", f"{josa(term, '이란/란')} 무엇인가요?", (span,), worth)
    if len(set(YEAR.findall(text))) == 1 and entity_type(term) in EVENTS:
        yield Idea("when", f"{josa(term, '은/는')} 언제 있었나요?", (span,), worth)
    if any(token.form == PURPOSE for token in korean.tokenize(text)):
        yield Idea("purpose", f"{term}의 목적은 무엇인가요?", (span,), worth)


def _of_sentence(point: StudyPoint) -> Iterator[Idea]:
    """Why, who, and what belongs to it, where a sentence says that."""
    span = point.sentence.start, point.sentence.end
    for kind, question in turn_sentence(point.sentence.text):
        yield Idea(cast(IdeaType, kind), question, (span,), point.worth)


def _of_classes(lines: Sequence[Fact]) -> Iterator[Idea]:
    """What belongs to a class that a heading or a line names, with all of its members."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in lines:
        if fact.form == "member" and fact.group:
            groups[fact.group].append(fact)
    for members in groups.values():
        name = subject_of(members[0].said[0])
        if name and 3 <= len(members) <= MOST_OF_A_CLASS and is_readable_term(plain_term(name)):
            spans = tuple((one.sentence.start, one.sentence.end) for one in members)
            yield Idea("list", f"{name}에는 무엇이 있나요?", spans)


def _of_headings(parts: Sequence[StudyPart]) -> Iterator[Idea]:
    """What a heading names, to be explained."""
    for part in parts:
        term = GLOSS.sub("", heading_term(part.title)).strip()
        if term and is_readable_term(plain_term(term)):
            yield Idea("explain", f"{josa(term, '을/를')} 설명해 주세요.", ((part.start, part.end),), 0.8)


def _of_aspects(parts: Sequence[StudyPart]) -> Iterator[Idea]:
    """What a heading of one everyday noun says of the term above it: "X의 장점은 무엇인가요?"."""
    for part in parts:
        aspect = subject_of(part.title)
        above = GLOSS.sub("", heading_term(part.path[-2])).strip() if len(part.path) > 1 else ""
        plain = bool(re.fullmatch("[가-힣]{2,4}", aspect)) and is_common_name(aspect)
        if above and plain and part.end - part.start > len(part.title) + 10 and is_readable_term(plain_term(above)):
            yield Idea("aspect", f"{above}의 {josa(aspect, '은/는')} 무엇인가요?", ((part.start, part.end),), 0.9)


def _of_pairs(parts: Sequence[StudyPart], points: Sequence[StudyPoint]) -> Iterator[Idea]:
    """How two things of one kind differ that headings beside each other name and that are both defined there."""
    told: list[tuple[StudyPart, str, StudyPoint]] = []
    for part in parts:
        name = plain_term(heading_term(part.title))
        own = [
            one
            for one in points
            if part.start <= one.sentence.start < part.end
            and name
            and korean.squeeze(plain_term(one.defines)) == korean.squeeze(name)
        ]
        told += [(part, name, one) for one in own[:1]]
    for (one, left, first), (other, right, second) in pairwise(told):
        beside = one.path[:-1] == other.path[:-1] and one.level == other.level and left != right
        if beside and _kind_of(first) == _kind_of(second):
            spans = tuple((point.sentence.start, point.sentence.end) for point in (first, second))
            yield Idea("comparison", f"{josa(left, '과/와')} {right}의 차이는 무엇인가요?", spans, 0.9)


def _kind_of(point: StudyPoint) -> str:
    """The noun that a definition comes down to: 프로토콜 of "파일을 보내기 위한 프로토콜"."""
    return next((noun.form for noun in reversed(korean.nouns(point.sentence.text))), "")
