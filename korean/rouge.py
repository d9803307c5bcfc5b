"""ROUGE-1, -2 and -L F1 (Lin 2004) over Korean morphemes; the default tokenizer of ``rouge_score`` drops Hangul."""

from __future__ import annotations

from collections import Counter

from korean.analyzer import tokenize


def rouge(candidate: str, reference: str) -> dict[str, float]:
    """F1 by name: ``{"rouge1", "rouge2", "rougeL"}``, each 0 to 1; 0 where either text is empty."""
    left = [
        token.form for token in tokenize(candidate) if not token.tag.startswith("S") or token.tag in ("SL", "SN", "SH")
    ]
    right = [
        token.form for token in tokenize(reference) if not token.tag.startswith("S") or token.tag in ("SL", "SN", "SH")
    ]
    return {
        "rouge1": _f1(_overlap(left, right, 1), len(left), len(right)),
        "rouge2": _f1(_overlap(left, right, 2), len(left) - 1, len(right) - 1),
        "rougeL": _f1(_longest(left, right), len(left), len(right)),
    }


def _overlap(left: list[str], right: list[str], n: int) -> int:
    grams = [Counter(zip(*(side[i:] for i in range(n)), strict=False)) for side in (left, right)]
    return sum((grams[0] & grams[1]).values())


def _longest(left: list[str], right: list[str]) -> int:
    row = [0] * (len(right) + 1)
    for a in left:
        previous = 0
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], previous + 1 if a == b else max(row[j], row[j - 1])
    return row[-1]


def _f1(common: int, candidate: int, reference: int) -> float:
    if common <= 0:
        return 0.0
    precision, recall = common / candidate, common / reference
    return 2 * precision * recall / (precision + recall)
