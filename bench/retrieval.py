"""Retrieval on any folder of passages.jsonl and questions.jsonl: each leg alone and the fusion.

    python3 run.py bench retrieval FOLDER

nDCG@10 with one right passage a question, Recall@1, @5 and @10, a 95 % bootstrap interval of nDCG, milliseconds a query.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.report import publish
from knowledge import Library
from settings import Settings

LEGS = ("lexical", "dense", "fused")


def rank_of(library: Library, question: dict[str, Any], legs: str) -> int:
    """The rank of the right passage among ten, 0 where it is not there."""
    keys = [hit.passage.key for hit in library.search(question["question"], 10, legs=legs)]
    return keys.index(question["passage_id"]) + 1 if question["passage_id"] in keys else 0


def interval(values: np.ndarray[Any, Any]) -> str:
    """A 95 % bootstrap interval of a mean."""
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    return f"{np.quantile(draws, 0.025):.4f}-{np.quantile(draws, 0.975):.4f}"


def figures(ranks: np.ndarray[Any, Any]) -> tuple[float, str, float, float, float]:
    """nDCG@10, its interval, and Recall@1, @5 and @10 of ranks from 1 (0: not among ten)."""
    gains = np.array([1 / math.log2(rank + 1) if rank else 0.0 for rank in ranks])
    one, five, ten = (float(((ranks > 0) & (ranks <= k)).mean()) for k in (1, 5, 10))
    return float(gains.mean()), interval(gains), one, five, ten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions")
    arguments = parser.parse_args()
    lines = (arguments.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines][: arguments.limit or None]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(folder, settings=Settings(library=Path(folder)))
        library.add(arguments.folder / "passages.jsonl")
        for legs in LEGS:
            started = time.perf_counter()
            ranks = np.array([rank_of(library, question, legs) for question in questions])
            milliseconds = (time.perf_counter() - started) / len(questions) * 1000
            rows.append((legs, *figures(ranks), round(milliseconds, 1)))
        library.close()
    publish("retrieval", ("leg", "nDCG@10", "95 %", "R@1", "R@5", "R@10", "ms/query"), rows, arguments.folder.name)


if __name__ == "__main__":
    main()
