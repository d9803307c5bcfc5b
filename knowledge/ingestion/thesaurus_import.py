"""A thesaurus comes into the library: a table is looked at before it is read, and refused with what it lacks."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from pathlib import Path

from errors import IngestError
from knowledge.glossary.thesaurus import THESAURUS_COLUMNS, find_columns
from knowledge.ingestion.pipeline import add_document
from knowledge.ingestion.progress import CancellableProgress
from knowledge.loaders.base import LoadError
from knowledge.loaders.text.csv import delimiter
from knowledge.loaders.text.encodings import decode
from knowledge.models import Source
from knowledge.store import Store

HEAD_BYTES = 1 << 16  # bytes of a file that hold its head


def add_thesaurus(store: Store, path: Path, filename: str | None, report: CancellableProgress) -> Source:
    """Read a thesaurus in. Raises IngestError as ``add_document`` does, and ``thesaurus_columns`` for another table."""
    with suppress(OSError), path.open("rb") as file:  # a file that cannot be opened: ``add_document`` says why
        require_thesaurus(file.read(HEAD_BYTES), filename or path.name)
    return add_document(store, path, filename, None, report)


def whole_lines(content: bytes) -> bytes:
    """A file's first bytes up to the end of their last line, in UTF-16 too."""
    feed = {b"\xff\xfe": b"\n\x00", b"\xfe\xff": b"\x00\n"}.get(content[:2], b"\n")
    end = content.rfind(feed)
    while end >= 0 and end % len(feed):
        end = content.rfind(feed, 0, end)
    return content[: end + len(feed)] if end >= 0 else content


def require_thesaurus(content: bytes, filename: str) -> None:
    """Raises IngestError (``thesaurus_columns``) where a file's first bytes are not the head of a thesaurus."""
    try:
        start = decode(whole_lines(content))
        head = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter(start)), [])
    except (LoadError, csv.Error):
        head = []
    if find_columns(head) is None or not filename.lower().endswith((".csv", ".tsv")):
        known = {role: ", ".join(names[:3]) for role, names in THESAURUS_COLUMNS.items()}
        raise IngestError(
            f"'{filename}'은(는) 용어집이 아닙니다. 첫 줄에 용어 열({known['term']})과, 설명 열({known['entry']}) 또는 "
            f"동의어 열({known['also']})이 있는 CSV 파일을 골라 주세요.",
            code="thesaurus_columns",
            english="This is no thesaurus: its first line names no columns of terms and of entries or synonyms.",
        )
