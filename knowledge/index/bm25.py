"""The lexical leg: BM25 over Kiwi's content morphemes and character bigrams, kept in the database itself.

Each term has one row per source (ordinals and counts of the source's passages), so that adding or removing a book
writes only that book's rows, inside the ingest's own transaction, and there is no index file to fall out of step.
Scores are Robertson's BM25 (Robertson & Zaragoza 2009) with Lucene's never-negative idf; k1 0.9 and b 0.4 are the
values measured best on Korean encyclopedia passages (bench/knowledge/retrieval).
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from korean.analyzer import Token, is_content
from korean.powers import list_powers
from storage.shared_sources import SHARED_SQL

K1 = 0.9
B = 0.4
BIGRAM = "~"  # marks a bigram term: it is never the first character of a morpheme
BIGRAM_WEIGHT = 0.5  # of a morpheme's weight in a query
_FETCH = f"SELECT source_id, data FROM postings WHERE term = :term AND (owner = :owner OR source_id IN ({SHARED_SQL}))"
CACHED_BYTES = 64 * 2**20  # bytes of posting lists
SAMPLE = 16
SMALL_SHELF, COMMON = (
    20_000,
    0.03,
)  # on a shelf of more passages, a bigram in more than this share of them is not scored


def index_terms(passage: str, tokens: Iterable[Token]) -> Counter[str]:
    """Terms of a passage or a query with their counts: content morphemes, powers in one notation, and bigrams of
    the letters within each word.
    """
    counts: Counter[str] = Counter(token.form.lower() for token in tokens if is_content(token))
    counts.update(list_powers(passage))
    for word in passage.lower().split():
        letters = "".join(char for char in word if char.isalnum())
        counts.update(BIGRAM + letters[i : i + 2] for i in range(len(letters) - 1))
    return counts


def encode(ordinals: Sequence[int], counts: Sequence[int]) -> bytes:
    """A posting list as bytes: uint32 ordinals, then uint16 counts, little endian."""
    return np.asarray(ordinals, "<u4").tobytes() + np.minimum(counts, 65535).astype("<u2").tobytes()


def decode(data: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The ordinals and the counts of a posting list that ``encode`` wrote."""
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


class Postings(NamedTuple):
    """The passages that hold a term, and how much of the term's weight each one earns."""

    positions: NDArray[np.uint32]  # ascending
    shares: NDArray[np.float32]  # 0 to 1

    def among(self, within: NDArray[np.bool_]) -> Postings:
        inside = within[self.positions]
        return Postings(self.positions[inside], self.shares[inside])


class CachedPostings:
    """The posting lists that the last questions asked for, KEPT bytes of them: the commonest
    words come back in the next one.
    """

    def __init__(self) -> None:
        self._lists: LRUCache[str, Postings] = LRUCache(
            CACHED_BYTES, getsizeof=lambda one: one.positions.nbytes + one.shares.nbytes
        )
        self._lock = threading.Lock()

    def get(self, term: str) -> Postings | None:
        with self._lock:
            return self._lists.get(term)

    def put(self, term: str, listed: Postings) -> None:
        with self._lock, suppress(ValueError):  # one longer than all that is kept
            self._lists[term] = listed


@dataclass(frozen=True)
class Collection:
    """The sources of one owner laid end to end: passage ``ordinal`` of source i stands at ``base[i] + ordinal``."""

    ids: tuple[str, ...]
    base: NDArray[np.int64]  # (sources + 1,)
    lengths: NDArray[np.float32]  # (passages,) in terms
    common: dict[str, int] = field(default_factory=dict)  # bigrams that are not scored: how many passages hold each
    kept: CachedPostings = field(default_factory=CachedPostings)

    @property
    def size(self) -> int:
        return int(self.base[-1])

    @cached_property
    def place(self) -> dict[str, int]:
        """The number of each source."""
        return {source: number for number, source in enumerate(self.ids)}

    @cached_property
    def norm(self) -> NDArray[np.float32]:
        """BM25's share of the length in each passage's denominator ``(passages,)``."""
        average = float(self.lengths.mean()) if self.size else 1.0
        return np.asarray(K1 * (1 - B + B * self.lengths / max(average, 1e-9)), dtype=np.float32)

    def within(self, sources: frozenset[str]) -> NDArray[np.bool_]:
        """Which positions are those of some sources ``(passages,)``."""
        chosen = np.array([source in sources for source in self.ids], dtype=bool)
        return np.repeat(chosen, np.diff(self.base))

    def locate(self, position: int) -> tuple[str, int]:
        """The source id and the ordinal of a position."""
        index = int(np.searchsorted(self.base, position, side="right")) - 1
        return self.ids[index], position - int(self.base[index])


def idf(documents: int, containing: int) -> float:
    return math.log(1.0 + (documents - containing + 0.5) / (containing + 0.5))


def weigh(session: Session, owner: str, shelf: Collection, query: Iterable[str]) -> dict[str, float]:
    """The idf of every term of a query (highest where no passage holds it)."""
    return {term: idf(shelf.size, size) for term, size, _ in _load_postings(session, owner, shelf, query)}


