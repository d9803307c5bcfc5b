"""Kiwi's own morpheme vectors, recovered once from the similarities that it answers, and kept on disk.

Kiwi's CoNg model has a 256-dimensional vector for each of some 70,000 morphemes but answers only cosines. The cosines
from every morpheme to a few hundred landmarks give the vectors back up to a rotation (Nystrom method, Williams & Seeger
2001). The mean and the first principal components, which hold frequency rather than meaning, are then taken out
(Mu & Viswanath 2018). About 40 seconds once; afterwards the file is memory-mapped.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from korean.analyzer import kiwi

DIMENSION = 256
_LANDMARKS = 300
_COMPONENTS = 3  # first principal components taken out
_EVERY = 1_000_000  # asks Kiwi for its whole vocabulary
_NAME = "kiwi-vectors-1"

Progress = Callable[[int, int], None]


class MorphemeVectors:
    """Unit vectors by morpheme: ``rows(keys)`` for ``"고종/NNP"`` keys; unknown ones get row -1."""

    def __init__(self, vectors: NDArray[np.float16], keys: list[str]) -> None:
        self.vectors, self._keys = vectors, keys
        self._row = {key: row for row, key in reversed(list(enumerate(keys)))}

    def row(self, form: str, tag: str) -> int:
        return self._row.get(f"{form}/{tag}", -1)

    def keys(self) -> list[str]:
        """The morphemes in the order of their rows."""
        return self._keys

    def take(self, rows: list[int]) -> NDArray[np.float32]:
        """Vectors ``(n, 256) float32`` of known rows."""
        return np.asarray(self.vectors[rows], dtype=np.float32)


def is_ready(folder: Path) -> bool:
    return (folder / f"{_NAME}.npy").exists() and (folder / f"{_NAME}.txt").exists()


def load(folder: Path, progress: Progress | None = None) -> MorphemeVectors:
    """The vectors from ``folder``, recovered into it first where they are not there yet."""
    if not is_ready(folder):
        _build(folder, progress)
    keys = (folder / f"{_NAME}.txt").read_text(encoding="utf-8").split("\n")
    return MorphemeVectors(np.load(folder / f"{_NAME}.npy", mmap_mode="r", allow_pickle=False), keys)


def _build(folder: Path, progress: Progress | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model = kiwi()
    seed = model.tokenize("고종")[0].id
    everyone = model.most_similar_morphemes(seed, top_n=_EVERY)
    ids = np.array([item.id for item in everyone], dtype=np.int64)
    keys = [f"{item.form}/{item.tag.split('-')[0]}" for item in everyone]
    row_of = {int(identifier): row for row, identifier in enumerate(ids)}
    landmarks = np.random.default_rng(7).choice(len(ids), _LANDMARKS, replace=False)
    cosines = np.zeros((len(ids), _LANDMARKS), dtype=np.float32)
    for column, landmark in enumerate(landmarks):
        for item in model.most_similar_morphemes(int(ids[landmark]), top_n=_EVERY):
            cosines[row_of[item.id], column] = item.score
        cosines[landmark, column] = 1.0
        if progress:
            progress(column + 1, _LANDMARKS)
    gram = cosines[landmarks].astype(np.float64)
    values, directions = np.linalg.eigh((gram + gram.T) / 2)
    values, directions = values[-DIMENSION:], directions[:, -DIMENSION:]
    kept = values > 1e-4
    vectors = cosines @ (directions[:, kept] / np.sqrt(values[kept])).astype(np.float32)
    vectors -= vectors.mean(axis=0)
    _, _, components = np.linalg.svd(vectors[:: max(1, len(vectors) // 20000)], full_matrices=False)
    first = components[:_COMPONENTS]
    vectors -= vectors @ first.T @ first
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    # Other processes may be reading: both files are put in place whole, the keys first, since the array says "ready".
    for name, write in (
        (f"{_NAME}.txt", lambda path: path.write_text("\n".join(keys), encoding="utf-8")),
        (f"{_NAME}.npy", lambda path: _save(path, vectors.astype(np.float16))),
    ):
        partial = folder / f"{name}.{os.getpid()}.partial"
        write(partial)
        partial.replace(folder / name)


def _save(path: Path, array: NDArray[np.float16]) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
