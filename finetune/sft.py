"""QLoRA (Dettmers et al. 2023): a 4-bit NF4 base with double quantisation, LoRA on every linear layer, paged 8-bit AdamW.

The loss is over the assistant's words alone. A killed run goes on from its last checkpoint. On processors with AVX512-BF16,
bitsandbytes repacks 4-bit weights in place at the first evaluation, and training after that is silently wrong: the guard
``keep_standard_layout`` is set before anything else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from errors import FinetuneError
from finetune.rows import read
from llm.adapters import Card, write_card

Method = Literal["lora", "dora"]
Progress = Callable[[int, int, float, float], None]  # step, of, loss, seconds left

# Used where a tokenizer has no chat template that marks the assistant's words.
TEMPLATE = (
    "{% for m in messages %}{% if m['role'] == 'assistant' %}### 답변: {% generation %}{{ m['content'] }}{{ eos_token }}"
    "{% endgeneration %}\n{% elif m['role'] == 'user' %}### 질문: {{ m['content'] }}\n\n"
    "{% else %}{{ m['content'] }}\n\n{% endif %}{% endfor %}{% if add_generation_prompt %}### 답변: {% endif %}"
)


class Recipe(BaseModel):
    """How to train; the defaults are the hackathon's, in today's terms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = "lora"
    rank: int = Field(8, ge=1, le=256)
    alpha: int = Field(32, ge=1)
    dropout: float = Field(0.05, ge=0, lt=1)
    learning_rate: float = Field(2e-4, gt=0)
    epochs: float = Field(1.0, gt=0)
    max_steps: int = -1  # above 0: stop there
    batch: int = Field(2, ge=1)
    accumulation: int = Field(4, ge=1)
    length: int = Field(1024, ge=32, description="tokens a row")
    seed: int = 0
    save_steps: int = Field(50, ge=1)


class AdapterCard(BaseModel):
    """What came out: where, from what, and the loss on the way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    base: str
    data: str
    steps: int
    seconds: float
    loss: tuple[float, ...]


def train(
    base: str, data: Path, out: Path, recipe: Recipe | None = None, progress: Progress | None = None
) -> AdapterCard:
    """Train an adapter for ``base`` on a data file. Raises FinetuneError for missing data or an unusable base."""
    import hashlib

    recipe = recipe or Recipe()
    rows = read(data)
    started = time.monotonic()
    trainer = _trainer(base, rows, out, recipe, progress)
    checkpoints = sorted((out / "checkpoints").glob("checkpoint-*"))
    trainer.train(resume_from_checkpoint=str(checkpoints[-1]) if checkpoints else None)
    losses = tuple(float(entry["loss"]) for entry in trainer.state.log_history if "loss" in entry)
    trainer.model.save_pretrained(out, safe_serialization=True)
    trainer.processing_class.save_pretrained(out)
    sha256 = hashlib.sha256(data.read_bytes()).hexdigest()
    note = f"{recipe.method} r={recipe.rank}, loss {losses[-1]:.3f}" if losses else recipe.method
    write_card(out, Card(base=base, data=sha256, created=datetime.now(UTC), note=note))
    return AdapterCard(
        path=out,
        base=base,
        data=sha256,
        steps=trainer.state.global_step,
        seconds=time.monotonic() - started,
        loss=losses,
    )


def keep_standard_layout(model: Any) -> None:
    """Keep bitsandbytes' 4-bit weights as they are stored: its CPU repacking breaks gradients and merging."""
    from bitsandbytes.nn.modules import Linear4bit

    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False


def load_base(base: str) -> tuple[Any, Any]:
    """The 4-bit base ready for training, and its tokenizer with a template that marks the assistant's words."""
    import torch
    from peft import prepare_model_for_kbit_training
    from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

    quantization: Any = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )
    local = Path(base).is_dir()
    place = {"": 0} if torch.cuda.is_available() else {"": "cpu"}
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(base, local_files_only=local)
        model: Any = AutoModelForCausalLM.from_pretrained(
            base,
            quantization_config=quantization,
            dtype=torch.bfloat16,
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
    keep_standard_layout(model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    if "{% generation %}" not in (tokenizer.chat_template or ""):
        tokenizer.chat_template = TEMPLATE
    model = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
        model, use_gradient_checkpointing=True, gradient_checkpointing_kwargs={"use_reentrant": False}
    )
    return model, tokenizer


def _trainer(base: str, rows: list[Any], out: Path, recipe: Recipe, progress: Progress | None) -> Any:
    import torch
    from datasets import Dataset
    from peft import LoraConfig
    from trl import SFTConfig, SFTTrainer  # type: ignore[attr-defined]

    model, tokenizer = load_base(base)
    arguments = SFTConfig(
        output_dir=str(out / "checkpoints"),
        max_steps=recipe.max_steps,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        gradient_accumulation_steps=recipe.accumulation,
        learning_rate=recipe.learning_rate,
        warmup_steps=1,
        lr_scheduler_type="cosine",
        optim="paged_adamw_8bit",
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        assistant_only_loss=True,
        max_length=recipe.length,
        gradient_checkpointing=True,
        gradient_checkpointing_kwargs={"use_reentrant": False},
        logging_steps=1,
        save_strategy="steps",
        save_steps=recipe.save_steps,
        save_total_limit=1,
        report_to=[],
        seed=recipe.seed,
        disable_tqdm=True,
    )
    adapter = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
        use_dora=recipe.method == "dora",
    )
    messages = [{"messages": [m.model_dump() for m in item.messages]} for item in rows]
    return SFTTrainer(
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list(messages),
        processing_class=tokenizer,
        peft_config=adapter,
        callbacks=[_reporter(progress)] if progress else None,
    )


def _reporter(progress: Progress) -> Any:
    """A trainer callback that tells step, total, loss and the seconds left."""
    from transformers import TrainerCallback

    class Reporter(TrainerCallback):
        started = 0.0

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            self.started = time.monotonic()

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
            if logs and "loss" in logs:
                each = (time.monotonic() - self.started) / max(state.global_step, 1)
                left = each * (state.max_steps - state.global_step)
                progress(state.global_step, state.max_steps, float(logs["loss"]), left)

    return Reporter()
