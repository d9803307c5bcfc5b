"""The library as a LangChain vector store: searched by every leg, with texts that are
added and deleted by their own ids.

Added texts become sources of plain text, one a call, a passage each; books are found beside them. An id is the
caller's (made up where there is none), or a book's ``source:start-end``. Books leave by ``Library.remove`` alone.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore
from langchain_core.vectorstores.utils import maximal_marginal_relevance
from sqlalchemy import select

from errors import QuestionError
from knowledge.catalog.passages import passage_ids, to_passage
from knowledge.index.embedders import Vectors, plug
from knowledge.integrations.added_texts import FILENAME, AddedTexts, write_line
from knowledge.integrations.langchain_embeddings import FromLangChain, ToLangChain, normalize
from knowledge.integrations.langchain_retriever import to_document
from knowledge.integrations.searchable import SearchableLibrary
from knowledge.models import Hit
from knowledge.search.library_search import LibrarySearch
from knowledge.store import Store
from settings import Settings
from storage.tables import PassageRow, SourceRow

OWNER = "default"  # of a folder that is opened by its path
_CHANGING = threading.RLock()  # what stands in a source is read before it is replaced
_PLACE = re.compile(r"([0-9a-f]{16}):(\d+)-(\d+)")


class LibraryVectorStore(VectorStore):
    """A library as a vector store; ``sources`` limits searches to those sources. Raises
    QuestionError, IngestError and StorageError.
    """

    def __init__(self, library: SearchableLibrary, sources: Sequence[str] | None = None) -> None:
        self.library = library
        self.added = AddedTexts(library.store)
        self.sources = None if sources is None else tuple(sources)

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: list[str] | None = None,
        library: SearchableLibrary | str | Path | None = None,
        **kwargs: Any,
    ) -> LibraryVectorStore:
        """A store with the texts in it; ``library`` is an open one, or a folder, whose vectors
        are then made by ``embedding``.
        """
        if library is None:
            raise QuestionError(
                "어느 서재에 둘지 알려 주세요: library에 열린 서재나 폴더를 적습니다.",
                code="no_library",
                english="Say which library: an open one, or a folder.",
            )
        if isinstance(library, str | Path):
            settings = Settings(library=Path(library), embedder=plug(FromLangChain(embedding)))
            library = LibrarySearch(Store(settings.library, OWNER, settings))
        store = cls(library)
        store.add_texts(texts, metadatas, ids=ids)
        return store

    @property
    def embeddings(self) -> Embeddings:
        """The library's embedder as LangChain knows one."""
        return ToLangChain(self.library.current_embedder)

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,
        *,
        ids: Sequence[str | None] | None = None,
        **kwargs: Any,
    ) -> list[str]:
        """Keep texts with their metadata, which JSON must be able to hold; one whose id is
        there already takes its place.
        """
        bodies = list(texts)
        said = [{}] * len(bodies) if metadatas is None else metadatas
        named = [one or secrets.token_hex(8) for one in (ids or [None] * len(bodies))]
        if len(said) != len(bodies) or len(named) != len(bodies):
            raise QuestionError(
                "글과 metadata, id의 수가 서로 다릅니다. 글마다 하나씩 주세요.",
                code="uneven_texts",
                english="There must be one metadata and one id for each text.",
            )
        rows = {key: (body, about) for key, body, about in zip(named, bodies, said, strict=True)}
        lines = [write_line(key, body, about) for key, (body, about) in rows.items()]
        with _CHANGING:
            self.added.put(lines, list(rows))
        return named

    def delete(self, ids: list[str] | None = None, **kwargs: Any) -> bool:
        """Delete added texts by their ids, all of them where none are given; ids that are not there are passed over.

        Raises QuestionError (``not_a_text``) for a passage of a book.
        """
        if ids is not None and (books := [one.id for one in self.get_by_ids([i for i in ids if _PLACE.fullmatch(i)])]):
            raise QuestionError(
                f"책의 대목은 하나씩 지울 수 없습니다: {books[0]}. 책을 서재에서 빼려면 Library.remove를 쓰세요.",
                code="not_a_text",
                english="A passage of a book cannot be deleted; remove the book.",
            )
        with _CHANGING:
            self.added.drop(self.added.find(ids))
        return True

    def get_by_ids(self, ids: Sequence[str], /) -> list[Document]:
        """The texts and passages with these ids, in their order; ids that are not there are passed over."""
        places = {one: (m[1], int(m[2]), int(m[3])) for one in ids if (m := _PLACE.fullmatch(one))}
        hits = {passage.key: Hit(passage, "", 0.0) for passage in self.added.find(list(ids))}
        with self.library.store.database.session() as session:
            for one, (source, start, end) in places.items():
                mine = (PassageRow.owner == self.library.store.owner) & (PassageRow.source_id == source)
                of = select(PassageRow, SourceRow.title).join(SourceRow, SourceRow.id == PassageRow.source_id)
                there = (PassageRow.start == start) & (PassageRow.end == end) & SourceRow.removed_at.is_(None)
                for row, title in session.execute(of.where(mine, there, SourceRow.filename != FILENAME)).tuples():
                    hits[one] = Hit(to_passage(row), title, 0.0)
        asked = [one for one in ids if one in hits]
        return self._documents([hits[one] for one in asked])

    def similarity_search(self, query: str, k: int = 4, **kwargs: Any) -> list[Document]:
        """The k best passages for a query, best first."""
        _nothing_else(kwargs)
        return self._documents(self.library.search(query, k, self.sources))

    def similarity_search_with_score(self, query: str, k: int = 4, **kwargs: Any) -> list[tuple[Document, float]]:  # type: ignore[override]
        """The same with the scores by which they are ordered; higher is better, and they
        compare within one query only.
        """
        _nothing_else(kwargs)
        hits = self.library.search(query, k, self.sources)
        return list(zip(self._documents(hits), [hit.score for hit in hits], strict=True))

    def _similarity_search_with_relevance_scores(
        self, query: str, k: int = 4, **kwargs: Any
    ) -> list[tuple[Document, float]]:
        """Relevance compares between queries: the share of the query, 0 to 1, that a passage covers."""
        _nothing_else(kwargs)
        hits = self.library.search(query, k, self.sources)
        return list(zip(self._documents(hits), [hit.coverage for hit in hits], strict=True))

    def similarity_search_by_vector(self, embedding: list[float], k: int = 4, **kwargs: Any) -> list[Document]:
        """The passages nearest to a vector of the library's embedder. Raises QuestionError (``vector_dimension``)."""
        _nothing_else(kwargs)
        return self._documents(self._nearest(embedding, k))

    def max_marginal_relevance_search(
        self, query: str, k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """k of the ``fetch_k`` best passages for a query, near to it and far from each other."""
        _nothing_else(kwargs)
        vector = self.library.current_embedder().embed([query])[0]
        return self._choose_varied(vector, self.library.search(query, fetch_k, self.sources), k, lambda_mult)

    def max_marginal_relevance_search_by_vector(
        self, embedding: list[float], k: int = 4, fetch_k: int = 20, lambda_mult: float = 0.5, **kwargs: Any
    ) -> list[Document]:
        """The same for a vector of the library's embedder."""
        _nothing_else(kwargs)
        return self._choose_varied(normalize(embedding), self._nearest(embedding, fetch_k), k, lambda_mult)

    def _choose_varied(self, vector: Vectors, hits: Sequence[Hit], k: int, lambda_mult: float) -> list[Document]:
        """The hits that MMR chooses; without a vector (no known word) a hit is as good as its place."""
        theirs = self.library.current_embedder().embed([hit.passage.text for hit in hits])
        known = [number for number in range(len(hits)) if vector.any() and theirs[number].any()]
        chosen = []
        if known:
            chosen = [known[n] for n in maximal_marginal_relevance(vector, [theirs[n] for n in known], lambda_mult, k)]
        others = [number for number in range(len(hits)) if number not in known]
        return self._documents([hits[number] for number in [*chosen, *others][:k]])

    def _nearest(self, embedding: Sequence[float], k: int) -> list[Hit]:
        """The nearest passages by their vectors alone."""
        embedder = self.library.current_embedder()
        if len(embedding) != embedder.dimension:
            raise QuestionError(
                f"벡터의 길이가 {len(embedding)}입니다. 이 서재의 임베딩 모델은 {embedder.dimension}차원입니다.",
                code="vector_dimension",
                english=f"The vector has {len(embedding)} numbers; this library's have {embedder.dimension}.",
            )
        with self.library.snapshot() as (session, searcher):
            allowed = None if self.sources is None else passage_ids(session, self.sources)
            near = dict(searcher.dense.search(normalize(embedding), k, allowed))
            of = select(PassageRow, SourceRow.title).join(SourceRow, SourceRow.id == PassageRow.source_id)
            rows = session.execute(of.where(PassageRow.id.in_(near))).tuples().all()
        hits = [Hit(to_passage(row), title, near[row.id]) for row, title in rows]
        return sorted(hits, key=lambda hit: -hit.score)

    def _documents(self, hits: Sequence[Hit]) -> list[Document]:
        """Hits as documents: an added text with its own id and metadata, a passage of a
        book as the retriever gives it.
        """
        added = self.added.find_files([hit.passage.source_id for hit in hits])
        return [self._document(hit, added.get(hit.passage.source_id)) for hit in hits]

    def _document(self, hit: Hit, sha256: str | None) -> Document:
        if sha256 is None:
            return to_document(hit)
        about = self.added.read_metadata(sha256, hit.passage.key)
        return Document(id=hit.passage.key, page_content=hit.passage.text, metadata=about)


def _nothing_else(arguments: dict[str, Any]) -> None:
    """Raises QuestionError (``unknown_argument``): a filter that is passed over would give what was not asked for."""
    if arguments:
        raise QuestionError(
            f"이 서재는 {', '.join(arguments)}을(를) 모릅니다. 자료를 고르려면 as_vectorstore(sources=…)를 쓰세요.",
            code="unknown_argument",
            english=f"Not known here: {', '.join(arguments)}. Limit a search with as_vectorstore(sources=...).",
        )
