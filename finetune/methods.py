"""The kinds of adapter by a word, and the layer that each puts on a base model (PEFT).

LoRA (Hu et al. 2021), DoRA (Liu et al. 2024), IA3 (Liu et al. 2022), prefix tuning (Li and Liang 2021) and P-tuning
(Liu et al. 2021). Only the first three change weights, so only they can be merged into the base. Beside them the whole
model can be trained, which makes a model and no adapter.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

AdapterMethod = Literal["lora", "dora", "ia3", "prefix", "ptuning"]
Method = Literal[AdapterMethod, "full"]
WHOLE: Method = "full"  # every weight of the base is learnt
METHODS: tuple[AdapterMethod, ...] = get_args(AdapterMethod)
METHODS_WITH_RANK = ("lora", "dora")  # those that have a rank and an alpha
MERGEABLE = ("lora", "dora", "ia3")
# Learning rates: LoRA's is QLoRA's; the others train far fewer numbers and take the rates of their papers. A whole
# model takes a tenth of LoRA's, as instruction tuning does it (2e-5: Taori et al. 2023, Tunstall et al. 2023).
RATES: dict[Method, float] = {"lora": 2e-4, "dora": 2e-4, "ia3": 3e-3, "prefix": 1e-2, "ptuning": 3e-3, "full": 2e-5}


def recomputes(method: Method) -> bool:
    """Whether activations may be computed again in the backward pass: a prefix is a
    cache, which that would fill twice.
    """
    return method not in ("prefix", "ptuning")


def with_adapter(
    model: Any, method: Method, *, rank: int, alpha: int, dropout: float, virtual: int, start: Path | None = None
) -> Any:
    """``model`` with a fresh adapter to train, or with the one in ``start`` to go on with; ``virtual``: the made-up
    tokens of a prefix or a prompt.
    """
    from peft import PeftModel, get_peft_model

    from llm.local.adapters import keep_dtype

    if start is None:
        tuned: Any = get_peft_model(model, _config(model, method, rank, alpha, dropout, virtual))
    else:
        tuned = PeftModel.from_pretrained(model, str(start), is_trainable=True)
    keep_dtype(tuned)
    return tuned


def _config(model: Any, method: Method, rank: int, alpha: int, dropout: float, virtual: int) -> Any:
    from peft import IA3Config, LoraConfig, PrefixTuningConfig, PromptEncoderConfig

    task: Any = "CAUSAL_LM"
    if method == "ia3":
        return IA3Config(task_type=task, target_modules="all-linear", feedforward_modules=[])
    if method == "prefix":
        return PrefixTuningConfig(task_type=task, num_virtual_tokens=virtual)
    if method == "ptuning":
        return PromptEncoderConfig(
            task_type=task, num_virtual_tokens=virtual, encoder_hidden_size=model.config.hidden_size
        )
    return LoraConfig(
        task_type=task,
        r=rank,
        lora_alpha=alpha,
        lora_dropout=dropout,
        target_modules="all-linear",
        use_dora=method == "dora",
    )
