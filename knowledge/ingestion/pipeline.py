"""A document into the library while others search: its first pages soon, the whole in one transaction at the end.

What is shown meanwhile is a preview: rows marked ``reading``, and a mark (storage.process_locks) that lives as long as the process that reads. Once
that process is gone, whoever looks next takes the preview away; a source without the mark is whole.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from errors import StorageError
from knowledge.catalog import sources
from knowledge.ingestion import writer
from knowledge.ingestion.chunking import TARGET
from knowledge.ingestion.index_builder import BATCH, Growing, Indexed, analyse
from knowledge.ingestion.writer import Document, Progress, Stop
from knowledge.loaders.sandbox import cancelled
from korean.analyzer import warm_up
from storage.engine import storage_error
from storage.tables import SourceRow, utcnow

if TYPE_CHECKING:
    from knowledge.library import Library

FIRST = 12  # pages of a long document that are read before the others
REST = 40_000  # characters still to be indexed from which a preview is worth its transaction (about a second)
GROWTH = 4  # times the passages shown: when so many are ready they are shown, so showing costs a third of writing once

QUIET: Progress = lambda stage, done, total: None  # noqa: E731
Cancel = threading.Event | Callable[[], bool]


class Watched:
    """A progress callback that also ends the work when it is called off; no stage goes back."""

    def __init__(self, report: Progress | None, cancel: Cancel | None) -> None:
        self.report: Progress = report or QUIET
        asked = cancel.is_set if isinstance(cancel, threading.Event) else cancel
        self.stop: Stop = asked or (lambda: False)
        self._most = ("", 0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != "done":
            self.check()
        if (stage, done) != self._most and (stage != self._most[0] or done > self._most[1]):
            self._most = stage, done
            self.report(stage, done, total)

    def check(self) -> None:
        """Raises IngestError (``cancelled``) once the work is called off."""
        if self.stop():
            raise cancelled()


class Reading:
    """One document on its way in: what is shown of it, and what it becomes."""

    def __init__(self, library: Library, path: Path, name: str, sha256: str, title: str | None) -> None:
        self.library, self.path, self.name, self.sha256, self.title = library, path, name, sha256, title
        self.id, self.since = secrets.token_hex(8), utcnow()
        self.shown = 0  # passages

    def show(self, document: Document, indexed: Indexed) -> None:
        """Let everyone search what there is so far; where another process has these bytes already, nothing is shown."""
        with self.library._writing() as session:
            twin = writer.with_bytes(session, self.library.owner, self.sha256)
            if twin is None or twin.id == self.id:
                self._write(session, document, indexed)
                self.shown = len(indexed.passages)

    def finish(self, document: Document, indexed: Indexed) -> SourceRow:
        """The whole source and its file, in place of what was shown; another process's, where that was faster."""
        with self.library._writing(self.sha256) as session:
            twin = writer.with_bytes(session, self.library.owner, self.sha256)
            if twin is not None and twin.id != self.id:
                if not twin.reading:
                    return twin
                session.execute(delete(SourceRow).where(SourceRow.id == twin.id))
            row = self._write(session, document, indexed)
            row.reading = False
            writer.keep_file(self.path, self.library.files, self.sha256)
            return row

    def withdraw(self) -> None:
        """Take away what was shown, if that is all there is; on a full disk as soon as there is room."""
        if self.shown:
            self.library.unswept = True
            with suppress(StorageError):
                with self.library._writing() as session:
                    session.execute(delete(SourceRow).where(SourceRow.id == self.id, SourceRow.reading))
                self.library.unswept = False

    def _write(self, session: Session, document: Document, indexed: Indexed) -> SourceRow:
        row = session.get(SourceRow, self.id)
        if row is not None and row.removed_at is not None:
            raise cancelled()  # taken off the shelf while it was read
        row = row or SourceRow(id=self.id, owner=self.library.owner, created_at=self.since, reading=True)
        writer.describe(row, self.path, self.name, self.sha256, document, self.title)
        writer.write(session, row, document, indexed)
        return row


def known(library: Library, path: Path, sha256: str) -> SourceRow | None:
    """The whole source with these bytes, put back on the shelf and its file in place."""
    with library._writing() as session:
        row = writer.with_bytes(session, library.owner, sha256)
        if row is None or row.reading:
            return None
        row.removed_at = None
        writer.keep_file(path, library.files, sha256)
        return row


