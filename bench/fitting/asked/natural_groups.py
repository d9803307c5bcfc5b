"""Students' questions over textbooks (``natural-questions``), each with the candidates of its search and which of them
answer.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from bench.fitting.asked.hidden_pieces import restore_row
from bench.fitting.data import locate, read_rows
from bench.fitting.questions import DEPTH
from bench.fitting.recipe import Group
from bench.fitting.split import natural_source
from bench.natural_score import normalize
from knowledge import Library
from knowledge.catalog.pages import text as load_text
from knowledge.search.searcher import Searcher
from llm.tasks.plan import plan_by_rules
from settings import Settings

ROWS, LIBRARIES = "natural-questions/questions.jsonl", "natural-questions/libraries.json"
FILES = (
    ROWS,
    LIBRARIES,
    "samples/history.md",
    "samples/science.md",
    "documents-2/korean/owasp-top10-2007-ko.pdf",
    "textbook-owasp-llm-ko",
    "textbook-react-ko",
    "textbook-rust-ko",
)
EVERY_BOOK = (
    ROWS,
    LIBRARIES,
    "samples/history.md",
    "samples/science.md",
    "documents-2/korean",
    "documents/korean",
    "documents/hwp",
)
BOOKS = ("hist", "sci", "owasp", "react", "rust")  # the libraries of Markdown files that are soon read
_MARKS = re.compile(r"[\s*_`#\[\]\"'“”‘’「」『』<>|()~-]")  # what the scorer of the set leaves out, too


MORE_ROWS, MORE_LIBRARIES = "bench/data/natural_more.jsonl", "bench/data/natural_more_libraries.json"
END_OF_TEXT = 10**9  # of any text
_kept: list[Path] = []  # where libraries are kept for the next run


@dataclass(frozen=True)
class AskedNaturally:
    """A natural question as it is looked up (a follow-up standing alone, a term without its frame), in the library of
    its group.
    """

    row: dict[str, Any]
    text: str
    source: str
    session: Session
    searcher: Searcher


def keep_libraries(folder: Path) -> None:
    """Keep the libraries of natural questions in a folder, and use those that are there already."""
    _kept[:] = [folder]


def ask_naturally(data: Path, other: bool = False) -> Iterator[AskedNaturally]:
    """Every question but talk; ``other``: in the library after its own, which cannot answer it."""
    for file, shelves in ((ROWS, LIBRARIES), (MORE_ROWS, MORE_LIBRARIES)):
        yield from _ask_set(data, locate(data, file), locate(data, shelves), other)


def _ask_set(data: Path, file: Path, shelves: Path, other: bool) -> Iterator[AskedNaturally]:
    libraries = json.loads(shelves.read_text(encoding="utf-8"))
    rows = [row for row in read_rows(file) if row["kind"] != "talk"]
    names = [name for name, files in libraries.items() if all(locate(data, one).exists() for one in files)]
    for place, name in enumerate(names):
        asked = names[place - 1] if other else name
        with ExitStack() as opened:
            kept = _kept[0] / shelves.parent.name / name if _kept else None
            folder = kept or Path(opened.enter_context(tempfile.TemporaryDirectory()))
            library = opened.enter_context(closing(Library.open(folder, settings=Settings(library=folder))))
            if not library.sources():
                for one in libraries[name]:
                    library.add(locate(data, one))
            session, searcher = opened.enter_context(library.snapshot())
            texts = [normalize(load_text(session, source.id, 0, END_OF_TEXT)) for source in library.sources()]
            for row in (one for one in rows if one["library"] == asked):
                if whole := _with_words(row, texts, other):
                    yield AskedNaturally(whole, asked_text(whole), natural_source(whole), session, searcher)


def _with_words(row: dict[str, Any], texts: Sequence[str], other: bool) -> dict[str, Any] | None:
    """A row with the words of its hidden pieces; as it is where none are hidden, or where another library is asked."""
    hidden = any(isinstance(piece, dict) for need in row["needs"] for piece in need)
    return restore_row(row, texts) if hidden and not other else row


def asked_text(row: dict[str, Any]) -> str:
    """What is looked up for a question, by the rules that plan it."""
    plan = plan_by_rules(row["question"], row["history"])
    return plan.term if plan.intent == "glossary" else plan.query


def list_groups(data: Path, weight: float) -> Iterator[Group]:
    """The signals of every candidate; right are those that hold a piece of the answer. Follow-ups with the question
    before them.
    """
    libraries = json.loads(locate(data, LIBRARIES).read_text(encoding="utf-8"))
    rows = [row for row in read_rows(locate(data, ROWS)) if row["needs"]]
    for name in BOOKS:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(library=Path(folder))
            with closing(Library.open(folder, settings=settings)) as library:
                for file in libraries[name]:
                    library.add(locate(data, file))
                with library.snapshot() as (session, searcher):
                    for row in (one for one in rows if one["library"] == name):
                        text = " ".join([*row["history"], row["question"]])
                        collected = searcher.collect(session, text, DEPTH, None)
                        if collected is None:
                            continue
                        pieces = [_MARKS.sub("", piece) for need in row["needs"] for piece in need]
                        texts = [_MARKS.sub("", one.row.text) for one in collected.found]
                        right = np.array([any(piece in text for piece in pieces) for text in texts])
                        table = collected.table().astype(np.float64)
                        yield Group(natural_source(row), table, right, weight)
