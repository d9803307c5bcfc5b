"""A document into the library while others search: its first pages soon, the whole in one transaction at the end.

Read top to bottom: a file is hashed, read, indexed and written, each by one call downwards; nothing calls back up.
"""

from __future__ import annotations

import secrets
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from errors import IngestError, StorageError
from knowledge.catalog import sources
from knowledge.catalog.kept_names import note_kept
from knowledge.ingestion import writer
from knowledge.ingestion.chunking import TARGET
from knowledge.ingestion.document import Document, read_document
from knowledge.ingestion.index_builder import PASSAGE_BATCH, IndexBuilder, Indexed, build_index
from knowledge.ingestion.leftovers import hold_lock
from knowledge.ingestion.progress import CancellableProgress
from knowledge.loaders.findings import asks_again
from knowledge.loaders.sandbox import cancellation_error
from knowledge.models import Source
from knowledge.store import Store, hash_file
from korean.analyzer import warm_up
from storage.tables import SourceRow, utcnow

FIRST = 12  # pages of a long document that are read before the others
PREVIEW_REST = 40_000  # characters still to be indexed from which a preview is worth its transaction (about a second)
SLOWEST_INDEXING = 2e-4  # seconds a character; several times what ordinary text takes
GROWTH = 4  # times the passages shown: when so many are ready they are shown, so showing costs a third of writing once


def add_document(
    store: Store,
    path: Path,
    filename: str | None,
    title: str | None,
    report: CancellableProgress,
    source_id: str | None = None,
) -> Source:
    """Read a document in, or find it where its bytes are there already; ``source_id`` is an id that it had before.

    Raises IngestError or StorageError; then nothing of it is kept.
    """
    name, sha256 = _name(path, filename), hash_file(path)
    row = _take_back(store, path, sha256)
    if row is None:
        row = IngestJob(store, path, name, sha256, title, source_id).run(report)
    elif asks_again(row.notes):
        row = _put_edition(store, row.id, path, name, sha256, sha256, report)
    report("done", 1, 1)
    return sources.to_source(row)


def replace_document(
    store: Store, source_id: str, path: Path, filename: str | None, report: CancellableProgress
) -> Source:
    """Put a changed edition in a source's place; the same bytes change nothing. Raises as
    ``add_document`` does, and QuestionError.
    """
    sha256 = hash_file(path)
    with store.database.session() as session:
        row = sources.get_row(session, store.owner, source_id)
        if row.sha256 != sha256:
            sources.get_row(session, store.owner, source_id, whole=True)
            writer.reject_duplicate(session, store.owner, sha256)
    if row.sha256 != sha256:
        row = _put_edition(store, source_id, path, _name(path, filename), sha256, row.sha256, report)
    report("done", 1, 1)
    return sources.to_source(row)


