"""Files whose names outlive a power cut: a file's sync keeps what is in it, its folder's what it is called."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; where the system has no such thing (Windows), nothing is done."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # a file system that cannot: then it does it by itself, or not at all
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def replace_durably(partial: Path, target: Path) -> None:
    """Give a file that was synced its name, in place of what has it, for good. Raises OSError."""
    os.replace(partial, target)
    sync_folder(target.parent)


def write_durably(target: Path, text: str) -> None:
    """Write a whole text file in place of what is there, or leave that. Raises OSError."""
    partial = target.with_name(f"{target.name}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    replace_durably(partial, target)
