"""The library: the façade that everyone else uses. One folder holds the database, the uploaded files and the caches."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from errors import IngestError, QuestionError
from knowledge import answerable, ingest, quotes, reading
from knowledge.check import check_library
from knowledge.dense import DenseIndex, editions
from knowledge.embedders import Embedder, load_embedder
from knowledge.glossary import normalize_term
from knowledge.models import Box, Entry, Heading, Hit, Page, Passage, Problem, Sentence, Source
from knowledge.searching import Searcher, check_query
from settings import Settings
from storage import Database
from storage.engine import storage_error
from storage.tables import PassageRow, PostingRow, SourceRow, utcnow

if TYPE_CHECKING:
    from knowledge.retriever import LibraryRetriever

Progress = Callable[[str, int, int], None]
PURGE_AFTER = timedelta(days=7)  # a removed source can be restored for this long


class Library:
    """One owner's documents: add, search, read, remove, check. Methods may be called from several threads."""

    def __init__(self, path: Path, owner: str, settings: Settings) -> None:
        self.path, self.owner, self.settings = path, owner, settings
        self.database = Database(path / "hyunmoo.db")
        self.files = path / "files"
        self._searcher: tuple[dict[str, str], Searcher] | None = None

    @classmethod
    def open(cls, path: str | Path, owner: str = "default", settings: Settings | None = None) -> Library:
        """The library in a folder, made where there is none. Raises StorageError when the folder cannot be used."""
        return cls(Path(path), owner, settings or Settings(library=Path(path), owner=owner))

    def close(self) -> None:
        self.database.close()

    # -- documents -----------------------------------------------------------------------------------------------------

    def add(
        self,
        path: str | Path,
        *,
        filename: str | None = None,
        title: str | None = None,
        progress: Progress | None = None,
    ) -> Source:
        """Read a document into the library; adding the same bytes again returns the source that is there already.

        ``progress(stage, done, total)`` is called with stages "read" (pages), "index" (characters) and "done". Raises
        IngestError (nothing of the document is kept) or StorageError.
        """
        path = Path(path)
        report = progress or (lambda stage, done, total: None)
        sha256 = ingest.digest(path)
        found = self._known(sha256, path)
        if found is None:
            name, document, indexed = self._read(path, filename, report)
            row = SourceRow(id=secrets.token_hex(8), owner=self.owner, created_at=utcnow())
            ingest.describe(row, path, name, sha256, document, title)
            with self._writing(sha256) as session:
                ours = ingest.with_bytes(session, self.owner, sha256)  # another process may have been faster
                if ours is None:
                    ingest.write(session, row, document, indexed)
                    ingest.keep_file(path, self.files, sha256)
                found = _source(ours or row)
        report("done", 1, 1)
        return found

    def replace(
        self, source_id: str, path: str | Path, *, filename: str | None = None, progress: Progress | None = None
    ) -> Source:
        """Put a changed edition in a source's place, in one transaction; the id stays.

        Kept citations move to where their quotes stand now; others are marked "근거 없음". Raises as ``add`` does, and QuestionError.
        """
        path = Path(path)
        report = progress or (lambda stage, done, total: None)
        sha256 = ingest.digest(path)
        found = self.source(source_id)
        if found.sha256 != sha256:
            with self.database.session() as session:
                ingest.refuse_twin(session, self.owner, sha256)
            name, document, indexed = self._read(path, filename, report)
            with self._writing(sha256, found.sha256) as session:
                row = self._row(session, source_id)
                twin = ingest.refuse_twin(session, self.owner, sha256, source_id)
                ingest.describe(row, path, name, sha256, document)
                ingest.write(session, row, document, indexed, twin)
                ingest.keep_file(path, self.files, sha256)
            found = _source(row)
        report("done", 1, 1)
        return found

    def remove(self, source_id: str) -> None:
        """Take a source out of every search at once; ``restore`` brings it back for seven days."""
        with self._writing() as session:
            self._row(session, source_id).removed_at = utcnow()
            old = ingest.purge(session, self.owner, utcnow() - PURGE_AFTER)
        if old:  # the files of what is gone for good go too
            with self._writing() as session:
                ingest.drop_files(session, self.files, old)

    def restore(self, source_id: str) -> Source:
        """Undo ``remove``."""
        with self._writing() as session:
            (row := self._row(session, source_id, removed=True)).removed_at = None
            return _source(row)

    def sources(self) -> list[Source]:
        """The owner's sources, newest first."""
        with self.database.session() as session:
            mine = select(SourceRow).where(SourceRow.owner == self.owner, SourceRow.removed_at.is_(None))
            return [_source(row) for row in session.scalars(mine.order_by(SourceRow.created_at.desc()))]

    def source(self, source_id: str) -> Source:
        """One source. Raises QuestionError (``unknown_source``)."""
        with self.database.session() as session:
            return _source(self._row(session, source_id))

    # -- searching -----------------------------------------------------------------------------------------------------

    @cached_property
    def embedder(self) -> Embedder:
        return load_embedder(self.settings)

    @property
    def searcher(self) -> Searcher:
        with self._searching() as (_, searcher):
            return searcher

    @cached_property
    def dense(self) -> DenseIndex:
        return DenseIndex(self.path / "index", self.owner, self.embedder.name, self.embedder.dimension)

    @contextmanager
    def _searching(self) -> Iterator[tuple[Session, Searcher]]:
        """One state of the library to read, and a searcher that knows no other edition of its sources."""
        with self.database.session("DEFERRED") as session:
            now = editions(session, self.owner)
            known, searcher = self._searcher or ({}, None)
            if searcher is None or any(known.get(source, edition) != edition for source, edition in now.items()):
                known, searcher = {}, Searcher(self.owner, self.embedder, self.dense)
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
            found = quotes.examine(session, searcher, check_query(query), self._own(session, hits))
            sure = answerable.probability(session, searcher, found) if found else 0.0
            return quotes.best_sentences(session, searcher, found, n) if found else [], sure

    def best_sentences(self, query: str, hits: Sequence[Hit], n: int = 3) -> list[Sentence]:
        """The sentences of all the hits that answer a question best; exact spans, best first."""
        with self._searching() as (session, searcher):
            found = quotes.examine(session, searcher, check_query(query), self._own(session, hits), len(hits))
            return quotes.best_sentences(session, searcher, found, n) if found else []

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the words that stand in the library's books."""
        if not words:
            return set()
        mine = (PostingRow.owner == self.owner) & PostingRow.term.in_([word.lower() for word in words])
        present = (SourceRow.id == PostingRow.source_id) & SourceRow.removed_at.is_(None)
        with self.database.session() as session:
            return set(session.scalars(select(PostingRow.term).join(SourceRow, present).where(mine).distinct()))

    def as_retriever(self, k: int = 10, sources: Sequence[str] | None = None) -> LibraryRetriever:
        """The library as a LangChain retriever."""
        from knowledge.retriever import LibraryRetriever  # LangChain is loaded for this alone

        return LibraryRetriever(library=self, k=k, sources=None if sources is None else tuple(sources))

    def lookup(self, term: str, sources: Sequence[str] | None = None) -> list[Entry]:
        """The glossary entries of a term, spaces and Hanja readings ignored."""
        with self.database.session() as session:
            found = reading.entries(session, self.owner, None, None, normalize_term(term))
        return [entry for entry in found if sources is None or entry.source_id in sources]

    def entries(self, source_id: str | None = None, pages: tuple[int, int] | None = None) -> list[Entry]:
        """The glossary, in reading order."""
        with self.database.session() as session:
            return reading.entries(session, self.owner, source_id, pages)

    # -- reading -------------------------------------------------------------------------------------------------------

    def pages(self, source_id: str) -> list[Page]:
        self.source(source_id)
        with self.database.session() as session:
            return reading.pages(session, source_id)

    def page(self, source_id: str, number: int) -> Page:
        """One page. Raises QuestionError (``unknown_page``)."""
        source = self.source(source_id)
        with self.database.session() as session:
            found = reading.page(session, source_id, number)
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
            return reading.passages(session, source_id, pages)

    def headings(self, source_id: str) -> list[Heading]:
        self.source(source_id)
        with self.database.session() as session:
            return reading.headings(session, source_id)

    def sentences(self, source_id: str, pages: tuple[int, int] | None = None) -> list[Sentence]:
        """Full sentences of the running text, in reading order; headings and table rows are left out."""
        self.source(source_id)
        with self.database.session() as session:
            return reading.sentences(session, source_id, pages)

    def text(self, source_id: str, start: int, end: int) -> str:
        """The exact slice of the source's text."""
        self.source(source_id)
        with self.database.session() as session:
            return reading.text(session, source_id, start, end)

    def page_at(self, source_id: str, offset: int) -> int:
        """The page on which an offset of the source's text stands."""
        self.source(source_id)
        with self._searching() as (session, searcher):
            return searcher.page_at(session, source_id, offset)

    def boxes(self, source_id: str, start: int, end: int) -> list[Box]:
        """Where a span stands on its pages, one rectangle a line; empty for sources without paper."""
        self.source(source_id)
        with self.database.session() as session:
            return reading.boxes(session, source_id, start, end)

    def page_image(self, source_id: str, number: int, scale: float = 2.0, marks: Sequence[Box] = ()) -> bytes | None:
        """A page as PNG with the boxes marked; None where the source has no paper."""
        source = self.source(source_id)
        return reading.page_image(self.files / source.sha256, number, scale, marks) if source.kind == "pdf" else None

    # -- upkeep --------------------------------------------------------------------------------------------------------

    def check(self, repair: bool = False) -> list[Problem]:
        """What is wrong with the folder, mended where ``repair`` asks for it."""
        return check_library(self, repair)

    @contextmanager
    def _writing(self, *files: str) -> Iterator[Session]:
        """A transaction that keeps other writers out; ``files`` that no source has in the end are deleted, come what may."""
        try:
            try:
                with self.database.session("IMMEDIATE") as session:
                    yield session
            finally:
                if files:
                    with self.database.session("IMMEDIATE") as session:
                        ingest.drop_files(session, self.files, files)
        except OSError as error:
            raise storage_error(error, self.files) from error

    def _row(self, session: Session, source_id: str, removed: bool = False) -> SourceRow:
        row = session.get(SourceRow, source_id)
        if row is None or row.owner != self.owner or (row.removed_at is not None and not removed):
            raise QuestionError(
                f"서재에 없는 자료입니다: {source_id}. 자료 목록을 확인해 주세요.",
                code="unknown_source",
                english=f"No such source: {source_id}.",
            )
        return row

    def _own(self, session: Session, hits: Sequence[Hit]) -> list[Hit]:
        """The hits that are the owner's: a hit is a value that anyone can make."""
        mine = (PassageRow.owner == self.owner) & PassageRow.id.in_([hit.passage.id for hit in hits])
        own = set(session.scalars(select(PassageRow.id).where(mine)))
        return [hit for hit in hits if hit.passage.id in own]

    def _read(self, path: Path, filename: str | None, report: Progress) -> tuple[str, ingest.Document, ingest.Indexed]:
        name = unicodedata.normalize("NFC", filename or path.name)
        document = ingest.read(path, name, self.settings, report)
        return name, document, ingest.analyse_document(document, report, self.embedder)

    def _known(self, sha256: str, path: Path) -> Source | None:
        """The source with these bytes, on the shelf and with its file in place."""
        with self._writing() as session:
            row = ingest.with_bytes(session, self.owner, sha256)
            if row is None:
                return None
            row.removed_at = None
            ingest.keep_file(path, self.files, sha256)
            return _source(row)


def _source(row: SourceRow) -> Source:
    return Source(**{field.name: getattr(row, field.name) for field in fields(Source)} | {"notes": tuple(row.notes)})


__all__ = ["IngestError", "Library"]
