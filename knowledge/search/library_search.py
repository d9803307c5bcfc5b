"""Searching an open store: one state of its rows and the indexes that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from sqlalchemy.orm import Session

from knowledge.index.dense import editions
from knowledge.index.embedders import Embedder
from knowledge.ingestion.leftovers import clear_leftovers
from knowledge.ingestion.reindexing import SearchIndexes
from knowledge.models import Hit
from knowledge.search.cross_encoder import load as load_cross_encoder
from knowledge.search.searcher import Searcher, check_query
from knowledge.store import Store
from settings import Settings


class LibrarySearch:
    """The searcher over a store, made anew when an edition of a source changes. Several threads may use it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.indexes = SearchIndexes(store)
        self._searcher: tuple[dict[str, str], Searcher] | None = None

    def close(self) -> None:
        """End the background work, then the store."""
        self.indexes.close()
        self.store.close()

    @property
    def settings(self) -> Settings:
        return self.store.settings

    def current_embedder(self) -> Embedder:
        """The embedder whose vectors answer now."""
        return self.indexes.current()[0]

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Session, Searcher]]:
        """One state of the library to read, and a searcher that knows no other edition of its sources."""
        clear_leftovers(self.store)
        embedder, dense = self.indexes.current()
        with self.store.database.session("DEFERRED") as session:
            now = editions(session, self.store.owner)
            known, searcher = self._searcher or ({}, None)
            changed = any(known.get(source, edition) != edition for source, edition in now.items())
            if searcher is None or changed or searcher.dense is not dense:
                cross_encoder = partial(load_cross_encoder, self.store.settings)
                known, searcher = {}, Searcher(self.store.owner, embedder, dense, cross_encoder)
            dense.follow(session, now)
            self._searcher = known | now, searcher
            yield session, searcher

    def search(self, query: str, k: int = 10, sources: Sequence[str] | None = None, legs: str = "fused") -> list[Hit]:
        """The k best passages for a query, best first. Raises QuestionError for an empty or endless query."""
        text = check_query(query)
        with self.snapshot() as (session, searcher):
            return searcher.search(session, text, k, sources, legs)
