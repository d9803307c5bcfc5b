"""A thesaurus comes into the library: its columns are looked at, shown with what they are taken for, and read as a
person says; a table without terms is refused with what it lacks.

The table is kept under the names that are known, so that it can always be read again without what the person said.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from errors import IngestError
from knowledge.glossary.thesaurus import THESAURUS_COLUMNS, find_columns
from knowledge.glossary.thesaurus_columns import (
    COLUMN_ROLES,
    SAMPLE_ROWS,
    ThesaurusColumn,
    choose_roles,
    guess_columns,
    is_thesaurus,
    rewrite_table,
)
from knowledge.ingestion.pipeline import add_document, replace_document
from knowledge.ingestion.progress import CancellableProgress
from knowledge.loaders.base import LoadError
from knowledge.loaders.text.csv import delimiter, take_stated_delimiter
from knowledge.loaders.text.encodings import decode
from knowledge.models import Source
from knowledge.store import Store
from korean import lexicon

HEAD_BYTES = 1 << 18  # bytes of a file that hold its head and the rows that are looked at
LARGEST_TABLE = 100 << 20  # bytes of a table that is put under known names
MOST_COLUMNS = 100
ROLE_NAMES_KOREAN = dict(lexicon.pairs("labels", "role_of_a_column"))  # what people call a column's role -> the role


def add_thesaurus(
    store: Store,
    path: Path,
    filename: str | None,
    report: CancellableProgress,
    columns: Mapping[str, str] | None = None,
) -> Source:
    """Read a thesaurus in; ``columns`` says by name what columns hold (of COLUMN_ROLES), where the guess is wrong.

    Raises IngestError as ``add_document`` does, and ``thesaurus_columns`` for another table or an unknown column.
    """
    with _known_table(path, filename or path.name, columns) as (table, name):
        return add_document(store, table, name, None, report)


def replace_thesaurus(
    store: Store, source_id: str, path: Path, filename: str | None, report: CancellableProgress
) -> Source:
    """Put a changed edition in a thesaurus' place, its columns guessed anew. Raises as ``replace_document`` does, and
    IngestError (``thesaurus_columns``).
    """
    with _known_table(path, filename or path.name, None) as (table, name):
        return replace_document(store, source_id, table, name, report)


@contextmanager
def _known_table(path: Path, name: str, columns: Mapping[str, str] | None) -> Iterator[tuple[Path, str]]:
    """A table's file under known names, and what it is called; the file itself where that is all it needs, where it is
    too large, and where it cannot be opened, which is said when it is read.
    """
    content = b""
    with suppress(OSError):
        content = path.read_bytes() if path.stat().st_size <= LARGEST_TABLE else b""
    written = write_known(content, name, columns) if content else content
    if written == content:
        yield path, name
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        known = Path(folder) / "table"
        known.write_bytes(written)
        yield known, Path(name).with_suffix(".csv").name


def write_known(content: bytes, filename: str, columns: Mapping[str, str] | None = None) -> bytes:
    """A table under the names that are known; as it is where they are its own. Raises IngestError as above."""
    looked = look_at_columns(content, filename)
    try:
        chosen = choose_roles(looked, columns or {})
    except KeyError as error:
        named = ", ".join(one.name for one in looked)
        raise IngestError(
            f"'{error.args[0]}'은(는) 이 표의 열도, 열의 구실도 아닙니다. 열: {named}. 구실: {', '.join(ROLE_NAMES_KOREAN)}.",
            code="thesaurus_columns",
            english=f"No such column or role: {error.args[0]}. Roles: {', '.join(COLUMN_ROLES)}.",
        ) from None
    if not is_thesaurus(chosen):
        raise _refuse(filename, chosen)
    exact = find_columns([one.name for one in chosen]) or {}
    if all(exact.get(one.number, "note") == one.role for one in chosen):
        return content
    text, mark = take_stated_delimiter(decode(content))
    try:
        return rewrite_table(text, mark or delimiter(text), chosen).encode("utf-8")
    except csv.Error:
        raise _refuse(filename, chosen) from None


def look_at_columns(content: bytes, filename: str) -> list[ThesaurusColumn]:
    """The columns of a table by its first bytes, with what each is taken for. Raises IngestError
    (``thesaurus_columns``) for what is no table.
    """
    csv.field_size_limit(10_000_000)
    try:
        text, mark = take_stated_delimiter(decode(whole_lines(content[:HEAD_BYTES])))
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark or delimiter(text))
        found = list(islice(rows, SAMPLE_ROWS + 1))
    except (LoadError, csv.Error):
        found = []
    if not filename.lower().endswith((".csv", ".tsv")) or not found or not 1 < len(found[0]) <= MOST_COLUMNS:
        raise _refuse(filename, ())
    return guess_columns(found[0], found[1:])


def whole_lines(content: bytes) -> bytes:
    """A file's first bytes up to the end of their last line, in UTF-16 too."""
    feed = {b"\xff\xfe": b"\n\x00", b"\xfe\xff": b"\x00\n"}.get(content[:2], b"\n")
    end = content.rfind(feed)
    while end >= 0 and end % len(feed):
        end = content.rfind(feed, 0, end)
    return content[: end + len(feed)] if end >= 0 else content


def name_role(role: str) -> str:
    """What people call a column's role; an unknown one as it is."""
    return next((name for name, its in ROLE_NAMES_KOREAN.items() if its == role), role)


def _refuse(filename: str, columns: Sequence[ThesaurusColumn]) -> IngestError:
    known = {role: ", ".join(names[:3]) for role, names in THESAURUS_COLUMNS.items()}
    taken = ", ".join(f"{one.name}={name_role(one.role)}" for one in columns)
    read_so = f" 지금은 이렇게 읽었습니다: {taken}. 열의 구실을 바꾸어 다시 해 보세요." if taken else ""
    return IngestError(
        f"'{filename}'은(는) 용어집이 아닙니다. 첫 줄에 용어 열({known['term']})과, 설명 열({known['entry']})이나 동의어 열"
        f"({known['also']}), 관계 열({known['broader']}) 가운데 하나가 있는 CSV 파일을 골라 주세요.{read_so}",
        code="thesaurus_columns",
        english="This is no thesaurus: its first line names no columns of terms and of entries, synonyms or relations.",
    )
