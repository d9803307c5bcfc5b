"""The lexical leg: BM25 over Kiwi's content morphemes and character bigrams, kept in the database itself.

Each term has one row per source (ordinals and counts of the source's passages), so that adding or removing a book
writes only that book's rows, inside the ingest's own transaction, and there is no index file to fall out of step.
Scores are Robertson's BM25 (Robertson & Zaragoza 2009) with Lucene's never-negative idf; k1 0.9 and b 0.4 are the
values measured best on Korean encyclopedia passages (bench/retrieval).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from korean.analyzer import Token, is_content
from storage.tables import PostingRow

K1 = 0.9
B = 0.4
BIGRAM = "~"  # marks a bigram term: it is never the first character of a morpheme
BIGRAM_WEIGHT = 0.5  # of a morpheme's weight in a query


def index_terms(text: str, tokens: Iterable[Token]) -> Counter[str]:
    """Terms of a passage or a query with their counts: content morphemes, and bigrams of the letters within each word."""
    counts: Counter[str] = Counter(token.form.lower() for token in tokens if is_content(token))
    for word in text.lower().split():
        letters = "".join(char for char in word if char.isalnum())
        counts.update(BIGRAM + letters[i : i + 2] for i in range(len(letters) - 1))
    return counts


def encode(ordinals: Sequence[int], counts: Sequence[int]) -> bytes:
    """A posting list as bytes: uint32 ordinals, then uint16 counts, little endian."""
    return np.asarray(ordinals, "<u4").tobytes() + np.minimum(counts, 65535).astype("<u2").tobytes()


def decode(data: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    size = len(data) // 6
    return np.frombuffer(data, "<u4", size), np.frombuffer(data, "<u2", size, 4 * size)


def postings(passages: Sequence[Counter[str]]) -> dict[str, bytes]:
    """The posting list of every term of one source; passages in ordinal order."""
    lists: dict[str, tuple[list[int], list[int]]] = {}
    for ordinal, terms in enumerate(passages):
        for term, count in terms.items():
            ordinals, counts = lists.setdefault(term, ([], []))
            ordinals.append(ordinal)
            counts.append(count)
    return {term: encode(*pair) for term, pair in lists.items()}


@dataclass(frozen=True)
class Shelf:
    """The sources of one owner laid end to end: passage ``ordinal`` of source i stands at ``base[i] + ordinal``."""

    ids: tuple[str, ...]
    base: NDArray[np.int64]  # (sources + 1,)
    lengths: NDArray[np.float32]  # (passages,) in terms

    @property
    def size(self) -> int:
        return int(self.base[-1])

    def locate(self, position: int) -> tuple[str, int]:
        """The source id and the ordinal of a position."""
        index = int(np.searchsorted(self.base, position, side="right")) - 1
        return self.ids[index], position - int(self.base[index])


def idf(documents: int, containing: int) -> float:
    return math.log(1.0 + (documents - containing + 0.5) / (containing + 0.5))


def score(
    session: Session, owner: str, shelf: Shelf, query: Counter[str], sources: frozenset[str] | None
) -> tuple[NDArray[np.float32], dict[str, float]]:
    """BM25 of every passage on the shelf ``(passages,) float32`` and the idf of every query term (highest where unknown)."""
    scores = np.zeros(shelf.size, dtype=np.float32)
    place = {source: index for index, source in enumerate(shelf.ids)}
    lists: dict[str, list[tuple[int, NDArray[np.uint32], NDArray[np.uint16]]]] = {term: [] for term in query}
    terms = list(query)
    for chunk in range(0, len(terms), 500):
        statement = select(PostingRow.term, PostingRow.source_id, PostingRow.data).where(
            PostingRow.term.in_(terms[chunk : chunk + 500]), PostingRow.owner == owner
        )
        for term, source, data in session.execute(statement):
            if source in place:
                lists[term].append((place[source], *decode(data)))
    average = float(shelf.lengths.mean()) if shelf.size else 1.0
    norm = K1 * (1 - B + B * shelf.lengths / max(average, 1e-9))
    weights: dict[str, float] = {}
    for term, found in lists.items():
        weights[term] = idf(shelf.size, sum(len(ordinals) for _, ordinals, _ in found))
        gain = weights[term] * query[term] * (BIGRAM_WEIGHT if term.startswith(BIGRAM) else 1.0)
        for index, ordinals, counts in found:
            if sources is not None and shelf.ids[index] not in sources:
                continue
            positions = ordinals.astype(np.int64) + shelf.base[index]
            tf = counts.astype(np.float32)
            scores[positions] += gain * tf * (K1 + 1) / (tf + norm[positions])
    return scores, weights
