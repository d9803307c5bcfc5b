"""A passage taken apart once: what ranking and quoting ask of it and of each of its sentences.

A search takes some eighty passages apart, so this is its slowest step: the columns of the stored morphemes are
worked on as they are, and tokens are made of them only for the few sentences that are looked at more closely. What
is kept is made of strings, not of small objects: a cache of those would make Python's collector halt a search for a
quarter of a second now and then.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.index.morpheme_codec import Columns, columns
from korean.analyzer import CONTENT, Token
from korean.vectors import MorphemeVectors
from storage.tables import PassageRow

CACHED_PASSAGES = 4096  # passages, about 20 KB each
COMPOUNDED = frozenset("NNG NNP NNB NR NP SL SH SN XPN XSN XR VV VA MM".split())  # a misread noun begins like a verb
LONGEST_COMPOUND = 4  # nouns
_APART = "\0"


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence or a whole passage. ``rows`` are its content words' rows among the morpheme vectors."""

    forms: frozenset[str]  # lower case; nouns written together count as one form too
    letters: str  # every form, one after another, for words within words
    pairs: frozenset[str]  # neighbouring content words, as ``pair`` writes them
    rows: tuple[int, ...]
    text: str  # the passage's morphemes as they are stored
    first: int  # the part's own: from this one
    last: int  # up to this one

    @property
    def tokens(self) -> tuple[Token, ...]:
        return _columns(self.text).between(self.first, self.last).tokens()


@dataclass(frozen=True, slots=True)
class PassageFeatures:
    """A passage and its sentences, in order."""

    whole: Part
    sentences: tuple[Part, ...]


def analyse_passage(row: PassageRow, morphemes: MorphemeVectors | None) -> PassageFeatures:
    """A stored passage taken apart; the same one is taken apart once."""
    spans = tuple((start - row.start, end - row.start) for start, end in row.spans)
    return _analyse(row.id, row.tokens, spans, morphemes)


@lru_cache(maxsize=CACHED_PASSAGES)
def _analyse(
    passage_id: int, text: str, spans: tuple[tuple[int, int], ...], morphemes: MorphemeVectors | None
) -> PassageFeatures:
    """``text`` is part of the key: a changed passage is taken apart again."""
    del passage_id
    every = _columns(text)
    cuts = [(bisect_left(every.starts, start), bisect_left(every.starts, end)) for start, end in spans]
    sentences = tuple(part(text, every, first, last, morphemes) for first, last in cuts)
    if not sentences:
        return PassageFeatures(part(text, every, 0, len(every.starts), morphemes), ())
    return PassageFeatures(sentences[0] if len(sentences) == 1 else _together(text, every, sentences), sentences)


def _together(text: str, every: Columns, sentences: Sequence[Part]) -> Part:
    """The whole of sentences that have been taken apart."""
    forms = frozenset[str]().union(*(one.forms for one in sentences))
    pairs = frozenset[str]().union(*(one.pairs for one in sentences))
    rows = sorted({row for one in sentences for row in one.rows})
    letters = _APART.join(one.letters for one in sentences)
    return Part(forms, letters, pairs, tuple(rows), text, 0, len(every.starts))


def part(text: str, every: Columns, first: int, last: int, morphemes: MorphemeVectors | None) -> Part:
    """Morphemes taken apart. "독립신문" is two nouns in one sentence and one in the next, so
    both ways of writing are kept.
    """
    words = every.between(first, last)
    lower = [form.lower() for form in words.forms]
    forms = {*lower, *_compounds(words, lower)}
    content = [number for number, tag in enumerate(words.tags) if tag in CONTENT]
    rows: set[int] = set()
    if morphemes is not None:
        rows = {morphemes.row(words.forms[number], words.tags[number]) for number in content} - {-1}
    pairs = frozenset(pair(before, after) for before, after in pairwise([lower[number] for number in content]))
    return Part(frozenset(forms), _APART.join(forms), pairs, tuple(sorted(rows)), text, first, last)


def pair(before: str, after: str) -> str:
    """Two neighbouring words as one string."""
    return f"{before}{_APART}{after}"


@lru_cache(maxsize=64)
def _columns(text: str) -> Columns:
    return columns(text)


def _compounds(words: Columns, lower: Sequence[str]) -> Iterator[str]:
    """Every two to LONGEST_COMPOUND nouns without a space between them, as one word."""
    for run in noun_runs(words.tags, words.starts, words.ends, lower):
        for start in range(len(run) - 1):
            yield "".join(run[start:])


def noun_runs(
    tags: Sequence[str], starts: Sequence[int], ends: Sequence[int], lower: Sequence[str]
) -> Iterator[list[str]]:
    """For every noun that follows another without a space: itself and up to LONGEST_COMPOUND - 1 nouns before it."""
    run: list[str] = []
    last = -1
    for tag, start, end, form in zip(tags, starts, ends, lower, strict=True):
        if tag not in COMPOUNDED:
            last = -1
        elif start == last:
            run = [*run[1 - LONGEST_COMPOUND :], form]
            last = end
            yield run
        else:
            run = [form]
            last = end


def nearest(vectors: NDArray[np.float32], part: Part, morphemes: MorphemeVectors) -> NDArray[np.float32]:
    """For each vector ``(n, d)`` the cosine to the part's nearest word ``(n,)``."""
    taken = morphemes.take(list(part.rows))
    found: NDArray[np.float32] = (vectors @ taken.T).max(axis=1)
    return found
