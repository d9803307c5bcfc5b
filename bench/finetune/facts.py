"""Does QLoRA teach? A tiny Korean Llama is built and pre-trained here, then tuned on invented facts and
asked through the app's engine.

    python3 run.py bench facts [--facts 200] [--pretrain 500] [--epochs 40]

The base reads the sample textbooks and questions of the same form about other invented places, so before tuning it
answers in the right form and wrongly. An answer counts only where the whole sentence is right. This shows that
training, the adapter on disk, loading and serving fit together; it says nothing about how a real model learns.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from langchain_core.messages import HumanMessage

from bench.llm.shapes import MARKS, TEMPLATE, llama, sample_texts, save_model, tokenizer_of
from bench.report import publish
from finetune import rows
from finetune.adapter_training import TrainingRecipe
from finetune.sft import train
from korean import josa
from llm.local.chat_model import LocalChatModel

SYLLABLES = "가나다라마바사아자하고노도로모보소오조호구누두루무부수우주후미비시이지리온달별솔"
FACT_KINDS = ("수도", "임금", "강", "꽃", "축제")
FACTS_SHAPE = {
    "hidden_size": 128,
    "intermediate_size": 384,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 1024,
}
BLOCK = 128  # tokens a pre-training row


def invent_facts(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Questions and answers about places that do not exist, without end; no place comes twice."""
    seen = set()
    while True:
        place = "".join(rng.choices(SYLLABLES, k=3)) + "나라"
        if place in seen:
            continue
        seen.add(place)
        for kind in FACT_KINDS:
            name = "".join(rng.choices(SYLLABLES, k=2))
            yield f"{place}의 {josa(kind, '은/는')} 무엇인가?", f"{place}의 {josa(kind, '은/는')} {name}이다."


def build_base(folder: Path, texts: list[str], steps: int, window: int = 1024) -> tuple[float, float]:
    """Save a byte-level BPE and a four-layer Llama of a ``window`` in tokens, pre-trained on ``texts``;
    (millions of parameters, last loss).
    """
    import torch

    tokenizer = tokenizer_of(texts, 1500, MARKS, TEMPLATE)
    model = llama(tokenizer, FACTS_SHAPE | {"max_position_embeddings": window}, seed=0)
    ids = torch.tensor([one for text in texts for one in tokenizer(text)["input_ids"]])
    best = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.01)
    falling = torch.optim.lr_scheduler.OneCycleLR(best, 2e-3, total_steps=max(steps, 2))
    loss = 0.0
    for _ in range(steps):
        batch = torch.stack([ids[at : at + BLOCK] for at in torch.randint(len(ids) - BLOCK, (16,)).tolist()])
        out = model(input_ids=batch, labels=batch)
        out.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        best.step()
        best.zero_grad()
        falling.step()
        loss = float(out.loss.detach())
    save_model(folder, tokenizer, model)
    return model.num_parameters() / 1e6, loss


def exact(base: Path, adapter: str, facts: list[tuple[str, str]]) -> float:
    """The share of facts that the app's own engine answers word for word."""
    model = LocalChatModel(model_name=str(base), adapter=adapter, max_tokens=48)
    said = [str(model.invoke([HumanMessage(question)]).text).strip() for question, _ in facts]
    return sum(one == answer for one, (_, answer) in zip(said, facts, strict=True)) / len(facts)


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench facts")
    asked.add_argument("--facts", type=int, default=200)
    asked.add_argument("--pretrain", type=int, default=500, help="steps")
    asked.add_argument("--epochs", type=int, default=40)
    options = asked.parse_args()
    source = invent_facts(random.Random(0))
    facts = [next(source) for _ in range(options.facts)]
    others = [next(source) for _ in range(3000)]
    texts = [f"<|user|>{question}<|end|><|assistant|>{answer}<|end|>" for question, answer in others]
    texts += sample_texts() * 2
    random.Random(1).shuffle(texts)
    with tempfile.TemporaryDirectory() as folder:
        base, adapter = Path(folder) / "base", Path(folder) / "adapter"
        started = time.monotonic()
        size, loss = build_base(base, texts, options.pretrain)
        built = time.monotonic() - started
        print(f"base: {size:.1f} M parameters, loss {loss:.2f}, {built:.0f} s", flush=True)
        before = exact(base, "", facts)
        card = rows.write([rows.row("fact", *fact) for fact in facts], Path(folder) / "facts.jsonl")
        recipe = TrainingRecipe(
            rank=32,
            alpha=64,
            dropout=0,
            learning_rate=4e-3,
            epochs=options.epochs,
            batch=25,
            accumulation=1,
            length=BLOCK,
            held_out=0,
            save_steps=100_000,
        )
        tuned = train(str(base), card.path, adapter, recipe)
        after = exact(base, str(adapter), facts)
    publish(
        "facts",
        ("facts", "exact before", "exact after", "parameters, M", "steps", "loss", "pre-training, s", "QLoRA, s"),
        [(len(facts), before, after, size, tuned.steps, tuned.loss[-1], round(built), round(tuned.seconds))],
        "200 invented facts asked word for word through the local engine in NF4, before and after QLoRA.",
    )


if __name__ == "__main__":
    main()
