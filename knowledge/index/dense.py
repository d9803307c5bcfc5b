"""The dense leg: FAISS over passage vectors. The database holds the vectors; the index
file is a cache that mends itself.

A book that comes is added to the index and a book that goes is blotted out in its place, so either costs what that
book costs, however many there are; the whole is written or packed anew only when a share of it has changed. The
vectors are float16, as in the database.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.shared_sources import SHARED_SQL, may_read
from storage.tables import PassageRow, SourceRow, VectorsRow

_EDITIONS = text(
    "SELECT id, edition FROM (SELECT id, edition, created_at FROM sources WHERE owner = :owner AND removed_at IS NULL"
    " UNION SELECT sources.id, sources.edition, sources.created_at FROM sources WHERE removed_at IS NULL"
    f" AND sources.id IN ({SHARED_SQL})) ORDER BY created_at, id"
)
_FILE_FROM = 5_000  # passages: below this the index is built from the database faster than it is read
_CHANGED = 0.1  # share of the passages that has come or gone since the file was written, from which it is written again
_BLANK = 0.5  # share of the index's rows that is blotted out, from which it is packed
_BESIDE = ThreadPoolExecutor(2, "dense")
_NOBODY = -1  # the id of a row that is blotted out


class HeldIndex(NamedTuple):
    """A source in the index: which edition of it, its first row there, and how many rows from that."""

    edition: str
    row: int
    size: int


def editions(session: Session, owner: str) -> dict[str, str]:
    """For each source on the shelf, oldest first, what changes with its index."""
    result: Any = session.execute(_EDITIONS, {"owner": owner})
    return dict(result.cursor.fetchall())  # every search looks: SQLAlchemy's own would take four times as long


class DenseIndex:
    """Inner-product search over unit vectors; ids are passage ids."""

    def __init__(self, folder: Path, owner: str, embedder: str, dimension: int) -> None:
        self.folder, self.owner, self.embedder, self.dimension = folder, owner, embedder, dimension
        stem = f"dense-{abs(hash_name(owner + '|' + embedder))}"
        self.file, self.manifest = folder / f"{stem}.faiss", folder / f"{stem}.json"
        self._held: dict[str, HeldIndex] = {}
        self._index = self._empty()
        self._unsaved = 0  # passages that have come or gone since the file was written
        self._lock = threading.Lock()
        if (read := self._read()) is not None:
            self._index, self._held = read

    def start(
        self, query: NDArray[np.float32], k: int, allowed: Sequence[int] | None = None
    ) -> Future[list[tuple[int, float]]]:
        """``search`` beside what the caller does meanwhile."""
        return _BESIDE.submit(self.search, query, k, allowed)

    def search(
        self, query: NDArray[np.float32], k: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest passages as ``(passage id, cosine)``; ``allowed`` limits them to those ids."""
        import faiss

        with self._lock:
            if not self._index.ntotal or not query.any():
                return []
            parameters = None
            if allowed is not None:
                selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            scores, ids = self._index.search(query.reshape(1, -1), min(k, self._index.ntotal), params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def fault(self, session: Session) -> str:
        """What is wrong with the file: ``index_damaged``, ``index_stale`` (other vectors
        than the database's), or nothing.

        A source that has come, gone or changed since is no fault: the next search brings the index into step.
        """
        if not (self.file.exists() or self.manifest.exists()):
            return ""
        read = self._read()
        if read is None:
            return "index_damaged"
        index, now = read[0], editions(session, self.owner)
        for source, held in read[1].items():
            row = session.get(VectorsRow, (source, self.embedder))
            if now.get(source) != held.edition or not held.size or row is None or row.dimension != self.dimension:
                continue
            first = np.frombuffer(row.data, "<f2", self.dimension).astype(np.float32)
            if not np.array_equal(index.index.reconstruct(held.row), first):
                return "index_stale"
        return ""

    def discard(self) -> None:
        """Forget the index and its file; the next search builds it from the database."""
        with self._lock:
            self._index, self._held, self._unsaved = self._empty(), {}, 0
            self.manifest.unlink(missing_ok=True)
            self.file.unlink(missing_ok=True)

    def _empty(self) -> Any:
        import faiss

        kind = faiss.ScalarQuantizer.QT_fp16
        return faiss.IndexIDMap(faiss.IndexScalarQuantizer(self.dimension, kind, faiss.METRIC_INNER_PRODUCT))

    def follow(self, session: Session, now: dict[str, str]) -> None:
        """Bring the index into step with the shelf: its sources' ``editions``, read in the same session."""
        with self._lock:
            self._follow(session, now)

    def _follow(self, session: Session, now: dict[str, str]) -> None:
        gone = [source for source, held in self._held.items() if now.get(source) != held.edition]
        self._unsaved += sum(self._held[source].size for source in gone)
        kept = sum(held.size for held in self._held.values()) - sum(self._held[source].size for source in gone)
        if gone and kept <= self._index.ntotal * _BLANK:
            self._pack(gone)
        else:
            self._blot(gone)
        if not self._index.ntotal:
            self._reserve(session)
        for source in now:
            if source not in self._held:
                self._unsaved += (count := self._add(session, source))
                self._held[source] = HeldIndex(now[source], self._index.ntotal - count, count)
        if self._unsaved > self._index.ntotal * _CHANGED:
            self._write()

    def _reserve(self, session: Session) -> None:
        """Room for the whole shelf at once: an index that grows by doubling would hold it twice over on the way."""
        import faiss

        passages = session.scalar(select(func.sum(SourceRow.passages)).where(may_read(self.owner))) or 0
        flat: Any = faiss.downcast_index(self._index.index)
        flat.codes.resize(passages * flat.code_size)
        flat.codes.resize(0)

    def _blot(self, gone: Sequence[str]) -> None:
        """Take sources out in their places: rows of zeros that are nobody's."""
        import faiss

        flat: Any = faiss.downcast_index(self._index.index)
        for source in gone:
            _, row, size = self._held.pop(source)
            codes = faiss.rev_swig_ptr(flat.codes.data(), self._index.ntotal * flat.code_size)
            codes[row * flat.code_size : (row + size) * flat.code_size] = 0
            faiss.rev_swig_ptr(self._index.id_map.data(), self._index.ntotal)[row : row + size] = _NOBODY

    def _pack(self, gone: Sequence[str]) -> None:
        """Leave out every row that is nobody's."""
        import faiss

        self._blot(gone)
        self._index.remove_ids(faiss.IDSelectorRange(_NOBODY, _NOBODY + 1))
        row = 0
        for source, held in sorted(self._held.items(), key=lambda item: item[1].row):
            self._held[source] = held._replace(row=row)
            row += held.size

    def _add(self, session: Session, source: str) -> int:
        """Put a source's vectors at the end; how many there are (none by this embedder: 0)."""
        row = session.get(VectorsRow, (source, self.embedder))
        if row is None or row.dimension != self.dimension:
            return 0
        vectors = np.frombuffer(row.data, "<f2").reshape(-1, row.dimension).astype(np.float32)
        ids = session.scalars(
            select(PassageRow.id).where(PassageRow.source_id == source).order_by(PassageRow.ordinal)
        ).all()
        if not ids or len(ids) != len(vectors):
            return 0
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        return len(ids)

    def _read(self) -> tuple[Any, dict[str, HeldIndex]] | None:
        """The index in the file; None where there is none, or the file is torn, changed or of another embedder."""
        import faiss

        try:
            said = json.loads(self.manifest.read_text(encoding="utf-8"))
            held = {source: HeldIndex(*parts) for source, parts in said["sources"].items()}
            if said["crc"] != _crc(self.file, held):
                return None
            index = faiss.read_index(str(self.file))
        except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError):
            return None
        return (index, held) if said.get("total") == index.ntotal and index.d == self.dimension else None

    def _write(self) -> None:
        """Put the index in place whole, then the manifest that vouches for it."""
        import faiss

        if self._index.ntotal < _FILE_FROM:
            return
        partial = self.folder / f"{self.file.stem}.{secrets.token_hex(4)}.partial"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            faiss.write_index(self._index, str(partial))
            crc = _crc(partial, self._held)
            self.manifest.unlink(missing_ok=True)
            partial.replace(self.file)
            said = {"total": self._index.ntotal, "crc": crc, "sources": self._held}
            partial.write_text(json.dumps(said), encoding="utf-8")
            partial.replace(self.manifest)
            self._unsaved = 0
        except (OSError, RuntimeError):
            with suppress(OSError):  # a read-only or full disk: search goes on from memory
                partial.unlink(missing_ok=True)


def _crc(file: Path, held: dict[str, HeldIndex]) -> int:
    """A checksum of an index file and of what its manifest says that it holds."""
    crc = zlib.crc32(json.dumps(held).encode())
    with file.open("rb") as opened:
        while piece := opened.read(1 << 22):
            crc = zlib.crc32(piece, crc)
    return crc


def hash_name(name: str) -> int:
    """A file name for an owner and an embedder, the same in every process."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
