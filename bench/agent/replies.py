"""The judge of prose on replies whose sentences are labelled: how many supported ones stay, how many others go?

    python3 run.py bench replies FILE.jsonl

A line is an item: ``book``, ``evidence`` (passages with ``text``), ``replies`` (``model``, ``sentences`` with ``text``,
``label`` and ``kind of error``). A sentence stays where the judge confirms it or holds it for doubtful. Balanced
accuracy is the mean of supported ones kept and others dropped; greetings and refusals claim nothing and are left out.
By model, label, kind of error, and by whether the item's book is one that nobody opens who writes code.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from bench.fitting.data import read_rows
from bench.fitting.passage_support import evidence_sentences, read_plain
from bench.fitting.split import is_unopened, reply_source
from bench.report import publish
from knowledge.evidence.judge import judge
from knowledge.models import EvidenceState
from korean import vectors
from settings import Settings

REPLY_COLUMNS = ("group", "sentences", "supported kept", "others dropped", "balanced", "others confirmed")
SUPPORTED, NO_CLAIM = "supported", "no_claim"


def judge_replies(file: Path) -> dict[str, Counter[tuple[bool, EvidenceState]]]:
    """By group, how often a supported or another sentence (True, False) got which state."""
    morphemes = vectors.load(Settings().cache)
    found: dict[str, Counter[tuple[bool, EvidenceState]]] = defaultdict(Counter)
    for item in read_rows(file):
        half = "unopened" if is_unopened(reply_source(item)) else "opened"
        given = evidence_sentences(item)
        for reply in item["replies"]:
            for sentence in reply["sentences"]:
                if sentence["label"] == NO_CLAIM:
                    continue
                state = judge(read_plain(sentence["text"]), given, morphemes).state
                right = sentence["label"] == SUPPORTED
                for group in ("all", f"model {reply['model']}", f"error {sentence.get('kind of error') or 'none'}"):
                    found[f"{half}: {group}"][right, state] += 1
    return found


def describe(group: str, counted: Counter[tuple[bool, EvidenceState]]) -> tuple[object, ...]:
    """A row of the table."""
    right = sum(number for (good, _), number in counted.items() if good)
    wrong = counted.total() - right
    kept = (right - counted[True, EvidenceState.NONE]) / right if right else None
    dropped = counted[False, EvidenceState.NONE] / wrong if wrong else None
    both = (kept + dropped) / 2 if kept is not None and dropped is not None else None
    confirmed = counted[False, EvidenceState.CONFIRMED] / wrong if wrong else None
    shown = ["-" if one is None else round(one, 3) for one in (kept, dropped, both, confirmed)]
    return group, counted.total(), *shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    found = judge_replies(file)
    publish("replies", REPLY_COLUMNS, [describe(group, found[group]) for group in sorted(found)], file.name)


if __name__ == "__main__":
    main()
