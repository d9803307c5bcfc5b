"""Anki's packages (.apkg, .colpkg): the notes of the archive's SQLite collection; pictures and sounds are left out.

The archive and its collection are a stranger's: sizes are limited before anything is unpacked, the collection is read
in memory and only read, its notes must be a table and no view, and reading ends after a time.
"""

from __future__ import annotations

import io
import json
import sqlite3
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing

from errors import QuizError
from learning.exchange.import_.anki_notes import read_note
from learning.exchange.import_.parsed import Fault, Parsed

LARGEST_COLLECTION = 100 * 2**20  # bytes, unpacked
MOST_ARCHIVE_MEMBERS = 20_000  # of the archive
MOST_ANKI_NOTES = 5_000
LONGEST_DATABASE_VALUE = 5 * 2**20  # bytes of one value
READING_SECONDS = 20
DATABASE_STEPS = 10_000  # of the database between two looks at the clock
COLLECTIONS = ("collection.anki21", "collection.anki2")  # the newer first: beside it the older holds a notice only
NEWEST = "collection.anki21b"  # compressed with zstd
FIELD_END = "\x1f"


def read(content: bytes) -> Iterator[Parsed | Fault]:
    """Every note's questions. Raises QuizError: ``import_package``, ``import_too_large``, ``import_anki_new``."""
    with closing(_open(_unpack(content))) as collection:
        try:
            names = _field_names(collection)
            query = "SELECT mid, flds FROM notes ORDER BY id LIMIT ?"
            for number, (model, fields) in enumerate(collection.execute(query, (MOST_ANKI_NOTES + 1,)), 1):
                if number > MOST_ANKI_NOTES:
                    yield Fault(
                        number, f"한 번에 쪽지 {MOST_ANKI_NOTES:,}개까지 읽습니다. 묶음을 나누어 내보내 주세요."
                    )
                    return
                yield from read_note(number, str(fields).split(FIELD_END), True, names.get(str(model), ()))
        except (sqlite3.Error, ValueError, OverflowError, UnicodeError):
            raise _broken() from None


def _unpack(content: bytes) -> bytes:
    """The collection's bytes, no more than LARGEST_COLLECTION of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {member.filename: member for member in archive.infolist()[:MOST_ARCHIVE_MEMBERS]}
            name = next((one for one in COLLECTIONS if one in members), None)
            if NEWEST in members and name != COLLECTIONS[0]:
                raise QuizError(
                    "Anki의 새 형식으로 묶은 파일이라 읽지 못합니다. 내보낼 때 '이전 Anki 버전 지원'을 켜거나 "
                    "'쪽지(.txt)'로 내보내 주세요.",
                    code="import_anki_new",
                    english="Export with 'Support older Anki versions', or as notes in plain text.",
                )
            if name is None:
                raise _broken()
            if members[name].file_size > LARGEST_COLLECTION:
                raise _too_large()
            with archive.open(name) as stream:
                found = stream.read(LARGEST_COLLECTION + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise _broken() from None
    if len(found) > LARGEST_COLLECTION:
        raise _too_large()
    return found


def _open(found: bytes) -> sqlite3.Connection:
    """The collection as a database that nothing can be written to and that ends in time."""
    collection = sqlite3.connect(":memory:")
    try:
        collection.deserialize(found)
        collection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_DATABASE_VALUE)
        collection.execute("PRAGMA query_only = ON")
        collection.execute("PRAGMA trusted_schema = OFF")
        until = time.monotonic() + READING_SECONDS
        collection.set_progress_handler(lambda: int(time.monotonic() > until), DATABASE_STEPS)
        kinds = dict(collection.execute("SELECT name, type FROM sqlite_master WHERE name IN ('notes', 'col')"))
    except (sqlite3.Error, MemoryError, OverflowError):
        collection.close()
        raise _broken() from None
    if kinds.get("notes") != "table":
        collection.close()
        raise _broken()
    return collection


def _field_names(collection: sqlite3.Connection) -> Mapping[str, tuple[str, ...]]:
    """The names of the fields by note type; none where the collection keeps them in another way."""
    try:
        (models,) = collection.execute("SELECT models FROM col LIMIT 1").fetchone() or ("{}",)
        found = json.loads(models)
        return {str(key): tuple(str(field["name"]) for field in model["flds"]) for key, model in found.items()}
    except (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _broken() -> QuizError:
    return QuizError(
        "Anki 묶음(.apkg)이 아니거나 깨져 있습니다. Anki에서 다시 내보내 주세요.",
        code="import_package",
        english="Not a package of Anki, or a broken one.",
    )


def _too_large() -> QuizError:
    return QuizError(
        f"묶음 안의 쪽지가 너무 많습니다({LARGEST_COLLECTION // 2**20}MB 넘음). 나누어 내보내 주세요.",
        code="import_too_large",
        english="The collection in the package is too large.",
    )
