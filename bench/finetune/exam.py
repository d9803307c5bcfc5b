"""The four-way table from nothing: a tiny Korean Llama is built and pre-trained here, tuned on
the sample library, and examined.

    python3 run.py bench exam [--pretrain 600] [--epochs 4]

The base reads the sample textbooks; QLoRA tunes it on the rows that ``finetune data`` makes of the same library; then
both sit the history exam, with the book closed and open, beside what needs no model. A model of a million parameters
that has read two small books shows that the whole way works and that the gate holds; it says nothing about a real
model: ``hyunmoo eval --base --adapter``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.finetune.facts import build_base
from bench.library import sample_library
from bench.llm.shapes import sample_texts
from bench.report import publish
from finetune.adapter_training import TrainingRecipe
from finetune.data import build
from finetune.evaluate import decide, read_exam
from finetune.examine import examine
from finetune.sft import train
from settings import ROOT

HISTORY_EXAM = ROOT / "samples" / "exam_history.jsonl"
EXAM_ROW_TOKENS, EXAM_WINDOW = 1024, 4096  # tokens: of a training row, the hackathon's; of the model


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench exam")
    asked.add_argument("--pretrain", type=int, default=600, help="steps")
    asked.add_argument("--epochs", type=float, default=4)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, sample_library() as library:
        base, adapter, data = (Path(folder) / name for name in ("base", "adapter", "rows.jsonl"))
        size, loss = build_base(base, sample_texts() * 2, options.pretrain, EXAM_WINDOW)
        print(f"base: {size:.1f} M parameters, loss {loss:.2f}", flush=True)
        card = build(library, data)
        recipe = TrainingRecipe(
            learning_rate=2e-3,
            rank=32,
            alpha=64,
            dropout=0,
            epochs=options.epochs,
            length=EXAM_ROW_TOKENS,
            held_out=0.2,
        )
        tuned = train(str(base), data, adapter, recipe)
        print(
            f"adapter: {card.rows} rows, {tuned.steps} steps, {tuned.seconds:.0f} s, loss {tuned.loss[-1]:.2f}",
            flush=True,
        )
        started = time.monotonic()
        report = examine(read_exam(HISTORY_EXAM), library, str(base), str(adapter))
        took = time.monotonic() - started
        rows = [
            (one.name, len(one.right), f"{one.accuracy:.1%}", f"{one.low:.1%} to {one.high:.1%}", one.unparsed)
            for one in report.scores
        ]
        rows.append(("chance", report.questions, f"{report.chance:.1%}", "", 0))
        promoted, why = decide(report)
        losses = ", ".join(f"{name} {value:.2f}" for name, value in report.losses.items())
        print(f"examined in {took:.0f} s; held-out loss: {losses}\n{'promoted' if promoted else 'not promoted'}: {why}")
        publish(
            "exam",
            ("way", "questions", "right", "95 %", "unparsed"),
            rows,
            "Random weights pre-trained on two small books, with and without QLoRA and retrieval.",
        )


if __name__ == "__main__":
    main()
