"""QLoRA (Dettmers et al. 2023): a 4-bit NF4 base with double quantisation, an adapter on top, paged 8-bit AdamW.

The loss is over the assistant's words alone, after the very ids that serving gives the model (``finetune.encode``).
A killed run goes on from its last whole checkpoint. On processors with AVX512-BF16, bitsandbytes repacks 4-bit
weights in place at the first evaluation, and training after that is silently wrong: ``llm.loading.keep_unpacked``
guards against it before anything else.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from errors import FinetuneError, require_packages
from finetune.encode import EncodedExample, encode
from finetune.methods import RATES, Method, recomputes, with_adapter
from finetune.rows import TrainingRow, read, write
from finetune.runs import CHECKPOINTS, begin, describe_run, refuse_taken_name
from llm.local.adapters import Card, write_card
from llm.local.fingerprint import fingerprint
from llm.local.loading import keep_weights_unpacked, nf4
from llm.model_catalog import format_for

Progress = Callable[[int, int, float, float], None]  # step, of, loss, seconds left
HELD_OUT = "held_out.jsonl"  # in the adapter's folder: rows that it has never seen, for the gate
LEAST_ROWS, MOST_HELD_OUT = 40, 64
LOSS = "loss.json"  # in the adapter's folder: {"train": [[step, loss], …], "held_out": [[step, loss], …]}


class TrainingRecipe(BaseModel):
    """How to train; the defaults are the hackathon's, in today's terms."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = "lora"
    rank: int = Field(8, ge=1, le=256)
    alpha: int = Field(32, ge=1)
    dropout: float = Field(0.05, ge=0, lt=1)
    virtual: int = Field(16, ge=1, le=512, description="made-up tokens of prefix and ptuning")
    learning_rate: float | None = Field(None, gt=0, description="None: the method's own")
    epochs: float = Field(1.0, gt=0)
    max_steps: int = -1  # above 0: stop there
    batch: int = Field(2, ge=1)
    accumulation: int = Field(4, ge=1)
    length: int = Field(1024, ge=32, description="tokens a row")
    seed: int = 0
    held_out: float = Field(0.05, ge=0, lt=0.5, description="share of the rows that is kept for the gate")
    save_steps: int = Field(50, ge=1)
    patience: int = Field(
        0, ge=0, description="above 0: hold a tenth out, stop after so many saves without a gain on it"
    )


class AdapterCard(BaseModel):
    """What came out: where, from what, and the loss on the way."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    base: str
    data: str
    steps: int
    seconds: float
    loss: tuple[float, ...]
    held_out: tuple[float, ...] = ()


def train(
    base: str, data: Path, out: Path, recipe: TrainingRecipe | None = None, progress: Progress | None = None
) -> AdapterCard:
    """Train an adapter for ``base`` on a data file.

    Raises FinetuneError for missing data, an unusable base, or a name that is taken (``name_taken``).
    """
    recipe = recipe or TrainingRecipe()
    rows, kept = set_aside(read(data), recipe)
    form = format_for(base)
    sha256 = hashlib.sha256(data.read_bytes()).hexdigest()
    refuse_taken_name(out, describe_run(base, sha256, recipe.model_dump()))
    (out / HELD_OUT).unlink(missing_ok=True)
    if kept:
        write(kept, out / HELD_OUT)
    return fit(base, lambda tokenizer: encode(rows, tokenizer, form, recipe.length), sha256, out, recipe, progress)


def set_aside(rows: list[TrainingRow], recipe: TrainingRecipe) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """What is learnt, and what the gate will ask (MOST_HELD_OUT at most); of few rows none is spared.

    A row's side hangs on itself and the seed alone: whatever else is added to the data, what was learnt is never asked.
    """
    spared = [_draw_number(row, recipe.seed) < recipe.held_out and len(rows) >= LEAST_ROWS for row in rows]
    learnt = [row for row, held in zip(rows, spared, strict=True) if not held]
    return learnt, [row for row, held in zip(rows, spared, strict=True) if held][:MOST_HELD_OUT]


def _draw_number(row: TrainingRow, seed: int) -> float:
    """A number of the row's own between 0 and 1."""
    digest = hashlib.sha256(f"{seed}\n{row.model_dump_json()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def fit(
    base: str,
    examples: Callable[[Any], list[EncodedExample]],
    data: str,
    out: Path,
    recipe: TrainingRecipe,
    progress: Progress | None = None,
) -> AdapterCard:
    """Train on what ``examples`` makes with the base's tokenizer; ``data`` is the hash
    that the adapter's card will name.

    Checkpoints of another run under the same name are thrown away. Raises FinetuneError (``name_taken``,
    ``base_missing``, ``rows_too_long``).
    """
    started = time.monotonic()
    run = describe_run(base, data, recipe.model_dump())
    refuse_taken_name(out, run)
    model, tokenizer = load_base(base, checkpointing=recomputes(recipe.method))
    made = examples(tokenizer)
    if not made:
        raise FinetuneError(
            f"학습할 줄이 하나도 남지 않았습니다. 한 줄의 길이(length {recipe.length})를 늘려 주세요.",
            code="rows_too_long",
            english=f"No row fits in {recipe.length} tokens.",
        )
    latest = begin(out, run)
    trainer = _trainer(model, tokenizer, made, out, recipe, progress)
    trainer.train(resume_from_checkpoint=str(latest) if latest else None)
    trainer.model.save_pretrained(out, safe_serialization=True)
    tokenizer.save_pretrained(out)
    curves = _curves(trainer.state.log_history)
    write_curves(out / LOSS, curves)
    losses, held_out = (tuple(loss for _, loss in curves[name]) for name in ("train", "held_out"))
    kind = f"{recipe.method} r={recipe.rank}" if recipe.method in ("lora", "dora") else recipe.method
    note = f"{kind}, loss {losses[-1]:.3f}" if losses else kind
    write_card(out, Card(base=base, fingerprint=fingerprint(base), data=data, created=datetime.now(UTC), note=note))
    return AdapterCard(
        path=out,
        base=base,
        data=data,
        steps=trainer.state.global_step,
        seconds=time.monotonic() - started,
        loss=losses,
        held_out=held_out,
    )


