"""A model packed for llama.cpp and Ollama: merged safetensors, beside them a GGUF file and a Modelfile, each where the
model's shape and prompts allow it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from errors import FinetuneError, require_packages
from finetune.export.gguf_file import GGUF_FILE, write_gguf
from finetune.export.merge import merge
from finetune.export.modelfile import MODELFILE, write_modelfile
from llm.local.adapters import is_whole_model, named_base
from llm.model_catalog import format_for

MOST_CONTEXT = 8192  # tokens that Ollama is told to keep room for


class Exported(BaseModel):
    """What was written; None where it could not be, and why in ``left_out`` (Korean)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    gguf: Path | None
    modelfile: Path | None
    left_out: tuple[str, ...] = ()


def export_model(model: Path, out: Path, base: str = "") -> Exported:
    """Write an adapter with its base, or a model trained whole, to ``out`` (for an adapter a folder that holds nothing
    yet). Raises FinetuneError as ``merge`` does, and ModelUnavailable for a folder that is neither.
    """
    require_packages("torch", "transformers", "gguf")
    from transformers import AutoTokenizer

    known_as = base or named_base(model)
    if is_whole_model(model):
        source = model
        out.mkdir(parents=True, exist_ok=True)
    else:
        source = merge(model, out, base).path
    left_out: list[str] = []
    gguf: Path | None = None
    try:
        gguf = write_gguf(source, out / GGUF_FILE)
    except FinetuneError as error:
        left_out.append(error.message)
    weights = GGUF_FILE if gguf else "" if source == out else str(source.resolve())
    tokenizer: Any = AutoTokenizer.from_pretrained(source, local_files_only=True)
    modelfile: Path | None = None
    try:
        context = json.loads((source / "config.json").read_text(encoding="utf-8")).get("max_position_embeddings")
        form = format_for(known_as)
        modelfile = write_modelfile(
            out / MODELFILE, weights, tokenizer, form, min(int(context or MOST_CONTEXT), MOST_CONTEXT)
        )
    except FinetuneError as error:
        left_out.append(error.message)
    return Exported(path=out, gguf=gguf, modelfile=modelfile, left_out=tuple(left_out))
