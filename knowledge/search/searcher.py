"""A query over the shelf: candidates from the legs, signals on each, one order; and the sentences that answer best."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

import korean
from errors import QuestionError
from knowledge.catalog.passages import passage_ids, to_passage
from knowledge.index import bm25
from knowledge.index.dense import DenseIndex, editions
from knowledge.index.embedders import Embedder, KiwiEmbedder
from knowledge.models import Hit
from knowledge.search import cross_encoder, fusion, query_expansion, reranker
from knowledge.search import signals as signalling
from knowledge.search.cross_encoder import CrossEncoder
from knowledge.search.passage_features import analyse_passage
from knowledge.search.signals import Query, Signals
from korean.analyzer import is_content
from korean.vectors import MorphemeVectors
from storage.shared_sources import may_read
from storage.tables import PassageRow, SourceRow

LONGEST_QUERY = 2000  # characters
CANDIDATES = 60  # from the lexical leg
DENSE_CANDIDATES = 20
FEWER = 0.5  # of them on a shelf of more than lexical.SMALL passages, where each one's text is seldom at hand


# The ids of passages by their sources and ordinals, each looked up in the index.
_PLACED = text(
    "SELECT passages.id FROM json_each(:places) AS place JOIN passages"
    " ON source_id = json_extract(place.value, '$[0]') AND ordinal = json_extract(place.value, '$[1]')"
)
_ROWS = select(PassageRow).where(PassageRow.id.in_(bindparam("ids", expanding=True)))
_TITLES = select(SourceRow.id, SourceRow.title).where(SourceRow.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class FoundPassage:
    """A candidate with everything that ranking and quoting need."""

    row: PassageRow
    signals: Signals
    sentence: float


@lru_cache(maxsize=4096)
def heading_forms(title: str) -> frozenset[str]:
    """The content words of a heading."""
    return frozenset(t.form.lower() for t in korean.tokenize(title.replace("_", " ")) if is_content(t))


def check_query(text: str) -> str:
    """The query cleaned. Raises QuestionError where it is empty or longer than LONGEST_QUERY characters."""
    if len(text) > LONGEST_QUERY:
        raise QuestionError(
            f"질문이 너무 깁니다({len(text):,}자). {LONGEST_QUERY:,}자 안으로 줄여 주세요.",
            code="question_too_long",
            english=f"The question is too long; keep it under {LONGEST_QUERY} characters.",
        )
    cleaned = " ".join(korean.clean(text).split())
    if not cleaned:
        raise QuestionError(
            "질문이 비어 있습니다. 궁금한 것을 적어 주세요.", code="question_empty", english="The question is empty."
        )
    return cleaned


@dataclass(frozen=True)
class Collected:
    """The candidates of a query: ranks and scores by leg, by the place and by the id of a passage; titles by source."""

    query: Query
    found: list[FoundPassage]
    lexical_rank: dict[tuple[str, int], tuple[int, float]]
    dense_rank: dict[int, tuple[int, float]]
    titles: dict[str, str]

    def words(self) -> NDArray[np.float32]:
        """Lexical scores ``(candidates,)``, 0 where that leg did not find one."""
        places = [(one.row.source_id, one.row.ordinal) for one in self.found]
        return np.array([self.lexical_rank.get(place, (0, 0.0))[1] for place in places], np.float32)

    def meaning(self) -> NDArray[np.float32]:
        """Cosines of the dense leg ``(candidates,)``, 0 where it did not find one."""
        return np.array([max(0.0, self.dense_rank.get(one.row.id, (0, 0.0))[1]) for one in self.found], np.float32)

    def table(self) -> NDArray[np.float32]:
        """The signals that are fused, ``(candidates, fusion.NAMES)``."""
        words = self.words()
        titles = [
            signalling.title_match(self.query, one.row.heading, self.titles[one.row.source_id]) for one in self.found
        ]
        return fusion.fusion_features(
            words / max(float(words.max()), 1e-9),
            self.meaning(),
            np.array([one.sentence for one in self.found], np.float32),
            np.array([one.signals.coverage for one in self.found], np.float32),
            np.array([one.signals.phrase for one in self.found], np.float32),
            np.array(titles, np.float32),
        )

    def scores(self, legs: str) -> NDArray[np.float32]:
        """What the candidates are ordered by, ``(candidates,)``."""
        if legs == "lexical":
            return self.words()
        return self.meaning() if legs == "dense" else fusion.fuse(self.table())


class Searcher:
    """The legs over one owner's shelf. Values out; the session is the caller's."""

    def __init__(
        self,
        owner: str,
        embedder: Embedder,
        dense: DenseIndex,
        cross_encoder: Callable[[], CrossEncoder | None] = lambda: None,
    ) -> None:
        self.owner, self.embedder, self.dense, self.cross_encoder = owner, embedder, dense, cross_encoder
        self.morphemes: MorphemeVectors | None = embedder.morphemes if isinstance(embedder, KiwiEmbedder) else None
        self._shelf: tuple[object, bm25.Collection] | None = None
        self._asked: deque[tuple[bm25.Collection, Query]] = deque(maxlen=16)  # the last queries
        self._lock = threading.Lock()

    def shelf(self, session: Session) -> bm25.Collection:
        """The owner's present sources; read again only when they have changed."""
        ids = tuple(editions(session, self.owner))
        with self._lock:
            if self._shelf is None or self._shelf[0] != ids:
                rows = session.execute(select(SourceRow.id, SourceRow.lengths).where(may_read(self.owner))).all()
                lengths = {identifier: np.frombuffer(data, "<u2").astype(np.float32) for identifier, data in rows}
                ordered = [lengths[identifier] for identifier in ids]
                base = np.concatenate([[0], np.cumsum([len(part) for part in ordered])]).astype(np.int64)
                joined = np.concatenate(ordered) if ordered else np.zeros(0, np.float32)
                self._shelf = ids, bm25.Collection(ids, base, joined)
            return self._shelf[1]

    def query(self, session: Session, text: str) -> Query:
        """The query taken apart; that of a search a moment ago is still known."""
        for shelf, known in tuple(self._asked):
            if known.text == text and shelf is self.shelf(session):
                return known
        return self._query(session, text, self.shelf(session), None, 1)[0]

    def _query(
        self, session: Session, text: str, shelf: bm25.Collection, sources: frozenset[str] | None, first: int
    ) -> tuple[Query, NDArray[np.float32]]:
        """The query taken apart, and the lexical scores of the shelf, true ones of the ``first`` so many."""
        words, scores, idf = query_expansion.score_query(session, self.owner, shelf, text, sources, first)
        query = signalling.make_query(words.text, words.tokens, idf, self.morphemes)
        query = replace(query, text=text, others=query_expansion.others(words, query.terms))
        self._asked.append((shelf, query))
        return query, scores

    def collect(
        self, session: Session, text: str, k: int, sources: Sequence[str] | None, legs: str = "fused"
    ) -> Collected | None:
        """The candidates of the legs for a query, before any order; None where there are none."""
        chosen = None if sources is None else frozenset(sources)
        shelf = self.shelf(session)
        if not shelf.size or k < 1:
            return None
        share = FEWER if shelf.size > bm25.SMALL_SHELF else 1.0
        wide = max(round(share * CANDIDATES), k)
        query, scores = self._query(session, text, shelf, chosen, wide)
        nearest: Future[list[tuple[int, float]]] | None = None
        if legs != "lexical":
            words = [list(query.tokens)]
            allowed = None if chosen is None else passage_ids(session, chosen)
            vector = self.embedder.embed([query.read], words)[0]
            wanted = max(round(share * DENSE_CANDIDATES), k if legs == "dense" else 0)
            nearest = self.dense.start(vector, wanted, allowed)
        positions = bm25.best(scores, wide).tolist() if legs != "dense" else []
        lexical_rank = {shelf.locate(p): (rank, float(scores[p])) for rank, p in enumerate(positions, 1)}
        rows = self._rows(session, self._find_ids(session, list(lexical_rank)))
        found = [self._examine(query, row) for row in rows]
        near = nearest.result() if nearest else []
        dense_rank = {identifier: (rank, cosine) for rank, (identifier, cosine) in enumerate(near, 1)}
        more = self._rows(session, sorted(dense_rank.keys() - {row.id for row in rows}))
        found += [self._examine(query, row) for row in more]
        titles = self._titles(session, [*rows, *more]) if found else {}
        return Collected(query, found, lexical_rank, dense_rank, titles) if found else None

    def search(
        self, session: Session, text: str, k: int, sources: Sequence[str] | None, legs: str = "fused"
    ) -> list[Hit]:
        """The k best passages. ``legs`` is "fused", "lexical" or "dense" (for benchmarks)."""
        collected = self.collect(session, text, k, sources, legs)
        if collected is None:
            return []
        query, found = collected.query, collected.found
        order = collected.scores(legs)
        ranks = self._rerank(query, found, order)[:k] if legs == "fused" else rank_passages(found, order)[:k]
        read = {
            i: signalling.find_substitutes(query, analyse_passage(found[i].row, self.morphemes).whole) for i in ranks
        }
        return [
            _hit(
                found[i],
                float(order[i]),
                collected.titles[found[i].row.source_id],
                collected.lexical_rank,
                collected.dense_rank,
                read[i],
            )
            for i in ranks
        ]

    def _rerank(self, query: Query, found: list[FoundPassage], scores: NDArray[np.float32]) -> list[int]:
        """The candidates' numbers, best first; the scores of the first few are raised by what tells them apart."""
        ranks = rank_passages(found, scores)
        first = ranks[: reranker.MOST_RERANKED]
        gains = reranker.rerank_gains(
            query, [found[i].row for i in first], [float(scores[i]) for i in first], self.morphemes
        )
        scores[first] += (gains - gains.min()).astype(np.float32)
        ranks = rank_passages(found, scores)
        if model := self.cross_encoder():
            first = ranks[: cross_encoder.MOST_CROSS_READ]
            scores[first] += model.gains(query.text, [found[i].row.text for i in first]).astype(np.float32)
            ranks = rank_passages(found, scores)
        return ranks

    def _find_ids(self, session: Session, places: Sequence[tuple[str, int]]) -> Sequence[int]:
        """The ids of the passages at places: sources and ordinals."""
        return session.execute(_PLACED, {"places": json.dumps(places)}).scalars().all()

    def _rows(self, session: Session, ids: Sequence[int]) -> Sequence[PassageRow]:
        return session.scalars(_ROWS, {"ids": list(ids)}).all() if ids else []

    def _titles(self, session: Session, rows: Sequence[PassageRow]) -> dict[str, str]:
        asked = {"ids": list({row.source_id for row in rows})}
        return dict(session.connection().execute(_TITLES, asked).tuples().all())

    def _examine(self, query: Query, row: PassageRow) -> FoundPassage:
        window = signalling.best_window(query, analyse_passage(row, self.morphemes).sentences)
        return FoundPassage(row, self.signals(query, row), window)

    def signals(self, query: Query, row: PassageRow) -> Signals:
        """What a passage, with its headings, holds of a query."""
        extra = frozenset().union(*(heading_forms(title) for title in row.heading))
        return signalling.signals(query, analyse_passage(row, self.morphemes).whole, extra, self.morphemes)


def rank_passages(found: Sequence[FoundPassage], scores: NDArray[np.float32]) -> list[int]:
    """The numbers of candidates, best first."""
    return sorted(range(len(found)), key=lambda i: (-scores[i], found[i].row.id))


def _hit(
    found: FoundPassage,
    score: float,
    title: str,
    lexical_rank: dict[tuple[str, int], tuple[int, float]],
    dense_rank: dict[int, tuple[int, float]],
    read: dict[str, str],
) -> Hit:
    row = found.row
    why = {}
    if place := lexical_rank.get((row.source_id, row.ordinal)):
        why["lexical"] = place[0]
    if near := dense_rank.get(row.id):
        why["dense"] = near[0]
    return Hit(to_passage(row), title, score, why, read, found.signals.coverage)
