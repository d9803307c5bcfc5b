"""The open folder of one owner's documents: settings, database, files under their hashes,
and the locks of those who read.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from errors import IngestError
from knowledge.index.embedders import Embedder, load_embedder
from settings import Settings
from storage import Database
from storage.engine import storage_error
from storage.process_locks import ProcessLocks
from storage.tables import SourceRow
from storage.upkeep.durable_files import replace_durably, sync_folder

PARTIAL = ".partial"  # the ending of a file that is not yet whole


class Store:
    """What everything that reads or writes an owner's documents works with. Several threads may use it.

    ``interrupted``: the names of files whose reading a crash or a power cut has ended; ``has_leftovers``:
    whether something half read may still be in the database (knowledge.ingestion.leftovers). Raises
    StorageError when the folder cannot be used.
    """

    def __init__(self, path: Path, owner: str, settings: Settings) -> None:
        self.path, self.owner, self.settings = path, owner, settings
        self.database = Database(path / "hyunmoo.db")
        self.files = path / "files"
        self.index_folder = path / "index"
        self.locks = ProcessLocks(path / "reading")
        self.interrupted: tuple[str, ...] = ()
        self.has_leftovers = True

    def close(self) -> None:
        """Give the database's connections back."""
        self.database.close()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder that the settings choose. Raises ModelUnavailable."""
        return load_embedder(self.settings)

    @contextmanager
    def writing(self, *sha256s: str) -> Iterator[Session]:
        """A transaction that keeps other writers out; of the files with these hashes those that no
        source has in the end are deleted.
        """
        try:
            try:
                with self.database.session("IMMEDIATE") as session:
                    yield session
            finally:
                if sha256s:
                    with self.database.session("IMMEDIATE") as session:
                        self.drop_files(session, sha256s)
        except OSError as error:
            raise storage_error(error, self.files) from error

    def keep_file(self, path: Path, sha256: str) -> None:
        """The file under its content hash: copied, hashed again, and put in place whole.
        Raises OSError or IngestError.
        """
        target = self.files / sha256
        if target.exists() and hash_file(target) == sha256:
            return
        if not self.files.exists():
            self.files.mkdir(parents=True, exist_ok=True)
            sync_folder(self.path)
        partial = self.files / f"{sha256}.{secrets.token_hex(4)}{PARTIAL}"
        sha = hashlib.sha256()
        try:
            with path.open("rb") as source, partial.open("wb") as copy:
                while piece := source.read(1 << 20):
                    sha.update(piece)
                    copy.write(piece)
                copy.flush()
                os.fsync(copy.fileno())
            if sha.hexdigest() != sha256:
                raise IngestError(
                    f"읽는 동안 파일이 바뀌었습니다: {path.name}. 저장이 끝난 뒤 다시 올려 주세요.",
                    code="file_changing",
                    english="The file changed while it was read; try again.",
                )
            replace_durably(partial, target)
        finally:
            partial.unlink(missing_ok=True)

    def drop_files(self, session: Session, sha256s: Iterable[str]) -> None:
        """Delete kept files that no source has any more; inside a transaction that keeps other writers out."""
        for sha256 in sha256s:
            whole = (SourceRow.sha256 == sha256) & SourceRow.reading.is_(False)
            if session.scalar(select(SourceRow.id).where(whole).limit(1)) is None:
                (self.files / sha256).unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces. Raises IngestError where it cannot be read."""
    sha = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                sha.update(piece)
    except FileNotFoundError:
        raise IngestError(f"파일이 없습니다: {path.name}", code="file_missing", english="No such file.") from None
    except IsADirectoryError:
        raise IngestError(
            f"폴더는 읽을 수 없습니다: {path.name}. 파일을 지정해 주세요.",
            code="is_a_folder",
            english="That is a folder.",
        ) from None
    except PermissionError:
        raise IngestError(
            f"파일을 읽을 권한이 없습니다: {path.name}", code="file_unreadable", english="The file may not be read."
        ) from None
    return sha.hexdigest()
