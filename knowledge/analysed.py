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
    whole = part(words, morphemes) if len(sentences) != 1 else sentences[0]
    return Analysed(whole, tuple(sentences))


def part(words: Sequence[Token], morphemes: MorphemeVectors | None) -> Part:
    forms = forms_of(words)
    content = [token for token in words if is_content(token)]
    rows: list[int] = []
    if morphemes is not None:
        seen = {(token.form, token.tag) for token in content}
        rows = sorted(row for form, tag in seen if (row := morphemes.row(form, tag)) >= 0)
    pairs = frozenset(pairwise(token.form.lower() for token in content))
    return Part(tuple(words), frozenset(forms), _APART.join(forms), pairs, tuple(rows))


def forms_of(words: Sequence[Token]) -> set[str]:
    """The forms of tokens, and of nouns written together as one: the analyser parts "독립신문" in one sentence, not in the next."""
    return {token.form.lower() for token in words} | {"".join(run) for run in noun_runs(words) if len(run) > 1}


def noun_runs(words: Sequence[Token]) -> Iterator[list[str]]:
    """Every run of up to LONGEST_COMPOUND nouns without a space between them, single nouns among them."""
    run: list[str] = []
    end = -1
    for token in words:
        if token.tag not in COMPOUNDED:
            run = []
            continue
        run = [*run, token.form.lower()][-LONGEST_COMPOUND:] if token.start == end else [token.form.lower()]
        end = token.end
        for start in range(len(run)):
            yield run[start:]


def nearest(vectors: NDArray[np.float32], part: Part, morphemes: MorphemeVectors) -> NDArray[np.float32]:
    """For each vector ``(n, d)`` the cosine to the part's nearest word ``(n,)``."""
    taken = morphemes.take(list(part.rows))
    found: NDArray[np.float32] = (vectors @ taken.T).max(axis=1)
    return found
