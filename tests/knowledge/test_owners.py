"""Two owners of one library never see each other's passages, whatever they call and whatever they hand in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from errors import HyunmooError
from knowledge import Box, Citation, Hit, Library
from knowledge.reading import LibraryReader
from settings import Settings

OWNERS = ("가람", "나래")
BOOK = """# {owner} 교재

## 1장

광합성은 엽록체에서 일어나며 그 비밀은 {owner}{secret}이다. 을사늑약은 1905년에 체결되었고 그 비밀은 {owner}{secret}이다.

## 2장

![그림 1. {owner} 교재의 {owner}{secret} 지도](지도.png)

그림 1은 {owner}{secret}의 자리를 보여 준다. 발해는 698년에 세워진 나라이며 그 비밀은 {owner}{secret}이다. {owner}{secret}이란 {owner} 혼자만 아는 낱말을 말한다.
"""
SECRET = "열쇠말"
QUERIES = (
    "광합성은 어디에서 일어나나",
    "을사늑약은 언제",
    "발해",
    f"가람{SECRET}",
    f"나래{SECRET}",
    "그 비밀은 무엇인가",
)
OWN_WORDS = {
    "close",
    "open",
    "current_embedder",
    "database",
    "dense",
    "embedder",
    "searcher",
    "files",
    "owner",
    "path",
    "settings",
}


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Library]]:
    folder = tmp_path_factory.mktemp("owners")
    opened = {owner: Library.open(folder / "library", owner, Settings(library=folder / "library")) for owner in OWNERS}
    for owner, library in opened.items():
        for number in (1, 2):
            path = folder / f"{owner}{number}.md"
            path.write_text(BOOK.format(owner=owner, secret=SECRET) + f"\n번호는 {number}이다.\n", encoding="utf-8")
            library.add(path)
    yield opened
    for library in opened.values():
        library.close()


@dataclasses.dataclass(frozen=True)
class Asked:
    """What is handed to a call; ``source`` and ``hits`` are the other owner's as often as not."""

    query: str
    source: str
    hits: list[Hit]
    place: int
    legs: str
    file: Path


def snapshot_search(library: Library, query: str) -> list[Hit]:
    with library.snapshot() as (session, searcher):
        return searcher.search(session, query, 50, None)


