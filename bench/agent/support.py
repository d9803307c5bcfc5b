"""The verifier on sentence pairs: does one follow from the other? Balanced accuracy, its
curve, and word overlap beside it.

python3 run.py bench support FILE.jsonl      lines of {"premise", "hypothesis", "label"} (KLUE-NLI, KorNLI)
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import korean
from bench.report import publish
from knowledge.evidence.entailment import entails
from knowledge.evidence.judge import DOUBTFUL, FAULTY
from knowledge.index.embedders import KiwiEmbedder, load_embedder
from settings import Settings


def rates(scores: NDArray[Any], entailed: NDArray[Any], threshold: float) -> tuple[float, float, float]:
    """Accepted of the entailed, accepted of the others, and balanced accuracy."""
    right, wrong = float((scores[entailed] > threshold).mean()), float((scores[~entailed] > threshold).mean())
    return right, wrong, (right + 1 - wrong) / 2


def overlap(claim: str, evidence: str) -> float:
    said = set(korean.content(claim))
    return len(said & set(korean.content(evidence))) / len(said) if said else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    pairs = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines()]
    embedder = load_embedder(Settings())
    vectors = embedder.morphemes if isinstance(embedder, KiwiEmbedder) else None
    entailed = np.array([pair["label"] == "entailment" for pair in pairs])
    verdicts = [entails(pair["hypothesis"], pair["premise"], vectors) for pair in pairs]
    logits = np.array([verdict.logit for verdict in verdicts])
    whole = np.array([verdict.logit - (FAULTY if verdict.fault else 0.0) for verdict in verdicts])
    shared = np.array([overlap(pair["hypothesis"], pair["premise"]) for pair in pairs])
    rows: list[tuple[object, ...]] = [
        (f"logit > {threshold}", *rates(logits, entailed, threshold)) for threshold in (-1.0, DOUBTFUL, 0.0, 0.5, 1.0)
    ]
    rows.append(("logit > 0 and no fault", *rates(whole, entailed, 0.0)))
    best = max((float(t) for t in np.linspace(0, 1, 51)), key=lambda t: rates(shared, entailed, t)[2])
    rows.append((f"word overlap > {best:.2f} (best)", *rates(shared, entailed, best)))
    publish("support", ("rule", "entailed accepted", "others accepted", "balanced"), rows, arguments.file.name)


if __name__ == "__main__":
    main()
