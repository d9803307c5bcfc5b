"""What LangChain's adapters ask of a library: what is below it, and its search."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol, runtime_checkable

from sqlalchemy.orm import Session

from knowledge.index.embedders import Embedder
from knowledge.models import Hit
from knowledge.search.searcher import Searcher
from knowledge.store import Store
from settings import Settings


@runtime_checkable
class SearchableLibrary(Protocol):
    """An open library: ``knowledge.Library``, or a store with its search alone."""

    @property
    def store(self) -> Store: ...

    @property
    def settings(self) -> Settings: ...

    def search(
        self, query: str, k: int = 10, sources: Sequence[str] | None = None, legs: str = "fused"
    ) -> list[Hit]: ...

    def snapshot(self) -> AbstractContextManager[tuple[Session, Searcher]]: ...

    def current_embedder(self) -> Embedder: ...

    def close(self) -> None: ...
