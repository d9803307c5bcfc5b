"""Requests in many registers and what they should start: 400 of our own, and lines of small
talk that should start nothing.

    python3 run.py bench routing [CHAT.jsonl.gz] [--misses]

Each request is planned by the rules over the two sample textbooks. "arguments": pages, chapter, topic, count,
kinds and length are what was said, too. Half of the requests were held out while the rules were written;
``--misses`` shows none of those.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

import korean
from agent.scope import find_mentioned_sources
from bench.library import sample_library
from bench.report import publish
from knowledge import Library, Source
from learning.kinds import kind_words
from llm.tasks.plan import Plan, plan_by_rules
from llm.tasks.smalltalk import is_known, own_nouns
from settings import ROOT

ROUTING_BOOKS = {"history": "history.pdf", "science": "science.pdf"}
ROUTED_TOOLS = ("search", "glossary", "quiz", "summary")


def plan_request(library: Library, text: str) -> Plan:
    titles = [source.title for source in library.sources()]
    return plan_by_rules(text, (), is_known(library.known_words(own_nouns(text))), titles=titles, kinds=kind_words())


def arguments_right(row: dict[str, Any], plan: Plan, shelf: list[Source]) -> bool:
    """Whether everything that the request says, and nothing else, was read off it."""
    units = None if plan.units is None else "-".join(dict.fromkeys(plan.units))
    right = row.get("pages") == (list(plan.pages) if plan.pages else None) and row.get("unit") == units
    named = [ROUTING_BOOKS[row["source"]]] if "source" in row else []
    right = right and [source.filename for source in find_mentioned_sources(row["text"], shelf)] == named
    if plan.intent == "quiz":
        right = right and plan.count == row.get("count", 5) and sorted(plan.kinds) == sorted(row.get("kinds", ()))
    if plan.intent == "summary":
        right = right and plan.length == row.get("length", "paragraph")
    if plan.intent in ("quiz", "summary"):
        right = right and korean.squeeze(plan.topic) == korean.squeeze(row.get("topic", ""))
    return bool(right)


def small_talk_that_starts_a_tool(library: Library, path: Path) -> tuple[int, int]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        said = [json.loads(line)["question"] for line in lines]
    return sum(plan_request(library, text).intent in ROUTED_TOOLS for text in said), len(said)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chat", type=Path, nargs="?", help='lines {"question"} of small talk, gzip')
    parser.add_argument("--misses", action="store_true", help="print what the half that was not held out gets wrong")
    arguments = parser.parse_args()
    lines = (ROOT / "bench" / "data" / "routing.jsonl").read_text(encoding="utf-8").splitlines()
    total: Counter[tuple[str, bool]] = Counter()
    intents: Counter[tuple[str, bool]] = Counter()
    wholly: Counter[tuple[str, bool]] = Counter()
    seconds = []
    with sample_library() as library:
        shelf = library.sources()
        for row in map(json.loads, lines):
            started = time.perf_counter()
            plan = plan_request(library, row["text"])
            seconds.append(time.perf_counter() - started)
            right = plan.intent == row["intent"]
            whole = right and arguments_right(row, plan, shelf)
            for kind in (row["intent"], "all"):
                total[kind, row["held_out"]] += 1
                intents[kind, row["held_out"]] += right
                wholly[kind, row["held_out"]] += whole
            if arguments.misses and not row["held_out"] and not whole:
                print(row["intent"], "->", plan.intent, row["text"], plan.topic, plan.kinds, plan.length)
        started_tools = small_talk_that_starts_a_tool(library, arguments.chat) if arguments.chat else None
    rows = [
        (kind, half, total[kind, out], intents[kind, out] / total[kind, out], wholly[kind, out] / total[kind, out])
        for kind in ("search", "quiz", "summary", "glossary", "chat", "other", "all")
        for half, out in (("seen", False), ("held out", True))
    ]
    notes = f"{1000 * float(np.median(seconds)):.1f} ms a request. "
    if started_tools:
        notes += (
            f"Small talk that starts a tool: {started_tools[0]} of {started_tools[1]} "
            f"({started_tools[0] / started_tools[1]:.2%})"
        )
    publish("routing", ("request", "half", "n", "intent right", "with arguments"), rows, notes)


if __name__ == "__main__":
    main()
