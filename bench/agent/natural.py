"""Natural questions over groups of books: how many are answered in full, by kind and by library.

    python3 run.py bench natural FOLDER [--keep DIR] [--libraries a,b] [--failures]

FOLDER holds ``questions.jsonl`` and ``libraries.json``; the groups' files are relative to its parent, or to the project
for ``samples/``. A library a group, every question in a thread of its own, earlier turns asked before it. Opened and
unopened sources apart (``bench.fitting.split``). ``--keep`` keeps the libraries for the next run; ``--failures`` lists
what opened questions lack.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent import Assistant
from bench.fitting.data import locate, read_rows
from bench.fitting.split import is_unopened, natural_source
from bench.natural_score import ANSWER_STATES, UNSCORED_KINDS, AnswerVerdict, judge_answer
from bench.report import RESULTS, publish
from errors import QuestionError
from settings import Settings

NATURAL_COLUMNS = ("part", "group", "n", *ANSWER_STATES, "complete %", "noise", "first quote")
UNSCORED_LABELS = {"unanswerable": "refused %", "talk": "without quotes %"}


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its verdict, what was shown, and the seconds that it took."""

    row: dict[str, Any]
    verdict: AnswerVerdict
    shown: dict[str, Any]

    @property
    def unopened(self) -> bool:
        return is_unopened(natural_source(self.row))


def ask_all(folder: Path, keep: Path, names: Sequence[str]) -> Iterator[AskedQuestion]:
    """Every question of the groups, asked in the library of its group."""
    libraries = json.loads((folder / "libraries.json").read_text(encoding="utf-8"))
    rows = read_rows(folder / "questions.jsonl")
    for name in names or libraries:
        with closing(Assistant.open(Settings(library=keep / name))) as assistant:
            for file in libraries[name]:
                assistant.library.add(locate(folder.parent, file))
            for row in (one for one in rows if one["library"] == name):
                yield ask(assistant, row)


def ask(assistant: Assistant, row: dict[str, Any]) -> AskedQuestion:
    """One question in a thread of its own, its earlier turns first."""
    thread = f"natural-{row['id']}-{time.time_ns()}"
    started, text, quotes, abstained = time.perf_counter(), "", [], True
    try:
        for earlier in row["history"]:
            assistant.ask(earlier, thread=thread)
        started = time.perf_counter()
        answer = assistant.ask(row["question"], thread=thread)
        text, quotes, abstained = answer.text, [one.quote for one in answer.citations], answer.abstained
    except QuestionError as refusal:  # a part that no book has, say
        text = refusal.message
    seconds = time.perf_counter() - started
    if thread in {one.id for one in assistant.threads()}:
        assistant.delete_thread(thread)
    verdict = judge_answer(row, text, quotes, abstained)
    shown = {"text": text, "quotes": quotes, "abstained": abstained, "seconds": round(seconds, 3)}
    return AskedQuestion(row, verdict, shown)


def count_states(part: str, group: str, asked: Sequence[AskedQuestion]) -> tuple[object, ...]:
    """One line of the table."""
    states = [one.verdict.state for one in asked]
    noise = [one.verdict.noise for one in asked if one.verdict.noise is not None]
    counts = [states.count(state) for state in ANSWER_STATES]
    first = [judge_answer(one.row, "", one.shown["quotes"][:1], False).state == "complete" for one in asked]
    share = 100 * counts[0] / len(asked)
    mean = round(sum(noise) / len(noise), 3) if noise else "-"
    return part, group, len(asked), *counts, round(share, 1), mean, round(100 * sum(first) / len(asked), 1)


def tabulate(asked: Sequence[AskedQuestion]) -> list[tuple[object, ...]]:
    """The lines of the table: by kind and by library, opened and unopened apart; then what is not scored."""
    rows: list[tuple[object, ...]] = []
    for part, unopened in (("opened", False), ("unopened", True)):
        half = [one for one in asked if one.unopened is unopened]
        scored = [one for one in half if one.row["kind"] not in UNSCORED_KINDS]
        for key in ("kind", "library"):
            names = dict.fromkeys(one.row[key] for one in scored)
            rows += [count_states(part, name, [one for one in scored if one.row[key] == name]) for name in names]
        if scored:
            rows.append(count_states(part, "all", scored))
        for kind, label in UNSCORED_LABELS.items():
            group = [one for one in half if one.row["kind"] == kind]
            good = [
                one.verdict.state == "refused" if kind == "unanswerable" else not one.verdict.quoted for one in group
            ]
            if group:
                blank = ("",) * len(ANSWER_STATES)
                rows.append(
                    (part, f"{kind}: {label}", len(group), *blank, round(100 * sum(good) / len(group), 1), "", "")
                )
    return rows


def print_failures(asked: Sequence[AskedQuestion]) -> None:
    """What opened questions lack; unopened ones are never listed."""
    for one in asked:
        kind, state = one.row["kind"], one.verdict.state
        wanted = "refused" if kind == "unanswerable" else "complete"
        bad = one.verdict.quoted if kind == "talk" else state != wanted
        if bad and not one.unopened:
            print(f"{one.row['id']:12} {state:9} {one.row['question']}   {' / '.join(one.verdict.lacks)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", type=Path, help="where the libraries are kept for the next run")
    parser.add_argument("--libraries", default="", help="only these groups, with commas")
    parser.add_argument("--failures", action="store_true", help="list what opened questions lack")
    arguments = parser.parse_args()
    names = [name for name in arguments.libraries.split(",") if name]
    with tempfile.TemporaryDirectory() as scratch:
        asked = list(ask_all(arguments.folder, arguments.keep or Path(scratch), names))
    publish("natural", NATURAL_COLUMNS, tabulate(asked), arguments.folder.name)
    shown = [{"id": one.row["id"], "state": one.verdict.state, **one.shown} for one in asked if not one.unopened]
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in shown)
    (RESULTS / "natural-opened.jsonl").write_text(lines, encoding="utf-8")
    if arguments.failures:
        print_failures(asked)


if __name__ == "__main__":
    main()
