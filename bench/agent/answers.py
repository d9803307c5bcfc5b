"""Quoted answers and refusals of the embedded engine, on any folder of passages.jsonl and questions.jsonl.

    python3 run.py bench answers FOLDER [--limit N]

Every article is a source. For each question: does the first shown quote hold a right answer, do the shown quotes
together (three at most), is the question answered at all, at the first look or the second one in other words; and would
it be answered with its article gone, or only its passage? ``AUC`` is the area under the refusal curve: how well the
first look tells questions whose passage is there from the same ones without it.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.grounding import compose_quotes
from agent.nodes.plan import keep_nouns
from agent.tools.evidence import ANSWERABLE, number
from agent.tools.retrieval import MOST_PASSAGES, QUOTES
from bench.report import publish
from knowledge import Hit, Library
from knowledge.search.question_type import question_type
from llm.tasks.query_rewording import without_circumstance
from settings import Settings


def shelve(library: Library, folder: Path, scratch: Path) -> dict[str, str]:
    """One source an article; article of each passage."""
    articles: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        articles[passage["title"]].append(passage)
    source_of: dict[str, str] = {}
    for i, passages in enumerate(articles.values()):
        path = scratch / f"article-{i}.jsonl"
        path.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in passages), encoding="utf-8")
        source = library.add(path)
        source_of |= {passage["id"]: source.id for passage in passages}
    return source_of


def auc(there: NDArray[np.float64], gone: NDArray[np.float64]) -> float:
    """How often a question with its passage scores above one without, ties counted half."""
    order = np.sort(gone)
    below = np.searchsorted(order, there, side="left")
    equal = np.searchsorted(order, there, side="right") - below
    return float((below + 0.5 * equal).mean() / len(gone))


Find = Callable[[str], list[Hit]]


def look_at_answer(library: Library, text: str, find: Find) -> tuple[float, bool]:
    """How answerable a question seems at the first look, and whether it is answered then or at the
    second one, as the agent does.
    """
    first = library.find_answer(text, find(text)).sure
    again = without_circumstance(text)
    return first, first >= ANSWERABLE or library.find_answer(again, find(keep_nouns(text))).sure >= ANSWERABLE


def examine(library: Library, question: dict[str, Any], source_of: dict[str, str], others: list[str]) -> dict[str, Any]:
    """What is shown for one question, and how answerable it seems with everything, without
    its passage, without its article.
    """
    text, key = question["question"], question["passage_id"]
    started = time.perf_counter()
    hits = library.search(text, k=MOST_PASSAGES)
    answer = library.find_answer(text, hits, QUOTES)
    there = answer.sure
    _, citations = compose_quotes(library, number(hits, answer.units))
    seconds = time.perf_counter() - started
    held = [any(answer in citation.quote for answer in question["answers"]) for citation in citations]
    answered = (
        there >= ANSWERABLE or look_at_answer(library, text, lambda said: library.search(said, k=MOST_PASSAGES))[1]
    )
    away = [one for one in others if one != source_of[key]]

    def without_passage(said: str) -> list[Hit]:
        return [hit for hit in library.search(said, k=MOST_PASSAGES + 1) if hit.passage.key != key][:MOST_PASSAGES]

    passage_gone = look_at_answer(library, text, without_passage)
    article_gone = look_at_answer(library, text, lambda said: library.search(said, k=MOST_PASSAGES, sources=away))
    return {
        "kind": question_type(text) or "other",
        "first": bool(held and held[0]),
        "shown": any(held),
        "quotes": len(held),
        "there": there,
        "answered": answered,
        "passage_gone": passage_gone[0],
        "passage_answered": passage_gone[1],
        "article_gone": article_gone[0],
        "article_answered": article_gone[1],
        "milliseconds": seconds * 1000,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="N questions drawn at random (seed 0)")
    arguments = parser.parse_args()
    lines = (arguments.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    if arguments.limit:
        lines = [lines[i] for i in sorted(np.random.default_rng(0).permutation(len(lines))[: arguments.limit])]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as scratch:
        library = Library.open(folder, settings=Settings(library=Path(folder)))
        source_of = shelve(library, arguments.folder, Path(scratch))
        others = sorted(set(source_of.values()))
        found = [examine(library, json.loads(line), source_of, others) for line in lines]
        library.close()
    rows = []
    for kind in ["all", *sorted({one["kind"] for one in found})]:
        group = [one for one in found if kind in ("all", one["kind"])]
        column = {name: np.array([one[name] for one in group], dtype=np.float64) for name in group[0] if name != "kind"}
        rows.append(
            (
                kind,
                len(group),
                float(column["first"].mean()),
                float(column["shown"].mean()),
                float(column["quotes"].mean()),
                float(column["answered"].mean()),
                float(column["article_answered"].mean()),
                float(column["passage_answered"].mean()),
                auc(column["there"], column["article_gone"]),
                auc(column["there"], column["passage_gone"]),
                round(float(np.median(column["milliseconds"])), 1),
            )
        )
    heads = "kind,questions,first,shown,quotes,answered,article gone,passage gone,AUC article,AUC passage,ms".split(",")
    publish("answers", heads, rows, arguments.folder.name)


if __name__ == "__main__":
    main()
