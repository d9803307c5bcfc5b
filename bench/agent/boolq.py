"""The checks of true-or-false questions on statements about a paragraph: how often is one
accepted as true or false wrongly?

    python3 run.py bench boolq FILE.jsonl[.gz]      lines of {"passage", "question", "answer": bool} (KoBEST BoolQ)

Accepted are only statements on which the check has a verdict; beside it the majority answer and word overlap on the
same number of statements, the surest first.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import korean
from bench.report import publish
from knowledge.evidence.judge import judge
from korean import lexicon

_ASKS = tuple(
    (lexicon.pattern("endings", f"asks_{said}"), rf"\g<kept>{ending}.")
    for said, ending in lexicon.pairs("endings", "as_a_statement")
)


def statement(question: str) -> str:
    """The question as a statement: 죽였는가? -> 죽였다."""
    text = question.strip()
    for pattern, said in _ASKS:
        if pattern.search(text):
            return pattern.sub(said, text)
    return text.rstrip("?") + "." if text.endswith("?") else text


def overlap(claim: str, passage: str) -> float:
    said = set(korean.content(claim))
    return len(said & set(korean.content(passage))) / len(said) if said else 0.0


def row(name: str, found: Sequence[tuple[bool, bool]], total: int) -> tuple[object, ...]:
    """Accepted (count, share of all), wrong among them, and the wrong share of those said
    to be true and to be false.
    """
    true = [right for said, right in found if said]
    false = [right for said, right in found if not said]
    wrong = sum(said != right for said, right in found)
    return (
        name,
        len(found),
        len(found) / total,
        wrong / max(1, len(found)),
        len(true),
        sum(not right for right in true) / max(1, len(true)),
        len(false),
        sum(false) / max(1, len(false)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    data = arguments.file.read_bytes()
    text = (gzip.decompress(data) if arguments.file.suffix == ".gz" else data).decode("utf-8")
    items: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    accepted: list[tuple[bool, bool]] = []
    overlaps: list[tuple[float, bool]] = []
    for item in items:
        claim, passage = statement(item["question"]), item["passage"]
        verdict = judge(claim, [passage[start:end] for start, end in korean.sentences(passage)]).stance
        if verdict.label != "unknown":
            accepted.append((verdict.label == "supported", item["answer"]))
        overlaps.append((overlap(claim, passage), item["answer"]))
    truth = [item["answer"] for item in items]
    majority = sum(truth) * 2 >= len(truth)
    surest = sorted(overlaps, key=lambda one: -abs(one[0] - 0.8))[: len(accepted)]
    rows = [
        row("checks", accepted, len(items)),
        row("word overlap, the surest as many", [(share >= 0.8, right) for share, right in surest], len(items)),
        row("word overlap, all", [(share >= 0.8, right) for share, right in overlaps], len(items)),
        row("majority", [(majority, right) for right in truth], len(items)),
    ]
    heads = "rule,accepted,share,wrong,as true,wrong of them,as false,wrong of these".split(",")
    publish("boolq", heads, rows, arguments.file.name)


if __name__ == "__main__":
    main()
