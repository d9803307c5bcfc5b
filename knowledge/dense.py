"""The dense leg: FAISS over passage vectors. The database holds the vectors; the index file is a cache that mends itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.lexical import Shelf
from storage.tables import PassageRow, VectorsRow

_FILE_FROM = 5_000  # passages: below this the index is built from the database faster than it is read


class DenseIndex:
    """Inner-product search over unit vectors; ids are passage ids. Kept in step with the shelf at every search."""

    def __init__(self, folder: Path, owner: str, embedder: str, dimension: int) -> None:
        self.folder, self.owner, self.embedder, self.dimension = folder, owner, embedder, dimension
        self._sources: set[str] = set()
        self._index = self._empty()
        self._lock = threading.Lock()
        self._read()

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

    def _empty(self) -> Any:
        import faiss

        return faiss.IndexIDMap2(faiss.IndexFlatIP(self.dimension))

    def _follow(self, session: Session, shelf: Shelf) -> None:
        """Add the sources that are new on the shelf and drop those that have left it."""
        wanted = set(shelf.ids)
        if wanted == self._sources:
            return
        if self._sources - wanted:
            gone = session.scalars(select(PassageRow.id).where(PassageRow.source_id.in_(self._sources - wanted))).all()
            if len(gone) < self._index.ntotal and gone:
                self._index.remove_ids(np.asarray(gone, dtype=np.int64))
                self._sources &= wanted
            else:
                self._index, self._sources = self._empty(), set()
        for source in shelf.ids:
            if source not in self._sources:
                self._add(session, source)
        self._write()

    def _add(self, session: Session, source: str) -> None:
        row = session.get(VectorsRow, (source, self.embedder))
        if row is None:
            return
        vectors = np.frombuffer(row.data, "<f2").reshape(-1, row.dimension).astype(np.float32)
        ids = session.scalars(
            select(PassageRow.id).where(PassageRow.source_id == source).order_by(PassageRow.ordinal)
        ).all()
        if len(ids) == len(vectors) and row.dimension == self.dimension:
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.asarray(ids, dtype=np.int64))
            self._sources.add(source)

    @property
    def _files(self) -> tuple[Path, Path]:
        stem = f"dense-{abs(hash_name(self.owner + '|' + self.embedder))}"
        return self.folder / f"{stem}.faiss", self.folder / f"{stem}.json"

    def _read(self) -> None:
        import faiss

        index_file, manifest = self._files
        if not (index_file.exists() and manifest.exists()):
            return
        try:
            said = json.loads(manifest.read_text(encoding="utf-8"))
            index = faiss.read_index(str(index_file))
        except (OSError, ValueError, RuntimeError):
            return  # a torn cache: it is built again from the database
        if said.get("total") == index.ntotal and index.d == self.dimension:
            self._index, self._sources = index, set(said["sources"])

    def _write(self) -> None:
        import faiss

        if self._index.ntotal < _FILE_FROM:
            return
        index_file, manifest = self._files
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = index_file.with_suffix(".partial")
            faiss.write_index(self._index, str(partial))
            manifest.unlink(missing_ok=True)
            partial.replace(index_file)
            manifest.write_text(
                json.dumps({"total": self._index.ntotal, "sources": sorted(self._sources)}), encoding="utf-8"
            )
        except (OSError, RuntimeError):
            return  # a read-only or full disk: search goes on from memory


def hash_name(name: str) -> int:
    """A file name for an owner and an embedder, the same in every process."""
    import hashlib

    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
