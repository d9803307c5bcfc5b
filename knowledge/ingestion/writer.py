"""The parts of putting a document into the library: read in a child process, written in one short transaction, its file kept."""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from errors import IngestError, QuestionError
from knowledge.glossary.synonyms import Pair
from knowledge.ingestion.chunking import Keyed
from knowledge.ingestion.index_builder import Indexed, Text
from knowledge.ingestion.line_joining import settled
from knowledge.loaders import load
from knowledge.loaders.base import Loaded, LoadedPage
from knowledge.models import Heading
from settings import Settings
from storage import Database
from storage.citations import Edition, follow
from storage.engine import storage_error
from storage.tables import (
    AliasRow,
    EntryRow,
    HeadingRow,
    PageRow,
    PassageRow,
    PostingRow,
    QuestionRow,
    SourceRow,
    VectorsRow,
)

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]
PARTIAL = ".partial"  # the ending of a file that is not yet whole


@dataclass(frozen=True)
class Document:
    """A read document with its offsets settled: pages joined by ``"\\n"``."""

    loaded: Loaded
    pages: tuple[LoadedPage, ...]
    starts: tuple[int, ...]
    headings: tuple[Heading, ...]
    text: str

    def page_of(self, offset: int) -> int:
        return self.pages[max(0, bisect_right(self.starts, offset) - 1)].number

    @property
    def source(self) -> Text:
        """What there is to index."""
        keyed = [
            Keyed(page.text, start, page.number, (page.title,) if page.title else (), page.key)
            for page, start in zip(self.pages, self.starts, strict=True)
        ]
        own = any(page.key for page in self.pages)
        return Text(self.text, self.starts, self.headings, self.page_of, keyed if own else (), self.loaded.kind)

    def until(self, offset: int) -> Document:
        """The document's pages up to the one on which an offset stands."""
        count = max(1, bisect_right(self.starts, offset))
        starts, end = self.starts[:count], self.starts[count - 1] + len(self.pages[count - 1].text)
        headings = tuple(heading for heading in self.headings if heading.start <= end)
        return replace(self, pages=self.pages[:count], starts=starts, headings=headings, text=self.text[:end])


def digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    sha = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                sha.update(piece)
    except FileNotFoundError:
        raise IngestError(f"파일이 없습니다: {path.name}", code="file_missing", english="No such file.") from None
    except IsADirectoryError:
        raise IngestError(
            f"폴더는 읽을 수 없습니다: {path.name}. 파일을 지정해 주세요.",
            code="is_a_folder",
            english="That is a folder.",
        ) from None
    except PermissionError:
        raise IngestError(
            f"파일을 읽을 권한이 없습니다: {path.name}", code="file_unreadable", english="The file may not be read."
        ) from None
    return sha.hexdigest()


def read(
    path: Path, filename: str, settings: Settings, report: Progress, stop: Stop = lambda: False, first: int = 0
) -> Document:
    """Parse a file in the limited child process and settle its text and offsets; with ``first`` perhaps so many pages only."""

    def told(done: int, total: int) -> None:
        report("read", done, total)

    loaded = load(path, filename=filename, settings=settings, progress=told, stop=stop, first=first)
    pages = settled(loaded.pages, lambda: report("read", len(loaded.pages), len(loaded.pages)))
    starts, headings, position = [], [], 0
    for page in pages:
        starts.append(position)
        headings += [Heading(h.level, h.title, position + h.start, page.number) for h in page.headings]
        position += len(page.text) + 1
    text = "\n".join(page.text for page in pages)
    if not text.strip() and loaded.whole:
        raise IngestError(
            f"'{filename}'에서 글자를 찾지 못했습니다. 스캔한 문서라면 글자 인식(OCR)을 거친 파일을 올려 주세요.",
            code="no_text",
            english="The file holds no text.",
        )
    return Document(loaded, pages, tuple(starts), tuple(headings), text)


@contextmanager
def writing(database: Database, files: Path, fresh: Iterable[str]) -> Iterator[Session]:
    """A transaction that keeps other writers out; of the files with the hashes ``fresh`` those that no source has in the end are deleted."""
    try:
        try:
            with database.session("IMMEDIATE") as session:
                yield session
        finally:
            if fresh:
                with database.session("IMMEDIATE") as session:
                    drop_files(session, files, fresh)
    except OSError as error:
        raise storage_error(error, files) from error


def write(
    session: Session, source: SourceRow, document: Document, indexed: Indexed, formerly: tuple[str, ...] = ()
) -> None:
    """Everything of a source except its file, in place of what is there, inside the caller's transaction.

    Citations that are kept follow their quotes; those of the sources ``formerly``, which gave way, as well.
    """
    common = {"source_id": source.id, "owner": source.owner}
    source.pages = len(document.pages)
    source.passages = len(indexed.passages)
    source.notes = list(document.loaded.notes)
    if source in session:
        pages = tuple((start, page.number) for page, start in zip(document.pages, document.starts, strict=True))
        text, page_of = document.text, document.page_of
        follow(session, Edition(source.id, source.owner, source.title, text, pages, page_of, formerly))
    session.add(source)
    session.flush()
    for table in (PageRow, HeadingRow):
        session.execute(delete(table).where(table.source_id == source.id))
    session.execute(
        insert(PageRow),
        [common | _page(page, start) for page, start in zip(document.pages, document.starts, strict=True)],
    )
    if document.headings:
        session.execute(insert(HeadingRow), [common | vars(heading) for heading in document.headings])
    write_index(session, source, indexed)


