"""Embedders to and fro: LangChain's embeddings as an embedder of the library, and the
library's as LangChain's embeddings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings

from knowledge.index.embedders import Embedder, Vectors
from korean.analyzer import Token


class FromLangChain:
    """LangChain's embeddings as an embedder of the library. Its name is drawn from what it computes,
    so that another one has another.
    """

    def __init__(self, embeddings: Embeddings) -> None:
        self.embeddings = embeddings
        sample = np.asarray(embeddings.embed_query("현무"), np.float32)
        self.dimension = len(sample)
        drawn = hashlib.sha256(np.round(sample, 3).tobytes()).hexdigest()
        self.name = f"{type(embeddings).__name__}-{drawn[:16]}"

    def embed(self, texts: Sequence[str], tokens: Sequence[Sequence[Token]] | None = None) -> Vectors:
        rows = self.embeddings.embed_documents(list(texts))
        return np.stack([normalize(row) for row in rows]) if rows else np.zeros((0, self.dimension), np.float32)


class ToLangChain(Embeddings):
    """The library's embedder as LangChain's embeddings."""

    def __init__(self, embedder: Callable[[], Embedder]) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in row] for row in self._embedder().embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def normalize(vector: Sequence[float]) -> Vectors:
    """A vector at length 1."""
    row = np.asarray(vector, np.float32)
    return row / max(float(np.linalg.norm(row)), 1e-9)
