"""The database itself: SQLite's own check, a damaged file read row by row into a whole one, unreadable rows."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import text

from errors import StorageError
from knowledge.catalog.kept_names import read_kept_names
from knowledge.models import Problem
from knowledge.store import Store
from storage import Base, Database
from storage.engine import storage_error
from storage.upkeep.cells import Row
from storage.upkeep.mending import RowMender, RowReport
from storage.upkeep.opening import connect_to_read
from storage.upkeep.raw_pages import RawFile
from storage.upkeep.rescue import Rescue, layout_path, make_aside, note_layout, rescue_database
from storage.upkeep.row_sums import KEY_SEPARATOR, SumReport, compare_sums

RECORD_FILE = "hyunmoo.db"
DATABASE_DAMAGED = "database_damaged"
MOST_KEYS = 5  # of changed rows that are named by their keys
# What the rows that people made are called, by their table.
PEOPLES = {
    "accounts": "사람의 계정",
    "invitations": "초대 코드",
    "audit": "감사 기록",
    "personal_tokens": "사람의 토큰",
    "classes": "만든 반",
    "class_members": "반의 학생",
    "class_shares": "반에 나눈 자료",
    "assignments": "낸 과제",
    "submissions": "제출한 과제",
    "threads": "대화",
    "answers": "답변",
    "preferences": "답변 설정",
    "questions": "문제",
    "attempts": "풀이 기록",
    "sittings": "풀던 퀴즈",
    "feedback": "남긴 의견",
    "papers": "보관한 시험지",
    "paper_items": "시험지의 문제",
}


def look_at_record(folder: Path, repair: bool) -> list[Problem]:
    """What keeps a library from being opened at all, mended where ``repair`` asks for it; before it is opened.

    Raises StorageError where the folder cannot be read or written.
    """
    path = folder / RECORD_FILE
    if not path.exists() or not path.stat().st_size:
        return []
    found = _look_at_log(path)
    try:
        database = Database(path)
        try:
            with database.session() as session:
                session.execute(text("SELECT count(*) FROM sources"))
        finally:
            database.close()
    except StorageError as error:
        if error.code != DATABASE_DAMAGED:
            raise
        found += rescue_record(path) if repair else [Problem(DATABASE_DAMAGED, "파일을 열 수 없습니다")]
    return found


def _look_at_log(path: Path) -> list[Problem]:
    """Pages that were written last and are damaged: SQLite passes over them without a word."""
    log = path.with_name(path.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        return []
    lost = RawFile(path).lost_frames
    return [Problem("last_writes_lost", f"마지막에 저장한 내용 중 {lost}곳을 읽을 수 없습니다")] if lost else []


def check_record(store: Store, repair: bool) -> list[Problem]:
    """SQLite's own check. An index that disagrees with its table is built again; what else is damaged is rescued."""
    said = _ask_sqlite(store)
    if not said:
        return []
    if not repair:
        return [Problem(DATABASE_DAMAGED, one) for one in said]
    with suppress(StorageError), store.database.session() as session:
        session.execute(text("REINDEX"))
    if not _ask_sqlite(store):
        return [Problem(DATABASE_DAMAGED, one, True) for one in said]
    store.database.close()
    return rescue_record(store.database.path)


def _ask_sqlite(store: Store) -> list[str]:
    try:
        with store.database.session() as session:
            return [str(one) for one in session.execute(text("PRAGMA integrity_check(20)")).scalars() if one != "ok"]
    except StorageError as error:
        if error.code != DATABASE_DAMAGED:
            raise
        return [error.english]


def rescue_record(path: Path) -> list[Problem]:
    """Put a whole database with every row that can be read in the place of a damaged one; what was lost is named."""
    fresh = path.with_name("rescued.db")
    try:
        fresh.unlink(missing_ok=True)
        Database(fresh).close()
        done = rescue_database(path, fresh, Base.metadata, path.parent)
        with closing(sqlite3.connect(path)) as connection:
            note_layout(path, connection)
        layout_path(fresh).unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        raise storage_error(error, path) from error
    return [Problem(DATABASE_DAMAGED, f"손상된 파일은 {done.aside}에 두었습니다", done.readable), *_name_losses(done)]


def _name_losses(done: Rescue) -> list[Problem]:
    """What of people's own could not be saved, by table."""
    if not done.readable:
        return [Problem("rows_lost", f"{', '.join(PEOPLES.values())}: 아무것도 읽을 수 없습니다({done.aside})")]
    parts = [f"{name} {done.lost[table]}건" for table, name in PEOPLES.items() if done.lost[table]]
    parts += [
        f"{name}이(가) 적힌 {done.bad_pages[table]}곳" for table, name in PEOPLES.items() if done.bad_pages[table]
    ]
    parts += [f"마지막에 저장한 {done.log_lost}곳"] if done.log_lost else []
    return [Problem("rows_lost", f"{', '.join(parts)}({done.aside})")] if parts else []


