"""What quizzes are made of: sentences that stand alone, and the terms in them that are worth asking for."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import korean
from knowledge import Library, Sentence
from knowledge.glossary.definitions import normalize_term
from learning.facts.definitions import extract_defined_term, is_marked_as_term
from learning.facts.salience import LEAST_SALIENCE, is_bound, is_in_brackets, salience_score, select_whole_terms
from learning.facts.self_containment import is_self_contained
from learning.facts.sentence_trimming import sentence_start
from learning.facts.tables import Table, find_tables
from learning.facts.terms import MODIFIER, Phrases, Term, is_everyday, terms_in
from learning.facts.topics import extract_key_words, is_front_matter, related_sources, subject_finder, subject_of

OFTEN = 3  # sentences that have a short noun, for it to be a term of the book
TERM_SENTENCES = 2  # sentences that have a defined term, for it to be one where no heading names it
TERM_WEIGHTS = {"name": 1.0, "year": 0.8, "amount": 0.9, "latin": 0.9, "noun": 0.35}
ASIDE = 0.5  # less salient is what stands under thanks, prefaces and rights
EVERYWHERE, PART = 25, 80  # a noun that is in so many sentences, or in one of so many, is a word of every page
BARE = frozenset({"amount", "latin"})  # kinds of which length says nothing


@dataclass(frozen=True)
class Fact:
    """A sentence that stands alone, with its askable terms, best first."""

    sentence: Sentence
    title: str
    terms: tuple[Term, ...]
    defines: str = ""  # the term that it defines, as it writes it
    topic: str = ""  # the heading that it stands under, without its number
    table: Table | None = None  # what its span holds where it is a table
    about: str = ""  # what a stem may say that it is about: the topic, or the title of a source without headings
    salience: float = 1.0  # how much it is worth asking about


@dataclass(frozen=True)
class FactPool:
    """The facts of the chosen pages, and every term of the same sources by kind (the pool of distractors)."""

    facts: tuple[Fact, ...]
    pool: dict[str, tuple[str, ...]]
    together: dict[str, frozenset[int]]  # term -> numbers of the sentences that hold it
    homes: dict[str, frozenset[str]]  # term -> the sources that have it
    tables: tuple[Fact, ...] = ()  # their terms are the names of the rows
    key_words: frozenset[str] = frozenset()  # what titles, headings and definitions name, squeezed
    everywhere: int = EVERYWHERE  # sentences that have a noun, from which on it is a word of every page
    kin: dict[str, frozenset[str]] = field(
        default_factory=dict
    )  # source -> those that speak of the same things, itself too
    choosy: bool = True  # whether only the better sentences and terms are asked about; else any that may be

    @cached_property
    def defined_names(self) -> frozenset[str]:
        """What sentences define, and what they are about, squeezed."""
        return frozenset(korean.squeeze(name) for fact in self.facts for name in (fact.about, fact.defines))


@dataclass(frozen=True)
class _SourceReading:
    """One source: its sentences with their terms, how many of them have each term, and what the source is about."""

    title: str
    sentences: tuple[tuple[Sentence, int, tuple[Term, ...]], ...]  # with the place where its own words begin
    spread: Counter[str]
    defined: dict[tuple[int, int], str]  # span of a sentence -> the term that it defines
    subject_at: Callable[[int], str]
    heading_at: Callable[[int], str]
    key_words: frozenset[str]
    article: bool  # a source without headings is about what its title names

    def about(self, place: int) -> str:
        return subject_of(self.title) if self.article else self.subject_at(place)


def extract_facts(library: Library, source_ids: Sequence[str], pages: tuple[int, int] | None) -> FactPool:
    """Facts of the chosen pages; the pool is drawn from the whole of the sources."""
    facts: list[Fact] = []
    shown: list[Fact] = []
    places: dict[str, set[int]] = {}
    homes: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    reads = {source_id: _read_source(library, source_id) for source_id in source_ids}
    spread = sum((read.spread for read in reads.values()), Counter[str]())
    everywhere = max(EVERYWHERE, sum(len(read.sentences) for read in reads.values()) // PART)
    counter = 0
    for source_id, read in reads.items():
        for span, table in find_tables(library, source_id, pages):
            named = tuple(_row_name(span.text, name) for name in table.names)
            shown.append(Fact(span, read.title, named, "", read.subject_at(span.start), table, read.about(span.start)))
        for _, _, terms in read.sentences:
            for term in {t.text for t in terms}:
                places.setdefault(term, set()).add(counter)
                homes.setdefault(term, set()).add(source_id)
            kinds |= {t.text: t.kind for t in terms if t.weight > MODIFIER}
            counter += 1
        facts += [
            _fact(sentence, cut, terms, read, spread, everywhere)
            for sentence, cut, terms in read.sentences
            if pages is None or pages[0] <= sentence.page <= pages[1]
            if is_self_contained(sentence.text[cut:], read.about(sentence.start), read.article and bool(read.about(0)))
        ]
    pool: dict[str, list[str]] = {}
    for term in [term for term, _ in spread.most_common() if term in kinds]:
        pool.setdefault(kinds[term], []).append(term)
    frozen = {term: frozenset(numbers) for term, numbers in places.items()}
    at_home = {term: frozenset(sources) for term, sources in homes.items()}
    return FactPool(
        tuple(fact for fact in facts if fact.terms and fact.salience >= LEAST_SALIENCE),
        {k: tuple(v) for k, v in pool.items()},
        frozen,
        at_home,
        tuple(shown),
        frozenset().union(*(read.key_words for read in reads.values())),
        everywhere,
        related_sources({source_id: read.spread for source_id, read in reads.items()}),
    )


def _read_source(library: Library, source_id: str) -> _SourceReading:
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

    return _SourceReading(title, found, spread, defined, subject_finder(headings), heading_at, words, len(headings) < 2)


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


def _fact(
    sentence: Sentence, cut: int, terms: tuple[Term, ...], read: _SourceReading, spread: Counter[str], everywhere: int
) -> Fact:
    surface = read.defined.get((sentence.start, sentence.end), "")
    sentence, terms = _trim(sentence, cut, terms)
    weighed = _weigh(sentence.text, terms, read, spread, surface, everywhere)
    topic, about = read.subject_at(sentence.start), read.about(sentence.start)
    value = salience_score(sentence.text, weighed, bool(surface), read.key_words, about)
    value -= ASIDE * is_front_matter(read.heading_at(sentence.start))
    return Fact(sentence, read.title, weighed, surface, topic, None, about, value)


def _row_name(text: str, name: str) -> Term:
    place = text.index(f"\n{name}") + 1 if f"\n{name}" in text else text.index(name)
    return Term(name, place, place + len(name), "row", 1.0)


def _trim(sentence: Sentence, cut: int, terms: tuple[Term, ...]) -> tuple[Sentence, tuple[Term, ...]]:
    """The sentence from where its own words begin; its span with it."""
    if not cut:
        return sentence, terms
    rest = replace(sentence, start=sentence.start + cut, text=sentence.text[cut:])
    return rest, tuple(replace(t, start=t.start - cut, end=t.end - cut) for t in terms if t.start >= cut)


def _weigh(
    text: str, terms: tuple[Term, ...], read: _SourceReading, spread: Counter[str], surface: str, everywhere: int
) -> tuple[Term, ...]:
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
        value += 0.5 if term.kind not in BARE and _is_specific(term, read, spread, everywhere) else 0.0
        value += 0.6 if surface and normalize_term(term.text) == normalize_term(surface) else 0.0
        value -= 0.5 if term.kind == "noun" and (len(term.text) < 3 or spread[term.text] > everywhere) else 0.0
        if value > 0.3:
            weighed.append(Term(term.text, term.start, term.end, term.kind, value))
    return tuple(sorted(weighed, key=lambda term: -term.weight))


def _of_manual(text: str, term: Term) -> bool:
    """A count of things in the polite style of a manual: a setting, and no fact of the subject."""
    return term.text.endswith("개") and text.endswith("니다.")


def _is_named(word: str, read: _SourceReading) -> bool:
    """Whether the headings or the definitions of the source name it."""
    return korean.squeeze(word) in read.key_words


def _is_specific(term: Term, read: _SourceReading, spread: Counter[str], everywhere: int) -> bool:
    """A year; a word that the book names, or comes back to without having it on every page; a noun of several parts."""
    if term.kind == "year" or _is_named(term.text, read):
        return True
    here = read.spread[term.text]
    if term.kind == "name":
        return here >= 2 or " " in term.text
    parts = sum(token.tag[0] == "N" or token.tag == "XR" for token in korean.tokenize(term.text))
    home = OFTEN <= here <= everywhere and 2 * here >= spread[term.text]
    return len(term.text) >= 3 and (home if parts < 2 else here >= 2)
