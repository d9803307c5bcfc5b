"""A SQLite file read page by page, without SQLite: what is whole is given although other pages are damaged.

After "Database File Format" (sqlite.org/fileformat2.html): table b-trees, overflow pages and the write-ahead log.
Tables without a rowid and indexes are left out: they are built again from the others.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADER = b"SQLite format 3\x00"
LEAF, INTERIOR = 0x0D, 0x05
Value = None | int | float | bytes | str
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_WIDTHS = (0, 1, 2, 3, 4, 6, 8)  # bytes of the integers of serial types 1 to 6


class Damaged(ValueError):
    """A page, a cell or a record that is not as the format says."""


class BadText(bytes):
    """A text that is no UTF-8."""


@dataclass
class RawTable:
    """The rows of one table: ``rows`` as ``(rowid, values)``; ``bad_pages`` and ``bad_cells`` could not be read."""

    rows: list[tuple[int, list[Value]]] = field(default_factory=list)
    bad_pages: int = 0
    bad_cells: int = 0


class RawFile:
    """The pages of a database file as its log leaves them. Raises OSError where the file cannot be read."""

    def __init__(self, path: Path, page_size: int = 4096) -> None:
        content = path.read_bytes()
        said = int.from_bytes(content[16:18], "big")
        said = 65536 if said == 1 else said
        whole = content.startswith(HEADER) and said >= 512 and said & (said - 1) == 0
        self.page_size = said if whole else page_size
        self.usable = self.page_size - (content[20] if whole and content[20] <= 32 else 0)
        size = self.page_size
        self.pages = {n + 1: content[n * size : (n + 1) * size] for n in range(-(-len(content) // size))}
        log = path.with_name(path.name + "-wal")
        self.lost_frames = 0
        if log.exists():
            frames, self.lost_frames = read_log(log.read_bytes(), size)
            self.pages |= frames

    def read_table(self, root: int) -> RawTable:
        """Every row that can be read of the table whose b-tree starts at page ``root``."""
        found, seen, waiting = RawTable(), set[int](), [root]
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            try:
                waiting += self._read_page(number, found)
            except (Damaged, IndexError, struct.error):
                found.bad_pages += 1
        found.rows.sort(key=lambda row: row[0])
        return found

    def _read_page(self, number: int, found: RawTable) -> list[int]:
        """The children of an interior page; a leaf's rows go into ``found``."""
        page = self.pages.get(number, b"")
        if len(page) < self.page_size:
            raise Damaged("short page")
        start = 100 if number == 1 else 0
        kind, count = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
        if kind not in (LEAF, INTERIOR) or count > self.page_size // 4:
            raise Damaged("no table page")
        head = start + (12 if kind == INTERIOR else 8)
        places = [int.from_bytes(page[head + 2 * n : head + 2 * n + 2], "big") for n in range(count)]
        if kind == INTERIOR:
            last = [int.from_bytes(page[start + 8 : start + 12], "big")]
            return [*reversed([int.from_bytes(page[at : at + 4], "big") for at in places] + last)]
        for at in places:
            try:
                found.rows.append(self._read_cell(page, at))
            except (Damaged, IndexError, struct.error):
                found.bad_cells += 1
        return []

    def _read_cell(self, page: bytes, at: int) -> tuple[int, list[Value]]:
        size, at = read_varint(page, at)
        rowid, at = read_varint(page, at)
        most, least = self.usable - 35, (self.usable - 12) * 32 // 255 - 23
        if size > len(self.pages) * self.page_size:
            raise Damaged("endless record")
        if size <= most:
            body = page[at : at + size]
        else:
            here = least + (size - least) % (self.usable - 4)
            here = here if here <= most else least
            body = page[at : at + here] + self._follow(
                int.from_bytes(page[at + here : at + here + 4], "big"), size - here
            )
        if len(body) != size:
            raise Damaged("short record")
        return rowid if rowid < 1 << 63 else rowid - (1 << 64), list(read_record(body))

    def _follow(self, number: int, size: int) -> bytes:
        """The rest of a record on its overflow pages."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while size > 0:
            page = self.pages.get(number, b"")
            if number in seen or len(page) < self.page_size:
                raise Damaged("broken chain")
            seen.add(number)
            parts.append(page[4 : 4 + min(size, self.usable - 4)])
            size -= len(parts[-1])
            number = int.from_bytes(page[:4], "big")
        if number:
            raise Damaged("endless chain")
        return b"".join(parts)


def read_varint(page: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and where it ends. Raises IndexError at the page's end."""
    value = 0
    for n in range(9):
        byte = page[at + n]
        if n == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    raise Damaged("varint")


def read_record(body: bytes) -> Iterator[Value]:
    """The values of a record. Raises Damaged where it is none; a text that is no UTF-8 comes as ``BadText``."""
    head, at = read_varint(body, 0)
    if head > len(body):
        raise Damaged("header")
    kinds = []
    while at < head:
        kind, at = read_varint(body, at)
        kinds.append(kind)
    sizes = [_WIDTHS[k] if k < 7 else 8 if k == 7 else (k - 12) // 2 if k >= 12 else 0 for k in kinds]
    if at != head or head + sum(sizes) != len(body) or any(kind in (10, 11) for kind in kinds):
        raise Damaged("sizes")
    for kind, size in zip(kinds, sizes, strict=True):
        yield _read_value(kind, body[at : at + size])
        at += size


def _read_value(kind: int, piece: bytes) -> Value:
    if kind == 0:
        return None
    if kind == 7:
        return float(struct.unpack(">d", piece)[0])
    if kind < 7:
        return int.from_bytes(piece, "big", signed=True)
    if kind < 12:
        return kind - 8
    if kind % 2 == 0:
        return piece
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        return BadText(piece)


def read_log(content: bytes, page_size: int) -> tuple[dict[int, bytes], int]:
    """The pages that a write-ahead log has committed, and how many of its frames come after a damaged one."""
    if len(content) < 32:
        return {}, 0
    magic, _, size = struct.unpack(">III", content[:12])
    order = ">" if magic & 1 else "<"
    sums = _add_up(content[:24], order, (0, 0))
    if magic not in _WAL_MAGIC or size != page_size or sums != struct.unpack(">II", content[24:32]):
        return {}, (len(content) - 32) // (page_size + 24)
    salts = content[16:24]
    kept: dict[int, bytes] = {}
    open_: dict[int, bytes] = {}
    whole, lost = True, 0
    for at in range(32, len(content) - 24, page_size + 24):
        head, page = content[at : at + 24], content[at + 24 : at + 24 + page_size]
        if whole and head[8:16] == salts and len(page) == page_size:
            sums = _add_up(page, order, _add_up(head[:8], order, sums))
            whole = sums == struct.unpack(">II", head[16:24])
        else:
            whole = False
        if whole:
            number, commits = struct.unpack(">II", head[:8])
            open_[number] = page
            if commits:
                kept |= open_
                open_ = {}
        else:
            lost += head[8:16] == salts
    return kept, lost


def _add_up(piece: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    """The log's checksum over a piece of whole pairs of 32-bit words."""
    first, second = sums
    words = struct.unpack(f"{order}{len(piece) // 4}I", piece)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = first + even + second & 0xFFFFFFFF
        second = second + odd + first & 0xFFFFFFFF
    return first, second
