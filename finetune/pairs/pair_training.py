"""Training on pairs of a better and a worse answer, by whichever loss learns from them (``dpo``, ``orpo``).

The prompt has the very ids that serving gives the model (``finetune.encode``). A part of the pairs is never learnt;
what share of it the model prefers rightly, before and after, goes onto the adapter's card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from errors import FinetuneError
from finetune.adapter_training import AdapterCard, Progress, Start, Trainer, TrainingRecipe, fit
from finetune.encode import EncodedPair, encode_pairs
from finetune.methods import WHOLE
from finetune.pairs.answer_pairs import read_pairs
from finetune.pairs.dpo import dpo_trainer
from finetune.pairs.orpo import orpo_trainer
from finetune.runs import hash_file
from finetune.sft import LEAST_ROWS, draw_number
from llm.local.adapters import read_card, write_card
from llm.model_catalog import format_for

PairLoss = Literal["dpo", "orpo"]
PAIR_LOSSES: tuple[PairLoss, ...] = get_args(PairLoss)
PAIR_TRAINERS: Mapping[PairLoss, Callable[[Any, Any, list[EncodedPair], Path, TrainingRecipe], Trainer]] = {
    "dpo": dpo_trainer,
    "orpo": orpo_trainer,
}
PREFERRED = ("pairs_base", "pairs_tuned")  # names of the shares on the adapter's card


class PairShares(NamedTuple):
    """The share of pairs whose better answer is the likelier one, without and with what was learnt."""

    base: float
    tuned: float


def train_on_pairs(
    base: str,
    data: Path,
    out: Path,
    recipe: TrainingRecipe | None = None,
    progress: Progress | None = None,
    loss: PairLoss = "dpo",
    start: Start | None = None,
) -> AdapterCard:
    """Train an adapter for ``base`` on a file of pairs. Where there are LEAST_ROWS of them or more, a share
    (``recipe.held_out``) is only compared, and the outcome goes onto the card. ``start``: the adapter to go on from.

    Raises FinetuneError for missing data, an unusable base, a name that is taken (``name_taken``), and DPO of a whole
    model (``dpo_needs_adapter``), whose reference would be a second model in memory.
    """
    recipe = recipe or TrainingRecipe()
    if loss == "dpo" and recipe.method == WHOLE:
        raise _refuse_whole()
    pairs = read_pairs(data)
    spared = [
        len(pairs) >= LEAST_ROWS and draw_number(pair.model_dump_json(), recipe.seed) < recipe.held_out
        for pair in pairs
    ]
    learnt = [pair for pair, held in zip(pairs, spared, strict=True) if not held]
    kept = [pair for pair, held in zip(pairs, spared, strict=True) if held]
    form = format_for(base)
    sha256 = hash_file(data)
    shares: list[PairShares] = []

    def build_trainer(
        model: Any, tokenizer: Any, examples: list[EncodedPair], out: Path, recipe: TrainingRecipe
    ) -> Trainer:
        held = encode_pairs(kept, tokenizer, form, recipe.length)
        before = measure_base(model, held) if held else 0.0
        trainer = PAIR_TRAINERS[loss](model, tokenizer, examples, out, recipe)
        if held:
            trainer.add_callback(_comparer(held, before, shares))
        return trainer

    card = fit(
        base,
        lambda tokenizer: encode_pairs(learnt, tokenizer, form, recipe.length),
        build_trainer,
        sha256,
        out,
        recipe,
        progress,
        learning=loss,
        start=start,
    )
    written = read_card(out)
    if shares and written is not None:
        scores = dict(zip(PREFERRED, shares[-1], strict=True))
        note = f"{loss}, {written.note}, {shares[-1].base:.0%} → {shares[-1].tuned:.0%}"
        write_card(out, written.model_copy(update={"scores": written.scores | scores, "note": note}))
    return card


def _refuse_whole() -> FinetuneError:
    return FinetuneError(
        "DPO는 어댑터로만 학습합니다(견줄 바탕 모델이 따로 있어야 합니다). 모델 전체를 학습하려면 --orpo를 쓰세요.",
        code="dpo_needs_adapter",
        english="DPO trains adapters only; use --orpo to train the whole model.",
    )


def measure_base(model: Any, pairs: Sequence[EncodedPair]) -> float:
    """What share of the pairs a model prefers rightly that has not begun to learn, or without its adapter: the better
    answer has the higher mean log-likelihood a token.
    """
    model.eval()
    with model.disable_adapter() if hasattr(model, "disable_adapter") else nullcontext():
        return _measure_preference(model, pairs)


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


def _comparer(pairs: Sequence[EncodedPair], before: float, shares: list[PairShares]) -> Any:
    """A trainer callback that compares the pairs held out when training has ended."""
    from transformers import TrainerCallback

    class Comparer(TrainerCallback):
        def on_train_end(self, args: Any, state: Any, control: Any, model: Any = None, **kwargs: Any) -> None:
            model.eval()
            shares.append(PairShares(before, _measure_preference(model, pairs)))

    return Comparer()
