"""A query in the books' own words: what they call by another name, and what was mistyped, is searched under both.

A word that the books do not have, but know by another name, gives way to that name. A word that they do have is
searched under its other names beside it, and a slip under what it may have been: a passage then counts as if it held
the word, for a little less, so that what holds the word itself is never put behind by it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

import korean
from knowledge.glossary import synonyms
from knowledge.glossary.definitions import normalize_term
from knowledge.index import bm25
from knowledge.search.signals import ASKING_WORDS, Other
from knowledge.search.spelling import correct_typos
from korean.analyzer import Token, is_content

ALIAS_WEIGHT, SLIP_WEIGHT = 0.9, 0.8  # of the word's own weight
RELATED_WEIGHT = 0.4  # of what a thesaurus puts under a word or beside it: never taken for the word itself
MOST_RELATED = 3  # terms of one word
SHORT, SHORT_COUNTS = 2, 0.6  # letters of a word that is easily another, and what its readings count for
SURE_VARIANT = 0.5  # weight from which a reading counts as the word itself where passages are compared
MOST_REPLACED_WORDS = 4  # words of a query, and names of one word
GUESSES = 3  # at a slip
LONGEST_NAME_MORPHEMES = 6  # morphemes of a name


class Name(NamedTuple):
    """A name in a query, and what else the thing is called."""

    start: int
    end: int
    others: tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """Words of a query and what they are read as; ``forms`` are the content words of that, apart and together."""

    said: str
    read: str
    start: int
    end: int
    weight: float
    terms: Counter[str]
    forms: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class ExpandedQuery:
    """A query as it is searched; ``readings`` of one span stand beside each other, ``replaced`` are
    those that took a word's place.
    """

    text: str
    tokens: Sequence[Token]
    names: tuple[Name, ...] = ()
    readings: tuple[Variant, ...] = ()
    replaced: tuple[Variant, ...] = ()


def score_query(
    session: Session, owner: str, shelf: bm25.Collection, text: str, sources: frozenset[str] | None, first: int
) -> tuple[ExpandedQuery, NDArray[np.float32], dict[str, float]]:
    """A query in the books' words, the lexical scores of the shelf for it (of the ``first`` so many, true
    ones), and the idf of its terms.
    """
    words = ExpandedQuery(text, korean.tokenize(text))
    highest = bm25.idf(shelf.size, 0)
    idf = bm25.weigh(session, owner, shelf, _count_asked_terms(words))
    words = replace_unknown_terms(session, owner, text, words.tokens, {term for term in idf if idf[term] >= highest})
    if words.replaced:
        idf = bm25.weigh(session, owner, shelf, _count_asked_terms(words))
    words = add_variants(session, owner, shelf, words, {term for term in idf if idf[term] >= highest})
    scores = np.zeros(shelf.size, dtype=np.float32)
    add_scores(session, owner, shelf, words, sources, scores)
    return words, *bm25.score(session, owner, shelf, _count_asked_terms(words), sources, scores, first)


def others(words: ExpandedQuery, terms: Sequence[str]) -> tuple[Other, ...]:
    """What the readings stand for among a query's terms."""
    number = {term: n for n, term in enumerate(terms)}
    found = [Other(one.said, one.read, forms, ()) for one in words.replaced for forms in one.forms]
    for one in words.readings:
        meant = [token.form.lower() for token in _within(words.tokens, one.start, one.end)]
        numbers = tuple(number[form] for form in meant if form in number and one.weight >= SURE_VARIANT)
        found += [Other(one.said, one.read, forms, numbers) for forms in one.forms]
    return tuple(found)


def glossary_keys(session: Session, owner: str, term: str) -> list[str]:
    """The keys under which the glossary may have a term: its own first, then those of its other names."""
    key = normalize_term(term)
    names = [*synonyms.find_others(session, owner, [key]).get(key, ()), *sorted(synonyms.pronunciations(term.strip()))]
    return list(dict.fromkeys([key, *map(normalize_term, names)]))


