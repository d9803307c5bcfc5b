"""The library as LangChain sees it: a retriever over every leg."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.integrations.searchable import SearchableLibrary
from knowledge.models import Hit


class LibraryRetriever(BaseRetriever):
    """The k best passages for a query as documents, best first; ``sources`` limits them to those sources.

    Metadata: ``source_id``, ``title``, ``page``, ``start`` and ``end`` (code points into the source's text), ``key`` (a
    JSONL line's own id), ``score``, and ``why`` (the rank in each leg; under ``read``, words of the query and what they
    were read as). Raises QuestionError for an empty or endless query.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    library: SearchableLibrary
    k: int = Field(default=10, ge=1)
    sources: tuple[str, ...] | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None, **_: Any
    ) -> list[Document]:
        return [to_document(hit) for hit in self.library.search(query, k or self.k, self.sources)]


def to_document(hit: Hit) -> Document:
    """A hit as a LangChain document."""
    passage = hit.passage
    return Document(
        id=f"{passage.source_id}:{passage.start}-{passage.end}",
        page_content=passage.text,
        metadata={
            "source_id": passage.source_id,
            "title": hit.title,
            "page": passage.page,
            "start": passage.start,
            "end": passage.end,
            "key": passage.key,
            "score": hit.score,
            "why": hit.why | ({"read": hit.read} if hit.read else {}),
        },
    )
