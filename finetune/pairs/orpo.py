"""Learning the better answer and away from the worse one at once (ORPO, Hong et al. 2024): the loss of the better
answer itself, and the odds of the better against those of the worse. It needs no reference, so it trains whole models
too.

The answers' tokens alone are learnt, as in ``sft``; an answer's probability is its mean over the tokens (equation 3 of
the paper), so that a short answer is not the likelier one for its length.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetune.adapter_training import Trainer, TrainingRecipe, training_arguments
from finetune.encode import EncodedPair

if TYPE_CHECKING:
    from torch import Tensor

ODDS_WEIGHT = 0.1  # the paper's lambda


def orpo_loss(logits: Tensor, ids: Tensor, answers: Tensor) -> Tensor:
    """The loss of a batch whose first half are the better answers and whose second half the worse, in the same order.

    ``logits`` (2n, length, vocabulary); ``ids`` and ``answers`` (2n, length), the latter 1 where a token
    is the answer's.
    Equation 6 of the paper, the first part over the better answers' tokens.
    """
    import torch
    from torch.nn.functional import logsigmoid

    mask = answers[:, 1:].bool()
    told = torch.log_softmax(logits[:, :-1].float(), -1).gather(2, ids[:, 1:, None])[..., 0].masked_fill(~mask, 0)
    better = len(ids) // 2
    learnt = -told[:better].sum() / mask[:better].sum()
    mean = (told.sum(1) / mask.sum(1)).clamp(max=-1e-6)  # a probability of 1 has no odds
    odds = mean - torch.log(-torch.expm1(mean))
    return learnt - ODDS_WEIGHT * logsigmoid(odds[:better] - odds[better:]).mean()


def orpo_trainer(model: Any, tokenizer: Any, examples: list[EncodedPair], out: Path, recipe: TrainingRecipe) -> Trainer:
    """A trainer over pairs that are token ids already."""
    from datasets import Dataset
    from transformers import Trainer as PlainTrainer
    from transformers import TrainingArguments
    from trl.trainer.dpo_trainer import DataCollatorForPreference

    class OddsTrainer(PlainTrainer):
        """The loss of ORPO in the place of the model's own."""

        def compute_loss(
            self, model: Any, inputs: Any, return_outputs: bool = False, num_items_in_batch: Any = None
        ) -> Any:
            outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
            loss = orpo_loss(outputs.logits, inputs["input_ids"], inputs["completion_mask"])
            return (loss, outputs) if return_outputs else loss

    told = training_arguments(out, recipe)
    longest = told.pop("max_length")  # TRL's own
    trainer = OddsTrainer(
        model=model,
        args=TrainingArguments(**told, remove_unused_columns=False),
        train_dataset=Dataset.from_list([dict(one) for one in examples]),
        data_collator=DataCollatorForPreference(pad_token_id=tokenizer.pad_token_id, max_length=longest),
    )
    trainer.model_accepts_loss_kwargs = False  # a mean over pairs, to be divided where batches are gathered
    return trainer
