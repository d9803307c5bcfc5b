"""Learning which of two answers is the better one (DPO, Rafailov et al. 2023): the chosen answer gains on the rejected
one, measured against the base without the adapter, which needs no second model.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from finetune.adapter_training import Trainer, TrainingRecipe, training_arguments
from finetune.encode import EncodedPair

BETA = 0.1  # how far the model may leave the base for a preference; the paper's value


def dpo_trainer(model: Any, tokenizer: Any, examples: list[EncodedPair], out: Path, recipe: TrainingRecipe) -> Trainer:
    """A trainer over pairs that are token ids already; the base without its adapter is what it is held against."""
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer  # type: ignore[attr-defined]

    class PairTrainer(DPOTrainer):  # type: ignore[misc]
        """DPO over ids that serving's own prompt writer made, which TRL would write anew by its own."""

        def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
            return dataset

    return PairTrainer(
        model=model,
        args=DPOConfig(**training_arguments(out, recipe), beta=BETA, remove_unused_columns=False),
        train_dataset=Dataset.from_list([dict(one) for one in examples]),
        processing_class=tokenizer,
    )
