"""Who leaves takes everything along: a zip of all that is theirs, and nothing left in any table or file."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from accounts import Accounts, Administration
from agent import Assistant
from agent.owners.leaving import delete_for_good, export_owned
from knowledge import Library
from knowledge.topics.kept_topics import WHOLE_SHELF, load_topics
from learning import make_quiz
from settings import Settings
from storage.class_tables import ClassMemberRow, ClassRow, ClassShareRow
from storage.owned_rows import owned_tables
from storage.topic_tables import TopicMapRow

SHARED = "# 함께 쓰는 책\n\n발해는 698년에 대조영이 세운 나라이다. 발해의 수도는 상경이었다.\n"
OWN = "# 혼자 쓰는 책\n\n청해진은 828년에 장보고가 세운 군진이다. 청해진은 완도에 있었다. {mark}라는 말은 여기에만 있다.\n"
MARKS = {"김하나": "고슴도치나무", "이두리": "두루미바위"}


@pytest.fixture
def both(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Owner by name of two people who each read a book of their own and one that both have, asked and answered."""
    people = Accounts.open(settings)
    owners = {}
    for name, mark in MARKS.items():
        account = people.add(name, "admin", password="나무 위의 거북이 셋", mail=f"{mark}@school.example")
        people.login(name, "나무 위의 거북이 셋", f"10.{len(owners)}.0.1")
        owners[name] = account.owner
        assistant = Assistant.open(settings.model_copy(update={"owner": account.owner}))
        for title, text in (("함께", SHARED), (mark, OWN.format(mark=mark))):
            path = tmp_path / f"{title}.md"
            path.write_text(text, encoding="utf-8")
            assistant.library.add(path)
        assistant.ask(f"{mark}는 어디에 있나? 청해진은 누가 세웠나?", thread=mark)
        questions = make_quiz(assistant.library, [one.id for one in assistant.library.sources()], n=2, seed=1)
        assistant.learner.submit(questions[0].id, f"{mark}라고 답한다")
        assistant.close()
    people.close()
    return owners


def rows_of(folder: Path, owner: str) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
        count = "SELECT count(*) FROM {} WHERE owner = ?"
        return {
            table.name: connection.execute(count.format(table.name), [owner]).fetchone()[0] for table in owned_tables()
        }


def files_with(folder: Path, *words: str) -> list[str]:
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(word.encode() in file.read_bytes() for word in words)
    ]


def test_the_zip_holds_all_rows_and_files_of_one_and_no_secret(settings: Settings, both: dict[str, str]) -> None:
    with zipfile.ZipFile(io.BytesIO(export_owned(settings, both["김하나"]))) as packed:
        assert packed.testzip() is None
        tables = {name: json.loads(packed.read(name)) for name in packed.namelist() if name.endswith(".json")}
        files = [packed.read(name).decode() for name in packed.namelist() if name.startswith("files/")]
    held = rows_of(settings.library, both["김하나"])
    assert {name.removesuffix(".json"): len(rows) for name, rows in tables.items()} == held
    assert all(held[name] for name in ("accounts", "sources", "passages", "answers", "questions", "attempts", "cards"))
    assert sorted(files) == sorted([SHARED, OWN.format(mark=MARKS["김하나"])])
    everything = json.dumps(tables, ensure_ascii=False)
    assert MARKS["김하나"] in everything and MARKS["이두리"] not in everything and "$argon2id$" not in everything


def test_nothing_of_who_left_is_in_any_table_or_file(settings: Settings, both: dict[str, str]) -> None:
    folder, mark, owner = settings.library, MARKS["김하나"], both["김하나"]
    assert len(files_with(folder, mark, owner, "김하나")) > 1
    before, kept = rows_of(folder, both["이두리"]), {file.name for file in (folder / "files").iterdir()}
    people = Accounts.open(settings)
    desk = Administration(people, None)
    assert desk.prepare_removal(desk.require("김하나").id).owner == owner
    gone = delete_for_good(settings, owner)
    people.close()
    assert set(rows_of(folder, owner).values()) == {0} and gone.rows > 10 and gone.files == 1
    assert files_with(folder, mark, owner, "김하나") == []
    assert (
        rows_of(folder, both["이두리"]) == before
        and len(kept - {file.name for file in (folder / "files").iterdir()}) == 1
    )
    left = Assistant.open(settings.model_copy(update={"owner": both["이두리"]}))
    assert "698" in left.ask("발해는 언제 세워졌나?").text and left.history(MARKS["이두리"])
    assert left.check() == []
    left.close()


def test_every_table_s_owner_is_found_by_the_search_for_rows(settings: Settings, both: dict[str, str]) -> None:
    with closing(sqlite3.connect(settings.library / "hyunmoo.db")) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert names - {"alembic_version", "sqlite_sequence"} == {table.name for table in owned_tables()}


def test_topics_that_readers_have_of_a_left_owner_s_books_go_too(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "함께.md"
    path.write_text(SHARED, encoding="utf-8")
    teacher = Library(settings.library, "선생님", settings.model_copy(update={"owner": "선생님"}))
    pupil = Library(settings.library, "학생", settings.model_copy(update={"owner": "학생"}))
    book = teacher.add(path).id
    with teacher.database.session() as session:
        session.add(ClassRow(id="반", owner="선생님", name="반", code="반"))
        session.flush()
        session.add(ClassMemberRow(class_id="반", owner="학생"))
        session.add(ClassShareRow(class_id="반", source_id=book, owner="선생님"))
    for scope in (book, None):
        load_topics(pupil, scope)
    with pupil.database.session() as session:
        kept = [session.get_one(TopicMapRow, ("학생", scope)).data for scope in (book, WHOLE_SHELF)]
    teacher.close()
    pupil.close()
    delete_for_good(settings, "선생님")
    assert rows_of(settings.library, "학생")["topic_maps"] == 0
    files = [file.read_bytes() for file in settings.library.rglob("*") if file.is_file()]
    assert not any(data[-32:] in content for data in kept for content in files)
