"""The model that is trained on, as training wants it: 4 bits under an adapter, float32 where it is learnt itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from errors import FinetuneError, require_packages
from llm.local.loading import keep_weights_unpacked, nf4


def load_base(base: str, checkpointing: bool = True, whole: bool = False) -> tuple[Any, Any]:
    """The 4-bit base ready for training, and its tokenizer; ``whole``: in float32, to be trained itself.

    Raises FinetuneError where it cannot be loaded.
    """
    require_packages("torch", "transformers", "peft")
    import torch
    from peft import prepare_model_for_kbit_training
    from transformers import AutoModelForCausalLM, AutoTokenizer

    local = Path(base).is_dir()
    place = {"": 0} if torch.cuda.is_available() else {"": "cpu"}
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(base, local_files_only=local)
        model: Any = AutoModelForCausalLM.from_pretrained(
            base,
            quantization_config=None if whole else nf4(),
            dtype=torch.float32 if whole else torch.bfloat16,
            device_map=place,
            local_files_only=local,
            use_safetensors=True,
        )
    except (OSError, ValueError) as error:
        raise FinetuneError(
            f"바탕 모델을 불러올 수 없습니다: {base}. 모델 폴더나 허브 이름을 확인해 주세요.",
            code="base_missing",
            english=f"The base model {base} cannot be loaded.",
        ) from error
    keep_weights_unpacked(model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if whole:
        return model, tokenizer
    model = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
        model, use_gradient_checkpointing=checkpointing, gradient_checkpointing_kwargs={"use_reentrant": False}
    )
    return model, tokenizer
