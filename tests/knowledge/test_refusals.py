"""Refusals that take some arranging: each says what happened, that nothing was lost, and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.upkeep import check_everything
from errors import HyunmooError, IngestError, StorageError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library, restore_library
from knowledge.integrity.record import look_at_record
from knowledge.loaders.registry import Loader, register_loader, unregister_loader
from learning import Learner
from learning.quizzes.builder import make_quiz
from settings import SAMPLES


@pytest.fixture
def slow_format() -> Iterator[None]:
    register_loader(Loader("slow", "느린 문서", (".slow",), "tests.knowledge.loaders.slow_reader", "text/x-slow"))
    yield
    unregister_loader("slow")


@pytest.mark.usefixtures("slow_format")
@pytest.mark.parametrize(("said", "code"), [("STOP", "parse_timeout"), ("DIE", "parse_crashed")])
def test_a_reader_that_hangs_or_dies_is_ended(library: Library, tmp_path: Path, said: str, code: str) -> None:
    path = tmp_path / "a.slow"
    path.write_text(said)
    mine = Library.open(library.path, settings=library.settings.model_copy(update={"parse_seconds": 1}))
    with pytest.raises(IngestError) as refused:
        mine.add(path)
    assert refused.value.code == code and "올려 주세요" in refused.value.message and len(mine.sources()) == 1
    mine.close()


def test_a_file_that_changes_while_it_is_read_is_not_kept(library: Library, book: Path) -> None:
    with pytest.raises(IngestError) as refused:
        library.store.keep_file(book, "0" * 64)
    assert refused.value.code == "file_changing" and not (library.files / ("0" * 64)).exists()


def test_what_is_not_there_is_neither_backed_up_nor_restored(tmp_path: Path) -> None:
    for code, act in (
        ("no_library", lambda: back_up_library(tmp_path / "none", tmp_path / "a.hyunmoo")),
        ("backup_missing", lambda: restore_library(tmp_path / "a.hyunmoo", tmp_path / "none")),
    ):
        with pytest.raises(StorageError) as refused:
            act()
        assert refused.value.code == code and refused.value.english
    assert list(tmp_path.iterdir()) == []


def change(library: Library, *statements: str) -> None:
    with closing(sqlite3.connect(library.path / "hyunmoo.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


PROBLEMS = {
    "cards_missing": "DELETE FROM cards",
    "source_found": "UPDATE sources SET owner = 'nobody' WHERE rowid = 1",
    "source_lost": "DELETE FROM sources WHERE rowid = 1",
    "cells_lost": "UPDATE attempts SET seconds = 'long'",
    "rows_unreadable": "UPDATE passages SET heading = '7' WHERE rowid = 1",
}


@pytest.mark.parametrize("code", PROBLEMS)
def test_what_is_wrong_is_named_and_mended(library: Library, code: str) -> None:
    library.add(SAMPLES[1])
    learner = Learner(library.database, library.owner)
    for question in make_quiz(library, [library.sources()[0].id], n=2, seed=1):
        learner.submit(question.id, "틀린 답")
    texts = {source.id: library.text(source.id, 0, 10**6) for source in library.sources()}
    change(library, PROBLEMS[code])
    library.database.engine.dispose()
    assert check_everything(library) != []
    assert code in {one.code for one in check_everything(library, repair=True)}
    assert check_everything(library) == [] and len(learner.attempts()) == 2
    assert {source.id: library.text(source.id, 0, 10**6) for source in library.sources()} == texts


def test_a_log_that_is_damaged_is_named_before_the_library_is_opened(library: Library, book: Path) -> None:
    change(library, "PRAGMA wal_checkpoint(TRUNCATE)")
    other = book.with_name("다른.md")
    for number in range(3):
        other.write_text(f"# 다른 책 {number}\n\n현무는 북쪽을 지키는 신이다.", encoding="utf-8")
        library.add(other)
    log = library.path / "hyunmoo.db-wal"
    content = bytearray(log.read_bytes())
    content[len(content) // 2] ^= 1
    log.write_bytes(content)
    assert "last_writes_lost" in {one.code for one in look_at_record(library.path, False)}


def test_every_error_of_ours_can_be_told(tmp_path: Path) -> None:
    with pytest.raises(HyunmooError) as refused:
        Library.open(tmp_path / "l").add(tmp_path / "없음.md")
    assert refused.value.code == "file_missing"
