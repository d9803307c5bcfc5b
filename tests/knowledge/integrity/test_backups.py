"""A backup is the library, made while others write; what is damaged, cut or interrupted leaves everything as it was."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from agent import Assistant
from errors import StorageError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library, restore_library
from settings import Settings
from storage import Base, Database
from storage.engine import MIGRATIONS
from tests.ui.terminal import hyunmoo


def content(record: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(record)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in Base.metadata.tables}


def files(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (folder / "files").iterdir()}


def age(record: Path, revision: str) -> None:
    """Take a database back to an older schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{record}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def test_a_backup_made_while_two_write_is_one_state_and_comes_back_elsewhere(
    library: Library, tmp_path: Path, settings: Settings
) -> None:
    stop = threading.Event()

    def write(name: str) -> None:
        number = 0
        mine = Library.open(library.path, settings=settings)
        while not stop.is_set():
            path = tmp_path / f"{name}-{number}.md"
            path.write_text(f"# {name} {number}\n\n{number}번째 글은 광합성을 다룬다.", encoding="utf-8")
            source = mine.add(path)
            if number % 2:
                mine.remove(source.id)
            number += 1
        mine.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("가", "나")]
    for writer in writers:
        writer.start()
    made = [back_up_library(library.path, tmp_path / f"{number}.hyunmoo") for number in range(4)]
    stop.set()
    for writer in writers:
        writer.join()
    assert all(not one["missing"] for one in made)
    for number in range(4):
        target = tmp_path / f"elsewhere-{number}"
        restore_library(tmp_path / f"{number}.hyunmoo", target)
        with zipfile.ZipFile(tmp_path / f"{number}.hyunmoo") as archive:
            archive.extract("hyunmoo.db", tmp_path / f"record-{number}")
            names = {name.removeprefix("files/") for name in archive.namelist() if name.startswith("files/")}
        assert content(target / "hyunmoo.db") == content(tmp_path / f"record-{number}" / "hyunmoo.db")
        assert files(target) == {name: name for name in names}
        back = Library.open(target, settings=Settings(library=target))
        assert back.check() == [] and back.search("을사늑약")
        back.close()


def test_a_restored_library_is_as_it_was_and_what_was_there_is_kept(
    library: Library, tmp_path: Path, book: Path, settings: Settings
) -> None:
    assistant = Assistant(settings, library, Assistant.open(settings).model)
    assistant.ask("을사늑약은 언제 체결되었나", thread="t")
    record, kept = content(library.path / "hyunmoo.db"), files(library.path)
    back_up_library(library.path, tmp_path / "a.hyunmoo")
    other = tmp_path / "other.md"
    other.write_text("# 다른 책\n\n현무는 북쪽을 지키는 신이다.", encoding="utf-8")
    later = library.add(other)
    assistant.delete_thread("t")
    done = restore_library(tmp_path / "a.hyunmoo", library.path)
    assert content(library.path / "hyunmoo.db") == record and files(library.path) == kept
    assert [thread.id for thread in assistant.threads()] == ["t"] and library.check() == []
    aside = {file.name for file in Path(done["kept"]).iterdir()}
    assert {"hyunmoo.db", later.sha256} <= aside
    assistant._saver.conn.close()


@pytest.mark.parametrize("harm", ["cut", "bit", "text", "name"])
def test_a_file_that_is_no_whole_backup_changes_nothing(library: Library, tmp_path: Path, harm: str) -> None:
    backup = tmp_path / "a.hyunmoo"
    back_up_library(library.path, backup)
    before, said = content(library.path / "hyunmoo.db"), bytearray(backup.read_bytes())
    if harm == "cut":
        backup.write_bytes(said[: len(said) // 2])
    elif harm == "bit":
        said[len(said) // 3] ^= 1
        backup.write_bytes(said)
    elif harm == "text":
        backup.write_text("백업이 아니다")
    else:
        with zipfile.ZipFile(backup, "w") as archive:
            archive.writestr("manifest.json", '{"format": 1, "files": true, "members": {"../out": "0"}}')
    with pytest.raises(StorageError) as refused:
        restore_library(backup, library.path)
    assert refused.value.code == "backup_damaged" and "그대로" in refused.value.message
    assert content(library.path / "hyunmoo.db") == before and not list(library.path.glob("*.partial"))
    assert not (tmp_path / "out").exists() and library.check() == []


def test_a_backup_comes_back_over_a_damaged_database(library: Library, tmp_path: Path) -> None:
    back_up_library(library.path, tmp_path / "a.hyunmoo")
    library.close()
    (library.path / "hyunmoo.db").write_bytes(b"noise" * 1000)
    restore_library(tmp_path / "a.hyunmoo", library.path)
    again = Library.open(library.path, settings=library.settings)
    assert again.check() == [] and again.search("을사늑약")
    again.close()


def test_a_backup_is_made_before_a_migration(library: Library) -> None:
    library.close()
    age(library.path / "hyunmoo.db", "0007")
    Database(library.path / "hyunmoo.db").close()
    (backup,) = (library.path / "backups").iterdir()
    with zipfile.ZipFile(backup) as archive:
        assert archive.namelist() == ["hyunmoo.db", "manifest.json"]
    again = Library.open(library.path, settings=library.settings)
    assert again.check() == []
    again.close()


def test_backup_and_restore_from_the_command_line(sample_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    backup = tmp_path / "백업.hyunmoo"
    assert hyunmoo("backup", str(backup), library=folder).returncode == 0 and backup.exists()
    assert hyunmoo("restore", str(backup), library=tmp_path / "new").returncode == 0
    assert files(tmp_path / "new") == files(folder)
    missing = hyunmoo("restore", str(tmp_path / "없음.hyunmoo"), library=folder)
    assert missing.returncode != 0
