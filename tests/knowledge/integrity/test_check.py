"""Every class of problem that ``check`` knows: caused, found, and mended where that is possible."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.orm import Session

from knowledge import Library
from knowledge.index import dense
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
    utcnow,
)

Damage = Callable[[Session, str], object]


def rows(statement: Callable[[str], object]) -> Damage:
    return lambda session, source: session.execute(statement(source))  # type: ignore[call-overload]


def orphan(session: Session, source: str) -> None:
    session.execute(text("PRAGMA foreign_keys = OFF"))
    session.execute(update(EntryRow).values(source_id="nobody"))


def false_index(session: Session, source: str) -> None:
    """SQLite's own index says one thing, its table another."""
    for statement in (
        "PRAGMA writable_schema = ON",
        (
            "UPDATE sqlite_schema SET sql = replace(sql, '(owner, term)', '(owner, text)') WHERE name = "
            "'ix_entries_owner_term'"
        ),
        "PRAGMA writable_schema = RESET",
    ):
        session.execute(text(statement))


def cite_wrongly(session: Session, source: str) -> None:
    where = {
        "source_id": source,
        "title": "시험 교재",
        "page": 1,
        "start": 3,
        "end": 9,
        "marker": 1,
        "status": "확인됨",
    }
    told = {"citation": where | {"quote": "광합성은 엽록체에서 일어난다."}}
    session.add(QuestionRow(id="q", owner="default", source_id=source, kind="ox", payload=told))


def expire(session: Session, source: str) -> None:
    long_ago = utcnow() - timedelta(days=30)
    session.execute(update(SourceRow).where(SourceRow.id == source).values(removed_at=long_ago))


def second_embedder(session: Session, source: str) -> None:
    session.add(VectorsRow(source_id=source, embedder="unknown", owner="default", dimension=1, data=b"\0\0"))


def no_numbers(session: Session, source: str) -> None:
    row = session.query(VectorsRow).one()
    row.data = b"\xff" * len(row.data)


def half_read(session: Session, source: str) -> None:
    """The first pages of a book whose reader is dead."""
    row = SourceRow(id="half", owner="default", title="반쪽", filename="반쪽.pdf", kind="pdf", sha256="0", size=1)
    row.pages, row.passages, row.reading = 12, 0, True
    session.add(row)


DATABASE: dict[str, Damage] = {
    "reading_left": half_read,
    "database_damaged": false_index,
    "rows_orphan": orphan,
    "owner_wrong": rows(lambda s: update(PassageRow).where(PassageRow.source_id == s).values(owner="other")),
    "source_expired": expire,
    "pages_missing": rows(lambda s: delete(PageRow).where(PageRow.number == 2)),
    "page_numbers": rows(lambda s: update(PageRow).where(PageRow.number == 1).values(number=-1)),
    "page_offsets": rows(lambda s: update(PageRow).values(start=PageRow.start + 1)),
    "boxes_damaged": rows(lambda s: update(PageRow).values(boxes=b"torn")),
    "heading_range": rows(lambda s: update(HeadingRow).values(start=10**6)),
    "passages_missing": rows(lambda s: delete(PassageRow).where(PassageRow.ordinal == 0)),
    "passage_text": rows(lambda s: update(PassageRow).values(text="바뀐 글")),
    "passage_page": rows(lambda s: update(PassageRow).values(page=77)),
    "sentence_spans": rows(lambda s: update(PassageRow).values(spans=[[0, 10**6]])),
    "tokens_damaged": rows(lambda s: update(PassageRow).values(tokens="no tokens")),
    "lengths_missing": rows(lambda s: update(SourceRow).values(lengths=b"")),
    "postings_missing": rows(lambda s: delete(PostingRow)),
    "postings_damaged": rows(lambda s: update(PostingRow).where(PostingRow.term == "광합성").values(data=b"\1\2\3")),
    "vectors_missing": rows(lambda s: delete(VectorsRow)),
    "vectors_damaged": no_numbers,
    "vectors_unknown": second_embedder,
    "entry_text": rows(lambda s: update(EntryRow).values(start=EntryRow.start + 1)),
    "names_wrong": lambda session, source: session.add(
        AliasRow(owner="default", form="광합성", other="호흡", source_id=source)
    ),
    "citation_moved": cite_wrongly,
}


@pytest.mark.parametrize("code", DATABASE)
def test_damage_in_the_database_is_found_and_mended(library: Library, code: str) -> None:
    source = library.sources()[0]
    before = [hit.passage.text for hit in library.search("을사늑약")]
    with library.database.session() as session:
        DATABASE[code](session, source.id)
    library.database.engine.dispose()
    assert code in {problem.code for problem in library.check()}
    mended = library.check(repair=True)
    assert code in {problem.code for problem in mended} and all(problem.repaired for problem in mended), mended
    assert library.check() == []
    fresh = Library.open(library.path, settings=library.settings)
    assert [hit.passage.text for hit in fresh.search("을사늑약")] == ([] if code == "source_expired" else before)
    fresh.close()


def stray(library: Library) -> None:
    (library.files / "stray").write_bytes(b"x")


def half(library: Library) -> None:
    (library.files / "0123.4567.partial").write_bytes(b"x")


def half_restored(library: Library) -> None:
    """What a restore that was killed leaves, and one that is under way, which is nobody's business."""
    for name, age in (("restoring-1.partial", 600), ("restoring-2.partial", 0)):
        (library.path / name / "files").mkdir(parents=True)
        os.utime(library.path / name, (time.time() - age, time.time() - age))


def changed(library: Library) -> None:
    (library.files / library.sources()[0].sha256).write_bytes(b"changed")


def missing(library: Library) -> None:
    (library.files / library.sources()[0].sha256).unlink()


def torn(library: Library) -> None:
    library.dense.file.write_bytes(b"torn")


def stale(library: Library) -> None:
    """Other vectors in the database than in the file, whose manifest says that nothing has changed."""
    with library.database.session() as session:
        row = session.query(VectorsRow).one()
        row.data = row.data[2:] + row.data[:2]


FILES = {
    "file_orphan": (stray, True),
    "partial_left": (half, True),
    "partial_left, restoring": (half_restored, True),
    "file_changed": (changed, False),
    "file_missing": (missing, False),
    "index_damaged": (torn, True),
    "index_stale": (stale, True),
}


@pytest.mark.parametrize("code", FILES)
def test_damage_to_files_is_found_and_mended_or_the_book_added_again(
    library: Library, book: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "_FILE_FROM", 1)
    library.search("광합성")
    damage, mends = FILES[code]
    code = code.partition(",")[0]
    damage(library)
    assert [problem.code for problem in library.check()] == [code]
    assert [(problem.code, problem.repaired) for problem in library.check(repair=True)] == [(code, mends)]
    if not mends:
        assert [problem.code for problem in library.check()] == [code]
        library.add(book)
    assert library.check() == [] and library.search("을사늑약")


def test_pages_that_are_lost_with_their_file_are_reported_and_kept(library: Library) -> None:
    missing(library)
    with library.database.session() as session:
        session.execute(delete(PageRow).where(PageRow.number == 2))
    for problem in library.check(repair=True):
        assert not problem.repaired and problem.code in {
            "file_missing",
            "pages_missing",
            "page_offsets",
            "passage_text",
        } | {
            "heading_range",
            "passage_page",
            "entry_text",
            "sentence_spans",
            "citation_moved",
            "passages_missing",
        }
    assert library.sources()