def score(
    session: Session,
    owner: str,
    shelf: Collection,
    query: Counter[str],
    sources: frozenset[str] | None,
    onto: NDArray[np.float32] | None = None,
    first: int = 0,
) -> tuple[NDArray[np.float32], dict[str, float]]:
    """BM25 of every passage on the shelf ``(passages,) float32`` and the idf of every
    query term (highest where unknown).

    The scores are added ``onto`` others where there are some. Where only the ``first`` so many passages count, a
    large shelf's other passages may go without the commonest terms, which could not have brought them among those
    (MaxScore, Turtle & Flood 1995).
    """
    scores = np.zeros(shelf.size, dtype=np.float32) if onto is None else onto
    within = None if sources is None else shelf.within(sources)
    weights: dict[str, float] = {}
    adding: list[tuple[float, Postings]] = []
    for term, size, listed in _load_postings(session, owner, shelf, query):
        weights[term] = idf(shelf.size, size)
        if listed is not None:
            share = BIGRAM_WEIGHT if term.startswith(BIGRAM) else 1.0
            adding.append((weights[term] * query[term] * share * (K1 + 1), listed))
    adding.sort(key=lambda pair: -pair[0])
    leading: NDArray[np.int64] | None = None
    for number, (gain, listed) in enumerate(adding):
        if leading is None and first and shelf.size > SMALL_SHELF and len(listed.positions) > COMMON * shelf.size:
            leading = _leading(scores, first, within, sum(more for more, _ in adding[number:]))
        if leading is not None:
            at = np.minimum(np.searchsorted(listed.positions, leading), len(listed.positions) - 1)
            there = listed.positions[at] == leading
            scores[leading[there]] += np.float32(gain) * listed.shares[at[there]]
        else:
            positions, shares = listed if within is None else listed.among(within)
            scores[positions] += np.float32(gain) * shares
    return scores, weights


def best(scores: NDArray[np.float32], n: int) -> NDArray[np.int64]:
    """The positions of the n highest scores above zero, best first, the earlier of equal ones first."""
    found = np.flatnonzero(scores >= max(_floor(scores, n), 1e-30))
    return found[np.argsort(-scores[found], kind="stable")][:n]


def _floor(scores: NDArray[np.float32], n: int) -> float:
    """A score that the n highest reach at least: the n-th of every SAMPLE-th, where there are enough."""
    sample = scores[::SAMPLE] if len(scores) > n * SAMPLE else scores
    return float(np.partition(sample, len(sample) - n)[len(sample) - n]) if 0 < n <= len(sample) else 0.0


def _leading(
    scores: NDArray[np.float32], first: int, within: NDArray[np.bool_] | None, rest: float
) -> NDArray[np.int64] | None:
    """The positions that can still be among the ``first``, if every term to come brings ``rest`` at
    most; None where they are too many.
    """
    least = _floor(scores, first) - rest
    if least <= 0:
        return None
    found = np.flatnonzero(scores >= least)
    if within is not None:
        found = found[within[found]]
    return found if len(found) < COMMON * len(scores) else None


def _load_postings(
    session: Session, owner: str, shelf: Collection, terms: Iterable[str]
) -> Iterator[tuple[str, int, Postings | None]]:
    """Each term, how many passages hold it, and its list; no list of a bigram that is too common to be
    scored, or of a term of no passage.
    """
    terms = list(terms)
    for term in terms:
        if term in shelf.common:
            yield term, shelf.common[term], None
    for term, listed in _lists(session, owner, shelf, [term for term in terms if term not in shelf.common]):
        size = len(listed.positions)
        if term.startswith(BIGRAM) and shelf.size > SMALL_SHELF and size > COMMON * shelf.size:
            shelf.common[term] = size
        yield term, size, listed if size and term not in shelf.common else None


def _lists(session: Session, owner: str, shelf: Collection, terms: Sequence[str]) -> Iterator[tuple[str, Postings]]:
    """The posting list of each term over the whole shelf; those that the last questions asked for are at hand."""
    place = shelf.place
    cursor = session.connection().connection.cursor()  # thousands of rows: SQLAlchemy's own would take twice as long
    for term in terms:
        if (listed := shelf.kept.get(term)) is None:
            rows = cursor.execute(_FETCH, {"term": term, "owner": owner}).fetchall()
            parts = [(place[source], data) for source, data in rows if source in place]
            shelf.kept.put(term, listed := _join_postings(shelf, sorted(parts, key=itemgetter(0))))
        yield term, listed


def _join_postings(shelf: Collection, parts: Sequence[tuple[int, bytes]]) -> Postings:
    """Posting lists of sources, in their order on the shelf, as one list."""
    sizes = [len(data) // 6 for _, data in parts]
    ordinals = np.frombuffer(b"".join(data[: 4 * n] for (_, data), n in zip(parts, sizes, strict=True)), "<u4")
    counts = np.frombuffer(b"".join(data[4 * n :] for (_, data), n in zip(parts, sizes, strict=True)), "<u2")
    positions = (ordinals + np.repeat(shelf.base[[number for number, _ in parts]], sizes)).astype(np.uint32)
    tf = counts.astype(np.float32)
    return Postings(positions, tf / (tf + shelf.norm[positions]))
