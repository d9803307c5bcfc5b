"""The library: the façade that everyone else uses. One folder holds the database, the uploaded files and the caches."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select

from errors import HyunmooError, IngestError, QuestionError
from knowledge import answerable, ingest, quotes, reading
from knowledge.check import check_library
from knowledge.dense import DenseIndex
from knowledge.embedders import Embedder, load_embedder
from knowledge.glossary import normalize_term
from knowledge.models import Box, Entry, Heading, Hit, Page, Passage, Problem, Sentence, Source
from knowledge.searching import Searcher, check_query
from settings import Settings
from storage import Database
from storage.engine import storage_error
from storage.tables import PostingRow, SourceRow, utcnow

Progress = Callable[[str, int, int], None]
PURGE_AFTER = timedelta(days=7)  # a removed source can be restored for this long


class Library:
    """One owner's documents: add, search, read, remove, check. Methods may be called from several threads."""

    def __init__(self, path: Path, owner: str, settings: Settings) -> None:
        self.path, self.owner, self.settings = path, owner, settings
        self.database = Database(path / "hyunmoo.db")
        self.files = path / "files"
        self._embedder: Embedder | None = None
        self._searcher: Searcher | None = None

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
        name = unicodedata.normalize("NFC", filename or path.name)
        report = progress or (lambda stage, done, total: None)
        sha256 = ingest.digest(path)
        known = self._known(sha256)
        if known is not None:
            report("done", 1, 1)
            return known
        document = ingest.read(path, name, self.settings, report)
        drafts = ingest.cut(document, report)
        row = SourceRow(
            id=secrets.token_hex(8),
            owner=self.owner,
            title=title or document.loaded.title or Path(name).stem,
            filename=name,
            kind=document.loaded.kind,
            sha256=sha256,
            size=path.stat().st_size,
            pages=len(document.pages),
            passages=len(drafts),
            notes=list(document.loaded.notes),
            created_at=utcnow(),
        )
        try:
            ingest.keep_file(path, self.files, sha256)
        except OSError as error:
            raise storage_error(error, self.files) from error
        with self.database.session() as session:
            ingest.write(session, self.owner, row, document, drafts, self.embedder)
        report("done", 1, 1)
        return _source(row)

    def remove(self, source_id: str) -> None:
        """Take a source out of every search at once; ``restore`` brings it back for seven days."""
        with self.database.session() as session:
            expired = utcnow() - PURGE_AFTER
            session.execute(delete(SourceRow).where(SourceRow.owner == self.owner, SourceRow.removed_at < expired))
            row = session.get(SourceRow, source_id)
            if row is None or row.owner != self.owner or row.removed_at is not None:
                raise unknown_source(source_id)
            row.removed_at = utcnow()

    def restore(self, source_id: str) -> Source:
        """Undo ``remove``."""
        with self.database.session() as session:
            row = session.get(SourceRow, source_id)
            if row is None or row.owner != self.owner:
                raise unknown_source(source_id)
            row.removed_at = None
            return _source(row)

    def sources(self) -> list[Source]:
        """The owner's sources, newest first."""
        with self.database.session() as session:
            mine = select(SourceRow).where(SourceRow.owner == self.owner, SourceRow.removed_at.is_(None))
            return [_source(row) for row in session.scalars(mine.order_by(SourceRow.created_at.desc()))]

    def source(self, source_id: str) -> Source:
        """One source. Raises QuestionError (``unknown_source``)."""
        with self.database.session() as session:
            row = session.get(SourceRow, source_id)
            if row is None or row.owner != self.owner or row.removed_at is not None:
                raise unknown_source(source_id)
            return _source(row)

    # -- searching -----------------------------------------------------------------------------------------------------

    @property
    def embedder(self) -> Embedder:
        if self._embedder is None:
            self._embedder = load_embedder(self.settings)
        return self._embedder

    @property
    def searcher(self) -> Searcher:
        if self._searcher is None:
            index = DenseIndex(self.path / "index", self.owner, self.embedder.name, self.embedder.dimension)
            self._searcher = Searcher(self.owner, self.embedder, index)
        return self._searcher

    def search(self, query: str, k: int = 10, sources: Sequence[str] | None = None, legs: str = "fused") -> list[Hit]:
        """The k best passages for a query, best first. Raises QuestionError for an empty or endless query."""
        text = check_query(query)
        with self.database.session() as session:
            return self.searcher.search(session, text, k, sources, legs)

    def best_sentences(self, query: str, hits: Sequence[Hit], n: int = 3) -> list[Sentence]:
        """The sentences of the hits that answer a question best; exact spans, best first."""
        with self.database.session() as session:
            return quotes.best_sentences(session, self.searcher, check_query(query), hits, n)

    def answerable(self, query: str, hits: Sequence[Hit]) -> float:
        """How sure it is that the hits answer a question, 0 to 1."""
        with self.database.session() as session:
            return answerable.probability(session, self.searcher, check_query(query), hits)

    def known_words(self, words: Sequence[str]) -> set[str]:
        """Those of the words that stand in the library's books."""
        if not words:
            return set()
        mine = (PostingRow.owner == self.owner) & PostingRow.term.in_([word.lower() for word in words])
        present = (SourceRow.id == PostingRow.source_id) & SourceRow.removed_at.is_(None)
        with self.database.session() as session:
            return set(session.scalars(select(PostingRow.term).join(SourceRow, present).where(mine).distinct()))

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
        with self.database.session() as session:
            return self.searcher.page_at(session, source_id, offset)

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

    def _known(self, sha256: str) -> Source | None:
        with self.database.session() as session:
            mine = select(SourceRow).where(SourceRow.owner == self.owner, SourceRow.sha256 == sha256)
            row = session.scalar(mine)
            if row is None:
                return None
            row.removed_at = None
            return _source(row)


def unknown_source(source_id: str) -> HyunmooError:
    return QuestionError(
        f"서재에 없는 자료입니다: {source_id}. 자료 목록을 확인해 주세요.",
        code="unknown_source",
        english=f"No such source: {source_id}.",
    )


def _source(row: SourceRow) -> Source:
    return Source(
        row.id,
        row.title,
        row.filename,
        row.kind,
        row.sha256,
        row.size,
        row.pages,
        row.passages,
        row.created_at,
        tuple(row.notes),
    )


__all__ = ["IngestError", "Library"]
