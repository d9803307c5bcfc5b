"""Learning to answer from conversations: the loss is over the assistant's words alone, after the very ids that serving
gives the model (``finetune.encode``).
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from finetune.adapter_training import (
    AdapterCard,
    Progress,
    Start,
    Trainer,
    TrainingRecipe,
    describe_how,
    fit,
    training_arguments,
)
from finetune.encode import EncodedExample, encode
from finetune.rows import TrainingRow, read, write
from finetune.runs import describe_run, hash_file, refuse_taken_name
from llm.model_catalog import format_for

HELD_OUT = "held_out.jsonl"  # in the adapter's folder: rows that it has never seen, for the gate
LEAST_ROWS, MOST_HELD_OUT = 40, 64


def train(
    base: str,
    data: Path,
    out: Path,
    recipe: TrainingRecipe | None = None,
    progress: Progress | None = None,
    start: Start | None = None,
) -> AdapterCard:
    """Train an adapter for ``base`` on a data file; ``start``: the adapter to go on from.

    Raises FinetuneError for missing data, an unusable base, or a name that is taken (``name_taken``).
    """
    recipe = recipe or TrainingRecipe()
    rows, kept = set_aside(read(data), recipe)
    form = format_for(base)
    sha256 = hash_file(data)
    refuse_taken_name(out, describe_run(base, sha256, describe_how(recipe, start=start)))
    (out / HELD_OUT).unlink(missing_ok=True)
    if kept:
        write(kept, out / HELD_OUT)
    return fit(
        base,
        lambda tokenizer: encode(rows, tokenizer, form, recipe.length),
        sft_trainer,
        sha256,
        out,
        recipe,
        progress,
        start=start,
    )


def set_aside(rows: list[TrainingRow], recipe: TrainingRecipe) -> tuple[list[TrainingRow], list[TrainingRow]]:
    """What is learnt, and what the gate will ask (MOST_HELD_OUT at most); of few rows none is spared.

    A row's side hangs on itself and the seed alone: whatever else is added to the data, what was learnt is never asked.
    """
    spared = [
        draw_number(row.model_dump_json(), recipe.seed) < recipe.held_out and len(rows) >= LEAST_ROWS for row in rows
    ]
    learnt = [row for row, held in zip(rows, spared, strict=True) if not held]
    return learnt, [row for row, held in zip(rows, spared, strict=True) if held][:MOST_HELD_OUT]


def draw_number(text: str, seed: int) -> float:
    """A number of the text's own between 0 and 1."""
    digest = hashlib.sha256(f"{seed}\n{text}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def sft_trainer(
    model: Any,
    tokenizer: Any,
    examples: list[EncodedExample],
    out: Path,
    recipe: TrainingRecipe,
    watched: Sequence[EncodedExample] = (),
) -> Trainer:
    """A trainer that learns the labelled tokens; with ``patience``, a tenth is only watched. ``watched``: examples that
    a callback may ask the loss of, each of which counts the same.
    """
    from datasets import Dataset
    from transformers import EarlyStoppingCallback
    from trl import SFTConfig, SFTTrainer  # type: ignore[attr-defined]

    learnt, held = _held_out(examples, recipe) if recipe.patience else (examples, list(watched))
    watching: dict[str, Any] = {"per_device_eval_batch_size": 1} if held else {}
    if held and recipe.patience:
        watching = {
            "eval_strategy": "steps",
            "eval_steps": recipe.save_steps,
            "per_device_eval_batch_size": recipe.batch,
            "load_best_model_at_end": True,
            "metric_for_best_model": "eval_loss",
            "greater_is_better": False,
        }
    return SFTTrainer(
        model=model,
        args=SFTConfig(**training_arguments(out, recipe), **watching),
        train_dataset=Dataset.from_list([dict(one) for one in learnt]),
        eval_dataset=Dataset.from_list([dict(one) for one in held]) if held else None,
        processing_class=tokenizer,
        callbacks=[EarlyStoppingCallback(early_stopping_patience=recipe.patience)] if held and recipe.patience else [],
    )


def _held_out(
    examples: list[EncodedExample], recipe: TrainingRecipe
) -> tuple[list[EncodedExample], list[EncodedExample]]:
    """What is learnt, and a tenth that is only watched; nothing is held out of a single example."""
    order = list(range(len(examples)))
    random.Random(recipe.seed).shuffle(order)
    some = max(1, len(examples) // 10) if len(examples) > 1 else 0
    return [examples[i] for i in sorted(order[some:])], [examples[i] for i in sorted(order[:some])]
