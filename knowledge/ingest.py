"""One document into the library: read in a child process, cut, analysed, and written in one transaction."""

from __future__ import annotations

import hashlib
import secrets
import shutil
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

import korean
from errors import IngestError
from knowledge import glossary, lexical, tokens
from knowledge.chunking import Draft, keyed_passage, passages
from knowledge.embedders import Embedder
from knowledge.loaders import load
from knowledge.loaders.base import Loaded, LoadedPage
from knowledge.models import Heading
from knowledge.seams import settled
from korean.analyzer import is_content
from settings import Settings
from storage.tables import EntryRow, HeadingRow, PageRow, PassageRow, PostingRow, SourceRow, VectorsRow

Progress = Callable[[str, int, int], None]


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


def write(
    session: Session, owner: str, source: SourceRow, document: Document, drafts: list[Draft], embedder: Embedder
) -> None:
    """Everything of a source except its file, inside the caller's transaction."""
    session.add(source)
    session.flush()
    common = {"source_id": source.id, "owner": owner}
    session.execute(
        insert(PageRow),
        [common | _page(page, start) for page, start in zip(document.pages, document.starts, strict=True)],
    )
    if document.headings:
        session.execute(insert(HeadingRow), [common | vars(heading) for heading in document.headings])
    index(session, owner, source, document.text, drafts, embedder)
    spans = [span for draft in drafts for span in draft.spans]
    entries = glossary.extract_entries(document.text, document.headings, spans, document.page_of)
    if entries:
        session.execute(
            insert(EntryRow),
            [
                common
                | {
                    "term": entry.term,
                    "page": entry.page,
                    "start": entry.start,
                    "end": entry.end,
                    "text": document.text[entry.start : entry.end],
                }
                for entry in entries
            ],
        )


def index(session: Session, owner: str, source: SourceRow, text: str, drafts: list[Draft], embedder: Embedder) -> None:
    """Passages, postings and vectors of a source."""
    common = {"source_id": source.id, "owner": owner}
    rows, counters, lengths, vector_tokens = [], [], [], []
    for ordinal, draft in enumerate(drafts):
        body = text[draft.start : draft.end]
        extra = heading_terms(draft)
        counter = lexical.index_terms(body, draft.tokens)
        counter.update(token.form.lower() for token in extra if is_content(token))
        counters.append(counter)
        lengths.append(min(65535, counter.total()))
        vector_tokens.append([*draft.tokens, *extra])
        rows.append(
            common
            | {
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
    source.passages = len(rows)
    source.lengths = np.asarray(lengths, "<u2").tobytes()
    if not rows:
        return
    session.execute(insert(PassageRow), rows)
    lists = sorted(lexical.postings(counters).items())
    if lists:  # a text of signs alone has no terms
        session.execute(insert(PostingRow), [common | {"term": term, "data": data} for term, data in lists])
    vectors = embedder.embed([text[draft.start : draft.end] for draft in drafts], vector_tokens)
    session.execute(
        insert(VectorsRow),
        [common | {"embedder": embedder.name, "dimension": vectors.shape[1], "data": vectors.astype("<f2").tobytes()}],
    )


def keep_file(path: Path, files: Path, sha256: str) -> Path:
    """The file under its content hash; put in place whole."""
    files.mkdir(parents=True, exist_ok=True)
    target = files / sha256
    if not target.exists():
        partial = files / f"{sha256}.{secrets.token_hex(4)}.partial"
        try:
            shutil.copyfile(path, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return target


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