def check_rows(store: Store, repair: bool) -> tuple[list[Problem], SumReport]:
    """Rows that are other than they were written or gone, rows with cells that cannot be read, and rows that point to
    nothing, of every table and owner.
    """
    made: list[Path] = []

    def make_folder() -> Path:
        made.append(make_aside(store.path))
        return made[0]

    mender = RowMender(Base.metadata, make_folder, Completion(store.path).complete, repair)
    try:
        sums = _compare_sums(store)
        report = mender.mend(store.database.path)
        if repair:
            _compare_sums(store, adopt=True)
    except (sqlite3.Error, OSError) as error:
        raise storage_error(error, store.database.path) from error
    return [*_tell_changes(sums), *_describe(report, repair)], sums


def _compare_sums(store: Store, adopt: bool = False) -> SumReport:
    with closing(connect_to_read(store.database.path)) as connection:
        connection.execute("BEGIN IMMEDIATE" if adopt else "BEGIN")
        report = compare_sums(connection, adopt, store.owner)
        connection.execute("COMMIT")
    return report


def _tell_changes(sums: SumReport) -> list[Problem]:
    """What people made that is other than it was written, or gone, without a trace in the file itself."""
    named = {"rows_changed": sums.changed, "rows_gone": sums.gone}
    return [Problem(code, _list_keys(keys)) for code, keys in named.items() if keys.keys() & PEOPLES]


def _list_keys(keys: dict[str, list[str]]) -> str:
    """``답변 2건(3, 8), 문제 1건(ab12)``, by table, the first few keys of each."""
    return ", ".join(
        f"{name} {len(keys[table])}건({', '.join(sorted(keys[table])[:MOST_KEYS]).replace(KEY_SEPARATOR, '/')})"
        for table, name in PEOPLES.items()
        if table in keys
    )


def take_out_rows(store: Store, table: str, ids: Sequence[str | int], repair: bool) -> list[Problem]:
    """Rows that their readers cannot take, put aside with those that go with them where ``repair`` asks for it."""
    if not repair:
        return [Problem("rows_unreadable", count_by_name(Counter({table: len(ids)})))]
    mender = RowMender(Base.metadata, lambda: make_aside(store.path), lambda name, row: row, repair)
    try:
        return _describe(mender.take_out(store.database.path, table, list(ids)), repair)
    except (sqlite3.Error, OSError) as error:
        raise storage_error(error, store.database.path) from error


def _describe(report: RowReport, repair: bool) -> list[Problem]:
    built = (report.reset + report.removed).keys() - PEOPLES.keys()
    found = [
        Problem("rows_unreadable", f"{name} {(report.reset + report.removed)[name]}", repair) for name in sorted(built)
    ]
    where = f"({report.aside})" if report.aside else ""
    if lost := count_by_name(report.removed):
        found.append(Problem("rows_lost" if repair else "rows_unreadable", f"{lost}{where}"))
    if lost := count_by_name(report.reset):
        found.append(Problem("cells_lost" if repair else "rows_unreadable", f"{lost}{where}"))
    if report.threads:
        found.append(Problem("threads_missing", str(report.threads), repair))
    return found


def count_by_name(counts: Counter[str], tables: Iterable[str] = PEOPLES) -> str:
    """``답변 3건, 풀이 기록 10건``."""
    return ", ".join(f"{PEOPLES[table]} {counts[table]}건" for table in tables if counts[table])


class Completion:
    """What is known of sources from beside the database."""

    def __init__(self, library: Path) -> None:
        self._names = {one.id: one for one in read_kept_names(library)}

    def complete(self, table: str, row: Row) -> Row:
        """A source's row with what was written down when its file was kept, where the row itself cannot be read."""
        known = self._names.get(str(row.get("id"))) if table == "sources" else None
        if known is None:
            return row
        told: Row = {"title": known.title, "filename": known.filename, "kind": known.kind, "sha256": known.sha256}
        told |= {"owner": known.owner, "size": known.size, "pages": 0, "passages": 0}
        sources = Base.metadata.tables["sources"].columns
        from storage.upkeep.cells import is_sound

        return {
            name: told[name] if name in told and not is_sound(sources[name], value) else value
            for name, value in row.items()
        }
