"""Training an adapter on a base model (QLoRA, Dettmers et al. 2023): a 4-bit NF4 base with double quantisation, an
adapter on top, paged 8-bit AdamW; whatever is learnt by it and by whichever loss. Trained whole ("full"), the base is
read in float32, since bf16 would round small steps away, and kept in bf16 as it is served.

A killed run goes on from its last whole checkpoint. On processors with AVX512-BF16, bitsandbytes repacks 4-bit
weights in place at the first evaluation, and training after that is silently wrong: ``llm.loading.keep_unpacked``
guards against it before anything else.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from errors import FinetuneError
from finetune.base_model import load_base
from finetune.methods import METHODS_WITH_RANK, RATES, WHOLE, Method, recomputes, with_adapter
from finetune.runs import CHECKPOINTS, begin, describe_run, drop_checkpoints, hash_file, refuse_taken_name
from llm.local.adapters import ADAPTER_WEIGHTS, Ancestor, Card, read_card, write_card
from llm.local.fingerprint import fingerprint

Progress = Callable[[int, int, float, float], None]  # step, of, loss, seconds left
LOSS = "loss.json"  # in the adapter's folder: {"train": [[step, loss], …], "held_out": [[step, loss], …]}
Example = TypeVar("Example")
Trainer = Any  # a transformers Trainer, whose import takes seconds


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


class Start(BaseModel):
    """The stage that a training is, and the adapter that it goes on from (None: the base alone)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: str
    adapter: Path | None = None


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


def fit(
    base: str,
    examples: Callable[[Any], list[Example]],
    build_trainer: Callable[[Any, Any, list[Example], Path, TrainingRecipe], Trainer],
    data: str,
    out: Path,
    recipe: TrainingRecipe,
    progress: Progress | None = None,
    learning: str = "",
    start: Start | None = None,
) -> AdapterCard:
    """Train on what ``examples`` makes with the base's tokenizer, with the trainer that ``build_trainer`` makes of a
    model with a fresh adapter, the tokenizer, the examples, the adapter's folder and the recipe; ``data`` is the hash
    that the adapter's card will name, ``learning`` the loss where it is not the trainer's usual one.

    Checkpoints of another run under the same name are thrown away. Raises FinetuneError (``name_taken``,
    ``base_missing``, ``rows_too_long``).
    """
    from transformers import PrinterCallback, set_seed

    started = time.monotonic()
    run = describe_run(base, data, describe_how(recipe, learning, start))
    refuse_taken_name(out, run)
    whole = recipe.method == WHOLE
    model, tokenizer = load_base(base, recomputes(recipe.method), whole)
    made = examples(tokenizer)
    if not made:
        raise FinetuneError(
            f"학습할 줄이 하나도 남지 않았습니다. 한 줄의 길이(length {recipe.length})를 늘려 주세요.",
            code="rows_too_long",
            english=f"No row fits in {recipe.length} tokens.",
        )
    latest = begin(out, run)
    set_seed(recipe.seed)  # the trainer's own seed comes too late for the numbers that an adapter begins with
    model = model if whole else _with_adapter(model, recipe, start)
    trainer = build_trainer(model, tokenizer, made, out, recipe)
    trainer.remove_callback(PrinterCallback)  # a dict a step on the terminal; progress is told in our own way
    if progress:
        trainer.add_callback(_reporter(progress))
    trainer.train(resume_from_checkpoint=str(latest) if latest else None)
    _save(trainer.model, tokenizer, out, whole)
    curves = _curves(trainer.state.log_history)
    write_curves(out / LOSS, curves)
    losses, held_out = (tuple(loss for _, loss in curves[name]) for name in ("train", "held_out"))
    write_card(out, _describe_adapter(base, data, recipe, losses, start))
    if whole:
        drop_checkpoints(out)  # each is a model and its optimiser
    return AdapterCard(
        path=out,
        base=base,
        data=data,
        steps=trainer.state.global_step,
        seconds=time.monotonic() - started,
        loss=losses,
        held_out=held_out,
    )


def describe_how(recipe: TrainingRecipe, learning: str = "", start: Start | None = None) -> dict[str, Any]:
    """How a run learns, as far as it must be the same for its checkpoints to be gone on from."""
    parent = hash_file(start.adapter / ADAPTER_WEIGHTS) if start and start.adapter else ""
    told = {"learning": learning, "stage": start.stage if start else "", "parent": parent}
    return recipe.model_dump() | {key: value for key, value in told.items() if value}


def _describe_adapter(
    base: str, data: str, recipe: TrainingRecipe, losses: Sequence[float], start: Start | None
) -> Card:
    """The card of what was just trained."""
    name = f"{recipe.method} r={recipe.rank}" if recipe.method in METHODS_WITH_RANK else recipe.method
    return Card(
        base=base,
        fingerprint=fingerprint(base),
        data=data,
        created=datetime.now(UTC),
        note=f"{name}, loss {losses[-1]:.3f}" if losses else name,
        stage=start.stage if start else "",
        lineage=_list_ancestors(start),
    )


def _list_ancestors(start: Start | None) -> tuple[Ancestor, ...]:
    """The adapters that this one goes on from, the first one first."""
    if start is None or start.adapter is None:
        return ()
    card = read_card(start.adapter)
    parent = Ancestor(
        name=start.adapter.name,
        stage=card.stage if card else "",
        data=card.data if card else "",
        weights=hash_file(start.adapter / ADAPTER_WEIGHTS),
    )
    return (*(card.lineage if card else ()), parent)


def _with_adapter(model: Any, recipe: TrainingRecipe, start: Start | None) -> Any:
    return with_adapter(
        model,
        recipe.method,
        rank=recipe.rank,
        alpha=recipe.alpha,
        dropout=recipe.dropout,
        virtual=recipe.virtual,
        start=start.adapter if start else None,
    )


def _save(model: Any, tokenizer: Any, out: Path, whole: bool) -> None:
    if whole:
        import torch

        model = model.to(torch.bfloat16)
        model.config.dtype = torch.bfloat16
    model.save_pretrained(out, safe_serialization=True)
    tokenizer.save_pretrained(out)


def training_arguments(out: Path, recipe: TrainingRecipe) -> dict[str, Any]:
    """What every trainer is told, by the names of transformers' TrainingArguments."""
    import torch

    return {
        "output_dir": str(out / CHECKPOINTS),
        "max_steps": recipe.max_steps,
        "num_train_epochs": recipe.epochs,
        "per_device_train_batch_size": recipe.batch,
        "gradient_accumulation_steps": recipe.accumulation,
        "learning_rate": recipe.learning_rate or RATES[recipe.method],
        "warmup_steps": 1,
        "lr_scheduler_type": "cosine",
        "optim": "paged_adamw_8bit",
        "bf16": True,
        "use_cpu": not torch.cuda.is_available(),
        "max_length": recipe.length,
        "gradient_checkpointing": recomputes(recipe.method),
        "gradient_checkpointing_kwargs": {"use_reentrant": False},
        "logging_steps": 1,
        "save_strategy": "steps",
        "save_steps": recipe.save_steps,
        "save_total_limit": 1,
        "report_to": [],
        "seed": recipe.seed,
        "disable_tqdm": True,
    }


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
