"""Kiwi's own morpheme vectors, made ready once and kept on disk; afterwards the file is memory-mapped.

Kiwi's CoNg model has a 256-dimensional vector for each of some 70,000 morphemes but answers only cosines. The vectors
are read from its model file (``kiwi_model``, about two seconds in all). Where that file is laid out in another way, or
does not say what Kiwi answers, the cosines from every morpheme to a few hundred landmarks give them back up to a
rotation (Nystrom method, Williams & Seeger 2001; about a minute). The mean and the first principal components, which
hold frequency rather than meaning, are then taken out (Mu & Viswanath 2018).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from korean.analyzer import kiwi
from korean.kiwi_model import read_output_embeddings

DIMENSION = 256
_LANDMARKS = 300
_COMPONENTS = 3  # first principal components taken out
_TOLERANCE = 0.02  # Kiwi takes reciprocal roots by an approximation
_EVERY = 1_000_000  # asks Kiwi for its whole vocabulary
_NAME = "kiwi-vectors-2"  # the number changes with the axes

Progress = Callable[[int, int], None]


class MorphemeVectors:
    """Unit vectors by morpheme: ``rows(keys)`` for ``"고종/NNP"`` keys; unknown ones get row -1."""

    def __init__(self, vectors: NDArray[np.float16], keys: list[str]) -> None:
        self.vectors, self._keys = vectors, keys
        self._row = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1)))  # the first of a name counts

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
    """The vectors from ``folder``, made into it first where they are not there yet."""
    if not is_ready(folder):
        _build(folder, progress)
    keys = (folder / f"{_NAME}.txt").read_text(encoding="utf-8").split("\n")
    return MorphemeVectors(np.load(folder / f"{_NAME}.npy", mmap_mode="r", allow_pickle=False), keys)


def _build(folder: Path, progress: Progress | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    model = kiwi()
    everyone = model.most_similar_morphemes(model.tokenize("고종")[0].id, top_n=_EVERY)
    ids = np.array([item.id for item in everyone], dtype=np.int64)
    keys = [f"{item.form}/{item.tag.split('-')[0]}" for item in everyone]
    vectors = _read_vectors(ids)
    if vectors is None:
        vectors = _recover_vectors(ids, progress)
    vectors -= vectors.mean(axis=0)
    sample = vectors[:: max(1, len(vectors) // 20000)]
    _, axes = np.linalg.eigh(sample.T @ sample)
    first = axes[:, -_COMPONENTS:]
    vectors -= vectors @ first @ first.T
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    # Other processes may be reading: both files are put in place whole, the keys first, since the array says "ready".
    for name, write in (
        (f"{_NAME}.txt", lambda path: path.write_text("\n".join(keys), encoding="utf-8")),
        (f"{_NAME}.npy", lambda path: _save(path, vectors.astype(np.float16))),
    ):
        partial = folder / f"{name}.{os.getpid()}.partial"
        write(partial)
        partial.replace(folder / name)


def _read_vectors(ids: NDArray[np.int64]) -> NDArray[np.float32] | None:
    """Unit vectors ``(morphemes, 256)`` from Kiwi's model file; None where the file does not say what Kiwi answers."""
    from kiwipiepy_model import get_model_path

    embeddings = read_output_embeddings(Path(get_model_path()) / "cong.mdl")
    if embeddings is None or ids.max() >= len(embeddings) or embeddings.shape[1] != DIMENSION:
        return None
    unit = embeddings.astype(np.float32)
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-9)
    for identifier in (int(ids[0]), int(ids[-1])):
        answered = kiwi().most_similar_morphemes(identifier, top_n=len(ids) - 1)
        near = unit[[item.id for item in answered]] @ unit[identifier]
        if np.abs(near - np.array([item.score for item in answered], dtype=np.float32)).max() > _TOLERANCE:
            return None
    return np.asarray(unit[ids], dtype=np.float32)


def _recover_vectors(ids: NDArray[np.int64], progress: Progress | None) -> NDArray[np.float32]:
    """Vectors ``(morphemes, 256 or fewer)`` from the cosines that Kiwi answers, one landmark after another."""
    row_of = {int(identifier): row for row, identifier in enumerate(ids)}
    landmarks = np.random.default_rng(7).choice(len(ids), _LANDMARKS, replace=False)
    cosines = np.zeros((len(ids), _LANDMARKS), dtype=np.float32)
    for column, landmark in enumerate(landmarks):
        for item in kiwi().most_similar_morphemes(int(ids[landmark]), top_n=_EVERY):
            cosines[row_of[item.id], column] = item.score
        cosines[landmark, column] = 1.0
        if progress:
            progress(column + 1, _LANDMARKS)
    gram = cosines[landmarks].astype(np.float64)
    values, directions = np.linalg.eigh((gram + gram.T) / 2)
    values, directions = values[-DIMENSION:], directions[:, -DIMENSION:]
    kept = values > 1e-4
    return np.asarray(cosines @ (directions[:, kept] / np.sqrt(values[kept])).astype(np.float32), dtype=np.float32)


def _save(path: Path, array: NDArray[np.float16]) -> None:
    with path.open("wb") as file:
        np.save(file, array, allow_pickle=False)
