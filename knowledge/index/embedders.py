"""Texts to vectors: the embedded embedder over Kiwi's morpheme vectors, or any sentence-transformers model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from errors import ModelUnavailable, require_packages
from korean import vectors
from korean.analyzer import Token, is_content, tokenize
from settings import Settings

Vectors = NDArray[np.float32]
EMBEDDED = "kiwi"  # what the settings call the embedder that needs no download

_WEIGHT = {
    "NNP": 1.0,
    "NNG": 1.0,
    "XR": 1.0,
    "SL": 1.0,
    "SH": 1.0,
    "SN": 0.6,
    "VV": 0.5,
    "VA": 0.5,
    "NR": 0.4,
    "NNB": 0.15,
    "NP": 0.1,
}


class Embedder(Protocol):
    """Texts in, unit vectors ``(n, dimension) float32`` out; a text without any known word gives zeros."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str], tokens: Sequence[Sequence[Token]] | None = None) -> Vectors: ...


class KiwiEmbedder:
    """Weighted mean of the morpheme vectors of a text (nouns count most); no download, no torch."""

    name = "kiwi-2"  # under which vectors are kept; the number changes with the axes of the morpheme vectors
    dimension = vectors.DIMENSION

    def __init__(self, cache: Path) -> None:
        self.morphemes = vectors.load(cache)

    @classmethod
    def over(cls, morphemes: vectors.MorphemeVectors) -> KiwiEmbedder:
        """An embedder over vectors that are loaded already."""
        made = cls.__new__(cls)
        made.morphemes = morphemes
        return made

    def embed(self, texts: Sequence[str], tokens: Sequence[Sequence[Token]] | None = None) -> Vectors:
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for i, text in enumerate(texts):
            rows: list[int] = []
            weights: list[float] = []
            for token in tokens[i] if tokens is not None else tokenize(text):
                if is_content(token) and (row := self.morphemes.row(token.form, token.tag)) >= 0:
                    rows.append(row)
                    weights.append(_WEIGHT.get(token.tag, 0.3))
            if rows:
                mean = np.asarray(weights, np.float32) @ self.morphemes.take(rows)
                out[i, : len(mean)] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        return out


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, from a folder or a hub id. Raises ModelUnavailable when it cannot be loaded.

    ``here``: only where it lies on this machine already.
    """

    def __init__(self, name: str, here: bool) -> None:
        require_packages("torch", "sentence_transformers")
        from sentence_transformers import SentenceTransformer

        try:
            self.model = SentenceTransformer(
                name, trust_remote_code=False, local_files_only=here or Path(name).exists()
            )
        except (OSError, ValueError) as error:
            raise ModelUnavailable(
                f"임베딩 모델을 불러올 수 없습니다: {name}. 폴더나 허브 이름을 확인하거나 embedder=kiwi로 바꿔 주세요.",
                code="embedder_unavailable",
                english=f"The embedding model {name} cannot be loaded.",
            ) from error
        self.name = name
        self.dimension = int(self.model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str], tokens: Sequence[Sequence[Token]] | None = None) -> Vectors:
        encoded = self.model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(encoded, dtype=np.float32)


class Wordless:
    """No vectors at all: the lexical leg answers alone."""

    name = ""
    dimension = 1

    def embed(self, texts: Sequence[str], tokens: Sequence[Sequence[Token]] | None = None) -> Vectors:
        return np.zeros((len(texts), 1), np.float32)


_PLUGGED: dict[str, Embedder] = {}  # embedders that a program brought itself


def plug(embedder: Embedder) -> str:
    """Let the settings of this process name an embedder of the program's own; its name."""
    _PLUGGED[embedder.name] = embedder
    return embedder.name


@lru_cache(maxsize=4)
def _load(name: str, cache: Path, here: bool) -> Embedder:
    return KiwiEmbedder(cache) if name == EMBEDDED else SentenceTransformerEmbedder(name, here)


def get_stored_name(chosen: str) -> str:
    """The name under which the vectors of a chosen embedder (``Settings.embedder``) are kept."""
    return KiwiEmbedder.name if chosen == EMBEDDED else chosen


def load_older(name: str, settings: Settings) -> Embedder:
    """The embedder of vectors that are kept under a name. Raises ModelUnavailable where nothing makes
    their like any more.
    """
    if name == EMBEDDED:  # kept before the axes of the morpheme vectors changed
        raise ModelUnavailable(
            "예전 방식으로 만든 의미 검색 자료입니다. 새로 준비하는 동안 낱말로 찾습니다.",
            code="older_vectors",
            english="These vectors were made in an older way; they are being made anew.",
        )
    chosen = EMBEDDED if name == KiwiEmbedder.name else name
    return load_embedder(settings.model_copy(update={"embedder": chosen}), here=True)


def load_embedder(settings: Settings, here: bool = False) -> Embedder:
    """The embedder that the settings name, one a process; ``here``: without a look at the hub."""
    return _PLUGGED.get(settings.embedder) or _load(settings.embedder, settings.cache, here)


def prepare(settings: Settings, progress: Callable[[int, int], None] | None = None) -> None:
    """Have the embedded embedder's vectors on disk (about two seconds, once a machine)."""
    if settings.embedder == EMBEDDED:
        vectors.load(settings.cache, progress)
