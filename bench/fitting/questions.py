"""Questions over passages (the form of KorQuAD) in a library of their own, with the candidates of each question's
search.
"""

from __future__ import annotations

import atexit
import json
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bench.fitting.data import read_rows
from bench.fitting.split import SETS
from knowledge import Library
from knowledge.search.searcher import Collected, rank_passages
from knowledge.search.sentence_features import Candidate, list_candidates
from settings import Settings
from storage.tables import PassageRow

PART = "korquad-dev-2"
FILES = (f"{PART}/passages.jsonl", f"{PART}/questions.jsonl")
DEPTH = 10
EVERY = 2  # question: enough for a few weights


@dataclass(frozen=True)
class Asked:
    """A question, its article, where its passage stands, and the candidates of its search."""

    article: str
    row: dict[str, Any]
    collected: Collected

    def is_right(self, passage: PassageRow) -> bool:
        return bool(passage.key == self.row["passage_id"])

    def answers(self, one: Candidate, passage: PassageRow) -> bool:
        """Whether a sentence of the right passage holds the place of an answer."""
        places = [passage.start + int(at) for at in self.row["answer_start"]]
        return self.is_right(passage) and any(one.start <= place < one.end for place in places)

    def best_passages(self, n: int) -> tuple[list[PassageRow], list[float]]:
        """The first n by the fused score alone, and those scores."""
        scores = self.collected.scores("fused")
        ranks = rank_passages(self.collected.found, scores)[:n]
        return [self.collected.found[i].row for i in ranks], [float(scores[i]) for i in ranks]


class Questions:
    """A library with a source for each article, open until ``close``; ``asked`` are its questions."""

    def __init__(self, data: Path) -> None:
        self._open = ExitStack()
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        self.library = self._open.enter_context(
            closing(Library.open(folder / "library", settings=Settings(library=folder / "library")))
        )
        self.rows = read_rows(data / FILES[1])[::EVERY]
        self.article: dict[str, str] = {}
        self.source_of: dict[str, str] = {}
        articles: dict[str, list[dict[str, Any]]] = {}
        for passage in read_rows(data / FILES[0]):
            self.article[passage["id"]] = SETS[PART][1](passage)
            articles.setdefault(self.article[passage["id"]], []).append(passage)
        for number, (article, passages) in enumerate(articles.items()):
            path = folder / f"{number}.jsonl"
            path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in passages), encoding="utf-8")
            self.source_of[article] = self.library.add(path).id
        self.session, self.searcher = self._open.enter_context(self.library.snapshot())

    def close(self) -> None:
        self._open.close()

    def others(self, article: str) -> list[str]:
        """The sources of all articles but one."""
        return [source for name, source in self.source_of.items() if name != article]

    @cached_property
    def asked(self) -> list[Asked]:
        """Every question that finds anything."""
        found = []
        for row in self.rows:
            collected = self.searcher.collect(self.session, row["question"], DEPTH, None)
            if collected is not None:
                found.append(Asked(self.article[row["passage_id"]], row, collected))
        return found

    def sentences(self, n: int) -> Iterator[tuple[Asked, list[PassageRow], list[Candidate]]]:
        """Each question with its best n passages and all their sentences."""
        for one in self.asked:
            rows, scores = one.best_passages(n)
            yield one, rows, list_candidates(rows, scores, self.searcher.morphemes)


_opened: dict[Path, Questions] = {}


def open_questions(data: Path) -> Questions:
    """The questions of a data folder; asked once a process, whichever recipes need them."""
    if data not in _opened:
        _opened[data] = Questions(data)
        atexit.register(_opened[data].close)
    return _opened[data]