def write_index(session: Session, source: SourceRow, indexed: Indexed) -> None:
    """A source's passages, postings, vectors and glossary in place of those that are there."""
    common = {"source_id": source.id, "owner": source.owner}
    for table in (PostingRow, VectorsRow, EntryRow, PassageRow):
        session.execute(delete(table).where(table.source_id == source.id))
    source.passages = len(indexed.passages)
    source.lengths = indexed.lengths
    source.edition = secrets.token_hex(8)
    session.flush()
    lists = [{"term": term, "data": data} for term, data in sorted(indexed.postings.items())]
    for rows, statement in (
        (indexed.passages, insert(PassageRow)),
        (lists, insert(PostingRow)),  # a text of signs alone has no terms
        ([indexed.vectors] if indexed.vectors else [], insert(VectorsRow)),
        (indexed.entries, insert(EntryRow)),
    ):
        if rows:
            session.execute(statement, [common | row for row in rows])
    write_names(session, source, indexed.names)


def write_names(session: Session, source: SourceRow, names: Iterable[Pair]) -> None:
    """A source's pairs of names in place of those that are there."""
    session.execute(delete(AliasRow).where(AliasRow.source_id == source.id))
    common = {"source_id": source.id, "owner": source.owner}
    if rows := [common | {"form": form, "other": other} for form, other in sorted(names)]:
        session.execute(insert(AliasRow), rows)


def keep_file(path: Path, files: Path, sha256: str) -> None:
    """The file under its content hash: copied, hashed again, and put in place whole. Raises OSError or IngestError."""
    target = files / sha256
    if target.exists() and digest(target) == sha256:
        return
    files.mkdir(parents=True, exist_ok=True)
    partial = files / f"{sha256}.{secrets.token_hex(4)}{PARTIAL}"
    sha = hashlib.sha256()
    try:
        with path.open("rb") as source, partial.open("wb") as copy:
            while piece := source.read(1 << 20):
                sha.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        if sha.hexdigest() != sha256:
            raise IngestError(
                f"읽는 동안 파일이 바뀌었습니다: {path.name}. 저장이 끝난 뒤 다시 올려 주세요.",
                code="file_changing",
                english="The file changed while it was read; try again.",
            )
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def drop_files(session: Session, files: Path, sha256s: Iterable[str]) -> None:
    """Delete kept files that no source has any more; inside a transaction that keeps other writers out."""
    for sha256 in sha256s:
        whole = (SourceRow.sha256 == sha256) & SourceRow.reading.is_(False)
        if session.scalar(select(SourceRow.id).where(whole).limit(1)) is None:
            (files / sha256).unlink(missing_ok=True)


def with_bytes(session: Session, owner: str, sha256: str) -> SourceRow | None:
    """The owner's source with these bytes, a removed one too."""
    return session.scalar(select(SourceRow).where(SourceRow.owner == owner, SourceRow.sha256 == sha256))


def refuse_twin(session: Session, owner: str, sha256: str, heir: str = "") -> tuple[str, ...]:
    """Make room for a new edition of ``heir``: a removed source with its bytes gives way; its id is returned.

    Raises QuestionError (``already_there``) where the source is on the shelf.
    """
    twin = with_bytes(session, owner, sha256)
    if twin is None or twin.id == heir:
        return ()
    if twin.removed_at is None:
        raise QuestionError(
            f"같은 파일이 이미 서재에 있습니다: '{twin.title}'({twin.id}). 새 판만 두려면 옛 자료를 빼 주세요.",
            code="already_there",
            english=f"The same file is in the library already: {twin.id}.",
        )
    if heir:
        session.execute(update(QuestionRow).where(QuestionRow.source_id == twin.id).values(source_id=heir))
        session.execute(delete(SourceRow).where(SourceRow.id == twin.id))
    return (twin.id,)


def purge(session: Session, owner: str, before: datetime) -> list[str]:
    """Delete what was removed before a time; the hashes of the files that may go with it."""
    old = session.scalars(select(SourceRow).where(SourceRow.owner == owner, SourceRow.removed_at < before)).all()
    if old:
        session.execute(delete(SourceRow).where(SourceRow.id.in_([row.id for row in old])))
    return [row.sha256 for row in old]


def describe(row: SourceRow, path: Path, name: str, sha256: str, document: Document, title: str | None = None) -> None:
    """A source's own columns from its file."""
    row.title = title or document.loaded.title or Path(name).stem
    row.filename, row.kind, row.sha256, row.size = name, document.loaded.kind, sha256, path.stat().st_size


def _page(page: LoadedPage, start: int) -> dict[str, object]:
    boxes = b"" if page.boxes is None else zlib.compress(np.asarray(page.boxes, "<f4").tobytes(), 6)
    return {
        "number": page.number,
        "start": start,
        "text": page.text,
        "width": page.width,
        "height": page.height,
        "boxes": boxes,
    }
