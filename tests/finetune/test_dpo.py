"""DPO on a tiny real model: what was preferred wins on pairs that were never learnt."""

from __future__ import annotations

from pathlib import Path

from finetune.adapter_training import TrainingRecipe
from finetune.answer_pairs import write_pairs
from finetune.dpo import encode_pairs, train_on_pairs
from finetune.feedback_rows import PreferencePair
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


def test_what_was_preferred_wins_on_pairs_never_learnt(base: Path, tmp_path: Path) -> None:
    data = write_pairs(pairs(), tmp_path / "pairs.jsonl").path
    out = tmp_path / "adapters" / "a"
    card = train_on_pairs(str(base), data, out, RECIPE)
    assert card.steps == 6
    written = read_card(out)
    assert written is not None
    assert written.scores["pairs_base"] <= 0.5 and written.scores["pairs_tuned"] >= 0.85, written.scores
    assert [one.name for one in list_adapters(tmp_path / "adapters")] == ["a"]


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
