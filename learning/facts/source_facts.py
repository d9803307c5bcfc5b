"""What one source holds to ask about, found once when it is read: sentences that stand alone, tables, lines, and where
its terms stand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import korean
from knowledge import Library, Sentence
from knowledge.glossary.definitions import normalize_term
from learning.facts.definitions import extract_defined_term, is_marked_as_term
from learning.facts.entity_types import entity_type
from learning.facts.fact import EVERYWHERE, Fact
from learning.facts.lines.line_facts import find_line_facts
from learning.facts.salience import LEAST_SALIENCE, is_bound, is_in_brackets, salience_score, select_whole_terms
from learning.facts.self_containment import containment_score, is_self_contained
from learning.facts.sentence_trimming import sentence_start
from learning.facts.tables import find_tables
from learning.facts.terms import MODIFIER, Phrases, Term, head_of, is_everyday, terms_in
from learning.facts.topics import extract_key_words, is_front_matter, subject_finder, subject_of

OFTEN = 3  # sentences that have a short noun, for it to be a term of the book
TERM_SENTENCES = 2  # sentences that have a defined term, for it to be one where no heading names it
TERM_WEIGHTS = {"name": 1.0, "year": 0.8, "amount": 0.9, "latin": 0.9, "noun": 0.35}
ASIDE = 0.5  # less salient is what stands under thanks, prefaces and rights
PART = 80  # a noun that is in one of so many sentences is a word of every page
BARE = frozenset({"amount", "latin"})  # kinds of which length says nothing


@dataclass(frozen=True)
class KnownWord:
    """A term of a source: its kind, "" where it only says more of another; what it names, and its last part."""

    text: str
    kind: str
    sort: str
    head: str


@dataclass(frozen=True)
class SourceFacts:
    """The facts of one source. ``places`` are, for each of its sentences, the numbers of the ``words`` in it."""

    source_id: str
    title: str
    facts: tuple[Fact, ...]
    tables: tuple[Fact, ...]
    lines: tuple[Fact, ...]
    words: tuple[KnownWord, ...]
    places: tuple[tuple[int, ...], ...]
    key_words: frozenset[str]


@dataclass(frozen=True)
class _Reading:
    """One source: its sentences with their terms, how many of them have each term, and what the source is about."""

    title: str
    sentences: tuple[tuple[Sentence, int, tuple[Term, ...]], ...]  # with the place where its own words begin
    spread: Counter[str]
    defined: dict[tuple[int, int], str]  # span of a sentence -> the term that it defines
    subject_at: Callable[[int], str]
    heading_at: Callable[[int], str]
    key_words: frozenset[str]
    article: bool  # a source without headings is about what its title names
    everywhere: int

    def about(self, place: int) -> str:
        return subject_of(self.title) if self.article else self.subject_at(place)


def find_source_facts(library: Library, source_id: str) -> SourceFacts:
    """Everything that a source holds to ask about; a second for a hundred pages or so."""
    read = _read_source(library, source_id)
    facts = [
        _fact(sentence, cut, terms, read)
        for sentence, cut, terms in read.sentences
        if is_self_contained(sentence.text[cut:], read.about(sentence.start), read.article and bool(read.about(0)))
    ]
    tables = [
        Fact(span, read.title, named, "", read.subject_at(span.start), table, read.about(span.start))
        for span, table in find_tables(library, source_id, None)
        for named in [tuple(_row_name(span.text, name) for name in table.names)]
    ]
    lines = [_weigh_line(fact, read) for fact in find_line_facts(library, source_id, read.title)]
    kinds = {t.text: t.kind for _, _, terms in read.sentences for t in terms if t.weight > MODIFIER}
    names = [term for term, _ in read.spread.most_common()]
    number = {name: n for n, name in enumerate(names)}
    return SourceFacts(
        source_id,
        read.title,
        tuple(fact for fact in facts if fact.terms and fact.salience >= LEAST_SALIENCE),
        tuple(tables),
        tuple(lines),
        tuple(KnownWord(name, kind := kinds.get(name, ""), entity_type(name, kind), head_of(name)) for name in names),
        tuple(tuple(sorted({number[t.text] for t in terms})) for _, _, terms in read.sentences),
        read.key_words,
    )


def _read_source(library: Library, source_id: str) -> _Reading:
    title = library.source(source_id).title
    sentences = library.sentences(source_id)
    headings = library.headings(source_id)
    named = extract_key_words([title, *(heading.title for heading in headings)])
    cuts = [sentence_start(one.text) for one in sentences]
    said = [extract_defined_term(one.text[cut:]) for one, cut in zip(sentences, cuts)]
    phrases = Phrases((sentence.text for sentence in sentences), filter(None, said))
    defined = _find_definitions(sentences, cuts, said, named)
    found = tuple((one, cut, terms_in(one.text, phrases)) for one, cut in zip(sentences, cuts))
    spread = Counter(text for _, _, terms in found for text in {term.text for term in terms})
    words = named | extract_key_words(defined.values())
    starts = [heading.start for heading in headings]

    def heading_at(place: int) -> str:
        number = bisect_right(starts, place)
        return headings[number - 1].title if number else ""

    subject_at, everywhere = subject_finder(headings), max(EVERYWHERE, len(sentences) // PART)
    return _Reading(title, found, spread, defined, subject_at, heading_at, words, len(headings) < 2, everywhere)


def _find_definitions(
    sentences: Sequence[Sentence], cuts: Sequence[int], said: Sequence[str], named: Collection[str]
) -> dict[tuple[int, int], str]:
    """What sentences define, where it is a term of the book: named in a heading, put as one, taken
    up again, or of uncommon words.
    """
    flat = [" ".join(sentence.text.split()) for sentence in sentences]
    return {
        (one.start, one.end): term
        for one, cut, term in zip(sentences, cuts, said)
        if term
        and (
            korean.squeeze(term) in named
            or is_marked_as_term(one.text, one.text[cut:], term)
            or not all(is_everyday(word) for word in term.split())
            or sum(term in text for text in flat) >= TERM_SENTENCES
        )
    }


def _fact(sentence: Sentence, cut: int, terms: tuple[Term, ...], read: _Reading) -> Fact:
    surface = read.defined.get((sentence.start, sentence.end), "")
    sentence, terms = _trim(sentence, cut, terms)
    weighed = _weigh(sentence.text, terms, read, surface)
    topic, about = read.subject_at(sentence.start), read.about(sentence.start)
    value = salience_score(sentence.text, weighed, bool(surface), read.key_words, about)
    value -= ASIDE * is_front_matter(read.heading_at(sentence.start))
    alone = containment_score(sentence.text, about, read.article and bool(read.about(0)))
    return Fact(sentence, read.title, weighed, surface, topic, None, about, value, alone=alone)


def _weigh_line(fact: Fact, read: _Reading) -> Fact:
    """A fact of lines with how much it is worth asking about, by what it says under its heading."""
    if not fact.said or fact.form == "member":
        return fact
    told = f"{fact.defines}: {fact.said[0]}"
    terms = terms_in(told, Phrases([told], ()))
    score = salience_score(told, terms, True, read.key_words, fact.about or fact.topic)
    return replace(fact, salience=score, alone=containment_score(fact.said[0], fact.defines))


def _row_name(text: str, name: str) -> Term:
    place = text.index(f"\n{name}") + 1 if f"\n{name}" in text else text.index(name)
    return Term(name, place, place + len(name), "row", 1.0)


def _trim(sentence: Sentence, cut: int, terms: tuple[Term, ...]) -> tuple[Sentence, tuple[Term, ...]]:
    """The sentence from where its own words begin; its span with it."""
    if not cut:
        return sentence, terms
    rest = replace(sentence, start=sentence.start + cut, text=sentence.text[cut:])
    return rest, tuple(replace(t, start=t.start - cut, end=t.end - cut) for t in terms if t.start >= cut)


def _weigh(text: str, terms: tuple[Term, ...], read: _Reading, surface: str) -> tuple[Term, ...]:
    """Terms that stand once in the sentence, names and defined terms first; what is half of a
    name, or everywhere, not at all.
    """
    once = Counter(term.text for term in terms)
    named = any(term.kind in ("name", "latin", "year") or _is_named(term.text, read) for term in terms)
    weighed = []
    for term in select_whole_terms(text, terms):
        if (
            is_in_brackets(text, term)
            or once[term.text] > 1
            or (term.kind == "amount" and (not named or is_bound(text, term) or _of_manual(text, term)))
        ):
            continue
        value = TERM_WEIGHTS[term.kind] - (1 - term.weight)
        value += 0.5 if term.kind not in BARE and _is_specific(term, read) else 0.0
        value += 0.6 if surface and normalize_term(term.text) == normalize_term(surface) else 0.0
        value -= 0.5 if term.kind == "noun" and (len(term.text) < 3 or read.spread[term.text] > read.everywhere) else 0
        if value > 0.3:
            weighed.append(Term(term.text, term.start, term.end, term.kind, value))
    return tuple(sorted(weighed, key=lambda term: -term.weight))


def _of_manual(text: str, term: Term) -> bool:
    """A count of things in the polite style of a manual: a setting, and no fact of the subject."""
    return term.text.endswith("개") and text.endswith("니다.")


def _is_named(word: str, read: _Reading) -> bool:
    """Whether the headings or the definitions of the source name it."""
    return korean.squeeze(word) in read.key_words


def _is_specific(term: Term, read: _Reading) -> bool:
    """A year; a word that the book names, or comes back to without having it on every page; a noun of several parts."""
    if term.kind == "year" or _is_named(term.text, read):
        return True
    here = read.spread[term.text]
    if term.kind == "name":
        return here >= 2 or " " in term.text
    parts = sum(token.tag[0] == "N" or token.tag == "XR" for token in korean.tokenize(term.text))
    return len(term.text) >= 3 and (OFTEN <= here <= read.everywhere if parts < 2 else here >= 2)
