"""A disk of which the power goes: of the writes since the last sync some have reached it, whole or in part, others not.

The record is that of write_trace.c. A file's content is on the disk once the file was synced, a folder's entries (new,
renamed and deleted names) once the folder was, or a file in it that it had made. What was not synced is there or not
by chance, in pieces of a sector; names change in their order, but up to a chance point only.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SECTOR = 512  # bytes that a disk writes in one piece
_RECORD = struct.Struct("<cQQII")
PASSING = ("-shm",)  # shared memory, of which nothing outlives a power cut


class TraceRecord(NamedTuple):
    """One thing that was done to a file or a folder."""

    kind: str
    inode: int
    offset: int
    path: str
    data: bytes


def read_trace(file: Path) -> Iterator[TraceRecord]:
    """The records of a trace, in their order."""
    content, at = file.read_bytes(), 0
    while at + _RECORD.size <= len(content):
        kind, inode, offset, path_size, data_size = _RECORD.unpack_from(content, at)
        at += _RECORD.size
        path = content[at : at + path_size].decode()
        at += path_size
        yield TraceRecord(kind.decode(), inode, offset, path, content[at : at + data_size])
        at += data_size


@dataclass
class TracedFile:
    """A file's content on the disk, and what was written since it was synced."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)  # offset and data; None: cut to the offset

    def sync(self) -> None:
        for offset, data in self.pending:
            apply_change(self.content, offset, data)
        self.pending.clear()

    def survive(self, rng: random.Random, share: float) -> bytes:
        """The content after the power is back: each sector that was written since the sync is new or old."""
        content = bytearray(self.content)
        for offset, data in self.pending:
            if data is None:
                if rng.random() < share:
                    apply_change(content, offset, None)
                continue
            for begin in range(0, len(data), SECTOR):
                if rng.random() < share:
                    apply_change(content, offset + begin, data[begin : begin + SECTOR])
        return bytes(content)


def apply_change(content: bytearray, offset: int, data: bytes | None) -> None:
    end = offset if data is None else offset + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset:end] = data


class TracedDisk:
    """A folder below which everything was traced; ``names`` are those on the disk, ``changes`` those since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[int, TracedFile] = {}  # by a number of our own: inodes come again
        self.numbers: dict[int, int] = {}  # the number of what an inode is now
        self.live: dict[str, int] = {}  # names as the process sees them
        self.names: dict[str, int] = {}
        self.changes: list[tuple[str, str, int, str]] = []

    def take(self, one: TraceRecord) -> None:
        """One more thing that was done."""
        if one.kind == "C":
            if not one.offset or one.path not in self.live:
                number = len(self.files)
                self.files[number] = TracedFile()
                self.numbers[one.inode] = self.live[one.path] = number
                self.changes.append(("put", one.path, number, ""))
        elif one.kind == "W" and one.inode in self.numbers:
            self.files[self.numbers[one.inode]].pending.append((one.offset, one.data))
        elif one.kind == "T" and one.inode in self.numbers:
            self.files[self.numbers[one.inode]].pending.append((one.offset, None))
        elif one.kind == "S":
            self._sync(one)
        elif one.kind == "R":
            new = one.data.decode()
            for path in [path for path in self.live if path == one.path or path.startswith(f"{one.path}/")]:
                number, target = self.live.pop(path), new + path[len(one.path) :]
                self.live[target] = number
                self.changes.append(("move", path, number, target))
        elif one.kind == "U" and one.path in self.live:
            self.changes.append(("drop", one.path, self.live.pop(one.path), ""))

    def _sync(self, one: TraceRecord) -> None:
        if one.inode in self.numbers and self.live.get(one.path) == self.numbers[one.inode]:
            self.files[self.numbers[one.inode]].sync()
            return
        here = [change for change in self.changes if _is_in(change, one.path)]
        for change in here:
            change_name(self.names, change)
        self.changes = [change for change in self.changes if change not in here]

    def cut_power(self, rng: random.Random, target: Path, prefix: Path) -> None:
        """Write what is left below ``target``; ``prefix`` of each path is the traced folder."""
        share = rng.choice((0.0, 0.3, 0.7, 1.0))  # of what was not synced
        names = dict(self.names)
        for change in self.changes[: rng.choice((0, rng.randint(0, len(self.changes)), len(self.changes)))]:
            change_name(names, change)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for path, number in names.items():
            if not path.endswith(PASSING):
                file = target / Path(path).relative_to(prefix)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.files[number].survive(rng, share))


def _is_in(change: tuple[str, str, int, str], folder: str) -> bool:
    return any(path and str(Path(path).parent) == folder for path in (change[1], change[3]))


def change_name(names: dict[str, int], change: tuple[str, str, int, str]) -> None:
    """One name put, moved or dropped."""
    kind, path, number, new = change
    if kind == "put":
        names[path] = number
    elif kind == "drop":
        names.pop(path, None)
    else:
        names.pop(path, None)
        names[new] = number
