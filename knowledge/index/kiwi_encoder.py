"""The embedded embedder as a sentence-transformers module, so that whatever takes such a
model takes ours, from a folder.

    python -m knowledge.index.kiwi_encoder FOLDER

The folder holds the morpheme vectors and names this class; the analyser is Kiwi, so this project must be
importable where the folder is loaded. sentence-transformers imports a class of another package only where it is
told to trust the folder (``trust_remote_code``); ``load`` below does without. torch is imported here: nothing
else in the library imports this file.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule

from knowledge.index.embedders import KiwiEmbedder
from korean import vectors
from korean.vectors import MorphemeVectors
from settings import Settings

_VECTORS, _KEYS = "model.safetensors", "morphemes.txt"


class KiwiModule(InputModule):
    """Texts to unit vectors ``(n, 256) float32``, as ``KiwiEmbedder``; it has no weights that are trained."""

    config_keys: list[str] = []
    save_in_root = False

    def __init__(self, morphemes: MorphemeVectors) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.morphemes = morphemes
        self.embedder = KiwiEmbedder.over(morphemes)

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any) -> dict[str, torch.Tensor]:
        del kwargs
        return {"vectors": torch.from_numpy(self.embedder.embed([(prompt or "") + text for text in inputs]))}

    def forward(self, features: dict[str, torch.Tensor], **kwargs: Any) -> dict[str, torch.Tensor]:
        del kwargs
        return features | {"sentence_embedding": features["vectors"]}

    def get_embedding_dimension(self) -> int:
        return self.embedder.dimension

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        folder = Path(output_path)
        self.save_config(output_path)
        save_file({"vectors": np.ascontiguousarray(self.morphemes.vectors)}, folder / _VECTORS)
        (folder / _KEYS).write_text("\n".join(self.morphemes.keys()), encoding="utf-8")

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *args: Any, **kwargs: Any) -> Self:
        del args, kwargs
        folder = Path(model_name_or_path, subfolder)
        keys = (folder / _KEYS).read_text(encoding="utf-8").split("\n")
        return cls(MorphemeVectors(load_file(folder / _VECTORS)["vectors"], keys))


def package(folder: Path, settings: Settings) -> None:
    """Write the embedder as a model folder."""
    SentenceTransformer(modules=[KiwiModule(vectors.load(settings.cache))], device="cpu").save(str(folder))


def load(folder: Path) -> SentenceTransformer:
    """A folder that ``package`` wrote, and no code but ours."""
    module = KiwiModule.load(str(folder), f"0_{KiwiModule.__name__}")
    return SentenceTransformer(modules=[module], device="cpu")


if __name__ == "__main__":
    from knowledge.index.kiwi_encoder import package as write  # under its own name, which the folder will say

    write(Path(sys.argv[1]), Settings())
