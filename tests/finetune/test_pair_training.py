"""DPO and ORPO on a tiny real model: what was preferred wins on pairs that were never learnt."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from errors import FinetuneError
from finetune.adapter_training import TrainingRecipe
from finetune.encode import encode_pairs
from finetune.feedback_rows import PreferencePair
from finetune.methods import WHOLE, Method
from finetune.pairs.answer_pairs import write_pairs
from finetune.pairs.orpo import orpo_loss
from finetune.pairs.pair_training import PairLoss, train_on_pairs
from finetune.rows import Message
from llm.local.adapters import list_adapters, read_card
from llm.model_catalog import format_for
from tests.tiny import SENTENCES

RECIPE = TrainingRecipe(max_steps=6, batch=4, accumulation=1, length=128, learning_rate=1e-2, held_out=0.25)
STARTS = tuple(sentence[:9] for sentence in SENTENCES)


def pairs(n: int = 48) -> list[PreferencePair]:
    """Of two short answers the one that names the second passage is better, which the base never prefers."""
    made = []
    for i in range(n):
        asked = Message(role="user", content=f"{i}번?")
        better, worse = f"{STARTS[i % 6]} [2]", f"{STARTS[(i * 5 + 1) % 6]} [1]"
        made.append(PreferencePair(messages=(asked,), chosen=better, rejected=worse))
    return made


@pytest.mark.parametrize(
    ("loss", "method", "steps", "rate"),
    [("dpo", "lora", 6, 1e-2), ("orpo", "lora", 20, 1e-2), ("orpo", "full", 8, 3e-3)],
)
def test_what_was_preferred_wins_on_pairs_never_learnt(
    base: Path, tmp_path: Path, loss: PairLoss, method: Method, steps: int, rate: float
) -> None:
    data = write_pairs(pairs(), tmp_path / "pairs.jsonl").path
    out = tmp_path / "adapters" / "a"
    recipe = RECIPE.model_copy(update={"method": method, "max_steps": steps, "learning_rate": rate})
    card = train_on_pairs(str(base), data, out, recipe, loss=loss)
    assert card.steps == steps
    written = read_card(out)
    assert written is not None
    assert written.scores["pairs_base"] <= 0.5 and written.scores["pairs_tuned"] >= 0.85, written.scores
    assert [one.name for one in list_adapters(tmp_path / "adapters")] == ([] if method == WHOLE else ["a"])


def test_dpo_of_a_whole_model_is_refused(base: Path, tmp_path: Path) -> None:
    data = write_pairs(pairs(2), tmp_path / "pairs.jsonl").path
    with pytest.raises(FinetuneError) as refused:
        train_on_pairs(str(base), data, tmp_path / "a", RECIPE.model_copy(update={"method": WHOLE}))
    assert refused.value.code == "dpo_needs_adapter" and not (tmp_path / "a").exists()


def test_the_loss_of_orpo_is_the_papers() -> None:
    """By the answers' probabilities, in plain numbers: -log p(better) and 0.1 times -log sigmoid(log of the odds)."""
    import torch

    chances = torch.tensor([[[0.2, 0.8], [0.2, 0.8], [0.5, 0.5]], [[0.9, 0.1], [0.4, 0.6], [0.5, 0.5]]])
    ids, answers = torch.tensor([[0, 1, 1], [0, 0, 0]]), torch.tensor([[0, 1, 1], [0, 0, 1]])
    better, worse = 0.8, 0.4  # the mean of a token: of 0.8 and 0.8, and of 0.4 alone
    odds = (better / (1 - better)) / (worse / (1 - worse))
    expected = -math.log(better) + 0.1 * math.log(1 + 1 / odds)
    assert float(orpo_loss(chances.log(), ids, answers)) == pytest.approx(expected, abs=1e-5)


def test_pairs_have_the_ids_of_serving_and_long_ones_are_left_out(base: Path) -> None:
    from transformers import AutoTokenizer

    from finetune.encode import encode
    from finetune.rows import row

    tokenizer = AutoTokenizer.from_pretrained(base)
    form = format_for(str(base))
    (pair,) = encode_pairs(pairs(1), tokenizer, form, 256)
    (example,) = encode([row("x", "0번?", f"{STARTS[0]} [2]")], tokenizer, form, 256)
    assert pair["prompt_ids"] + pair["chosen_ids"] == example["input_ids"]
    assert encode_pairs(pairs(3), tokenizer, form, 8) == []
