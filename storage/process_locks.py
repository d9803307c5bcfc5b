"""A mark that work is under way: a file that its process holds locked. The system frees
the lock when the process dies.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MARK_ENDING = ".mark"
_FAR = 1 << 30  # the byte that is locked: beyond the text, which others may read meanwhile
_TRIES = 500
_FRESH = 60.0  # seconds for which a mark without a text is taken for one that is just being made


def _lock(file: IO[bytes], alone: bool) -> bool:
    """Lock an open file without waiting, for oneself or beside others who only look; False where that cannot be."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(_FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class ProcessLocks:
    """The marks of one folder. A mark's name is its work's id; its text says what the work was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{MARK_ENDING}"

    @contextmanager
    def hold(self, name: str, label: str) -> Iterator[None]:
        """Hold a mark for as long as the work lasts. Raises OSError where it cannot be made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(name)
        try:
            with path.open("wb") as file:
                for _ in range(_TRIES):
                    if _lock(file, alone=True):
                        break
                    time.sleep(0.01)  # someone looks at it just now
                else:
                    raise OSError(errno.ENOLCK, "no locks on this file system")
                file.seek(0)
                file.write(label.encode("utf-8"))
                file.flush()
                try:
                    yield
                finally:
                    self.remove(name)  # while it is locked, so that no one takes it for one that was left
        finally:
            self.remove(name)  # where an open file cannot be deleted (Windows)

    def list_abandoned_marks(self) -> dict[str, str]:
        """The marks whose holders are dead: name -> what they said."""
        found = {}
        for path in sorted(self.folder.glob(f"*{MARK_ENDING}")) if self.folder.is_dir() else ():
            if self.is_held(path.name.removesuffix(MARK_ENDING)):
                continue
            with contextlib.suppress(OSError):
                said = path.read_bytes().decode("utf-8", "replace")
                if said or time.time() - path.stat().st_mtime > _FRESH:
                    found[path.name.removesuffix(MARK_ENDING)] = said
        return found

    def is_held(self, name: str) -> bool:
        """Whether a living process holds the mark."""
        try:
            with self._path(name).open("rb") as file:
                return not _lock(file, alone=False)
        except OSError:
            return False

    def remove(self, name: str) -> None:
        """Take away a mark that was left."""
        with contextlib.suppress(OSError):
            self._path(name).unlink(missing_ok=True)
