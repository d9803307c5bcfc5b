"""The second turn of a conversation: how long until its first token, with and without what the first turn has read?

    python3 run.py bench reuse [--model FOLDER] [--prefix 2000] [--rounds 3]

Without a folder a model of random weights is built (about 30 million parameters, bf16). Both ways are timed in turn, in
one process, and the token that comes is compared too.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from bench.llm.shapes import SMALL_SHAPE, large, sample_texts, tokenizer_of
from bench.report import publish
from llm.local.chat_model import LocalChatModel


def first_token(model: LocalChatModel, messages: list[BaseMessage]) -> tuple[float, str]:
    """Seconds to the first text of an answer, and that text; the rest is called off."""
    started = time.perf_counter()
    stream = model.stream(messages)
    piece = next(chunk.text for chunk in stream if chunk.text)
    seconds = time.perf_counter() - started
    stream.close()  # type: ignore[attr-defined]
    return seconds, str(piece)


def conversation(model: LocalChatModel, tokens: int) -> list[BaseMessage]:
    """A system text of so many tokens out of the sample textbooks, and a first question."""
    tokenizer = model.loaded.tokenizer
    ids = tokenizer(" ".join(sample_texts()), add_special_tokens=False)["input_ids"]
    return [SystemMessage(tokenizer.decode(ids[:tokens])), HumanMessage("을사늑약은 언제 체결되었나?")]


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench reuse")
    asked.add_argument("--model", type=Path)
    asked.add_argument("--prefix", type=int, default=2000, help="tokens")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--quantization", default="none", choices=("none", "nf4"))
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.model or large(Path(place) / "small", tokenizer_of(sample_texts(), 4000), SMALL_SHAPE)
        model = LocalChatModel(model_name=str(folder), quantization=options.quantization, max_tokens=16)
        model.invoke("준비")
        kept, anew, same = [], [], 0
        for _ in range(options.rounds):
            memory = model.loaded.memory
            memory.clear()
            turns = conversation(model, options.prefix)
            said = model.invoke(turns)
            turns += [AIMessage(str(said.text)), HumanMessage("그 조약으로 무엇을 빼앗겼나?")]
            with_it, one = first_token(model, turns)
            memory.clear()
            without, other = first_token(model, turns)
            kept.append(with_it)
            anew.append(without)
            same += one == other
        before, after = float(np.median(anew)), float(np.median(kept))
        size = sum(one.numel() for one in model.loaded.model.parameters()) / 1e6
    publish(
        "reuse",
        (
            "prefix, tokens",
            "parameters, M",
            "first token anew, s",
            "first token, reused, s",
            "times",
            "same first token",
        ),
        [(options.prefix, round(size), before, after, before / after, f"{same}/{options.rounds}")],
        "The second turn of a conversation through the local engine; medians.",
    )


if __name__ == "__main__":
    main()
