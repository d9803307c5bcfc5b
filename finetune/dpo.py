"""Learning which of two answers is the better one (DPO, Rafailov et al. 2023): the chosen answer gains on the rejected
one, measured against the base without the adapter, which needs no second model.

The prompt has the very ids that serving gives the model (``finetune.encode``). A part of the pairs is never learnt;
what share of it the model prefers rightly, before and after, goes onto the adapter's card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

from finetune.adapter_training import AdapterCard, Progress, Trainer, TrainingRecipe, fit, training_arguments
from finetune.answer_pairs import read_pairs
from finetune.encode import to_messages
from finetune.feedback_rows import PreferencePair
from finetune.rows import Message
from finetune.sft import LEAST_ROWS, draw_number
from llm.local.adapters import read_card, write_card
from llm.local.prompting import write_example
from llm.model_catalog import PromptFormat, format_for

BETA = 0.1  # how far the model may leave the base for a preference; the paper's value
PREFERRED = ("pairs_base", "pairs_tuned")  # names of the shares on the adapter's card


class EncodedPair(TypedDict):
    """One prompt and two answers to it, as token ids."""

    prompt_ids: list[int]
    chosen_ids: list[int]
    rejected_ids: list[int]


class PairShares(NamedTuple):
    """The share of pairs whose better answer is the likelier one, without and with the adapter."""

    base: float
    tuned: float


def train_on_pairs(
    base: str, data: Path, out: Path, recipe: TrainingRecipe | None = None, progress: Progress | None = None
) -> AdapterCard:
    """Train an adapter for ``base`` on a file of pairs. Where there are LEAST_ROWS of them or more, a share
    (``recipe.held_out``) is only compared, and the outcome goes onto the card.

    Raises FinetuneError for missing data, an unusable base, or a name that is taken (``name_taken``).
    """
    recipe = recipe or TrainingRecipe()
    pairs = read_pairs(data)
    spared = [
        len(pairs) >= LEAST_ROWS and draw_number(pair.model_dump_json(), recipe.seed) < recipe.held_out
        for pair in pairs
    ]
    learnt = [pair for pair, held in zip(pairs, spared, strict=True) if not held]
    kept = [pair for pair, held in zip(pairs, spared, strict=True) if held]
    form = format_for(base)
    sha256 = hashlib.sha256(data.read_bytes()).hexdigest()
    shares: list[PairShares] = []

    def build_trainer(
        model: Any, tokenizer: Any, examples: list[EncodedPair], out: Path, recipe: TrainingRecipe
    ) -> Trainer:
        trainer = dpo_trainer(model, tokenizer, examples, out, recipe)
        held = encode_pairs(kept, tokenizer, form, recipe.length)
        if held:
            trainer.add_callback(_comparer(held, shares))
        return trainer

    card = fit(
        base,
        lambda tokenizer: encode_pairs(learnt, tokenizer, form, recipe.length),
        build_trainer,
        sha256,
        out,
        recipe,
        progress,
    )
    written = read_card(out)
    if shares and written is not None:
        scores = dict(zip(PREFERRED, shares[-1], strict=True))
        note = f"dpo, {written.note}, {shares[-1].base:.0%} → {shares[-1].tuned:.0%}"
        write_card(out, written.model_copy(update={"scores": written.scores | scores, "note": note}))
    return card


def encode_pairs(pairs: Sequence[PreferencePair], tokenizer: Any, form: PromptFormat, length: int) -> list[EncodedPair]:
    """The pairs as token ids; one whose prompt and longer answer do not fit in ``length`` tokens is left out."""
    made = []
    for pair in pairs:
        both = []
        for answer in (pair.chosen, pair.rejected):
            said = (*pair.messages, Message(role="assistant", content=answer))
            prompt, text = write_example(to_messages(said), tokenizer, form)
            both.append(tokenizer(text, add_special_tokens=False)["input_ids"])
        read = tokenizer(prompt, add_special_tokens=not tokenizer.chat_template)["input_ids"]
        if len(read) + max(map(len, both)) <= length:
            made.append(EncodedPair(prompt_ids=read, chosen_ids=both[0], rejected_ids=both[1]))
    return made


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


def compare_pairs(model: Any, pairs: Sequence[EncodedPair]) -> PairShares:
    """What share of the pairs a model with an adapter prefers rightly, with it and without: the better answer has the
    higher mean log-likelihood a token.
    """
    tuned = _measure_preference(model, pairs)
    with model.disable_adapter():
        return PairShares(_measure_preference(model, pairs), tuned)


def _measure_preference(model: Any, pairs: Sequence[EncodedPair]) -> float:
    right = sum(
        _mean_likelihood(model, one["prompt_ids"], one["chosen_ids"])
        > _mean_likelihood(model, one["prompt_ids"], one["rejected_ids"])
        for one in pairs
    )
    return right / len(pairs)


def _mean_likelihood(model: Any, prompt: list[int], answer: list[int]) -> float:
    import torch

    ids = torch.tensor([[*prompt, *answer]], device=model.device)
    with torch.no_grad():
        logits = model(input_ids=ids).logits[0, len(prompt) - 1 : -1].float()
    found = torch.log_softmax(logits, -1).gather(1, ids[0, len(prompt) :, None])
    return float(found.mean())


def _comparer(pairs: Sequence[EncodedPair], shares: list[PairShares]) -> Any:
    """A trainer callback that compares the pairs held out when training has ended."""
    from transformers import TrainerCallback

    class Comparer(TrainerCallback):
        def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
            model.eval()
            shares.append(compare_pairs(model, pairs))

    return Comparer()
