"""Students' questions over textbooks (``natural-questions``), each with the candidates of its search and which of them
answer.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from bench.fitting.data import locate, read_rows
from bench.fitting.questions import DEPTH
from bench.fitting.recipe import Group
from bench.fitting.split import natural_source
from knowledge import Library
from knowledge.search.searcher import Searcher
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


@dataclass(frozen=True)
class AskedNaturally:
    """A natural question as it is searched (with the turns before it), in the library of its group."""

    row: dict[str, Any]
    text: str
    source: str
    session: Session
    searcher: Searcher


def ask_naturally(data: Path, other: bool = False) -> Iterator[AskedNaturally]:
    """Every question but talk; ``other``: in the library after its own, which cannot answer it."""
    libraries = json.loads(locate(data, LIBRARIES).read_text(encoding="utf-8"))
    rows = [row for row in read_rows(locate(data, ROWS)) if row["kind"] != "talk"]
    names = list(libraries)
    for place, name in enumerate(names):
        asked = names[place - 1] if other else name
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            library = opened.enter_context(closing(Library.open(folder, settings=Settings(library=folder))))
            for file in libraries[name]:
                library.add(locate(data, file))
            session, searcher = opened.enter_context(library.snapshot())
            for row in (one for one in rows if one["library"] == asked):
                text = " ".join([*row["history"], row["question"]])
                yield AskedNaturally(row, text, natural_source(row), session, searcher)


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
