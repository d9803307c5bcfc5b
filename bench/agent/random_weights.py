"""A local model that knows nothing, in the loop: how do its runs end?

    python3 run.py bench random_weights [MODEL] [--limit 500]

MODEL is a folder of any small causal model; without one, a two-layer Llama of random weights is built here. It plans
under the grammar and writes at a high temperature over the sample textbooks; the questions are those of bench/data,
spread over all of them, each in a register and a level drawn in turn. A run is valid where it ends within its step
limit, without an error of ours, with a quiz, with a word to small talk, with a refusal, or with citations that stand in
their sources letter by letter and a supported one of them behind every sentence. What is told in words instead (no such
chapter) is counted by its code.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

import korean
from agent import Answer
from agent.grounding import split
from bench.library import sample_assistant
from bench.llm.shapes import TINY, llama, sample_texts, save_model, tokenizer_of
from bench.report import publish
from errors import HyunmooError
from knowledge import EvidenceState, Library
from llm.engines import engine_needing
from llm.tasks.style import FRAMES, LEVELS, REGISTERS, Style
from settings import ROOT

MOST_STEPS = 8  # plan, act, plan, act, compose, verify, compose, verify
WEIGHTS_TOKENS = 48


def questions(limit: int) -> list[str]:
    """``limit`` questions from all the files evenly; again from the start where that is more than there are."""
    found = []
    for name, key in (("sample_questions.jsonl", "question"), ("routing.jsonl", "text"), ("dialogues.jsonl", "full")):
        lines = (ROOT / "bench" / "data" / name).read_text(encoding="utf-8").splitlines()
        found += [json.loads(line)[key] for line in lines]
    step = max(1.0, len(found) / limit)
    return [found[int(i * step) % len(found)] for i in range(limit)]


def tiny(folder: Path) -> Path:
    """A two-layer Llama of random weights with a tokenizer learnt from the sample textbooks."""
    tokenizer = tokenizer_of(sample_texts())
    return save_model(folder, tokenizer, llama(tokenizer, TINY))


def outcome(library: Library, answer: Answer) -> str:
    """How a run ended; "invalid" where something was shown that is not as promised."""
    if len(answer.steps) > MOST_STEPS:
        return "invalid: steps"
    if any(library.text(c.source_id, c.start, c.end) != c.quote for c in answer.citations):
        return "invalid: citation"
    if any(c.status == EvidenceState.NONE for c in answer.citations):
        return "invalid: status"
    if any(korean.foreign(answer.text, " ".join([answer.question, *(c.quote for c in answer.citations)]))):
        return "invalid: language"
    if answer.citations:
        known = {citation.marker for citation in answer.citations}
        cited = all(numbers and set(numbers) <= known for _, numbers in split(answer.text))
        return "answer" if cited else "invalid: sentence"
    if answer.question_ids:
        return "quiz"
    if all(step.name != "act" for step in answer.steps):
        return "no search"
    return "refusal" if answer.abstained and answer.text in FRAMES["refusal"].values() else "invalid: text"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=500)
    arguments = parser.parse_args()
    ends: Counter[str] = Counter()
    steps, seconds = [], []
    with tempfile.TemporaryDirectory() as folder:
        model = arguments.model or tiny(Path(folder) / "model")
        engine = {"llm": engine_needing("model").name, "model": str(model), "quantization": "none"}
        styles = [Style(register, level) for register in REGISTERS for level in LEVELS]
        with sample_assistant(**engine, max_tokens=WEIGHTS_TOKENS, temperature=1.5) as assistant:
            for n, question in enumerate(questions(arguments.limit)):
                started = time.perf_counter()
                try:
                    answer = assistant.ask(question, thread=f"random-{n % 50}", style=styles[n % len(styles)])
                    ends[outcome(assistant.library, answer)] += 1
                    steps.append(len(answer.steps))
                except HyunmooError as error:  # a refusal in words: no such chapter, too few sentences
                    ends[f"told: {error.code}"] += 1
                seconds.append(time.perf_counter() - started)
    notes = f"most steps {max(steps)}, {1000 * float(np.median(seconds)):.0f} ms a run"
    publish("random_weights", ("ended with", "runs"), sorted(ends.items()), notes)


if __name__ == "__main__":
    main()
