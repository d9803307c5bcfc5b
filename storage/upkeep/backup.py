"""A library as one file, written while others write to it, and put back from it: whole, or not at all.

A ZIP archive of ``manifest.json`` (the checksum of every member), the databases as SQLite's online backup copies them,
and the kept files under their hashes; drawn pictures of figures are left out, they are drawn anew. The archive takes
its name when it is whole; a library takes a backup's record in one transaction, after every file of it is in place.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from errors import StorageError
from storage.upkeep.durable_files import replace_durably, sync_folder
from storage.upkeep.opening import connect_to_read
from storage.upkeep.rescue import BESIDE, layout_path, make_aside, put_in_place

RECORD_NAME, CONVERSATIONS = "hyunmoo.db", "checkpoints.db"
FILES_FOLDER, BACKUPS, BACKUP_MANIFEST = "files", "backups", "manifest.json"
BACKUP_ENDING = ".hyunmoo"
BACKUP_FORMAT = 1
KEPT_NAMES = "files.jsonl"
_PIECE = 1 << 20
_TRIES = 5  # snapshots, where a file that one names goes before it is copied
BackupProgress = Callable[[int, int], None]


def write_backup(
    library: Path, target: Path, *, files: bool = True, report: BackupProgress | None = None
) -> dict[str, Any]:
    """Write a library's backup to ``target`` and return its manifest; without ``files`` of its databases alone.

    Raises OSError and sqlite3.Error; then what was at ``target`` is as it was. Files that are missing or changed in
    the library are named in ``manifest["missing"]``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{target.name}.*.partial"):
        left.unlink()
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}.partial")
    snapshot = partial.with_suffix(".db.partial")
    try:
        for attempt in range(_TRIES):
            _copy_database(library / RECORD_NAME, snapshot)
            wanted = list_hashes(snapshot) if files else []
            if attempt == _TRIES - 1 or all((library / FILES_FOLDER / sha256).exists() for sha256 in wanted):
                break
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            manifest = _fill(archive, library, snapshot, wanted, files, report or (lambda done, total: None))
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        replace_durably(partial, target)
    finally:
        for file in (partial, snapshot, *(snapshot.with_name(snapshot.name + ending) for ending in BESIDE)):
            file.unlink(missing_ok=True)
    return manifest


def _fill(
    archive: zipfile.ZipFile, library: Path, snapshot: Path, wanted: list[str], files: bool, report: BackupProgress
) -> dict[str, Any]:
    """Every member of an archive, the manifest last."""
    members: dict[str, str] = {RECORD_NAME: _pack(archive, snapshot, RECORD_NAME)}
    if (library / CONVERSATIONS).exists():
        with suppress(sqlite3.DatabaseError):  # follow-ups begin anew where it is damaged
            _copy_database(library / CONVERSATIONS, snapshot)
            members[CONVERSATIONS] = _pack(archive, snapshot, CONVERSATIONS)
    missing = []
    for number, sha256 in enumerate(wanted):
        report(number, len(wanted))
        file = library / FILES_FOLDER / sha256
        if not file.exists() or hash_bytes(file) != sha256:
            missing.append(sha256)
        else:
            members[f"{FILES_FOLDER}/{sha256}"] = _pack(archive, file, f"{FILES_FOLDER}/{sha256}")
    report(len(wanted), len(wanted))
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    told = {"format": BACKUP_FORMAT, "made": made, "files": files, "missing": missing, "members": members}
    archive.writestr(BACKUP_MANIFEST, json.dumps(told))
    return told


