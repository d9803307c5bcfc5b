"""The library as a LangChain retriever: LangChain's own suite, and exact places in the metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from errors import QuestionError
from knowledge import Library
from knowledge.integrations.langchain_retriever import LibraryRetriever


class TestRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _shelf(self, sample_library: Library) -> None:
        self._library = sample_library

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return LibraryRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"library": self._library, "k": 2}

    @property
    def retriever_query_example(self) -> str:
        return "을사늑약은 언제 체결되었나"


def test_documents_say_exactly_where_they_stand(sample_library: Library) -> None:
    found = sample_library.as_retriever(k=3).invoke("을사늑약은 언제 체결되었나")
    hits = sample_library.search("을사늑약은 언제 체결되었나", k=3)
    assert [document.page_content for document in found] == [hit.passage.text for hit in hits]
    for document in found:
        said = document.metadata
        assert {"source_id", "title", "page", "start", "end", "key", "score"} <= set(said)
        assert sample_library.text(said["source_id"], said["start"], said["end"]) == document.page_content
        assert sample_library.page_at(said["source_id"], said["start"]) == said["page"]


def test_sources_limit_the_documents(sample_library: Library) -> None:
    science = next(s for s in sample_library.sources() if s.filename == "science.pdf")
    found = sample_library.as_retriever(k=5, sources=[science.id]).invoke("을사늑약은 언제 체결되었나")
    assert found and {document.metadata["source_id"] for document in found} == {science.id}
    with pytest.raises(QuestionError):
        sample_library.as_retriever().invoke("  ")


def test_langchain_is_imported_only_for_a_retriever(sample_folder: Path) -> None:
    import subprocess
    import sys

    from settings import ROOT

    code = "import sys; from knowledge import Library; Library; print('langchain_core' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.stdout.strip() == "False", ran.stderr
