"""From candidates to an order: signals computed on a few dozen passages, each between 0 and 1, and one weighted sum.

The lexical score leads. A signal can only reorder passages whose lexical scores are close, and the dense leg weighs as
much as the words of the query are missing from the best passage: where the words match, meaning adds nothing; where
nothing matches, it leads. That keeps the fusion from falling below its best leg whatever embedder is plugged in.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.search.passage_features import Part, nearest, noun_runs, pair
from korean import lexicon
from korean.analyzer import Token, is_content
from korean.vectors import MorphemeVectors

LATE_FLOOR = 0.45  # cosines below this are chance (bench/knowledge/retrieval)
WITHIN_WORD = 0.8  # what a word within another, or a near word, counts for
# Words that ask rather than tell: no passage has to contain them.
ASKING_WORDS = lexicon.words("function_words", "in_a_question")


@dataclass(frozen=True)
class Other:
    """What stands for words of a query: all its ``words`` together; ``terms`` are the numbers of those meant
    (none where it replaced them).
    """

    said: str
    read: str
    words: frozenset[str]
    terms: tuple[int, ...]


@dataclass(frozen=True)
class Query:
    """A question taken apart: its content terms with their idf, and their vectors' rows."""

    text: str
    tokens: Sequence[Token]
    terms: tuple[str, ...]  # distinct content forms that a passage should hold
    weights: NDArray[np.float32]  # idf of each
    similar: NDArray[np.float32] | None  # (terms, d) unit vectors, zeros where unknown
    compounds: tuple[tuple[str, tuple[int, ...]], ...] = ()  # nouns written together, with the numbers of their terms
    read: str = (
        ""  # the text as it is searched: words that the books do not have under the names that they do have for them
    )
    others: tuple[Other, ...] = ()


@dataclass(frozen=True)
class Signals:
    """What speaks for one passage (or sentence), each 0 to 1."""

    coverage: float  # idf share of the query's terms that it holds, near synonyms counted by their cosine
    exact: float  # the same with exact terms only
    phrase: float  # share of the query's adjacent term pairs that are adjacent here


def content_terms(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Distinct content forms in order of appearance, asking words left out (kept where nothing else is there)."""
    every = dict.fromkeys(token.form.lower() for token in tokens if is_content(token))
    telling = tuple(form for form in every if form not in ASKING_WORDS)
    return telling or tuple(every)


def make_query(text: str, tokens: Sequence[Token], idf: dict[str, float], morphemes: MorphemeVectors | None) -> Query:
    terms = content_terms(tokens)
    weights = np.array([max(idf.get(term, 0.0), 0.01) for term in terms], dtype=np.float32)
    vectors = None
    if morphemes is not None and terms:
        tags = {token.form.lower(): token for token in reversed(tokens) if is_content(token)}
        vectors = np.zeros((len(terms), morphemes.vectors.shape[1]), dtype=np.float32)
        for i, term in enumerate(terms):
            row = morphemes.row(tags[term].form, tags[term].tag)
            if row >= 0:
                vectors[i] = morphemes.take([row])[0]
    return Query(text, tokens, terms, weights, vectors, _compounds(tokens, terms), text)


def _compounds(tokens: Sequence[Token], terms: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    number = {term: i for i, term in enumerate(terms)}
    tags, starts, ends = [t.tag for t in tokens], [t.start for t in tokens], [t.end for t in tokens]
    return tuple(
        ("".join(run[start:]), tuple(number[form] for form in run[start:] if form in number))
        for run in noun_runs(tags, starts, ends, [token.form.lower() for token in tokens])
        for start in range(len(run) - 1)
    )


def signals(query: Query, part: Part, extra: Set[str], morphemes: MorphemeVectors | None) -> Signals:
    """How well a passage or a sentence (and ``extra`` forms: its headings') answers the query's terms."""
    if not query.terms:
        return Signals(0.0, 0.0, 0.0)
    there = held_terms(query, part)
    held = np.zeros(len(query.terms), dtype=np.float32)
    for i, term in enumerate(query.terms):
        if i in there:
            held[i] = 1.0
        elif term in extra or (len(term) > 1 and term in part.letters):
            held[i] = WITHIN_WORD
    total = float(query.weights.sum())
    exact = float(held @ query.weights) / total
    soft = held
    if query.similar is not None and morphemes is not None and part.rows and held.min() < 1.0:
        cosines = nearest(query.similar, part, morphemes)
        soft = np.maximum(held, np.where(cosines > LATE_FLOOR, cosines * WITHIN_WORD, 0.0))
    coverage = float(soft @ query.weights) / total
    wanted = [pair(before, after) for before, after in pairwise(query.terms)]
    phrase = sum(one in part.pairs for one in wanted) / len(wanted) if wanted else 0.0
    return Signals(coverage, exact, phrase)


def best_window(query: Query, sentences: Sequence[Part]) -> float:
    """The highest share of the query's idf mass in one sentence, or nine tenths of it in two neighbours, 0 to 1."""
    if not query.terms or not sentences:
        return 0.0
    held = [held_terms(query, sentence) for sentence in sentences]
    one = max(mass(query, terms) for terms in held)
    two = max((mass(query, left | right) for left, right in pairwise(held)), default=0.0)
    return max(one, 0.9 * two) / float(query.weights.sum())


def mass(query: Query, terms: Set[int]) -> float:
    """The idf of some of the query's terms."""
    return float(sum(query.weights[i] for i in terms))


def held_terms(query: Query, part: Part) -> set[int]:
    """Which of the query's terms (by number) stand in a part, alone, within a noun
    written together, or by another name.
    """
    held = {number for number, term in enumerate(query.terms) if term in part.forms}
    for compound, numbers in query.compounds:
        if compound in part.forms:
            held.update(numbers)
    for other in query.others:
        if other.words <= part.forms:
            held.update(other.terms)
    return held


def hold_phrases(query: Query, phrases: Sequence[str], letters: str) -> set[int]:
    """The numbers of the terms that lie in a noun phrase of the question (written without spaces) which stands in a
    text of ``letters``, lower case and without spaces: "세포 호흡" holds 세포호흡, however the analyser cuts either.
    """
    there = [phrase for phrase in phrases if len(phrase) > 1 and phrase in letters]
    return {i for i, term in enumerate(query.terms) if any(term in phrase for phrase in there)}


def find_substitutes(query: Query, part: Part) -> dict[str, str]:
    """The words of the query that a part has under other names only, and those names."""
    return {
        other.said: other.read
        for other in reversed(query.others)
        if other.words <= part.forms and not (other.terms and all(query.terms[n] in part.forms for n in other.terms))
    }


def title_match(query: Query, heading: Sequence[str], title: str) -> float:
    """The share of the query's idf mass that stands in a passage's headings or its source's title, spaces ignored."""
    if not query.terms:
        return 0.0
    names = "".join("".join(name.lower().replace("_", " ").split()) for name in (*heading, title))
    held = np.array([len(term) > 1 and term in names for term in query.terms], dtype=np.float32)
    return float(held @ query.weights) / float(query.weights.sum())