def replace_unknown_terms(
    session: Session, owner: str, text: str, tokens: Sequence[Token], unknown: set[str]
) -> ExpandedQuery:
    """The query with the words that the books do not have under the names that they do have for them."""
    replaced: list[Variant] = []
    names = tuple(_names(session, owner, text, tokens))
    for name in reversed(names):
        words = _within(tokens, name.start, name.end)
        if not any(token.form.lower() in unknown for token in words):
            continue
        for other in name.others:
            reading = _reading(text, name.start, name.end, other, 1.0)
            if _stands(session, owner, reading):
                replaced.append(reading)
                text = text[: name.start] + other + text[name.end :]
                break
    if replaced:
        tokens = korean.tokenize(text)
        names = tuple(_names(session, owner, text, tokens))
    return ExpandedQuery(text, tokens, names, (), tuple(reversed(replaced)))


def add_variants(
    session: Session, owner: str, shelf: bm25.Collection, wording: ExpandedQuery, unknown: set[str]
) -> ExpandedQuery:
    """The same query with its words' other names, and with what its unknown words may have been."""
    text, tokens = wording.text, wording.tokens
    names = wording.names[:MOST_REPLACED_WORDS]
    found = [
        _reading(text, n.start, n.end, other, ALIAS_WEIGHT) for n in names for other in n.others[:MOST_REPLACED_WORDS]
    ]
    found += _related(session, owner, text, tokens)
    if unknown:
        spans = [(name.start, name.end) for name in names]
        for slip in correct_typos(session, owner, text, tokens, unknown, spans):
            found += _likeliest(
                session, owner, shelf, [_reading(text, slip.start, slip.end, *reading) for reading in slip.readings]
            )
    return replace(wording, readings=tuple(found))


def add_scores(
    session: Session,
    owner: str,
    shelf: bm25.Collection,
    wording: ExpandedQuery,
    sources: frozenset[str] | None,
    scores: NDArray[np.float32],
) -> None:
    """Raise the lexical scores of the passages that hold a word's other reading, to a little
    less than the word itself would.
    """
    spans = dict.fromkeys((reading.start, reading.end) for reading in wording.readings)
    for start, end in spans:
        group = [one for one in wording.readings if (one.start, one.end) == (start, end)]
        said = bm25.index_terms(wording.text[start:end], _within(wording.tokens, start, end))
        own, weights = bm25.score(session, owner, shelf, said, sources)
        most = _mass(said, weights)
        best = np.zeros_like(own)
        for reading in group:
            theirs, weights = bm25.score(session, owner, shelf, reading.terms, sources)
            share = reading.weight * min(1.0, most / max(_mass(reading.terms, weights), 1e-9))
            np.maximum(best, np.float32(share) * theirs, out=best)
        scores += np.maximum(best - own, 0)


def _count_asked_terms(words: ExpandedQuery) -> Counter[str]:
    """A query's terms, asking words left out (kept where nothing else is there)."""
    terms = bm25.index_terms(words.text, words.tokens)
    return Counter({term: n for term, n in terms.items() if term not in ASKING_WORDS}) or terms


def _names(session: Session, owner: str, text: str, tokens: Sequence[Token]) -> Iterator[Name]:
    """The names in a query that mean something else too, in reading order, the longest of those that overlap."""
    spans = _name_spans(text, tokens)
    known = synonyms.find_others(session, owner, spans.values()) if spans else {}
    reached = -1
    for (start, end), form in sorted(spans.items(), key=lambda item: (item[0][0], -item[0][1])):
        if start < reached:
            continue
        said = text[start:end]
        others = [*known.get(form, ()), *sorted(synonyms.pronunciations(said))]
        if others := [other for other in dict.fromkeys(others) if korean.squeeze(other) != form]:
            yield Name(start, end, tuple(others))
            reached = end


