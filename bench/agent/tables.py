"""Questions over tables through the whole assistant: is the figure right, is what a table does not hold refused?

    python3 run.py bench tables FOLDER --books BOOKS     (FOLDER/*.jsonl; "file" is a path below BOOKS)
    python3 run.py bench tables --rows 1000000           (how long a table of so many rows takes)

A line is {"id", "file", "question", "kind", "numbers", "labels", "refuse"}: every number must be a figure of the answer
(within half a per mille), every label stand in it; "refuse" where there is no answer. Each question is asked of its own
file. "wrong": a figure that is not right was shown; a question back or a refusal shows none. Files of opened and
unopened sources are counted apart.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

import korean
from agent import Answer, Assistant
from bench.fitting.data import read_rows
from bench.fitting.split import is_unopened
from bench.report import publish
from knowledge.tables.table_answering import answer_from_tables
from knowledge.tables.typed_tables import DataTable, TableColumn
from settings import Settings

CLOSE = 0.0005  # of the number that is wanted
ROUNDED = 0.006
VERDICTS = ("right", "wrong", "no answer", "refused", "answered all the same")


def judge(row: dict[str, Any], answer: Answer) -> str:
    """What an answer to a question is worth; one of VERDICTS."""
    if row["refuse"]:
        return "refused" if answer.abstained or not answer.citations else "answered all the same"
    if answer.abstained or not answer.citations:
        return "no answer"
    said = [number.value for number in korean.numbers(answer.text)]
    said += [answer.table.value] if answer.table and answer.table.value is not None else []
    near = all(any(_is_close(abs(one), abs(wanted)) for one in said) for wanted in row["numbers"])
    named = all(korean.squeeze(label) in korean.squeeze(answer.text) for label in row["labels"])
    return "right" if near and named else "wrong"


def _is_close(one: float, wanted: float) -> bool:
    return abs(one - wanted) <= max(CLOSE * wanted, ROUNDED)


def cites_exactly(assistant: Assistant, answer: Answer) -> bool:
    """Whether every citation is what stands at its place."""
    library = assistant.library
    return all(library.text(one.source_id, one.start, one.end) == one.quote for one in answer.citations)


def measure_questions(folder: Path, books: Path, show: bool) -> None:
    """Ask every question of a folder and publish what came of it."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in read_rows(path)]
    counts: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    inexact, seconds = 0, 0.0
    with tempfile.TemporaryDirectory() as place:
        assistant = Assistant.open(Settings(library=Path(place)))
        added = {file: assistant.library.add(books / file).id for file in sorted({str(row["file"]) for row in rows})}
        for row in rows:
            started = time.perf_counter()
            answer = assistant.ask(str(row["question"]), thread=str(row["id"]), sources=[added[str(row["file"])]])
            seconds += time.perf_counter() - started
            verdict, closed = judge(dict(row), answer), is_unopened(str(row["file"]))
            counts[closed][verdict] += 1
            inexact += not cites_exactly(assistant, answer)
            if show and not closed and verdict not in ("right", "refused"):
                print(
                    verdict,
                    row["question"],
                    "|",
                    row["numbers"],
                    row["labels"],
                    "|",
                    answer.text[:160].replace("\n", " / "),
                )
        assistant.close()
    notes = f"{len(rows)} questions, {inexact} answers with an inexact citation, {seconds / len(rows):.2f} s a question"
    publish("tables", ("part", "questions", *VERDICTS), list(_summarize(counts)), notes)


def _summarize(counts: dict[bool, Counter[str]]) -> Iterable[tuple[Any, ...]]:
    for closed, name in ((False, "opened"), (True, "unopened")):
        yield (name, counts[closed].total(), *(counts[closed][verdict] for verdict in VERDICTS))


def measure_rows(rows: int) -> None:
    """How long questions to a table of so many rows take, once it is in memory."""
    korean.tokenize(str(rows))  # the analyser is loaded before the clock runs
    table, results = draw_table(rows), []
    for question in (
        "매출 합계는?",
        "지점별 매출 평균을 알려 줘",
        "매출이 가장 많은 지점은?",
        "매출이 900 이상인 주문은 몇 건이야?",
        "3월 강릉점1 매출 합계는?",
    ):
        started = time.perf_counter()
        found = answer_from_tables(question, [table])
        results.append((question, found.state if found else "none", time.perf_counter() - started))
    publish("tables-rows", ("question", "state", "seconds"), results, f"{rows:,} rows")


def draw_table(rows: int) -> DataTable:
    """A table of sales with four columns."""
    chance = np.random.default_rng(1)
    shops, months = tuple(f"강릉점{i}" for i in range(200)), tuple(f"{i}월" for i in range(1, 13))
    places = np.arange(rows, dtype=np.int32)
    blank, none = np.full(rows, np.nan), np.full(rows, -1, np.int32)

    def name(head: str, names: tuple[str, ...]) -> TableColumn:
        codes = chance.integers(0, len(names), rows).astype(np.int32)
        return TableColumn(head, "name", "s", places, places, blank, codes, names, base=head)

    sales = TableColumn(
        "매출",
        "number",
        "s",
        places,
        places,
        chance.integers(1, 1000, rows).astype(float),
        none,
        unit="만원",
        base="매출",
    )
    columns = (name("지점", shops), name("월", months), sales)
    return DataTable("s", 0, 1, 0, rows, "주문", (), columns, np.zeros(rows, np.uint8))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--books", type=Path, default=Path())
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what went wrong on opened files")
    arguments = parser.parse_args()
    if arguments.rows:
        measure_rows(arguments.rows)
    if arguments.folder:
        measure_questions(arguments.folder, arguments.books, arguments.show)


if __name__ == "__main__":
    main()
