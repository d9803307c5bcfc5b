"""A damaged or missing database: what is whole is recovered, what is not is named, no file is deleted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from accounts import Accounts
from accounts.tokens import Tokens
from agent.upkeep import check_everything
from errors import StorageError
from knowledge import Library, Problem
from knowledge.integrity.record import look_at_record
from learning import Learner
from learning.papers.paper_shelf import PaperShelf
from learning.quizzes.builder import make_quiz
from settings import Settings
from storage.upkeep.raw_pages import RawFile, read_log

PAGE = 4096


@pytest.fixture
def shelf(library: Library) -> Path:
    """A closed library with a book, questions and answers to them."""
    learner = Learner(library.database, library.owner)
    for question in make_quiz(library, [library.sources()[0].id], n=3, seed=1):
        learner.submit(question.id, "틀린 답")
    folder = library.path
    library.close()
    return folder


def mend(folder: Path) -> list[Problem]:
    found = look_at_record(folder, True)
    library = Library.open(folder, settings=Settings(library=folder))
    found += check_everything(library, True)
    library.close()
    return found


def add_table(folder: Path) -> None:
    rows = "".join(f"| 제{n}조약 | {1870 + n} |\n" for n in range(1, 9))
    file = folder.with_name("조약표.md")
    file.write_text(f"# 조약표\n\n| 조약 | 해 |\n| --- | --- |\n{rows}", encoding="utf-8")
    library = Library.open(folder, settings=Settings(library=folder))
    library.add(file)
    library.close()


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def root_of(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
        return int(connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0])


def overwrite(path: Path, page: int) -> None:
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE : page * PAGE] = b"\x5a" * PAGE
    path.write_bytes(content)


def searches(folder: Path) -> bool:
    library = Library.open(folder, settings=Settings(library=folder))
    found = library.search("을사늑약은 언제 체결되었나")
    library.close()
    return bool(found) and "1905년" in found[0].passage.text


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_database_that_is_gone_costs_no_file_and_the_books_can_be_read_again(
    shelf: Path, harm: Callable[[Path], object]
) -> None:
    files = {file.name: file.read_bytes() for file in (shelf / "files").iterdir()}
    source = Library.open(shelf, settings=Settings(library=shelf))
    before = source.sources()[0]
    source.close()
    harm(shelf / "hyunmoo.db")
    problems = mend(shelf)
    assert [(one.code, one.repaired) for one in problems] == [("record_lost", False)]
    assert {file.name: file.read_bytes() for file in (shelf / "files").iterdir()} == files
    library = Library.open(shelf, settings=Settings(library=shelf))
    [(name, again)] = list(library.reread())
    assert (name, again) == (before.filename, library.sources()[0])
    assert (library.sources()[0].id, library.sources()[0].title) == (before.id, before.title) and library.check() == []
    library.close()
    assert searches(shelf)


def test_books_of_an_older_library_are_read_again_by_what_they_hold(shelf: Path) -> None:
    (shelf / "hyunmoo.db").unlink()
    (shelf / "files.jsonl").unlink()
    library = Library.open(shelf, settings=Settings(library=shelf))
    assert [outcome for _, outcome in library.reread()] == library.sources() != []
    library.close()
    assert searches(shelf)


def test_a_first_page_of_noise_costs_nothing(shelf: Path) -> None:
    attempts = count(shelf, "attempts")
    overwrite(shelf / "hyunmoo.db", 1)
    with pytest.raises(StorageError) as refused:
        Library.open(shelf, settings=Settings(library=shelf))
    assert refused.value.code == "database_damaged" and "check --repair" in refused.value.message
    assert [one.code for one in look_at_record(shelf, False)] == ["database_damaged"]
    assert all(one.repaired for one in mend(shelf))
    assert count(shelf, "attempts") == attempts and searches(shelf)
    assert [file.name for file in (shelf / "set-aside").glob("*/*")] == ["hyunmoo.db"]


def test_pages_of_noise_are_named_by_what_stood_on_them_and_the_rest_is_recovered(shelf: Path) -> None:
    questions = count(shelf, "questions")
    overwrite(shelf / "hyunmoo.db", root_of(shelf, "attempts"))
    problems = mend(shelf)
    lost = [one for one in problems if not one.repaired]
    assert [one.code for one in lost] == ["rows_lost", "rows_gone"]
    assert (
        "풀이 기록" in lost[0].detail and "set-aside" in lost[0].detail and "풀이 기록 3건(1, 2, 3)" in lost[1].detail
    )
    assert (count(shelf, "questions"), count(shelf, "attempts")) == (questions, 0)
    assert mend(shelf) == [] and searches(shelf)


@pytest.mark.parametrize("table", ["sources", "pages", "passages", "postings", "vectors", "entries", "aliases"])
def test_what_was_read_from_a_book_comes_back_whole(shelf: Path, table: str) -> None:
    rows = count(shelf, table)
    overwrite(shelf / "hyunmoo.db", root_of(shelf, table))
    assert all(one.repaired for one in mend(shelf))
    assert count(shelf, table) == rows and mend(shelf) == [] and searches(shelf)


def test_a_cut_file_gives_what_is_before_the_cut(shelf: Path) -> None:
    content = (shelf / "hyunmoo.db").read_bytes()
    (shelf / "hyunmoo.db").write_bytes(content[: len(content) * 2 // 3])
    mend(shelf)
    assert mend(shelf) == [] and searches(shelf)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("questions", "payload", "{torn"),
        ("attempts", "score", "nothing"),
        ("sources", "notes", b"\xff"),
        ("sources", "title", b"\xff"),
        ("pages", "text", b"\xff\xfe"),
        ("passages", "heading", "7"),
        ("postings", "data", "a text"),
        ("cards", "due", "yesterday"),
    ],
)
def test_a_cell_that_cannot_be_read_stops_nothing(shelf: Path, table: str, column: str, value: object) -> None:
    with closing(sqlite3.connect(shelf / "hyunmoo.db")) as connection:
        rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        key = "rowid" if table != "postings" else "term"
        text = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
        first = f"(SELECT {key} FROM {table} LIMIT 1)"
        connection.execute(f"UPDATE {table} SET {column} = {text} WHERE {key} = {first}", [value])
        connection.commit()
    problems = mend(shelf)
    lost = " ".join(one.detail for one in problems if not one.repaired)
    assert problems and mend(shelf) == [] and searches(shelf)
    if table in ("questions", "attempts"):
        assert "1건" in lost and "풀이 기록" in lost and count(shelf, table) == rows - 1
        kept = [json.loads(line) for line in next(shelf.glob("set-aside/*/rows.jsonl")).read_text().splitlines()]
        assert table in {one["table"] for one in kept} and "attempts" in {one["table"] for one in kept}
    else:
        assert not lost and count(shelf, table) == rows


def test_a_conversation_without_its_row_gets_its_name_from_its_first_question(shelf: Path) -> None:
    with closing(sqlite3.connect(shelf / "hyunmoo.db")) as connection:
        connection.execute(
            "INSERT INTO answers (owner, thread_id, question, payload, created_at, feedback)"
            " VALUES ('default', 't', '을사늑약은?', '{\"question\": \"가\", \"text\": \"나\"}',"
            " '2026-01-01 00:00:00', 0)"
        )
        connection.commit()
    assert [(one.code, one.repaired) for one in mend(shelf)] == [("threads_missing", True)]
    assert count(shelf, "threads") == 1 and mend(shelf) == []


def test_pages_without_their_file_stay_and_the_source_says_which_are_lost(library: Library) -> None:
    source = library.sources()[0]
    whole = library.text(source.id, 0, 10**6)
    with library.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM pages WHERE number = 2")
    (library.files / source.sha256).unlink()
    assert {one.code for one in library.check(repair=True) if not one.repaired} >= {"pages_missing", "file_missing"}
    assert [one.code for one in library.check()] == ["file_missing"]
    (mended,) = library.sources()
    assert any("2쪽" in note for note in mended.notes) and mended.pages == source.pages
    third = [page for page in library.pages(source.id) if page.number != 2]
    assert all(whole[page.start : page.start + len(page.text)] == page.text for page in third)
    assert library.search("을사늑약은 언제 체결되었나") or library.search("광합성은 어디에서 일어나나")


def test_a_log_with_a_damaged_frame_is_told_of(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, said TEXT)")
        for number in range(20):
            connection.execute("INSERT INTO a (said) VALUES (?)", [f"{number}" * 300])
            connection.commit()
        log = (tmp_path / "a.db-wal").read_bytes()
        raw = RawFile(tmp_path / "a.db")
        root = connection.execute("SELECT rootpage FROM sqlite_master").fetchone()[0]
        expected = connection.execute("SELECT id, said FROM a").fetchall()
        assert [(rowid, values[1]) for rowid, values in raw.read_table(root).rows] == expected and not raw.lost_frames
    torn = log[: len(log) // 2] + bytes([log[len(log) // 2] ^ 1]) + log[len(log) // 2 + 1 :]
    kept, lost = read_log(torn, PAGE)
    assert lost > 0 and kept != read_log(log, PAGE)[0]


def test_a_question_that_is_json_and_no_question_is_put_aside_and_named(shelf: Path) -> None:
    with closing(sqlite3.connect(shelf / "hyunmoo.db")) as connection:
        connection.execute(
            "UPDATE questions SET payload = replace(payload, 'difficulty', 'difficultY') WHERE rowid = 1"
        )
        connection.commit()
    changed, lost = [one for one in mend(shelf) if not one.repaired]
    assert changed.code == "rows_changed" and "문제 1건" in changed.detail
    assert lost.code == "rows_lost" and "문제 1건" in lost.detail and "풀이 기록 1건" in lost.detail
    library = Library.open(shelf, settings=Settings(library=shelf))
    assert len(Learner(library.database, library.owner).questions()) == 2
    library.close()
    assert mend(shelf) == []


@pytest.mark.parametrize(
    ("statement", "code", "detail"),
    [
        ("UPDATE attempts SET response = '1905년' WHERE id = 2", "rows_changed", "풀이 기록 1건(2)"),
        ("DELETE FROM attempts WHERE id = 3", "rows_gone", "풀이 기록 1건(3)"),
        ("UPDATE sources SET title = title || '!'", "rows_changed", "!"),
    ],
)
def test_a_readable_row_that_is_not_what_was_stored_is_named_once(
    shelf: Path, statement: str, code: str, detail: str
) -> None:
    assert mend(shelf) == []
    with closing(sqlite3.connect(shelf / "hyunmoo.db")) as connection:
        connection.execute(statement)
        connection.commit()
    (named,) = mend(shelf)
    assert (named.code, named.repaired) == (code, False) and detail in named.detail
    assert mend(shelf) == []


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM headings WHERE id = (SELECT max(id) FROM headings)", "headings_changed"),
        ("DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)", "entries_changed"),
        ("UPDATE facts SET data = x'00'", "findings_changed"),
        ("DELETE FROM data_tables", "tables_changed"),
    ],
)
def test_what_was_made_of_a_book_comes_back_where_it_is_gone_or_other(shelf: Path, statement: str, code: str) -> None:
    if code == "tables_changed":
        add_table(shelf)
    table = statement.replace("UPDATE ", "DELETE FROM ").split()[2]
    with closing(sqlite3.connect(shelf / "hyunmoo.db")) as connection:
        before = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        connection.execute(statement)
        connection.commit()
    (named,) = mend(shelf)
    assert before and (named.code, named.repaired) == (code, True)
    assert mend(shelf) == [] and searches(shelf)
    assert code == "findings_changed" or count(shelf, table) == before


def test_every_row_of_a_healthy_library_is_sound(shelf: Path) -> None:
    accounts = Accounts.open(Settings(library=shelf))
    teacher = accounts.add("선생", "admin", owner="default")
    accounts.close()
    library = Library.open(shelf, settings=Settings(library=shelf))
    Tokens(library.database).add(teacher.id, "연습", ("read",))
    PaperShelf(library).keep("시험", Learner(library.database, "default").questions())
    library.close()
    assert mend(shelf) == []
