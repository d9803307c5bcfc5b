"""The library: the façade that everyone else uses. One folder holds the database, the uploaded files and the caches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from errors import HyunmooError
from knowledge.catalog import pages as page_rows
from knowledge.catalog import sources as source_rows
from knowledge.catalog.kept_names import NAMES_FILE, write_kept_names
from knowledge.catalog.removal import remove_source, restore_source
from knowledge.evidence.answer_search import search_for_answer
from knowledge.evidence.answer_sentences import choose_sentences
from knowledge.evidence.answer_units import FoundAnswer, find_answer
from knowledge.figures.figure_answering import FigureFinding, answer_from_figures, keep_inside
from knowledge.figures.figure_question import read_figure_question
from knowledge.figures.figure_store import load_figures
from knowledge.figures.kept_pictures import drop_pictures
from knowledge.glossary.thesaurus import THESAURUS_KIND
from knowledge.index.dense import DenseIndex
from knowledge.index.embedders import Embedder
from knowledge.ingestion.leftovers import clear_leftovers
from knowledge.ingestion.progress import Cancel, CancellableProgress, Progress
from knowledge.ingestion.reindexing import Rebuilding, rebuild_vectors
from knowledge.models import Entry, Hit, Problem, Sentence, Source
from knowledge.reading import LibraryReader
from knowledge.search import query_expansion
from knowledge.search.library_search import LibrarySearch
from knowledge.search.searcher import Searcher, check_query
from knowledge.store import Store
from knowledge.tables.table_answering import TableFinding, answer_from_tables
from knowledge.tables.table_question import read_question
from knowledge.tables.table_store import load_tables, sources_with_tables
from settings import Settings
from storage import Database
from storage.topic_tables import drop_topic_maps

if TYPE_CHECKING:
    from knowledge.integrations.langchain_retriever import LibraryRetriever
    from knowledge.integrations.langchain_vectorstore import LibraryVectorStore


FEW_SOURCES = 4  # with tables: all of them are looked at
SEARCHED_FOR_TABLES = 20  # passages, whose sources' tables are looked at where there are more


class Library(LibraryReader):
    """One owner's documents: add, search, read, remove, check. Methods may be called from several threads."""

    def __init__(self, path: Path, owner: str, settings: Settings) -> None:
        super().__init__(Store(path, owner, settings))
        self._search = LibrarySearch(self.store)
        clear_leftovers(self.store)
        if not (path / NAMES_FILE).exists():
            with self.database.session() as session:
                write_kept_names(path, session)

    @classmethod
    def open(cls, path: str | Path, owner: str = "default", settings: Settings | None = None) -> Library:
        """The library in a folder, made where there is none. Raises StorageError when the folder cannot be used."""
        return cls(Path(path), owner, settings or Settings(library=Path(path), owner=owner))

    def close(self) -> None:
        """End the background work and give the database back."""
        self._search.close()

    @property
    def path(self) -> Path:
        return self.store.path

    @property
    def owner(self) -> str:
        return self.store.owner

    @property
    def settings(self) -> Settings:
        return self.store.settings

    @property
    def database(self) -> Database:
        return self.store.database

    @property
    def files(self) -> Path:
        return self.store.files

    @property
    def embedder(self) -> Embedder:
        """The embedder that the settings choose."""
        return self.store.embedder

    @property
    def interrupted(self) -> tuple[str, ...]:
        """The files whose reading a crash or a power cut has ended."""
        return self.store.interrupted

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

        One whose notes ask for it (OCR was missing, say) is read again. ``progress(stage, done, total)`` counts pages
        ("read"), then passages ("index"), then says "done"; ``cancel`` (an event, or a callable) ends it within a
        second or so. Raises IngestError (nothing is kept) or StorageError.
        """
        from knowledge.ingestion import pipeline  # here and below: what reads files is imported when a file is read

        return pipeline.add_document(self.store, Path(path), filename, title, CancellableProgress(progress, cancel))

    def add_thesaurus(
        self,
        path: str | Path,
        *,
        filename: str | None = None,
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Source:
        """Read a table of terms; ``columns``: by name, what columns hold where the guess is wrong. Raises IngestError
        as ``add`` does, and ``thesaurus_columns`` for another table.
        """
        from knowledge.ingestion.thesaurus_import import add_thesaurus

        return add_thesaurus(self.store, Path(path), filename, CancellableProgress(progress, cancel), columns)

    def replace(
        self,
        source_id: str,
        path: str | Path,
        *,
        filename: str | None = None,
        progress: Progress | None = None,
        cancel: Cancel | None = None,
    ) -> Source:
        """Put a changed edition in a source's place, in one transaction; the id stays. Raises as ``add``, and
        QuestionError. Citations move to where their quotes stand now, or are marked "근거 없음".
        """
        from knowledge.ingestion import pipeline, thesaurus_import

        report = CancellableProgress(progress, cancel)
        if self.source(source_id).kind == THESAURUS_KIND:
            return thesaurus_import.replace_thesaurus(self.store, source_id, Path(path), filename, report)
        replaced = pipeline.replace_document(self.store, source_id, Path(path), filename, report)
        with self.store.writing() as session:
            drop_pictures(session, self.store)
            drop_topic_maps(session)
        return replaced

    def remove(self, source_id: str) -> None:
        """Take a source out of every search at once; ``restore`` brings it back for seven days."""
        remove_source(self.store, source_id)

    def restore(self, source_id: str) -> Source:
        """Undo ``remove``."""
        return restore_source(self.store, source_id)

    def rename(self, source_id: str, title: str) -> Source:
        """Give a source another title; answers cite it so from now on. Raises QuestionError (``bad_title``)."""
        with self.store.writing() as session:
            return source_rows.rename_source(session, self.owner, source_id, title)

    def sources(self) -> list[Source]:
        """The owner's sources, newest first."""
        clear_leftovers(self.store)
        with self.database.session() as session:
            found = source_rows.list_sources(session, self.owner)
        return [one for one in found if not one.reading or self.store.locks.is_held(one.id)]

    # -- searching -----------------------------------------------------------------------------------------------------

    def snapshot(self) -> AbstractContextManager[tuple[Session, Searcher]]:
        """One state of the library to read, and its searcher."""
        return self._search.snapshot()

    @property
    def searcher(self) -> Searcher:
        with self.snapshot() as found:
            return found[1]

    @property
    def dense(self) -> DenseIndex:
        return self._search.indexes.current()[1]

    def current_embedder(self) -> Embedder:
        """The embedder whose vectors answer now: the chosen one, or an older one until its vectors are whole."""
        return self._search.current_embedder()

    @property
    def rebuilding(self) -> Rebuilding:
        """How far the vectors of a newly chosen embedder are; the old ones, or words alone, answer meanwhile."""
        return self._search.indexes.state

    def rebuild(self, progress: Progress | None = None, cancel: Cancel | None = None) -> None:
        """Make the chosen embedder's vectors now, not in the background; ``progress`` counts sources."""
        rebuild_vectors(self.store, self._search.indexes, CancellableProgress(progress, cancel))

    def search(self, query: str, k: int = 10, sources: Sequence[str] | None = None, legs: str = "fused") -> list[Hit]:
        """The k best passages for a query, best first. Raises QuestionError for an empty or endless query."""
        return self._search.search(query, k, sources, legs)

    def search_for_answer(self, question: str, k: int = 10, sources: Sequence[str] | None = None) -> list[Hit]:
        """The k best passages to answer a question from: as ``search``, the sections of a term's own name first."""
        with self.snapshot() as found:
            return search_for_answer(*found, check_query(question), k, sources)

    def find_answer(self, question: str, hits: Sequence[Hit], n: int = 3) -> FoundAnswer:
        """The units of the hits' sections that answer best, exact spans, and how sure it is that they answer."""
        with self.snapshot() as found:
            return find_answer(*found, check_query(question), hits, n)

    def answer_from_tables(self, question: str, sources: Sequence[str] | None = None) -> TableFinding | None:
        """What the tables of the sources, or of those that a search finds, say to a question; None where nothing."""
        if not read_question(question).is_for_tables:
            return None
        with self.database.session() as session:
            held = sources_with_tables(session, self.owner, sources)
        if len(held) > FEW_SOURCES:
            found = dict.fromkeys(hit.passage.source_id for hit in self.search(question, SEARCHED_FOR_TABLES, held))
            held = [source for source in found if source in held]
        with self.database.session() as session:
            return answer_from_tables(question, load_tables(session, self.owner, held)) if held else None

    def find_figures(
        self, question: str, sources: Sequence[str] | None = None, within: Sequence[tuple[str, int, int]] = ()
    ) -> FigureFinding | None:
        """The figures that a question asks for, by number or by words, of some spans only where any are given; None
        where it asks for none, or none fits.
        """
        asked = read_figure_question(question)
        if not asked.asks_figures:
            return None
        with self.database.session() as session:
            held = list(dict.fromkeys(source for source, _, _ in within)) or sources
            figures = load_figures(session, self.owner, held, [name.key for name in asked.names])
        return answer_from_figures(asked, keep_inside(figures, within), self.texts)

    def best_sentences(self, query: str, hits: Sequence[Hit], n: int = 3) -> list[Sentence]:
        """The sentences of all the hits that answer a question best; exact spans, best first."""
        with self.snapshot() as found:
            return choose_sentences(*found, check_query(query), hits, n)

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the words that stand in the library's books, or are other names of what does."""
        with self.database.session() as session:
            return source_rows.find_known_words(session, self.owner, words)

    def as_retriever(self, k: int = 10, sources: Sequence[str] | None = None) -> LibraryRetriever:
        """The library as a LangChain retriever."""
        from knowledge.integrations.langchain_retriever import LibraryRetriever

        return LibraryRetriever(library=self, k=k, sources=None if sources is None else tuple(sources))

    def as_vectorstore(self, sources: Sequence[str] | None = None) -> LibraryVectorStore:
        """The library as a LangChain vector store."""
        from knowledge.integrations.langchain_vectorstore import LibraryVectorStore

        return LibraryVectorStore(self, sources)

    def lookup(self, term: str, sources: Sequence[str] | None = None) -> list[Entry]:
        """The glossary entries of a term, then those of its other names, spaces ignored."""
        with self.database.session() as session:
            terms = query_expansion.glossary_keys(session, self.owner, term)
            found = page_rows.entries(session, self.owner, None, None, terms)
        found = [entry for entry in found if sources is None or entry.source_id in sources]
        return sorted(found, key=lambda entry: terms.index(entry.term))

    def check(self, repair: bool = False) -> list[Problem]:
        """What is wrong with the folder, mended where ``repair`` asks for it."""
        from knowledge.integrity.check import check_library

        return check_library(self.store, self._search.indexes, repair)

    def reread(self, progress: Progress | None = None) -> Iterator[tuple[str, Source | HyunmooError]]:
        """Read every kept file that no source has into the library again, where the record of it was lost: each
        file's name, and its source or why it could not be read.
        """
        from knowledge.integrity.kept_files import reread_files

        return reread_files(self.store, CancellableProgress(progress))
