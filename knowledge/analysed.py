"""A passage taken apart once: what ranking and quoting ask of it and of each of its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge import tokens
from korean.analyzer import Token, is_content
from korean.vectors import MorphemeVectors
from storage.tables import PassageRow

KEPT = 8192  # passages, about 20 KB each
COMPOUNDED = frozenset("NNG NNP NNB NR NP SL SH SN XPN XSN XR VV VA MM".split())  # a misread noun begins like a verb
LONGEST_COMPOUND = 4  # nouns
_APART = "\0"


@dataclass(frozen=True)
class Part:
    """A sentence or a whole passage. ``rows`` are its content words' rows among the morpheme vectors."""

    tokens: tuple[Token, ...]
    forms: frozenset[str]
    letters: str  # every form, one after another, for words within words
    pairs: frozenset[tuple[str, str]]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Analysed:
    """A passage and its sentences, in order."""

    whole: Part
    sentences: tuple[Part, ...]


def analysed(row: PassageRow, morphemes: MorphemeVectors | None) -> Analysed:
    """A stored passage taken apart; the same one is taken apart once."""
    spans = tuple((start - row.start, end - row.start) for start, end in row.spans)
    return _analysed(row.id, row.tokens, spans, morphemes)


@lru_cache(maxsize=KEPT)
def _analysed(
    passage_id: int, text: str, spans: tuple[tuple[int, int], ...], morphemes: MorphemeVectors | None
) -> Analysed:
    """``text`` is part of the key: a changed passage is taken apart again."""
    del passage_id
    words = tokens.parse(text)
    sentences, at = [], 0
    for start, end in spans:
        while at < len(words) and words[at].start < start:
            at += 1
        last = at
        while last < len(words) and words[last].start < end:
            last += 1
        sentences.append(part(words[at:last], morphemes))
        at = last
    return Analysed(sentences[0] if len(sentences) == 1 else _together(words, sentences, morphemes), tuple(sentences))


def _together(words: Sequence[Token], sentences: Sequence[Part], morphemes: MorphemeVectors | None) -> Part:
    """The whole of sentences that have been taken apart."""
    if not sentences:
        return part(words, morphemes)
    forms = frozenset[str]().union(*(one.forms for one in sentences))
    pairs = frozenset[tuple[str, str]]().union(*(one.pairs for one in sentences))
    rows = sorted({row for one in sentences for row in one.rows})
    return Part(tuple(words), forms, _APART.join(one.letters for one in sentences), pairs, tuple(rows))


def part(words: Sequence[Token], morphemes: MorphemeVectors | None) -> Part:
    """Tokens taken apart. Nouns written together count as one form too: "독립신문" is parted in one sentence, not in the next."""
    lower = [token.form.lower() for token in words]
    forms = {*lower, *compounds(words, lower)}
    content = [(token, form) for token, form in zip(words, lower, strict=True) if is_content(token)]
    rows: set[int] = set()
    if morphemes is not None:
        rows = {morphemes.row(token.form, token.tag) for token, _ in content} - {-1}
    pairs = frozenset(pairwise(form for _, form in content))
    return Part(tuple(words), frozenset(forms), _APART.join(forms), pairs, tuple(sorted(rows)))


def compounds(words: Sequence[Token], lower: Sequence[str]) -> Iterator[str]:
    """Every two to LONGEST_COMPOUND nouns without a space between them, as one word."""
    for run in noun_runs(words, lower):
        for start in range(len(run) - 1):
            yield "".join(run[start:])


def noun_runs(words: Sequence[Token], lower: Sequence[str]) -> Iterator[list[str]]:
    """For every noun the last LONGEST_COMPOUND nouns up to it that have no space between them."""
    run: list[str] = []
    end = -1
    for token, form in zip(words, lower, strict=True):
        if token.tag not in COMPOUNDED:
            end = -1
            continue
        run = [*run[1 - LONGEST_COMPOUND :], form] if token.start == end else [form]
        end = token.end
        yield run


def nearest(vectors: NDArray[np.float32], part: Part, morphemes: MorphemeVectors) -> NDArray[np.float32]:
    """For each vector ``(n, d)`` the cosine to the part's nearest word ``(n,)``."""
    taken = morphemes.take(list(part.rows))
    found: NDArray[np.float32] = (vectors @ taken.T).max(axis=1)
    return found
