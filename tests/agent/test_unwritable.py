"""On a disk that is read-only or full, reading, searching and asking go on; what cannot be kept is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent import Assistant
from errors import StorageError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library
from settings import Settings
from tests.knowledge.ingestion.test_durability import big, small_disk

QUESTION = "을사늑약은 언제 체결되었나"


def stock(folder: Path, book: Path) -> str:
    """A library with one book and one conversation; its answer's text."""
    assistant = Assistant.open(Settings(library=folder))
    assistant.library.add(book)
    text = assistant.ask(QUESTION, thread="t").text
    assistant.close()
    return text


@pytest.mark.parametrize("log", ["closed", "left", "left without its index"])
def test_a_read_only_library_is_read_searched_and_asked(tmp_path: Path, book: Path, log: str) -> None:
    with small_disk(tmp_path / "disk", "60m") as remount:
        folder = tmp_path / "disk" / "library"
        told = stock(folder, book)
        if log != "closed":  # as a crash leaves it
            held = Library.open(folder, settings=Settings(library=folder))
            with held.database.engine.begin() as connection:
                connection.exec_driver_sql("UPDATE threads SET name = '이름'")
            copy = tmp_path / "disk" / "copy"
            shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm") if log != "left" else None)
            held.close()
            folder = copy
        assert remount("ro")
        assistant = Assistant.open(Settings(library=folder))
        library = assistant.library
        (source,) = library.sources()
        assert library.search(QUESTION) and library.page(source.id, 1).text and library.text(source.id, 0, 5)
        assert [answer.text for answer in assistant.history("t")] == [told]
        answer = assistant.ask(QUESTION, thread="t")
        assert answer.citations and "쓸 수 없습니다" in answer.unsaved and answer.id == 0
        assert len(assistant.history("t")) == 1 and library.check() == []
        for write in (lambda: library.add(big(tmp_path, 1)), lambda: library.remove(source.id)):
            with pytest.raises(StorageError) as refused:
                write()
            assert refused.value.code == "storage_read_only"
        assert back_up_library(folder, tmp_path / "a.hyunmoo")["missing"] == []
        assistant.close()
        assert remount("rw")


def test_a_full_disk_is_read_searched_and_asked_and_says_what_to_free(tmp_path: Path, book: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as remount:
        folder = tmp_path / "disk" / "library"
        stock(folder, book)
        filler = tmp_path / "disk" / "filler"
        with pytest.raises(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(4096))
        assistant = Assistant.open(Settings(library=folder))
        assert assistant.library.search(QUESTION) and len(assistant.history("t")) == 1
        answer = assistant.ask(QUESTION, thread="t")
        assert answer.citations and (not answer.unsaved or "빈 공간" in answer.unsaved)
        with pytest.raises(StorageError) as refused:
            assistant.library.add(big(tmp_path, 200))
        assert refused.value.code == "disk_full" and "남은 공간" in refused.value.message
        filler.unlink()
        assistant.close()
        again = Assistant.open(Settings(library=folder))
        assert again.library.check() == [] and not again.ask(QUESTION, thread="t").unsaved
        again.close()
        assert remount("rw")