class IngestJob:
    """One document on its way in: what is shown of it, and what it becomes."""

    def __init__(
        self, store: Store, path: Path, name: str, sha256: str, title: str | None, source_id: str | None = None
    ) -> None:
        self.store, self.path, self.name, self.sha256, self.title = store, path, name, sha256, title
        self.id, self.since = source_id or secrets.token_hex(8), utcnow()
        self.shown = 0  # passages

    def run(self, report: CancellableProgress) -> SourceRow:
        """Read, show, index and write the document. Raises IngestError or StorageError; then nothing of it is kept."""
        warm_up()
        with hold_lock(self.store, self.id, self.name, self.sha256):
            try:
                document = read_document(self.path, self.name, self.store.settings, report, FIRST)
                if not document.loaded.whole:
                    with ThreadPoolExecutor(1) as other:
                        early = other.submit(self._show_first, document, report)
                        document = read_document(self.path, self.name, self.store.settings, report)
                    early.result()
                row = self._finish(document, index_document(self.store, document, report, self))
                note_kept(self.store.path, row)
                return row
            finally:
                self._withdraw()

    def show(self, document: Document, indexed: Indexed) -> None:
        """Let everyone search what there is so far; where another process has these bytes already, nothing is shown."""
        with self.store.writing() as session:
            twin = writer.find_by_hash(session, self.store.owner, self.sha256)
            if twin is None or twin.id == self.id:
                self._write(session, document, indexed)
                self.shown = len(indexed.passages)

    def _show_first(self, document: Document, report: CancellableProgress) -> None:
        if document.text.strip():
            indexed = build_index(document.source, self.store.embedder, watch=report.check)
            self.show(document, indexed)

    def _finish(self, document: Document, indexed: Indexed) -> SourceRow:
        """The whole source and its file, in place of what was shown; another process's, where that was faster."""
        with self.store.writing(self.sha256) as session:
            twin = writer.find_by_hash(session, self.store.owner, self.sha256)
            if twin is not None and twin.id != self.id:
                if not twin.reading:
                    return twin
                session.execute(delete(SourceRow).where(SourceRow.id == twin.id))
            row = self._write(session, document, indexed)
            row.reading = False
            self.store.keep_file(self.path, self.sha256)
            return row

    def _withdraw(self) -> None:
        """Take away what was shown, if that is all there is; on a full disk as soon as there is room."""
        if self.shown:
            self.store.has_leftovers = True
            with suppress(StorageError):
                with self.store.writing() as session:
                    session.execute(delete(SourceRow).where(SourceRow.id == self.id, SourceRow.reading))
                self.store.has_leftovers = False

    def _write(self, session: Session, document: Document, indexed: Indexed) -> SourceRow:
        row = session.get(SourceRow, self.id)
        if row is not None and row.removed_at is not None:
            raise cancellation_error()  # taken off the shelf while it was read
        row = row or SourceRow(id=self.id, owner=self.store.owner, created_at=self.since, reading=True)
        writer.set_metadata(row, self.path, self.name, self.sha256, document, self.title)
        writer.write_document(session, row, document, indexed)
        return row


def index_document(
    store: Store, document: Document, report: CancellableProgress, job: IngestJob | None = None
) -> Indexed:
    """A document's index; with ``job`` what is ready is shown as it grows."""
    following = max(PASSAGE_BATCH, GROWTH * (job.shown if job else 0))

    def on_batch(builder: IndexBuilder) -> None:
        nonlocal following
        report("index", len(builder), round(len(builder) * len(document.text) / max(builder.end, 1)))
        if job and len(builder) >= following and len(document.text) - builder.end >= PREVIEW_REST:
            job.show(document.until(builder.end), builder.build())
            following = GROWTH * len(builder)

    until = time.monotonic() + store.settings.parse_seconds + len(document.text) * SLOWEST_INDEXING

    def watch() -> None:
        report.check()
        if time.monotonic() > until:
            raise indexing_timeout()

    report("index", 0, len(document.text) // TARGET + 1)
    indexed = build_index(document.source, store.embedder, on_batch, watch)
    report("index", len(indexed.passages), len(indexed.passages))
    return indexed


def indexing_timeout() -> IngestError:
    return IngestError(
        "문서의 글을 분석하는 데 너무 오래 걸려 멈췄습니다. 저장된 내용은 없습니다. 파일을 나누어 올려 주세요.",
        code="index_timeout",
        english="Analysing the text took too long. Nothing was kept; add the file in parts.",
    )


def _take_back(store: Store, path: Path, sha256: str) -> SourceRow | None:
    """The whole source with these bytes, put back on the shelf and its file in place."""
    with store.writing() as session:
        row = writer.find_by_hash(session, store.owner, sha256)
        if row is None or row.reading:
            return None
        row.removed_at = None
        store.keep_file(path, sha256)
        return row


def _put_edition(
    store: Store, source_id: str, path: Path, name: str, sha256: str, former: str, report: CancellableProgress
) -> SourceRow:
    """Read and index a new edition, then put it in the old one's place, whose file has the hash ``former``."""
    warm_up()
    with hold_lock(store, secrets.token_hex(8), name, sha256):
        document = read_document(path, name, store.settings, report)
        indexed = index_document(store, document, report)
        with store.writing(sha256, former) as session:
            row = sources.get_row(session, store.owner, source_id, whole=True)
            twin = writer.reject_duplicate(session, store.owner, sha256, source_id)
            writer.set_metadata(row, path, name, sha256, document)
            writer.write_document(session, row, document, indexed, twin)
            store.keep_file(path, sha256)
        note_kept(store.path, row)
    return row


def _name(path: Path, filename: str | None) -> str:
    return unicodedata.normalize("NFC", filename or path.name)
