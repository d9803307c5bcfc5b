"""The library: the façade that everyone else uses. One folder holds the database, the uploaded files and the caches."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from errors import QuestionError, StorageError
from knowledge.catalog import pages as page_rows
from knowledge.catalog import sources as source_rows
from knowledge.evidence import answer_sentences, answerability
from knowledge.index.dense import DenseIndex, editions
from knowledge.index.embedders import Embedder, load_embedder
from knowledge.ingestion import pipeline, writer
from knowledge.ingestion.integrity import check_library
from knowledge.ingestion.pipeline import Cancel, Watched
from knowledge.ingestion.reindexing import Legs, Rebuilding, rebuild
from knowledge.loaders.findings import asks_again
from knowledge.models import Box, Entry, Heading, Hit, Page, Passage, Problem, Sentence, Source
from knowledge.search import query_expansion
from knowledge.search.cross_encoder import load as load_reader
from knowledge.search.searcher import Searcher, check_query
from settings import Settings
from storage import Database
from storage.process_locks import Marks
from storage.tables import utcnow

if TYPE_CHECKING:
    from knowledge.integrations.langchain_retriever import LibraryRetriever
    from knowledge.integrations.langchain_vectorstore import LibraryVectorStore

Progress = Callable[[str, int, int], None]
PURGE_AFTER = timedelta(days=7)  # a removed source can be restored for this long


class Library:
    """One owner's documents: add, search, read, remove, check. Methods may be called from several threads."""

    def __init__(self, path: Path, owner: str, settings: Settings) -> None:
        self.path, self.owner, self.settings = path, owner, settings
        self.database = Database(path / "hyunmoo.db")
        self.files = path / "files"
        self.legs = Legs(self)
        self.marks = Marks(path / "reading")
        self.interrupted: tuple[str, ...] = ()  # the files whose reading a crash or a power cut has ended
        self.unswept = True
        self._searcher: tuple[dict[str, str], Searcher] | None = None
        self._sweep()

    @classmethod
    def open(cls, path: str | Path, owner: str = "default", settings: Settings | None = None) -> Library:
        """The library in a folder, made where there is none. Raises StorageError when the folder cannot be used."""
        return cls(Path(path), owner, settings or Settings(library=Path(path), owner=owner))

    def close(self) -> None:
        self.legs.close()
        self.database.close()

    # -- documents -----------------------------------------------------------------------------------------------------

    def add(
        self,
        path: str | Path,
        *,
        filename: str | None = None,
        title: str | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Source:
        """Read a document into the library; adding the same bytes again returns the source that is there already.

        One whose notes ask for it is read again in its place: what was missing (OCR, say) may be there now.
        The first pages of a long document can be searched while the rest is read (``Source.reading``). ``progress(stage, done,
        total)`` counts pages ("read"), then passages, of about so many ("index"), then says "done". ``cancel`` (an event, or a callable that says
        True) ends it within a second or so. Raises IngestError (nothing of the document is kept) or StorageError.
        """
        path, report = Path(path), Watched(progress, cancel)
        sha256 = writer.digest(path)
        found = pipeline.known(self, path, sha256)
        if found is None:
            found = pipeline.add(self, path, _name(path, filename), sha256, title, report)
        elif asks_again(found.notes):
            found = pipeline.replace(self, found.id, path, _name(path, filename), sha256, sha256, report)
        report("done", 1, 1)
        return source_rows.source(found)

    def replace(
        self,
        source_id: str,
        path: str | Path,
        *,
        filename: str | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Source:
        """Put a changed edition in a source's place, in one transaction; the id stays.

        Kept citations move to where their quotes stand now; others are marked "근거 없음". Raises as ``add`` does, and QuestionError.
        """
        path, report = Path(path), Watched(progress, cancel)
        sha256 = writer.digest(path)
        found = self.source(source_id)
        if found.sha256 != sha256:
            with self.database.session() as session:
                source_rows.row(session, self.owner, source_id, whole=True)
                writer.refuse_twin(session, self.owner, sha256)
            found = source_rows.source(
                pipeline.replace(self, source_id, path, _name(path, filename), sha256, found.sha256, report)
            )
        report("done", 1, 1)
        return found

    def remove(self, source_id: str) -> None:
        """Take a source out of every search at once; ``restore`` brings it back for seven days."""
        with self._writing() as session:
            source_rows.row(session, self.owner, source_id).removed_at = utcnow()
            old = writer.purge(session, self.owner, utcnow() - PURGE_AFTER)
        if old:  # the files of what is gone for good go too
            with self._writing() as session:
                writer.drop_files(session, self.files, old)

    def restore(self, source_id: str) -> Source:
        """Undo ``remove``."""
        with self._writing() as session:
            (row := source_rows.row(session, self.owner, source_id, removed=True)).removed_at = None
            return source_rows.source(row)

    def sources(self) -> list[Source]:
        """The owner's sources, newest first."""
        self._sweep()
        with self.database.session() as session:
            found = source_rows.sources(session, self.owner)
        return [one for one in found if not one.reading or self.marks.is_held(one.id)]

    def has(self, source_id: str) -> bool:
        """Whether a source is on the owner's shelf."""
        with self.database.session() as session:
            return source_rows.has(session, self.owner, source_id)

    def source(self, source_id: str) -> Source:
        """One source. Raises QuestionError (``unknown_source``)."""
        with self.database.session() as session:
            return source_rows.source(source_rows.row(session, self.owner, source_id))

    # -- searching -----------------------------------------------------------------------------------------------------

    @cached_property
    def embedder(self) -> Embedder:
        return load_embedder(self.settings)

    @property
    def searcher(self) -> Searcher:
        with self._searching() as (_, searcher):
            return searcher

    @property
    def dense(self) -> DenseIndex:
        return self.legs.now()[1]

    @property
    def rebuilding(self) -> Rebuilding:
        """How far the vectors of a newly chosen embedder are; the old ones, or words alone, answer meanwhile."""
        return self.legs.state

    def rebuild(self, progress: Progress | None = None, cancel: Cancel | None = None) -> None:
        """Make the chosen embedder's vectors now, not in the background; ``progress`` counts sources (stage "rebuild")."""
        rebuild(self, Watched(progress, cancel))

    @contextmanager
    def _searching(self) -> Iterator[tuple[Session, Searcher]]:
        """One state of the library to read, and a searcher that knows no other edition of its sources."""
        self._sweep()
        embedder, dense = self.legs.now()
        with self.database.session("DEFERRED") as session:
            now = editions(session, self.owner)
            known, searcher = self._searcher or ({}, None)
            changed = any(known.get(source, edition) != edition for source, edition in now.items())
            if searcher is None or changed or searcher.dense is not dense:
                known, searcher = {}, Searcher(self.owner, embedder, dense, partial(load_reader, self.settings))
            dense.follow(session, now)
            self._searcher = known | now, searcher
            yield session, searcher

    def search(self, query: str, k: int = 10, sources: Sequence[str] | None = None, legs: str = "fused") -> list[Hit]:
        """The k best passages for a query, best first. Raises QuestionError for an empty or endless query."""
        text = check_query(query)
        with self._searching() as (session, searcher):
            return searcher.search(session, text, k, sources, legs)

    def examine(self, query: str, hits: Sequence[Hit], n: int = 3) -> tuple[list[Sentence], float]:
        """The sentences of the first hits that answer a question best, and how sure it is that the hits answer it, 0 to 1."""
        with self._searching() as (session, searcher):
            found = answer_sentences.examine(
                session, searcher, check_query(query), source_rows.own(session, self.owner, hits)
            )
            sure = answerability.probability(session, searcher, found) if found else 0.0
            return answer_sentences.best_sentences(session, searcher, found, n) if found else [], sure

    def best_sentences(self, query: str, hits: Sequence[Hit], n: int = 3) -> list[Sentence]:
        """The sentences of all the hits that answer a question best; exact spans, best first."""
        with self._searching() as (session, searcher):
            found = answer_sentences.examine(
                session, searcher, check_query(query), source_rows.own(session, self.owner, hits), len(hits)
            )
            return answer_sentences.best_sentences(session, searcher, found, n) if found else []

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the words that stand in the library's books, or are other names of what does."""
        with self.database.session() as session:
            return source_rows.known_words(session, self.owner, words)

    def as_retriever(self, k: int = 10, sources: Sequence[str] | None = None) -> LibraryRetriever:
        """The library as a LangChain retriever."""
        from knowledge.integrations.langchain_retriever import LibraryRetriever  # LangChain is loaded for this alone

        return LibraryRetriever(library=self, k=k, sources=None if sources is None else tuple(sources))

    def as_vectorstore(self, sources: Sequence[str] | None = None) -> LibraryVectorStore:
        """The library as a LangChain vector store."""
        from knowledge.integrations.langchain_vectorstore import LibraryVectorStore

        return LibraryVectorStore(self, sources)

    def lookup(self, term: str, sources: Sequence[str] | None = None) -> list[Entry]:
        """The glossary entries of a term, then those of its other names, spaces ignored."""
        with self.database.session() as session:
            terms = query_expansion.terms(session, self.owner, term)
            found = page_rows.entries(session, self.owner, None, None, terms)
        found = [entry for entry in found if sources is None or entry.source_id in sources]
        return sorted(found, key=lambda entry: terms.index(entry.term))

    def entries(self, source_id: str | None = None, pages: tuple[int, int] | None = None) -> list[Entry]:
        """The glossary, in reading order."""
        with self.database.session() as session:
            return page_rows.entries(session, self.owner, source_id, pages)

    # -- reading -------------------------------------------------------------------------------------------------------

    def pages(self, source_id: str) -> list[Page]:
        self.source(source_id)
        with self.database.session() as session:
            return page_rows.pages(session, source_id)

    def page(self, source_id: str, number: int) -> Page:
        """One page. Raises QuestionError (``unknown_page``)."""
        source = self.source(source_id)
        with self.database.session() as session:
            found = page_rows.page(session, source_id, number)
        if found is None:
            raise QuestionError(
                f"'{source.title}'에는 {number}쪽이 없습니다. 1쪽부터 {source.pages}쪽까지 있습니다.",
                code="unknown_page",
                english=f"There is no page {number}.",
            )
        return found

    def passages(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Passage]:
        self.source(source_id)
        with self.database.session() as session:
            return page_rows.passages(session, source_id, pages)

    def headings(self, source_id: str) -> list[Heading]:
        self.source(source_id)
        with self.database.session() as session:
            return page_rows.headings(session, source_id)

    def sentences(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Sentence]:
        """Full sentences of the running text, in reading order; headings and table rows are left out."""
        self.source(source_id)
        with self.database.session() as session:
            return page_rows.sentences(session, source_id, pages)

    def text(self, source_id: str, start: int, end: int) -> str:
        """The exact slice of the source's text."""
        return self.texts([(source_id, start, end)])[0]

    def texts(self, spans: Sequence[tuple[str, int, int]]) -> list[str]:
        """The exact slices of sources' texts at ``(source id, start, end)``, in one look at the database."""
        with self.database.session() as session:
            source_rows.require(session, self.owner, {source_id for source_id, _, _ in spans})
            return [page_rows.text(session, *span) for span in spans]

    def page_at(self, source_id: str, offset: int) -> int:
        """The page on which an offset of the source's text stands."""
        with self.database.session() as session:
            source_rows.require(session, self.owner, [source_id])
            return source_rows.page_at(session, source_id, offset)

    def boxes(self, source_id: str, start: int, end: int) -> list[Box]:
        """Where a span stands on its pages, one rectangle a line; empty for sources without paper."""
        self.source(source_id)
        with self.database.session() as session:
            return page_rows.boxes(session, source_id, start, end)

    def page_image(self, source_id: str, number: int, scale: float = 2.0, marks: Sequence[Box] = ()) -> bytes | None:
        """A page as PNG with the boxes marked; None where the source has no paper."""
        source = self.source(source_id)
        return page_rows.page_image(self.files / source.sha256, source.kind, number, scale, marks)

    # -- upkeep --------------------------------------------------------------------------------------------------------

    def check(self, repair: bool = False) -> list[Problem]:
        """What is wrong with the folder, mended where ``repair`` asks for it."""
        return check_library(self, repair)

    def _sweep(self) -> None:
        """Take away what died while it was read; where nothing can be written, later."""
        if self.unswept or self.marks.left():
            with suppress(StorageError):
                self.interrupted += tuple(pipeline.sweep(self))
                self.unswept = False

    def _writing(self, *files: str) -> AbstractContextManager[Session]:
        """A transaction that keeps other writers out; ``files`` that no source has in the end are deleted, come what may."""
        return writer.writing(self.database, self.files, files)


def _name(path: Path, filename: str | None) -> str:
    return unicodedata.normalize("NFC", filename or path.name)
