"""Korean grading of written answers: right and wrong variants of our own keys, with two simple graders beside it.

    python3 run.py bench grading [FILE]

Lines of ``{"key": [accepted], "right": [...], "wrong": [...], "held_out": bool, "context": "..."}``; a half is held out
from tuning, ``context`` is what the question names. A half mark for a slip of the pen counts as refused; wrong answers
that earn one are in a column of their own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from bench.report import publish
from learning.grading.grader import grade_text

DATA = Path(__file__).resolve().parents[1] / "data" / "grading.jsonl"
NEAR_SIMILARITY = 0.8  # edit similarity from which the simple grader says right
Grader = Callable[[tuple[str, ...], str, str], float]


def word_for_word(answers: tuple[str, ...], said: str, context: str) -> float:
    return float(" ".join(said.split()) in answers)


def edit_distance(answers: tuple[str, ...], said: str, context: str) -> float:
    return float(any(SequenceMatcher(None, answer, said).ratio() >= NEAR_SIMILARITY for answer in answers))


def ours(answers: tuple[str, ...], said: str, context: str) -> float:
    return grade_text(answers, said, context)[0]


GRADERS: dict[str, Grader] = {"ours": ours, "edit distance": edit_distance, "word for word": word_for_word}


def rates(rows: list[dict[str, Any]], grade: Grader, show: bool) -> tuple[int, int, float, int, float, int]:
    """Right ones, refused of them (count, share), wrong ones, accepted of them (share), half marks among the wrong."""
    refused = [
        (r["key"][0], said)
        for r in rows
        for said in r["right"]
        if grade(tuple(r["key"]), said, r.get("context", "")) < 1
    ]
    marks = [
        (r["key"][0], said, grade(tuple(r["key"]), said, r.get("context", ""))) for r in rows for said in r["wrong"]
    ]
    accepted = [(key, said) for key, said, mark in marks if mark == 1]
    if show:
        for label, found in (("refused", refused), ("accepted", accepted)):
            for key, said in found:
                print(f"  {label}: {key} <- {said}", file=sys.stderr)
    right = sum(len(r["right"]) for r in rows)
    half = sum(mark == 0.5 for _, _, mark in marks)
    return right, len(refused), len(refused) / max(1, right), len(marks), len(accepted) / max(1, len(marks)), half


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", default=DATA)
    parser.add_argument("--show", choices=("tuned", "all"), help="print what is graded wrongly")
    arguments = parser.parse_args()
    lines = [json.loads(line) for line in arguments.file.read_text(encoding="utf-8").splitlines()]
    table = []
    for name, grade in GRADERS.items():
        for half, rows in (
            ("tuned", [line for line in lines if not line.get("held_out")]),
            ("held out", [line for line in lines if line.get("held_out")]),
            ("all", lines),
        ):
            show = name == "ours" and arguments.show == half
            table.append((name, half, len(rows), *rates(rows, grade, show)))
    heads = "grader,half,keys,right,refused,right refused,wrong,wrong accepted,half marks to wrong".split(",")
    publish("grading", heads, table, arguments.file.name)


if __name__ == "__main__":
    main()