def load_base(base: str, checkpointing: bool = True) -> tuple[Any, Any]:
    """The 4-bit base ready for training, and its tokenizer. Raises FinetuneError where it cannot be loaded."""
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
            quantization_config=nf4(),
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
    keep_weights_unpacked(model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    model = prepare_model_for_kbit_training(  # type: ignore[no-untyped-call]
        model, use_gradient_checkpointing=checkpointing, gradient_checkpointing_kwargs={"use_reentrant": False}
    )
    return model, tokenizer


def _trainer(
    model: Any,
    tokenizer: Any,
    examples: list[EncodedExample],
    out: Path,
    recipe: TrainingRecipe,
    progress: Progress | None,
) -> Any:
    import torch
    from datasets import Dataset
    from transformers import EarlyStoppingCallback, PrinterCallback
    from trl import SFTConfig, SFTTrainer  # type: ignore[attr-defined]

    learnt, held = _held_out(examples, recipe) if recipe.patience else (examples, [])
    watching: dict[str, Any] = {}
    if held:
        watching = {
            "eval_strategy": "steps",
            "eval_steps": recipe.save_steps,
            "per_device_eval_batch_size": recipe.batch,
            "load_best_model_at_end": True,
            "metric_for_best_model": "eval_loss",
            "greater_is_better": False,
        }
    arguments = SFTConfig(
        output_dir=str(out / CHECKPOINTS),
        max_steps=recipe.max_steps,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        gradient_accumulation_steps=recipe.accumulation,
        learning_rate=recipe.learning_rate or RATES[recipe.method],
        warmup_steps=1,
        lr_scheduler_type="cosine",
        optim="paged_adamw_8bit",
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        max_length=recipe.length,
        gradient_checkpointing=recomputes(recipe.method),
        gradient_checkpointing_kwargs={"use_reentrant": False},
        logging_steps=1,
        save_strategy="steps",
        save_steps=recipe.save_steps,
        save_total_limit=1,
        report_to=[],
        seed=recipe.seed,
        disable_tqdm=True,
        **watching,
    )
    kind = {"rank": recipe.rank, "alpha": recipe.alpha, "dropout": recipe.dropout, "virtual": recipe.virtual}
    stops = [EarlyStoppingCallback(early_stopping_patience=recipe.patience)] if held else []
    trainer = SFTTrainer(
        model=with_adapter(model, recipe.method, **kind),  # type: ignore[arg-type]
        args=arguments,
        train_dataset=Dataset.from_list([dict(one) for one in learnt]),
        eval_dataset=Dataset.from_list([dict(one) for one in held]) if held else None,
        processing_class=tokenizer,
        callbacks=[*stops, *([_reporter(progress)] if progress else [])],
    )
    trainer.remove_callback(PrinterCallback)  # a dict a step on the terminal; progress is told in our own way
    return trainer


def _held_out(
    examples: list[EncodedExample], recipe: TrainingRecipe
) -> tuple[list[EncodedExample], list[EncodedExample]]:
    """What is learnt, and a tenth that is only watched; nothing is held out of a single example."""
    order = list(range(len(examples)))
    random.Random(recipe.seed).shuffle(order)
    some = max(1, len(examples) // 10) if len(examples) > 1 else 0
    return [examples[i] for i in sorted(order[some:])], [examples[i] for i in sorted(order[:some])]


def _curves(history: list[dict[str, Any]]) -> dict[str, list[tuple[int, float]]]:
    """The loss by step, learnt and held out, out of a trainer's log."""
    return {
        name: [(int(entry["step"]), float(entry[key])) for entry in history if key in entry]
        for name, key in (("train", "loss"), ("held_out", "eval_loss"))
    }


def write_curves(path: Path, curves: dict[str, list[tuple[int, float]]]) -> None:
    """Put the loss curves in place whole."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(json.dumps(curves), encoding="utf-8")
    partial.replace(path)


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
