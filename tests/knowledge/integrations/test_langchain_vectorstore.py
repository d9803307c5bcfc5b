"""The library as a LangChain vector store: LangChain's own suite, and what is ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from errors import QuestionError
from knowledge import Library
from knowledge.integrations.langchain_vectorstore import LibraryVectorStore
from settings import Settings


class TestVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, tmp_path: Path) -> Iterator[LibraryVectorStore]:  # type: ignore[override]
        store = LibraryVectorStore.from_texts([], self.get_embeddings(), library=tmp_path / "library")
        yield store
        store.library.close()


def test_a_book_is_searched_beside_the_texts_and_stays(library: Library) -> None:
    store = library.as_vectorstore()
    assert store.add_texts(["명성황후는 1895년에 시해되었다."], [{"쪽": 3}], ids=["을미"]) == ["을미"]
    (added,) = store.similarity_search("명성황후는 언제 시해되었나", k=1)
    assert added == Document(id="을미", page_content="명성황후는 1895년에 시해되었다.", metadata={"쪽": 3})
    (book,) = store.similarity_search("광합성은 어디에서 일어나나", k=1)
    assert book.id and store.get_by_ids([book.id])[0].page_content == book.page_content
    assert library.text(book.metadata["source_id"], book.metadata["start"], book.metadata["end"]) == book.page_content
    with pytest.raises(QuestionError) as refused:
        store.delete([book.id])
    assert refused.value.code == "not_a_text"
    store.delete()
    assert [source.filename for source in library.sources()] == ["교재.md"]
    assert store.get_by_ids(["을미"]) == []


def test_scores_vectors_and_variety(library: Library) -> None:
    store = library.as_vectorstore()
    ranked = store.similarity_search_with_score("을사늑약은 언제 체결되었나", k=2)
    assert "을사늑약" in ranked[0][0].page_content and ranked[0][1] > ranked[1][1]
    relevant = store.similarity_search_with_relevance_scores("을사늑약은 언제 체결되었나", k=2)
    assert all(0 <= score <= 1 for _, score in relevant)
    near = store.similarity_search_by_vector(store.embeddings.embed_query("식물과 엽록체"), k=1)
    assert "엽록체" in near[0].page_content
    varied = store.max_marginal_relevance_search("을사늑약", k=2, fetch_k=2)
    assert len({one.page_content for one in varied}) == 2
    with pytest.raises(QuestionError) as refused:
        store.similarity_search_by_vector([1.0, 0.0])
    assert refused.value.code == "vector_dimension"


def test_a_retriever_and_its_sources(library: Library) -> None:
    (book,) = library.sources()
    library.as_vectorstore().add_texts(["광합성은 빛이 있을 때 일어난다."])
    found = library.as_vectorstore([book.id]).as_retriever(search_kwargs={"k": 5}).invoke("광합성")
    assert found and {document.metadata["source_id"] for document in found} == {book.id}


def test_texts_of_one_owner_are_no_others(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    mine, theirs = (Library.open(settings.library, owner, settings) for owner in ("가람", "나래"))
    mine.as_vectorstore().add_texts(["가람의 글이다."], ids=["글"])
    store = theirs.as_vectorstore()
    store.delete(["글"])
    store.delete()
    assert store.get_by_ids(["글"]) == [] and store.similarity_search("가람의 글") == []
    assert len(mine.as_vectorstore().get_by_ids(["글"])) == 1
    mine.close()
    theirs.close()


def test_what_cannot_be_kept_is_refused_whole(library: Library) -> None:
    store = library.as_vectorstore()
    with pytest.raises(QuestionError) as refused:
        store.add_texts(["글"], [{"집합": {1, 2}}])
    assert refused.value.code == "metadata_unwritable"
    with pytest.raises(QuestionError) as refused:
        store.add_texts(["글", "글"], [{}])
    assert refused.value.code == "uneven_texts"
    assert len(library.sources()) == 1


def test_texts_that_were_there_stay_with_those_that_come(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.integrations.added_texts.TEXTS_A_SOURCE", 2)
    store = library.as_vectorstore()
    store.add_texts(["가람의 글이다.", "나래의 글이다."], ids=["가", "나"])
    store.add_texts(["가람의 글이다.", "나래의 글이다.", "다솜의 글이다."], ids=["가", "나", "다"])
    assert [one.id for one in store.get_by_ids(["가", "나", "다"])] == ["가", "나", "다"]
    assert len(library.sources()) == 3


def test_any_text_comes_back_as_it_was(library: Library) -> None:
    store = library.as_vectorstore()
    store.add_texts(["첫 줄\u2028둘째 줄\u0085셋째 줄", "물결 \ud800 하나"], ids=["가", "나"])
    assert "셋째 줄" in store.get_by_ids(["가"])[0].page_content and len(store.get_by_ids(["나"])) == 1


def test_a_passage_of_a_book_of_lines_is_no_added_text(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "langchain.jsonl"
    path.write_text(
        '{"id": "하나", "text": "갑신정변은 1884년에 일어났다."}\n{"text": "이름 없는 줄이다."}\n', encoding="utf-8"
    )
    book = library.add(path)
    store = library.as_vectorstore([book.id])
    (found,) = store.similarity_search("갑신정변은 언제 일어났나", k=1)
    assert found.id and [one.id for one in store.get_by_ids([found.id])] == [found.id]
    with pytest.raises(QuestionError) as refused:
        store.delete([found.id])
    assert refused.value.code == "not_a_text"
    store.delete()
    assert library.has(book.id)


def test_what_is_not_known_is_not_passed_over(library: Library) -> None:
    with pytest.raises(QuestionError) as refused:
        library.as_vectorstore().similarity_search("을사늑약", filter={"과목": "국사"})
    assert refused.value.code == "unknown_argument"


def test_another_embedding_has_another_name(tmp_path: Path) -> None:
    names = set()
    for size in (6, 8):
        fake = DeterministicFakeEmbedding(size=size)
        store = LibraryVectorStore.from_texts(["글이다."], fake, library=tmp_path / str(size))
        names.add(store.library.settings.embedder)
        store.library.close()
    assert len(names) == 2
