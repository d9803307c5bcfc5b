"""Retrieval on any folder of passages.jsonl and questions.jsonl: single signals, the legs, the
fusion, and damaged questions.

    python3 run.py bench retrieval FOLDER [--embedder NAME] [--reranker FOLDER] [--paraphrases FILE]

nDCG@10 with one right passage a question, Recall@1, @5 and @10, a 95 % bootstrap interval of nDCG, milliseconds a
query. The lower rows ask the same questions damaged (``bench/knowledge/damage.py``) of the lexical leg and of the
fusion; "gain" is what the fusion has over the lexical leg, with the 95 % interval of the paired difference.
``--paraphrases`` is a file of sets of one meaning (``set``, ``text``): the first of a set is the passage, the others
ask for it. ``--embedder random`` is an encoder of noise.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rank_bm25 import BM25Okapi

import korean
from bench.knowledge.damage import DAMAGES
from bench.report import publish
from knowledge import Library
from knowledge.search.sentence_features import bigrams
from settings import Settings

RETRIEVAL_COLUMNS = ("signal", "nDCG@10", "95 %", "R@1", "R@5", "R@10", "ms/query", "gain", "gain, 95 %")
TEN = 10
Rows = list[dict[str, Any]]
Search = Callable[[str], Sequence[str]]
WORD_SPLITTERS: dict[str, Callable[[str], list[str]]] = {
    "whitespace": str.split,
    "morpheme": korean.content,
    "bigram": lambda text: sorted(bigrams(text)),
}


class RandomEmbedder:
    """Unit vectors of noise, the same for the same text: the worst embedder there is."""

    name, dimension = "random", 64

    def embed(self, texts: Sequence[str], tokens: object = None) -> np.ndarray[Any, Any]:
        rows = [np.random.default_rng(list(hashlib.sha256(text.encode()).digest())).normal(size=64) for text in texts]
        table = np.asarray(rows, dtype=np.float32).reshape(-1, self.dimension)
        return table / np.linalg.norm(table, axis=1, keepdims=True)


def read(path: Path) -> Rows:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def interval(values: np.ndarray[Any, Any]) -> str:
    """A 95 % bootstrap interval of a mean."""
    draws = np.random.default_rng(0).choice(values, (1000, len(values))).mean(axis=1)
    return f"{np.quantile(draws, 0.025):.4f}-{np.quantile(draws, 0.975):.4f}"


def gains(ranks: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """nDCG@10 of each question by the rank of its passage (0: not among ten)."""
    return np.array([1 / math.log2(rank + 1) if rank else 0.0 for rank in ranks])


def figures(ranks: np.ndarray[Any, Any]) -> tuple[float, str, float, float, float]:
    """nDCG@10, its interval, and Recall@1, @5 and @10 of ranks from 1 (0: not among ten)."""
    one, five, ten = (float(((ranks > 0) & (ranks <= k)).mean()) for k in (1, 5, TEN))
    return float(gains(ranks).mean()), interval(gains(ranks)), one, five, ten


def ranks_of(search: Search, questions: Rows, change: Callable[[str, random.Random], str] | None = None) -> Any:
    """The rank of each question's passage, from 1, 0 where it is not among ten; and milliseconds a question."""
    rng = random.Random(0)
    asked = [change(one["question"], rng) if change else one["question"] for one in questions]
    started = time.perf_counter()
    found = [list(search(text))[:TEN] for text in asked]
    milliseconds = (time.perf_counter() - started) / max(1, len(questions)) * 1000
    places = [
        keys.index(one["passage_id"]) + 1 if one["passage_id"] in keys else 0
        for keys, one in zip(found, questions, strict=True)
    ]
    return np.array(places), round(milliseconds, 1)


def baseline(passages: Rows, cut: Callable[[str], list[str]]) -> Search:
    """BM25 by rank_bm25 over one kind of word."""
    index = BM25Okapi([cut(f"{one.get('title', '')} {one['text']}") for one in passages])

    def search(question: str) -> list[str]:
        scores = index.get_scores(cut(question))
        return [passages[i]["id"] for i in np.argsort(-scores, kind="stable")[:TEN] if scores[i] > 0]

    return search


def leg(library: Library, name: str) -> Search:
    if name == "late":

        def late(question: str) -> list[str]:
            hits = library.search(question, 60)
            return [hit.passage.key for hit in sorted(hits, key=lambda hit: -hit.coverage)]

        return late
    return lambda question: [hit.passage.key for hit in library.search(question, TEN, legs=name)]


def paraphrases(path: Path) -> tuple[Rows, Rows]:
    """Passages and questions out of sets of one meaning."""
    sets: dict[Any, list[str]] = {}
    for row in read(path):
        sets.setdefault(row["set"], []).append(row["text"])
    passages = [{"id": str(key), "title": "", "text": texts[0]} for key, texts in sets.items()]
    asked = [{"question": text, "passage_id": str(key)} for key, texts in sets.items() for text in texts[1:]]
    return passages, asked


def measure(
    passages: Rows, questions: Rows, embedder: str, damaged: bool, label: str = "", reranker: str = ""
) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "passages.jsonl"
        file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in passages), encoding="utf-8")
        chosen = "kiwi" if embedder == "random" else embedder
        settings = Settings(library=Path(folder), embedder=chosen, reranker=reranker)
        library = Library.open(folder, settings=settings)
        if embedder == "random":
            library.__dict__["embedder"] = RandomEmbedder()
        library.add(file)
        words, fused = leg(library, "lexical"), leg(library, "fused")
        ways = {name: baseline(passages, cut) for name, cut in WORD_SPLITTERS.items()}
        ways |= {name: leg(library, name) for name in ("lexical", "dense", "late")}
        for name, search in ways.items():
            ranks, milliseconds = ranks_of(search, questions)
            rows.append((label + name, *figures(ranks), milliseconds, "", ""))
        for name, change in {"": None, **(DAMAGES if damaged else {})}.items():
            alone, spent = ranks_of(words, questions, change)
            if name:
                rows.append((f"{label}lexical, {name}", *figures(alone), spent, "", ""))
            ranks, milliseconds = ranks_of(fused, questions, change)
            more = gains(ranks) - gains(alone)
            title = f"{label}fused, {name}" if name else f"{label}fused"
            rows.append((title, *figures(ranks), milliseconds, float(more.mean()), interval(more)))
        library.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=0, help="only the first N questions")
    parser.add_argument("--embedder", default="kiwi", help='"kiwi", "random", or a sentence-transformers folder')
    parser.add_argument("--reranker", default="", help="a CrossEncoder's folder: the fusion with it")
    parser.add_argument("--paraphrases", type=Path)
    parser.add_argument("--plain", action="store_true", help="without the damaged questions")
    arguments = parser.parse_args()
    limit = arguments.limit or None
    passages, questions = read(arguments.folder / "passages.jsonl"), read(arguments.folder / "questions.jsonl")
    rows = measure(passages, questions[:limit], arguments.embedder, not arguments.plain, "", arguments.reranker)
    if arguments.paraphrases:
        passages, questions = paraphrases(arguments.paraphrases)
        rows += measure(passages, questions[:limit], arguments.embedder, False, "paraphrases: ", arguments.reranker)
    publish(
        "retrieval",
        RETRIEVAL_COLUMNS,
        rows,
        f"{arguments.folder.name}, embedder {arguments.embedder}, reranker {arguments.reranker or 'none'}",
    )


if __name__ == "__main__":
    main()