def _copy_database(path: Path, target: Path) -> None:
    """One state of a database, whoever writes to it meanwhile, in one piece. Raises sqlite3.Error."""
    for ending in ("", *BESIDE):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    with closing(connect_to_read(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def _pack(archive: zipfile.ZipFile, file: Path, name: str) -> str:
    """Put a file into an archive; its SHA-256."""
    sha = hashlib.sha256()
    info = zipfile.ZipInfo(name, time.localtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED if name in (RECORD_NAME, CONVERSATIONS) else zipfile.ZIP_STORED
    with file.open("rb") as source, archive.open(info, "w", force_zip64=True) as member:
        while piece := source.read(_PIECE):
            sha.update(piece)
            member.write(piece)
    return sha.hexdigest()


def list_hashes(record: Path) -> list[str]:
    """The hashes of the files that a record's sources were read from."""
    with closing(sqlite3.connect(record)) as connection:
        return [
            sha for (sha,) in connection.execute("SELECT DISTINCT sha256 FROM sources WHERE NOT reading ORDER BY 1")
        ]


def hash_bytes(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def read_backup(source: Path, library: Path, bring_up: Callable[[Path], None]) -> dict[str, Any]:
    """Put a library back from a backup and return the backup's manifest, with ``kept`` naming where what was there is.

    ``bring_up`` opens the record at a path and brings it to the newest schema. Raises StorageError
    (``backup_damaged``), OSError and sqlite3.Error; then the library is as it was.
    """
    with staged(source, library) as (folder, manifest):
        record = folder / RECORD_NAME
        bring_up(record)
        aside = _keep_present(library)
        (library / FILES_FOLDER).mkdir(exist_ok=True)
        for file in (folder / FILES_FOLDER).iterdir() if (folder / FILES_FOLDER).exists() else ():
            os.replace(file, library / FILES_FOLDER / file.name)
        sync_folder(library / FILES_FOLDER)  # before a record that names them
        wanted = set(list_hashes(record))
        put_in_place(record, library / RECORD_NAME)
        if (folder / CONVERSATIONS).exists():
            put_in_place(folder / CONVERSATIONS, library / CONVERSATIONS)
        if manifest["files"]:
            for file in [file for file in (library / FILES_FOLDER).iterdir() if file.name not in wanted]:
                aside = aside or make_aside(library)
                os.replace(file, aside / file.name)
        for file in (library / KEPT_NAMES, layout_path(library / RECORD_NAME)):
            file.unlink(missing_ok=True)  # written anew when the library is opened
    return manifest | {"kept": str(aside) if aside else ""}


def _keep_present(library: Path) -> Path | None:
    """What the library's databases are now, in a folder of its own; None where there are none."""
    there = [library / name for name in (RECORD_NAME, CONVERSATIONS) if (library / name).exists()]
    if not there:
        return None
    aside = make_aside(library)
    for path in there:
        try:
            _copy_database(path, aside / path.name)
        except sqlite3.DatabaseError:  # a damaged one, as it is
            for ending in ("", *BESIDE):
                file = path.with_name(path.name + ending)
                if file.exists():
                    shutil.copy2(file, aside / file.name)
    return aside


@contextmanager
def staged(source: Path, library: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """A backup's members in a folder of the library, each held to its checksum, and its manifest."""
    library.mkdir(parents=True, exist_ok=True)
    folder = library / f"restoring-{secrets.token_hex(4)}.partial"
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(BACKUP_MANIFEST))
            if manifest["format"] > BACKUP_FORMAT:
                raise StorageError(
                    "더 새로운 버전의 현무가 만든 백업입니다. 프로그램을 새 버전으로 바꾼 뒤 다시 복원해 주세요. 서재는 그대로입니다.",
                    code="database_newer",
                    english="This backup was made by a newer version; update the program. The library is as it was.",
                )
            for name, sha256 in manifest["members"].items():
                _unpack(archive, name, sha256, folder)
            yield folder, manifest
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        EOFError,
        zipfile.LargeZipFile,
    ) as error:
        raise damaged_backup(source) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, name: str, sha256: str, folder: Path) -> None:
    """One member, whole. Raises ValueError where it is not, or has a name that no backup gives."""
    directory, _, last = name.rpartition("/")
    if (
        directory not in ("", FILES_FOLDER)
        or (directory and last != sha256)
        or (not directory and last not in (RECORD_NAME, CONVERSATIONS))
    ):
        raise ValueError(name)
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    sha = hashlib.sha256()
    try:
        with archive.open(name) as member, target.open("wb") as file:
            while piece := member.read(_PIECE):
                sha.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except zlib.error as error:
        raise ValueError(name) from error
    if sha.hexdigest() != sha256:
        raise ValueError(name)


def damaged_backup(source: Path) -> StorageError:
    """The refusal of a file that is no whole backup."""
    return StorageError(
        f"온전한 백업 파일이 아닙니다: {source.name}. 서재는 그대로입니다. 다른 백업 파일을 골라 주세요.",
        code="backup_damaged",
        english=f"This is not a whole backup: {source.name}. The library is as it was; choose another backup.",
    )
