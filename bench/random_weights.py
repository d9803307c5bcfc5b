"""A local model that knows nothing, in the loop: how do its runs end?

    python3 run.py bench random_weights MODEL [--limit 500]

MODEL is a folder of any small causal model, best of random weights. It plans and writes at a high temperature over the sample
textbooks; the questions are those of bench/data. A run is valid where it ends within its step limit, without an error, with exact
citations for every sentence, with a quiz, with a word to small talk, or with a refusal.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from agent import Answer, Assistant
from agent.answer import REFUSAL
from agent.grounding import split
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import ROOT, Settings

MOST_STEPS = 8  # plan, act, plan, act, compose, verify, compose, verify
TOKENS = 48


def questions() -> list[str]:
    found = []
    for name, key in (("sample_questions.jsonl", "question"), ("routing.jsonl", "text"), ("dialogues.jsonl", "full")):
        lines = (ROOT / "bench" / "data" / name).read_text(encoding="utf-8").splitlines()
        found += [json.loads(line)[key] for line in lines]
    return found


def outcome(library: Library, answer: Answer) -> str:
    """How a run ended; "invalid" where something was shown that is not as promised."""
    if len(answer.steps) > MOST_STEPS:
        return "invalid: steps"
    if any(library.text(c.source_id, c.start, c.end) != c.quote for c in answer.citations):
        return "invalid: citation"
    if answer.citations:
        known = {citation.marker for citation in answer.citations}
        cited = all(numbers and set(numbers) <= known for _, numbers in split(answer.text))
        return "answer" if cited else "invalid: sentence"
    if answer.question_ids:
        return "quiz"
    if all(step.name != "act" for step in answer.steps):
        return "no search"
    return "refusal" if answer.abstained and answer.text == REFUSAL else "invalid: text"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--limit", type=int, default=500)
    arguments = parser.parse_args()
    ends: Counter[str] = Counter()
    steps, seconds = [], []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            library=Path(folder),
            llm="local",
            model=str(arguments.model),
            quantization="none",
            max_tokens=TOKENS,
            temperature=1.5,
        )
        assistant = Assistant.open(settings)
        for name in ("history.pdf", "science.pdf"):
            assistant.library.add(ROOT / "samples" / name)
        for n, question in enumerate(islice(cycle(questions()), arguments.limit)):
            started = time.perf_counter()
            try:
                answer = assistant.ask(question, thread=f"random-{n % 50}")
                ends[outcome(assistant.library, answer)] += 1
                steps.append(len(answer.steps))
            except HyunmooError as error:  # a refusal in words: no such chapter, too few sentences
                ends[f"told: {error.code}"] += 1
            seconds.append(time.perf_counter() - started)
        assistant.close()
    notes = f"most steps {max(steps)}, {1000 * float(np.median(seconds)):.0f} ms a run"
    publish("random_weights", ("ended with", "runs"), sorted(ends.items()), notes)


if __name__ == "__main__":
    main()
