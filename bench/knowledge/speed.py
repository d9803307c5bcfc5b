"""Searching a large library: milliseconds and memory at 10,000 passages and above.

    python3 run.py bench speed FOLDER [--passages 100000]

Passages of three to five sentences are drawn at random out of FOLDER's passages.jsonl and written as sources of 1,000
passages, each sentence analysed once; its questions.jsonl are asked in a fresh process. Memory is the process's own
after the searches; then the whole assistant is asked some of them, until its first quoted answer.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

import korean
from agent import Assistant
from agent.events import QuoteEvent
from bench.report import publish
from errors import QuestionError
from knowledge import Library
from knowledge.catalog.page_numbers import PageNumbers
from knowledge.ingestion import writer
from knowledge.ingestion.chunking import PassageDraft
from knowledge.ingestion.index_builder import IndexBuilder, Text
from korean.analyzer import Token, tokenize_all
from settings import Settings
from storage.tables import SourceRow, utcnow

SOURCE = 1_000  # passages
QUOTED_QUESTIONS = 101  # questions
Sentence = tuple[str, tuple[Token, ...]]


def sentences(folder: Path) -> list[Sentence]:
    lines = (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    every = [
        text[start:end].replace("\n", " ")
        for text in texts
        for start, end in korean.sentences(text)
        if 15 < end - start < 300
    ]
    return list(zip(every, map(tuple, tokenize_all(every)), strict=True))


def drafts(stock: list[Sentence], rng: random.Random, count: int) -> Iterator[tuple[str, PassageDraft]]:
    """Passages one after another on one text, a line end between them."""
    at = 0
    for _ in range(count):
        parts, tokens, spans, start = [], [], [], at
        for text, words in rng.choices(stock, k=rng.randint(3, 5)):
            tokens += [Token(w.form, w.tag, w.start + at - start, w.end + at - start) for w in words]
            spans.append((at, at + len(text)))
            parts.append(text)
            at += len(text) + 1
        body = " ".join(parts)
        yield body, PassageDraft(1, start, start + len(body), (), spans, tokens)


def build(library: Library, stock: list[Sentence], passages: int) -> None:
    rng = random.Random(0)
    for number in range(0, passages, SOURCE):
        made = list(drafts(stock, rng, min(SOURCE, passages - number)))
        text = "\n".join(body for body, _ in made)
        builder = IndexBuilder(Text(text, PageNumbers((0,), (1,)), ()), library.embedder)
        for _, draft in made:
            builder.add(draft)
        indexed = builder.build()
        with library.database.session("IMMEDIATE") as session:
            row = SourceRow(id=secrets.token_hex(8), owner=library.owner, title=f"{number}", filename="", kind="text")
            row.sha256, row.size, row.pages, row.created_at = secrets.token_hex(32), len(text), 1, utcnow()
            row.passages = 0
            session.add(row)
            session.flush()
            writer.write_index(session, row, indexed)
        print(f"\r{number + len(made):,} passages", end="", file=sys.stderr)


def ask(folder: Path, questions: list[str]) -> dict[str, float]:
    """Milliseconds of the questions, the first apart, and the process's memory in MiB."""
    library = Library.open(folder, settings=Settings(library=folder))
    korean.tokenize("현무")
    started = time.perf_counter()
    library.search(questions[0], 10)
    first, spent = time.perf_counter() - started, []
    for question in questions[1:]:
        started = time.perf_counter()
        library.search(question, 10)
        spent.append((time.perf_counter() - started) * 1000)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    quoted = first_quotes(folder, questions[:QUOTED_QUESTIONS])
    return {
        "first s": first,
        "p50 ms": float(np.median(spent)),
        "p95 ms": float(np.quantile(spent, 0.95)),
        "most MiB": memory,
        "quote p50 ms": float(np.median(quoted)),
        "quote p95 ms": float(np.quantile(quoted, 0.95)),
    }


def first_quotes(folder: Path, questions: list[str]) -> list[float]:
    """Milliseconds from a question to its first quoted answer, for those that get one; nothing of them is kept."""
    assistant = Assistant.open(Settings(library=folder))
    spent = []
    for question in questions:
        started = time.perf_counter()
        stream = assistant.stream(question, thread="speed")
        with (
            closing(stream) as events,
            suppress(QuestionError),
        ):  # one that names a chapter: these sources have no pages
            if any(isinstance(event, QuoteEvent) for event in events):
                spent.append((time.perf_counter() - started) * 1000)
    assistant.close()
    return spent[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--library", type=Path, help="keep the library here, and use it again")
    parser.add_argument("--ask", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    lines = (arguments.folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = random.Random(1).sample([json.loads(line)["question"] for line in lines], arguments.questions)
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.library or Path(temporary)
        if arguments.ask:
            print(json.dumps(ask(folder, questions)))
            return
        library = Library.open(folder, settings=Settings(library=folder))
        if not library.sources():
            build(library, sentences(arguments.folder), arguments.passages)
        library.close()
        command = [
            sys.executable,
            "-m",
            "bench.knowledge.speed",
            str(arguments.folder),
            "--ask",
            "--library",
            str(folder),
        ]
        said = subprocess.run(
            [*command, "--questions", str(arguments.questions)], capture_output=True, text=True, check=True
        )
        found = json.loads(said.stdout)
        size = (folder / "hyunmoo.db").stat().st_size / 2**20
    publish("speed", ("passages", *found, "database MiB"), [(arguments.passages, *found.values(), round(size))])


if __name__ == "__main__":
    main()
