"""One document into the library: read in a child process, cut and analysed; then written in one short transaction."""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

import korean
from errors import IngestError, QuestionError
from knowledge import glossary, lexical, tokens
from knowledge.chunking import Draft, keyed_passage, passages
from knowledge.embedders import Embedder
from knowledge.loaders import load
from knowledge.loaders.base import Loaded, LoadedPage
from knowledge.models import Heading
from knowledge.seams import settled
from korean.analyzer import is_content
from settings import Settings
from storage.citations import Edition, follow
from storage.tables import EntryRow, HeadingRow, PageRow, PassageRow, PostingRow, QuestionRow, SourceRow, VectorsRow

Progress = Callable[[str, int, int], None]
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


def read(path: Path, filename: str, settings: Settings, progress: Progress) -> Document:
    """Parse a file in the limited child process and settle its text and offsets."""
    loaded = load(
        path, filename=filename, settings=settings, progress=lambda done, total: progress("read", done, total)
    )
    pages = settled(loaded.pages)
    starts, headings, position = [], [], 0
    for page in pages:
        starts.append(position)
        headings += [Heading(h.level, h.title, position + h.start, page.number) for h in page.headings]
        position += len(page.text) + 1
    text = "\n".join(page.text for page in pages)
    if not text.strip():
        raise IngestError(
            f"'{filename}'에서 글자를 찾지 못했습니다. 스캔한 문서라면 글자 인식(OCR)을 거친 파일을 올려 주세요.",
            code="no_text",
            english="The file holds no text.",
        )
    return Document(loaded, pages, tuple(starts), tuple(headings), text)


def cut(document: Document, progress: Progress) -> list[Draft]:
    """The document's passages: its own where it brought keys, else sentence-aware ones."""
    if not any(page.key for page in document.pages):
        report = lambda done, total: progress("index", done, total)  # noqa: E731
        return passages(document.text, document.starts, document.headings, document.page_of, report)
    drafts = []
    for number, (page, start) in enumerate(zip(document.pages, document.starts, strict=True)):
        if number % 50 == 0:
            progress("index", number, len(document.pages))
        heading = (page.title,) if page.title else ()
        drafts.append(keyed_passage(page.text, start, page.number, heading, page.key))
    return drafts


def heading_terms(draft: Draft) -> list[korean.Token]:
    """The morphemes of a passage's headings, indexed beside its text."""
    return [token for title in draft.heading for token in korean.tokenize(title.replace("_", " "))]


@dataclass(frozen=True)
class Indexed:
    """What searching needs of a source, ready to be written: rows without the source's id and owner."""

    passages: list[dict[str, object]]
    postings: dict[str, bytes]
    lengths: bytes
    vectors: dict[str, object] | None
    entries: list[dict[str, object]]


def analyse(
    text: str, headings: Sequence[Heading], drafts: list[Draft], page_of: Callable[[int], int], embedder: Embedder
) -> Indexed:
    """Passages, postings, vectors and glossary of a source; all the work that needs no transaction."""
    rows: list[dict[str, object]] = []
    counters, lengths, vector_tokens = [], [], []
    for ordinal, draft in enumerate(drafts):
        body = text[draft.start : draft.end]
        extra = heading_terms(draft)
        counter = lexical.index_terms(body, draft.tokens)
        counter.update(token.form.lower() for token in extra if is_content(token))
        counters.append(counter)
        lengths.append(min(65535, counter.total()))
        vector_tokens.append([*draft.tokens, *extra])
        rows.append(
            {
                "ordinal": ordinal,
                "page": draft.page,
                "start": draft.start,
                "end": draft.end,
                "text": body,
                "heading": list(draft.heading),
                "key": draft.key,
                "spans": [list(span) for span in draft.spans],
                "tokens": tokens.dump(draft.tokens),
            }
        )
    vectors: dict[str, object] | None = None
    if rows:
        made = embedder.embed([text[draft.start : draft.end] for draft in drafts], vector_tokens)
        data = made.astype("<f2").tobytes()
        vectors = {"embedder": embedder.name, "dimension": made.shape[1], "data": data}
    spans = [span for draft in drafts for span in draft.spans]
    entries: list[dict[str, object]] = [
        vars(entry) | {"text": text[entry.start : entry.end]}
        for entry in glossary.extract_entries(text, headings, spans, page_of)
    ]
    return Indexed(rows, lexical.postings(counters), np.asarray(lengths, "<u2").tobytes(), vectors, entries)


def analyse_document(document: Document, report: Progress, embedder: Embedder) -> Indexed:
    return analyse(document.text, document.headings, cut(document, report), document.page_of, embedder)


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
        if session.scalar(select(SourceRow.id).where(SourceRow.sha256 == sha256).limit(1)) is None:
            (files / sha256).unlink(missing_ok=True)


def with_bytes(session: Session, owner: str, sha256: str) -> SourceRow | None:
    """The owner's source with these bytes, a removed one too."""
    return session.scalar(select(SourceRow).where(SourceRow.owner == owner, SourceRow.sha256 == sha256))


def refuse_twin(session: Session, owner: str, sha256: str, heir: str = "") -> tuple[str, ...]:
    """Make room for a new edition of ``heir``: a removed source with its bytes gives way; its id is returned.

    Raises QuestionError (``already_there``) where the source is on the shelf.
    """
    twin = with_bytes(session, owner, sha256)
    if twin is None:
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
