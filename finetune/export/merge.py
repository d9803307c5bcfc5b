"""An adapter merged into its base: one folder of safetensors that needs no adapter.

The base is read again in bf16: merging into 4-bit weights would round the adapter away. The merged model gives the
logits of base and adapter up to bf16's rounding of each weight.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from errors import FinetuneError, require_packages
from finetune.methods import MERGEABLE
from llm.local.adapters import ADAPTER_CONFIG, read_card, resolve


class Merged(BaseModel):
    """Where the merged model lies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    base: str
    parameters: int
    bytes: int


def merge(adapter: Path, out: Path, base: str = "") -> Merged:
    """Write base and adapter as one model to ``out``, a folder that must not hold anything yet;
    it appears whole or not at all.

    ``base`` stands in for the base that the adapter names. Raises FinetuneError (``not_mergeable``, ``out_taken``,
    ``base_missing``, ``base_quantized``) and ModelUnavailable for a folder that is no adapter.
    """
    place = Path(resolve(str(adapter)))
    config = json.loads((place / ADAPTER_CONFIG).read_text(encoding="utf-8"))
    kind = str(config.get("peft_type", "")).lower()
    if kind not in MERGEABLE:
        raise FinetuneError(
            f"{kind} 어댑터는 가중치를 바꾸지 않아 합칠 수 없습니다. 합칠 수 있는 방법: {', '.join(MERGEABLE)}",
            code="not_mergeable",
            english=f"An adapter of kind {kind!r} changes no weights and cannot be merged.",
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FinetuneError(
            f"이미 무엇이 들어 있는 곳입니다: {out}. 빈 폴더나 새 이름을 적어 주세요.",
            code="out_taken",
            english=f"{out} is not empty.",
        )
    card = read_card(place)
    wanted = base or (card.base if card else "") or str(config.get("base_model_name_or_path") or "")
    model, tokenizer = _plain_base(wanted)
    from peft import PeftModel

    whole: Any = PeftModel.from_pretrained(model, str(place), is_trainable=False)
    whole = whole.merge_and_unload(safe_merge=True)
    partial = out.with_name(out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    whole.save_pretrained(partial, safe_serialization=True)
    tokenizer.save_pretrained(partial)
    if out.exists():
        out.rmdir()
    partial.replace(out)
    size = sum(file.stat().st_size for file in out.glob("*.safetensors"))
    return Merged(path=out, base=wanted, parameters=int(whole.num_parameters()), bytes=size)


def _plain_base(base: str) -> tuple[Any, Any]:
    """The base in bf16 on the CPU, and its tokenizer."""
    require_packages("torch", "transformers", "peft")
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

    local = Path(base).is_dir()
    try:
        config: Any = AutoConfig.from_pretrained(base, local_files_only=local)
        if getattr(config, "quantization_config", None):
            raise FinetuneError(
                f"이미 양자화된 바탕 모델에는 합칠 수 없습니다: {base}. 양자화하지 않은 원래 모델을 --base로 적어 주세요.",
                code="base_quantized",
                english=f"{base} is quantised; name the original with --base.",
            )
        model = AutoModelForCausalLM.from_pretrained(
            base, dtype=torch.bfloat16, local_files_only=local, use_safetensors=True
        )
        return model, AutoTokenizer.from_pretrained(base, local_files_only=local)
    except (OSError, ValueError) as error:
        raise FinetuneError(
            f"바탕 모델을 불러올 수 없습니다: {base}. 모델이 옮겨졌으면 --base로 적어 주세요.",
            code="base_missing",
            english=f"The base model {base} cannot be loaded.",
        ) from error
