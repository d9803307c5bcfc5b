"""Tokens a second on the shape of a real model, in NF4 and in bf16; on a GPU also what QLoRA
takes on 8 billion parameters.

    python3 run.py bench decode [--tokens 32] [--tokenizer FOLDER] [--train-steps 8]

Random weights: speed and memory are those of the shape, nothing is downloaded. On the CPU a billion parameters; where
CUDA is there, eight billion besides (32 GiB of disk and 24 GiB of main memory for the weights), and the training of
that shape at 1,024 tokens a row.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.llm.shapes import EIGHT_BILLION, ONE_BILLION, large, sample_texts, tokenizer_of
from bench.report import publish
from finetune import rows
from finetune.adapter_training import TrainingRecipe
from finetune.sft import train
from llm.capability_check import memory
from llm.local.chat_model import LocalChatModel
from llm.local.loading import forget

ROW_TOKENS = 1024  # tokens a training row
DECODE_PROMPT = "을사늑약은 언제 체결되었나?"


def decoding(folder: Path, quantization: str, tokens: int) -> tuple[float, float, float]:
    """Tokens a second after the first, the best of three; processor seconds a token; seconds
    to the first of a short prompt.

    On a busy machine the clock measures the others too, and threads wait for one another; the processor seconds stay.
    """
    forget()
    model = LocalChatModel(model_name=str(folder), quantization=quantization, max_tokens=tokens)  # type: ignore[arg-type]
    model.invoke(DECODE_PROMPT, max_tokens=2)
    best, busy, first = 0.0, float("inf"), 0.0
    for _ in range(3):
        model.loaded.memory.clear()
        times, used = [time.perf_counter()], [0.0]
        usage: Any = None
        for chunk in model.stream(DECODE_PROMPT):
            if chunk.text:
                times.append(time.perf_counter())
                used.append(time.process_time())
            usage = getattr(chunk, "usage_metadata", None) or usage
        if len(times) > 2:
            steps = usage["output_tokens"] - 1
            best = max(best, steps / (times[-1] - times[1]))
            busy = min(busy, (used[-1] - used[1]) / steps)
            first = times[1] - times[0]
    return best, busy, first


def training(folder: Path, out: Path, steps: int) -> tuple[float, float, float]:
    """Peak GPU memory in GiB, seconds a step, examples an hour, of QLoRA with one row of ``LENGTH`` tokens a step."""
    import torch

    forget()
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    text = " ".join(sample_texts())
    card = rows.write([rows.row("bench", f"{n}번", text[n:]) for n in range(steps)], out / "rows.jsonl")
    ticks = []
    recipe = TrainingRecipe(max_steps=steps, batch=1, accumulation=1, length=ROW_TOKENS, save_steps=100_000)
    train(str(folder), card.path, out / "adapter", recipe, lambda *_: ticks.append(time.perf_counter()))
    step = float(np.median(np.diff(ticks)))
    return torch.cuda.max_memory_allocated() / 2**30, step, 3600 / step


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench decode")
    asked.add_argument("--tokens", type=int, default=32)
    asked.add_argument("--tokenizer", type=Path)
    asked.add_argument("--train-steps", type=int, default=8)
    asked.add_argument("--threads", type=int, default=0, help="of torch; 0: as it chooses")
    options = asked.parse_args()
    import torch
    from transformers import AutoTokenizer

    if options.threads:
        torch.set_num_threads(options.threads)
    cuda = torch.cuda.is_available()
    device = torch.cuda.get_device_name(0) if cuda else "CPU"
    texts = sample_texts()
    tokenizer = AutoTokenizer.from_pretrained(options.tokenizer) if options.tokenizer else tokenizer_of(texts, 8000)
    found, trained = [], []
    with tempfile.TemporaryDirectory() as place:
        for name, shape in [("1B", ONE_BILLION), *([("8B", EIGHT_BILLION)] if cuda else [])]:
            folder = large(Path(place) / name, tokenizer, shape)
            for quantization in ("nf4", "none"):
                speed, busy, first = decoding(folder, quantization, options.tokens)
                size = sum(file.stat().st_size for file in folder.glob("*.safetensors")) / 2e9
                kind = "NF4" if quantization == "nf4" else "bf16"
                found.append((name, size, device, kind, speed, busy, first, memory() or 0.0))
                print(*found[-1], flush=True)
        if cuda:
            trained.append(("8B", device, *training(Path(place) / "8B", Path(place), options.train_steps)))
    columns = (
        "shape",
        "parameters, billions",
        "device",
        "weights",
        "tokens a second",
        "processor seconds a token",
        "first token, s",
        "peak memory, GiB",
    )
    publish(
        "decode",
        columns,
        found,
        "Random weights through the local engine, greedy, a short prompt; memory is the process's peak so far.",
    )
    if trained:
        publish(
            "qlora_shape",
            ("shape", "device", "peak memory, GiB", "seconds a step", "examples an hour"),
            trained,
            (
                f"QLoRA (r 8, all linear layers, gradient checkpointing) on random weights, one row of {ROW_TOKENS} "
                f"tokens a step."
            ),
        )


if __name__ == "__main__":
    main()
