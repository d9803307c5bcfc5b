"""The schema: an empty database comes to exactly the tables in code; a newer one is
refused; a read-only one says so.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from errors import StorageError
from learning.feedback.records import FeedbackRecords
from storage import Base, Database
from storage.engine import MIGRATIONS, NEWEST_REVISION
from storage.tables import SourceRow


def test_an_empty_database_comes_to_the_tables_in_code(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db")
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    database.close()


def test_the_oldest_database_comes_to_the_tables_in_code_with_its_rows(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'hyunmoo.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        columns = "id, owner, title, filename, kind, sha256, size, pages, passages, notes, lengths, created_at"
        values = "'s', 'default', '책', '책.md', 'md', '0', 1, 1, 1, '[]', x'', '2025-01-01 00:00:00'"
        connection.execute(text(f"INSERT INTO sources ({columns}) VALUES ({values})"))
    engine.dispose()
    database = Database(tmp_path / "hyunmoo.db")
    with database.session() as session:
        row = session.get(SourceRow, "s")
        assert row is not None and row.title == "책" and not row.reading
        assert compare_metadata(MigrationContext.configure(session.connection()), Base.metadata) == []
    database.close()


def test_head_is_the_newest_migration() -> None:
    assert sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))[-1] == NEWEST_REVISION


def test_every_table_has_an_owner() -> None:
    assert all("owner" in table.columns for table in Base.metadata.tables.values())


def test_a_newer_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db")
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StorageError) as refused:
        Database(tmp_path / "a.db")
    assert refused.value.code == "database_newer"


def test_libraries_are_made_side_by_side(tmp_path: Path) -> None:
    def make(number: int) -> str:
        database = Database(tmp_path / str(number) / "hyunmoo.db")
        with database.engine.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        database.close()
        return str(revision)

    with ThreadPoolExecutor(6) as makers:
        assert set(makers.map(make, range(6))) == {NEWEST_REVISION}


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(StorageError):
        Database(blocked / "library" / "a.db")


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name == "nt", reason="needs a POSIX system")
def test_what_sqlite_says_of_a_full_disk_becomes_a_sentence(tmp_path: Path) -> None:
    database = Database(tmp_path / "a.db")
    with database.engine.begin() as connection:
        connection.execute(text("PRAGMA max_page_count = 1"))
    with pytest.raises(StorageError) as refused, database.session() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        session.execute(
            text("INSERT INTO threads (id, owner, name, created_at, updated_at) VALUES ('a', 'b', :big, 0, 0)"),
            {"big": "x" * 10_000_000},
        )
    assert refused.value.code == "disk_full" and "공간" in refused.value.message
    database.close()


def test_a_cell_that_cannot_be_read_does_not_keep_a_library_from_its_new_schema(tmp_path: Path) -> None:
    database = Database(tmp_path / "hyunmoo.db")
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO preferences VALUES ('me', 'level', CAST(x'ff' AS TEXT))"))
        for table in ("row_sums", "topic_maps"):  # what came with it and after it
            connection.execute(text(f"DROP TABLE {table}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0018'"))
    database.close()
    again = Database(tmp_path / "hyunmoo.db")
    with again.engine.connect() as connection:
        assert connection.execute(text("SELECT kind, key FROM row_sums")).all() == [("preferences", "me\x1flevel")]
    again.close()


def test_thumbs_and_corrections_of_older_libraries_are_kept_as_feedback(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'hyunmoo.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0011")
        columns = "owner, thread_id, question, payload, created_at, feedback, comment, correction"
        connection.execute(
            text(
                f"INSERT INTO answers ({columns}) VALUES "
                "('me', 't', '가?', '{\"text\": \"나\"}', '2026-01-01 00:00:00', -1, '틀림', '다'),"
                "('me', 't', '라?', '{\"text\": \"마\"}', '2026-01-01 00:00:00', 0, '', '')"
            )
        )
    engine.dispose()
    database = Database(tmp_path / "hyunmoo.db")
    kept = FeedbackRecords(database, "me").items()
    assert [(one.kind, one.question, one.shown, one.comment, one.correction) for one in kept] == [
        ("correction", "가?", "나", "틀림", "다"),
        ("thumb", "가?", "나", "틀림", ""),
    ]
    database.close()
