"""Follow-ups: does the last turn of a dialogue find what the same question asked in full finds?

    python3 run.py bench dialogues [FOLDER] [--misses]

Sixty dialogues of our own: thirty over the sample textbooks, thirty over korquad-dev, of which only passage ids are
kept (FOLDER holds its passages.jsonl; without it the first thirty are asked alone). Recall@5 of the passage that
answers; half of each were held out while the rules were written.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from agent.state import REMEMBERED
from bench.agent.answers import shelve
from bench.library import sample_library
from bench.report import publish
from knowledge import Hit, Library
from llm.tasks.plan import plan_by_rules
from llm.tasks.smalltalk import is_known, own_nouns
from settings import ROOT

K = 5


def plan_query(library: Library, text: str, history: list[str]) -> str:
    return plan_by_rules(text, history[-REMEMBERED:], is_known(library.known_words(own_nouns(text)))).query


def finds_passage(library: Library, query: str, gold: Callable[[Hit], bool]) -> bool:
    return any(gold(hit) for hit in library.search(query, k=K))


def ask_three_ways(library: Library, row: dict[str, Any], misses: bool) -> dict[str, Any]:
    """Whether the passage is found by the last turn as it stands, with the thread in mind, and asked in full."""

    def gold(hit: Hit) -> bool:
        if "passage_id" in row:
            return hit.passage.key == row["passage_id"]
        return "".join(row["gold"].split()) in "".join(hit.passage.text.split())

    history: list[str] = []
    for turn in row["turns"]:
        history.append(plan_query(library, turn, history))
    query = plan_query(library, row["last"], history)
    told = {
        "alone": finds_passage(library, row["last"], gold),
        "thread": finds_passage(library, query, gold),
        "full": finds_passage(library, row["full"], gold),
    }
    if misses and not row["held_out"] and told["thread"] < told["full"]:
        print(row["turns"], "+", row["last"], "->", query)
    return told | {"book": row["book"], "held_out": row["held_out"]}


@contextmanager
def articles(folder: Path) -> Iterator[Library]:
    """A temporary library with the articles of passages.jsonl."""
    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory() as scratch,
        closing(Library.open(home)) as library,
    ):
        shelve(library, folder, Path(scratch))
        yield library


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--misses", action="store_true", help="print what the half that was not held out misses")
    arguments = parser.parse_args()
    text = (ROOT / "bench" / "data" / "dialogues.jsonl").read_text(encoding="utf-8")
    dialogues = [json.loads(line) for line in text.splitlines()]
    results = []
    for book in ("sample", "korquad-dev"):
        if book != "sample" and arguments.folder is None:
            continue
        with sample_library() if book == "sample" else articles(arguments.folder) as library:
            results += [ask_three_ways(library, row, arguments.misses) for row in dialogues if row["book"] == book]
    rows = []
    for name, keep in (
        ("sample", lambda r: r["book"] == "sample"),
        ("korquad-dev", lambda r: r["book"] != "sample"),
        ("seen half", lambda r: not r["held_out"]),
        ("held-out half", lambda r: r["held_out"]),
        ("all", lambda r: True),
    ):
        group = [result for result in results if keep(result)]
        if group:
            rows.append(
                (name, len(group), *(sum(r[way] for r in group) / len(group) for way in ("alone", "thread", "full")))
            )
    publish("dialogues", ("dialogues", "n", "as it stands", "with the thread", "asked in full"), rows, f"Recall@{K}")


if __name__ == "__main__":
    main()