CALLS: dict[str, Callable[[Library, Asked], Any]] = {
    "add": lambda lib, a: lib.add(a.file),
    "add_thesaurus": lambda lib, a: lib.add_thesaurus(a.file),
    "replace": lambda lib, a: lib.replace(a.source, a.file),
    "remove": lambda lib, a: (lib.remove(a.source), lib.restore(a.source)),
    "restore": lambda lib, a: lib.restore(a.source),
    "source": lambda lib, a: lib.source(a.source),
    "sources": lambda lib, a: lib.sources(),
    "rename": lambda lib, a: lib.rename(a.source, lib.source(a.source).title),
    "reread": lambda lib, a: list(lib.reread()),
    "blocks": lambda lib, a: lib.blocks(a.source),
    "left_out": lambda lib, a: lib.left_out(a.source),
    "find_printed": lambda lib, a: lib.find_printed(a.source, 1, 2),
    "label_citations": lambda lib, a: [
        one.page_label + one.time for one in lib.label_citations([Citation(1, a.source, "", 1, 0, 5, "")])
    ],
    "has": lambda lib, a: lib.has(a.source),
    "is_own": lambda lib, a: lib.is_own(a.source),
    "search": lambda lib, a: (lib.search(a.query, 50, [a.source], a.legs), lib.search(a.query, 50, None, a.legs)),
    "best_sentences": lambda lib, a: lib.best_sentences(a.query, a.hits, 5),
    "find_answer": lambda lib, a: lib.find_answer(a.query, a.hits, 5),
    "search_for_answer": lambda lib, a: lib.search_for_answer(a.query),
    "answer_from_tables": lambda lib, a: [
        lib.answer_from_tables(f"{a.query}의 합계는?", only) for only in ([a.source], None)
    ],
    "figures": lambda lib, a: lib.figures(a.source),
    "figures_around": lambda lib, a: lib.figures_around([(a.source, 1, 0, 10_000)]),
    "find_figures": lambda lib, a: [
        lib.find_figures(asked, only)
        for asked in ("그림 1을 설명해 줘", f"{a.query} 그림 보여 줘")
        for only in ([a.source], None)
    ],
    "figure_picture": lambda lib, a: lib.figure_picture(a.source, 0),
    "known_words": lambda lib, a: lib.known_words([a.query]),
    "lookup": lambda lib, a: (lib.lookup(a.query), lib.lookup(a.query, [a.source])),
    "entries": lambda lib, a: (lib.entries(a.source), lib.entries()),
    "pages": lambda lib, a: lib.pages(a.source),
    "page": lambda lib, a: lib.page(a.source, 1),
    "passages": lambda lib, a: lib.passages(a.source),
    "headings": lambda lib, a: lib.headings(a.source),
    "sentences": lambda lib, a: lib.sentences(a.source),
    "text": lambda lib, a: lib.text(a.source, a.place, a.place + 100),
    "texts": lambda lib, a: lib.texts([(a.source, a.place, a.place + 100)]),
    "page_at": lambda lib, a: lib.page_at(a.source, a.place),
    "boxes": lambda lib, a: lib.boxes(a.source, a.place, a.place + 100),
    "page_image": lambda lib, a: lib.page_image(a.source, 1, 1.0, [Box(1, 0, 0, 1, 1)]),
    "as_retriever": lambda lib, a: lib.as_retriever(50, [a.source]).invoke(a.query),
    "as_vectorstore": lambda lib, a: (
        (store := lib.as_vectorstore([a.source])).similarity_search(a.query, 50),
        lib.as_vectorstore().similarity_search_with_relevance_scores(a.query, 50),
        store.similarity_search_by_vector(store.embeddings.embed_query(a.query), 50),
        store.max_marginal_relevance_search(a.query, 50),
        store.get_by_ids([f"{h.passage.source_id}:{h.passage.start}-{h.passage.end}" for h in a.hits]),
    ),
    "check": lambda lib, a: lib.check(),
    "rebuild": lambda lib, a: lib.rebuild(),
    "rebuilding": lambda lib, a: lib.rebuilding,
    "interrupted": lambda lib, a: lib.interrupted,
    "snapshot": lambda lib, a: snapshot_search(lib, a.query),
}


def test_every_public_method_is_asked() -> None:
    public = {name for of in (Library, LibraryReader) for name in vars(of) if not name.startswith("_")}
    assert public - OWN_WORDS == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
@limits(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(data=st.data())
def test_nothing_of_the_other_owner_is_seen(shelves: dict[str, Library], name: str, data: st.DataObject) -> None:
    me, other = data.draw(st.permutations(OWNERS))
    mine, theirs = shelves[me], shelves[other]
    everyone = [source.id for library in (mine, theirs) for source in library.sources()]
    source = data.draw(st.sampled_from(everyone))
    hits = theirs.search(QUERIES[0], 5) + data.draw(st.sampled_from([[], mine.search(QUERIES[1], 5)]))
    query, legs = data.draw(st.sampled_from(QUERIES)), data.draw(st.sampled_from(["fused", "lexical", "dense"]))
    file = mine.files / mine.sources()[0].sha256
    asked = Asked(query, source, hits, data.draw(st.integers(0, 200)), legs, file)
    before = (theirs.sources(), [theirs.passages(one.id) for one in theirs.sources()])
    try:
        seen = repr(CALLS[name](mine, asked))
    except HyunmooError as error:
        seen = error.message
    assert f"{other}{SECRET}" not in seen and f"{other} 교재" not in seen
    assert not any(one.sha256 in seen or f"'{one.id}'" in seen.replace(f": {source}", "") for one in theirs.sources())
    assert (theirs.sources(), [theirs.passages(one.id) for one in theirs.sources()]) == before