def _related(session: Session, owner: str, text: str, tokens: Sequence[Token]) -> list[Variant]:
    """What thesauri put under the words of a query or beside them, and the books have."""
    spans = _name_spans(text, tokens)
    known = synonyms.find_related(session, owner, spans.values()) if spans else {}
    found: list[Variant] = []
    for (start, end), form in spans.items():
        readings = (_reading(text, start, end, other, RELATED_WEIGHT) for other in known.get(form, ()))
        found += islice((one for one in readings if _stands(session, owner, one)), MOST_RELATED)
    return found[: MOST_RELATED * MOST_REPLACED_WORDS]


def _name_spans(text: str, tokens: Sequence[Token]) -> dict[tuple[int, int], str]:
    """Where names may stand in a query, each with its squeezed form."""
    spans: dict[tuple[int, int], str] = {}
    for first, token in enumerate(tokens):
        for last in range(first, min(first + LONGEST_NAME_MORPHEMES, len(tokens))):
            if not synonyms.can_name(tokens[last]):
                break
            end = tokens[last].end
            if text[end : end + 1] in synonyms.SUBSCRIPTS and end < len(text):
                continue  # the name goes on
            form = korean.squeeze(text[token.start : end])
            if len(form) > 1 and form not in ASKING_WORDS:
                spans[token.start, end] = form
    return spans


def _reading(text: str, start: int, end: int, other: str, weight: float) -> Variant:
    tokens = korean.tokenize(other)
    words = frozenset(token.form.lower() for token in tokens if is_content(token))
    joined = frozenset(("".join(other.lower().split()),))
    terms = bm25.index_terms(other, tokens)
    return Variant(text[start:end], other, start, end, weight, terms, tuple(dict.fromkeys((words or joined, joined))))


def _likeliest(session: Session, owner: str, shelf: bm25.Collection, readings: Sequence[Variant]) -> list[Variant]:
    """The readings of a slip that are likeliest of the finger and of the books: a word of many
    passages sooner than a rare one.
    """
    every = Counter({form: 1 for reading in readings for form in reading.forms[0]})
    weights = bm25.weigh(session, owner, shelf, every)
    rarest = [max(weights.get(form, 0.0) for form in reading.forms[0]) for reading in readings]
    there = [math.log1p(shelf.size * math.exp(-weight)) for weight in rarest]
    odds = [reading.weight * common for reading, common in zip(readings, there, strict=True)]
    first = sorted(range(len(readings)), key=lambda number: (-odds[number], readings[number].read))[:GUESSES]
    return [
        replace(readings[n], weight=SLIP_WEIGHT * _certainty(readings[n]) * odds[n] / odds[first[0]])
        for n in first
        if odds[n]
    ]


def _certainty(reading: Variant) -> float:
    """A short word is easily another, and so is one whose reading needs a word of a single letter."""
    short = reading.end - reading.start <= SHORT or any(len(form) < SHORT for form in reading.forms[0])
    return SHORT_COUNTS if short else 1.0


def _stands(session: Session, owner: str, reading: Variant) -> bool:
    """Whether the books have a reading: all its morphemes, or all its pairs of letters (it may
    be taken apart otherwise there).
    """
    pairs = {term for term in reading.terms if term.startswith(bm25.BIGRAM)}
    words = set(reading.terms) - pairs
    there = synonyms.find_indexed(session, owner, reading.terms)
    return (bool(words) and words <= there) or (bool(pairs) and pairs <= there)


def _within(tokens: Iterable[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens if start <= token.start and token.end <= end]


def _mass(terms: Counter[str], weights: dict[str, float]) -> float:
    """The most that terms can count for, but for how often they stand in a passage."""
    return sum(
        weights.get(term, 0.0) * count * (bm25.BIGRAM_WEIGHT if term.startswith(bm25.BIGRAM) else 1.0)
        for term, count in terms.items()
    )
