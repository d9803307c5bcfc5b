"""Whose figures they are: read by who may read the source, handed out with what is theirs, gone when they go."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.owners.leaving import delete_for_good, export_owned
from errors import QuestionError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library, restore_library
from settings import Settings
from storage.class_tables import ClassMemberRow, ClassRow, ClassShareRow
from tests.knowledge.figures.illustrated import markdown


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library folder in which the teacher has a book with figures; a test gets a copy."""
    folder = tmp_path_factory.mktemp("stocked")
    markdown(folder / "세포.md")
    library = Library.open(folder / "library", owner="teacher")
    library.add(folder / "세포.md")
    library.close()
    return folder / "library"


@pytest.fixture
def shared(stocked: Path, tmp_path: Path) -> Iterator[tuple[Library, Library, str]]:
    """A teacher's library and a pupil's in one folder, and the teacher's source."""
    folder = shutil.copytree(stocked, tmp_path / "library")
    teacher, pupil = (
        Library.open(folder, owner=name, settings=Settings(library=folder, owner=name)) for name in ("teacher", "pupil")
    )
    yield teacher, pupil, teacher.sources()[0].id
    teacher.close()
    pupil.close()


def give(library: Library, source_id: str) -> None:
    with library.database.session("IMMEDIATE") as session:
        session.add(ClassRow(id="c1", owner="teacher", name="1반", code="ABCD1234"))
        session.flush()
        session.add(ClassMemberRow(class_id="c1", owner="pupil"))
        session.add(ClassShareRow(class_id="c1", source_id=source_id, owner="teacher"))


def test_figures_are_read_by_who_may_read_the_source(shared: tuple[Library, Library, str]) -> None:
    teacher, pupil, source = shared
    assert teacher.find_figures("그림 1-1을 설명해 줘") and pupil.find_figures("그림 1-1을 설명해 줘") is None
    for look in (pupil.figures, lambda one: pupil.figure_picture(one, 0)):
        with pytest.raises(QuestionError):
            look(source)
    give(teacher, source)
    found = pupil.find_figures("그림 1-1을 설명해 줘")
    assert found is not None and found.state == "answer"
    assert pupil.figure_picture(source, 0) == teacher.figure_picture(source, 0) is not None


def test_figures_go_with_their_owner(shared: tuple[Library, Library, str]) -> None:
    teacher, _, source = shared
    picture = teacher.figure_picture(source, 0)
    with zipfile.ZipFile(io.BytesIO(export_owned(teacher.settings, "teacher"))) as packed:
        rows = json.loads(packed.read("figures.json"))
        assert [row["printed"] for row in rows] == ["그림 1-1", "그림 1-2"]
        assert packed.read(f"pictures/{rows[0]['picture']}") == picture
    delete_for_good(teacher.settings, "teacher")
    assert list((teacher.path / "pictures").iterdir()) == []


def test_a_backup_brings_figures_back_and_their_pictures_are_drawn_anew(
    shared: tuple[Library, Library, str], tmp_path: Path
) -> None:
    teacher, _, source = shared
    picture = teacher.figure_picture(source, 0)
    back_up_library(teacher.path, tmp_path / "one.hyunmoo")
    restore_library(tmp_path / "one.hyunmoo", tmp_path / "other")
    other = Library.open(tmp_path / "other", owner="teacher", settings=Settings(library=tmp_path / "other"))
    assert [one.printed for one in other.figures(source)] == ["그림 1-1", "그림 1-2"]
    assert other.figure_picture(source, 0) == picture
    other.close()


def test_a_new_edition_leaves_no_picture_of_the_old_one(shared: tuple[Library, Library, str], tmp_path: Path) -> None:
    teacher, _, source = shared
    assert teacher.figure_picture(source, 0) is not None
    (tmp_path / "새 판.md").write_text("# 세포와 잎\n\n그림이 없는 새 판이다.\n", encoding="utf-8")
    teacher.replace(source, tmp_path / "새 판.md")
    assert teacher.figures(source) == [] and list((teacher.path / "pictures").iterdir()) == []
