"""The key terms of a source or of a part of it, each with the span that says what it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import korean
from knowledge import Library, Sentence
from learning.facts.lines.line_forms import heading_term, plain_term
from learning.study.points import StudyPart, StudyPoint, find_points, list_parts

MOST_KEY_TERMS = 10
LONGEST_KEY_TERM = 24  # characters
PLURAL = ("들", "XSN")
IN_HEADING = 0.6  # more worth of a term that a heading names
OFTEN_SAID = 0.15  # more worth for each time, in logarithms, that the source says it


@dataclass(frozen=True)
class KeyTerm:
    """A term with the span that defines it, or tells of it where nothing does."""

    term: str
    sentence: Sentence
    defined: bool = True


def find_key_terms(library: Library, source_id: str, start: int, end: int, most: int = MOST_KEY_TERMS) -> list[KeyTerm]:
    """The key terms between two offsets of a source, in reading order: what is defined there, by how much it tells, how
    often it is said and whether a heading names it; then what headings name, with the point that tells most of it.
    """
    points = find_points(library, source_id, start, end)
    parts = [part for part in list_parts(library, source_id) if start <= part.start < end]
    text = korean.squeeze(library.text(source_id, start, end))
    titles = korean.squeeze(" ".join(part.title for part in parts))
    ranked: dict[str, tuple[float, KeyTerm]] = {}
    for point in points:
        term = plain_term(point.defines)
        name = korean.squeeze(term)
        if not is_readable_term(term) or name in ranked or point.sentence.text.count(" | ") > 1:
            continue
        worth = point.worth + IN_HEADING * (name in titles) + OFTEN_SAID * math.log1p(text.count(name))
        ranked[name] = worth, KeyTerm(term, point.sentence)
    best = sorted(ranked.values(), key=lambda pair: -pair[0])[:most]
    found = [term for _, term in best]
    if len(found) < most:
        found += _named_by_headings(parts, points, set(ranked))[: most - len(found)]
    return sorted(found, key=lambda one: one.sentence.start)


def is_readable_term(term: str) -> bool:
    """Whether it is a name in letters: no sign or number, nothing narrowed by a verb, no plural."""
    letters = sum(one.isalpha() for one in term)
    if not (2 <= len(term) <= LONGEST_KEY_TERM and term[0].isalpha() and letters >= max(2, 0.6 * len(term))):
        return False
    tokens = korean.tokenize(term)
    return all(token.tag != "ETM" for token in tokens) and (tokens[-1].form, tokens[-1].tag) != PLURAL


def told_of(term: str, text: str) -> str:
    """What a span tells of its term, to be read: the cells of a row behind its name, a line behind its label."""
    cells = [" ".join(cell.split()) for cell in text.split(" | ")]
    if len(cells) > 1:
        named = term and korean.squeeze(term) in korean.squeeze(cells[0])
        return " · ".join(cells[1:] if named else cells)
    flat = " ".join(text.split())
    label, sign, said = flat.partition(":")
    return said.strip() if sign and said.strip() and korean.squeeze(label) == korean.squeeze(term) else flat


def _named_by_headings(parts: Sequence[StudyPart], points: Sequence[StudyPoint], known: set[str]) -> list[KeyTerm]:
    found: list[tuple[float, KeyTerm]] = []
    for part in parts:
        term = plain_term(heading_term(part.title))
        name = korean.squeeze(term)
        telling = [one for one in points if part.start <= one.sentence.start < part.end and term in one.sentence.text]
        if not term or name in known or not telling or not is_readable_term(term):
            continue
        known.add(name)
        best = max(telling, key=lambda one: one.worth)
        found.append((best.worth, KeyTerm(term, best.sentence, defined=False)))
    return [term for _, term in sorted(found, key=lambda pair: -pair[0])]
