"""The dense leg: FAISS over passage vectors. The database holds the vectors; the index file is a cache that mends itself."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from knowledge.lexical import Shelf
from storage.tables import PassageRow, SourceRow, VectorsRow

_FILE_FROM = 5_000  # passages: below this the index is built from the database faster than it is read


class Held(NamedTuple):
    """A source in the index: which edition of it, and its passages' ids from first to last (last -1: not in one run)."""

    edition: str
    first: int
    last: int


def editions(session: Session, owner: str) -> dict[str, str]:
    """For each source on the shelf what changes with its text and its passages' ids."""
    first = and_(PassageRow.source_id == SourceRow.id, PassageRow.ordinal == 0)
    statement = (
        select(SourceRow.id, SourceRow.sha256, SourceRow.passages, PassageRow.id)
        .outerjoin(PassageRow, first)
        .where(SourceRow.owner == owner, SourceRow.removed_at.is_(None))
    )
    return {source: f"{sha}-{passages}-{start}" for source, sha, passages, start in session.execute(statement)}


class DenseIndex:
    """Inner-product search over unit vectors; ids are passage ids. Kept in step with the shelf at every search."""

    def __init__(self, folder: Path, owner: str, embedder: str, dimension: int) -> None:
        self.folder, self.owner, self.embedder, self.dimension = folder, owner, embedder, dimension
        stem = f"dense-{abs(hash_name(owner + '|' + embedder))}"
        self.file, self.manifest = folder / f"{stem}.faiss", folder / f"{stem}.json"
        self._held: dict[str, Held] = {}
        self._index = self._empty()
        self._lock = threading.Lock()
        if (read := self._read()) is not None:
            self._index, self._held = read

    def search(
        self, session: Session, shelf: Shelf, query: NDArray[np.float32], k: int, allowed: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest passages as ``(passage id, cosine)``; ``allowed`` limits them to those ids."""
        import faiss

        with self._lock:
            self._follow(session, shelf)
            if not self._index.ntotal or not query.any():
                return []
            parameters = None
            if allowed is not None:
                selector = faiss.IDSelectorBatch(np.asarray(allowed, dtype=np.int64))
                parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
            scores, ids = self._index.search(query.reshape(1, -1), min(k, self._index.ntotal), params=parameters)
        return [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]

    def fault(self, session: Session) -> str:
        """What is wrong with the file: ``index_damaged``, ``index_stale`` (other vectors than the database's), or nothing.

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
            if now.get(source) != held.edition or row is None or row.dimension != self.dimension:
                continue
            first = np.frombuffer(row.data, "<f2", self.dimension).astype(np.float32)
            if not np.array_equal(index.reconstruct(held.first), first):
                return "index_stale"
        return ""

    def discard(self) -> None:
        """Forget the index and its file; the next search builds it from the database."""
        with self._lock:
            self._index, self._held = self._empty(), {}
            self.manifest.unlink(missing_ok=True)
            self.file.unlink(missing_ok=True)

    def _empty(self) -> Any:
        import faiss

        return faiss.IndexIDMap2(faiss.IndexFlatIP(self.dimension))

    def _follow(self, session: Session, shelf: Shelf) -> None:
        """Add the sources that are new or changed on the shelf and drop those that have left it."""
        now = editions(session, self.owner)
        gone = [source for source, held in self._held.items() if now.get(source) != held.edition]
        if any(self._held[source].last < 0 for source in gone) or len(gone) == len(self._held):
            self._index, self._held = self._empty(), {}
        else:
            self._drop(gone)
        added = [source for source in shelf.ids if source not in self._held and self._add(session, source, now)]
        if gone or added:
            self._write()

    def _drop(self, gone: Sequence[str]) -> None:
        import faiss

        for source in gone:
            held = self._held.pop(source)
            self._index.remove_ids(faiss.IDSelectorRange(held.first, held.last + 1))

    def _add(self, session: Session, source: str, now: dict[str, str]) -> bool:
        row = session.get(VectorsRow, (source, self.embedder))
        if row is None or row.dimension != self.dimension or source not in now:
            return False
        vectors = np.frombuffer(row.data, "<f2").reshape(-1, row.dimension).astype(np.float32)
        ids = session.scalars(
            select(PassageRow.id).where(PassageRow.source_id == source).order_by(PassageRow.ordinal)
        ).all()
        if not ids or len(ids) != len(vectors):
            return False
        self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
        run = list(ids) == list(range(ids[0], ids[0] + len(ids)))
        self._held[source] = Held(now[source], ids[0], ids[-1] if run else -1)
        return True

    def _read(self) -> tuple[Any, dict[str, Held]] | None:
        """The index in the file; None where there is none, or the file is torn, changed or of another embedder."""
        import faiss

        try:
            said = json.loads(self.manifest.read_text(encoding="utf-8"))
            held = {source: Held(*parts) for source, parts in said["sources"].items()}
            if said["crc"] != _crc(self.file):
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
            crc = _crc(partial)
            self.manifest.unlink(missing_ok=True)
            partial.replace(self.file)
            said = {"total": self._index.ntotal, "crc": crc, "sources": self._held}
            partial.write_text(json.dumps(said), encoding="utf-8")
            partial.replace(self.manifest)
        except (OSError, RuntimeError):
            with suppress(OSError):  # a read-only or full disk: search goes on from memory
                partial.unlink(missing_ok=True)


def _crc(file: Path) -> int:
    crc = 0
    with file.open("rb") as opened:
        while piece := opened.read(1 << 22):
            crc = zlib.crc32(piece, crc)
    return crc


def hash_name(name: str) -> int:
    """A file name for an owner and an embedder, the same in every process."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