def add(library: Library, path: Path, name: str, sha256: str, title: str | None, report: Watched) -> SourceRow:
    """Read, show, index and write one document. Raises IngestError or StorageError; then nothing of it is kept."""
    reading = Reading(library, path, name, sha256, title)
    warm_up()
    with mark(library, reading.id, name, sha256):
        try:
            document = writer.read(path, name, library.settings, report, report.stop, FIRST)
            if not document.loaded.whole:
                with ThreadPoolExecutor(1) as other:
                    early = other.submit(_show_first, reading, document, report)
                    document = writer.read(path, name, library.settings, report, report.stop)
                early.result()
            return reading.finish(document, index(library, document, report, reading))
        finally:
            reading.withdraw()


def replace(
    library: Library, source_id: str, path: Path, name: str, sha256: str, former: str, report: Watched
) -> SourceRow:
    """Read and index a new edition, then put it in the old one's place, whose file has the hash ``former``."""
    warm_up()
    with mark(library, secrets.token_hex(8), name, sha256):
        document = writer.read(path, name, library.settings, report, report.stop)
        indexed = index(library, document, report)
        with library._writing(sha256, former) as session:
            row = sources.row(session, library.owner, source_id, whole=True)
            twin = writer.refuse_twin(session, library.owner, sha256, source_id)
            writer.describe(row, path, name, sha256, document)
            writer.write(session, row, document, indexed, twin)
            writer.keep_file(path, library.files, sha256)
    return row


def _show_first(reading: Reading, document: Document, report: Watched) -> None:
    if document.text.strip():
        indexed = analyse(document.source, reading.library.embedder, lambda growing: report.check())
        reading.show(document, indexed)


def index(library: Library, document: Document, report: Watched, reading: Reading | None = None) -> Indexed:
    """A document's index; with ``reading`` what is ready is shown as it grows."""
    following = max(BATCH, GROWTH * (reading.shown if reading else 0))

    def told(growing: Growing) -> None:
        nonlocal following
        report("index", len(growing), round(len(growing) * len(document.text) / max(growing.end, 1)))
        if reading and len(growing) >= following and len(document.text) - growing.end >= REST:
            reading.show(document.until(growing.end), growing.indexed())
            following = GROWTH * len(growing)

    report("index", 0, len(document.text) // TARGET + 1)
    indexed = analyse(document.source, library.embedder, told)
    report("index", len(indexed.passages), len(indexed.passages))
    return indexed


@contextmanager
def mark(library: Library, name: str, filename: str, sha256: str) -> Iterator[None]:
    """A mark for as long as a document is being read; the next start tells of one that was left."""
    said = json.dumps({"owner": library.owner, "filename": filename, "sha256": sha256}, ensure_ascii=False)
    with ExitStack() as stack:
        try:
            stack.enter_context(library.marks.held(name, said))
        except OSError as error:
            raise storage_error(error, library.marks.folder) from error
        yield


def sweep(library: Library) -> list[str]:
    """Take away what processes that are gone have left half read; the names of the files."""
    mine, interrupted = {}, []
    for name, text in library.marks.left().items():
        try:
            said = json.loads(text)
            owner, filename, sha256 = said["owner"], said["filename"], said["sha256"]
        except (ValueError, TypeError, KeyError):
            owner, filename, sha256 = library.owner, "", ""
        if owner == library.owner:
            mine[name] = (filename, sha256)
    with library.database.session() as session:
        gone = abandoned(session, library)
    if gone:
        with library._writing() as session:
            gone = abandoned(session, library)  # as it is now that no one else writes
            session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in gone])))
    with library.database.session() as session:
        for filename, sha256 in mine.values():
            whole = writer.with_bytes(session, library.owner, sha256)
            if filename and (whole is None or whole.reading):
                interrupted.append(filename)
    for name in mine:
        library.marks.drop(name)
    return interrupted + [row.filename for row in gone if row.id not in mine]


def abandoned(session: Session, library: Library) -> list[SourceRow]:
    """The owner's previews whose readers are gone."""
    half = select(SourceRow).where(SourceRow.owner == library.owner, SourceRow.reading)
    return [row for row in session.scalars(half) if not library.marks.is_held(row.id)]
