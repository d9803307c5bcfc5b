"""Another embedder by one setting: its vectors are made in the background, source by
source, while the old ones answer.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from errors import HyunmooError, ModelUnavailable
from knowledge.index import morpheme_codec
from knowledge.index.dense import DenseIndex
from knowledge.index.embedders import Embedder, Wordless, get_stored_name, load_older
from knowledge.ingestion.progress import CancellableProgress
from knowledge.store import Store
from storage.tables import PassageRow, SourceRow, VectorsRow


@dataclass(frozen=True)
class Rebuilding:
    """How many sources have vectors of the chosen embedder, of how many; ``error`` says why there will be no more."""

    done: int = 0
    total: int = 0
    error: str = ""


class SearchIndexes:
    """Which embedder answers now, and its index: the chosen one, or an older one until the
    chosen one's vectors are whole.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.state = Rebuilding()
        self._now: tuple[Embedder, DenseIndex] | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def current(self) -> tuple[Embedder, DenseIndex]:
        with self._lock:
            if self._now is None:
                embedder = self._choose()
                folder = self.store.index_folder
                self._now = embedder, DenseIndex(folder, self.store.owner, embedder.name, embedder.dimension)
            return self._now

    def forget(self) -> None:
        """Choose anew at the next search."""
        with self._lock:
            self._now = None

    def close(self) -> None:
        """End the background work; what is done stays, and the next start goes on from there."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _choose(self) -> Embedder:
        store = self.store
        chosen = get_stored_name(store.settings.embedder)
        with store.database.session() as session:
            known = count_sources_with_vectors(session, store.owner)
            lacking = find_sources_without_vectors(session, store.owner, chosen)
        older = [name for name in sorted(known, key=lambda name: -known[name]) if name != chosen]
        if not older:
            return store.embedder
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        if not lacking:
            return store.embedder
        for name in older:
            try:
                return load_older(name, store.settings)
            except ModelUnavailable:
                continue
        return Wordless()

    def _work(self) -> None:
        """Make the chosen embedder's vectors, then let it answer."""

        def note_state(stage: str, done: int, total: int) -> None:
            self.state = Rebuilding(done, total)

        try:
            rebuild_vectors(self.store, self, CancellableProgress(note_state, self._stop))
        except HyunmooError as error:
            self.state = Rebuilding(self.state.done, self.state.total, error.message)


def count_sources_with_vectors(session: Session, owner: str) -> dict[str, int]:
    """How many of an owner's sources have vectors, by embedder."""
    counted = select(VectorsRow.embedder, func.count()).where(VectorsRow.owner == owner).group_by(VectorsRow.embedder)
    return dict(session.execute(counted).tuples().all())


def find_sources_without_vectors(session: Session, owner: str, embedder: str) -> list[str]:
    """The owner's sources without vectors of an embedder."""
    has = select(VectorsRow.source_id).where(VectorsRow.owner == owner, VectorsRow.embedder == embedder)
    lacking = (SourceRow.owner == owner) & (SourceRow.passages > 0) & SourceRow.id.not_in(has)
    return list(session.scalars(select(SourceRow.id).where(lacking, SourceRow.reading.is_(False))))


def rebuild_vectors(store: Store, indexes: SearchIndexes, report: CancellableProgress) -> None:
    """Give every source vectors of the chosen embedder, then drop all others. Raises IngestError (``cancelled``)."""
    before: list[str] = []
    while True:
        with store.database.session() as session:
            known = count_sources_with_vectors(session, store.owner)
            total = session.scalar(select(func.count()).where(SourceRow.owner == store.owner)) or 0
            lacking = find_sources_without_vectors(session, store.owner, store.embedder.name)
        if not lacking or lacking == before:
            break
        before = lacking
        for number, source_id in enumerate(lacking):
            report("rebuild", total - len(lacking) + number, total)
            _embed(store, source_id, report)
    others = (VectorsRow.owner == store.owner) & (VectorsRow.embedder != store.embedder.name)
    with store.writing() as session:
        if not find_sources_without_vectors(session, store.owner, store.embedder.name):
            session.execute(delete(VectorsRow).where(others))
    indexes.forget()
    for name in known.keys() - {store.embedder.name}:
        DenseIndex(store.index_folder, store.owner, name, 1).discard()
    report("rebuild", total, total)


def _embed(store: Store, source_id: str, report: CancellableProgress) -> None:
    """One source's vectors; a source that changes meanwhile is left for the next round."""
    from knowledge.ingestion.index_builder import PASSAGE_BATCH, heading_terms

    with store.database.session() as session:
        edition = session.scalar(select(SourceRow.edition).where(SourceRow.id == source_id))
        columns = select(PassageRow.text, PassageRow.tokens, PassageRow.heading)
        rows = session.execute(columns.where(PassageRow.source_id == source_id).order_by(PassageRow.ordinal)).all()
    made = []
    for start in range(0, len(rows), PASSAGE_BATCH):
        report.check()
        part = rows[start : start + PASSAGE_BATCH]
        words = [[*morpheme_codec.parse(row.tokens), *heading_terms(row.heading)] for row in part]
        made.append(store.embedder.embed([row.text for row in part], words).astype("<f2"))
    with store.writing() as session:
        source = session.get(SourceRow, source_id)
        if source is None or source.edition != edition or not made:
            return
        data = np.concatenate(made)
        row = VectorsRow(source_id=source_id, embedder=store.embedder.name, owner=store.owner)
        row.dimension, row.data = data.shape[1], data.tobytes()
        session.merge(row)
        source.edition = secrets.token_hex(8)
