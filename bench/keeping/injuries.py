"""Files and rows of a stocked library injured, one injury at a time: what do check and repair make of each?

    python3 run.py bench injuries --injuries 300

Counted: crashes (anything but a sentence of ours), kept files that are gone, silent losses (something acknowledged that
is neither there nor in a table that the check names as lost), libraries whose whole books are not found by searching.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import sqlite3
import sys
import time
import zlib
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from agent import Assistant
from agent.guides.kept_guides import find_kept_guides
from agent.upkeep import check_everything
from bench.keeping.injury_kinds import Injury, list_injuries
from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.keeping.stocked_library import BOOK_QUESTIONS, AcknowledgedRows, snapshot, stock
from bench.report import publish
from errors import HyunmooError
from knowledge import Library, Problem
from knowledge.integrity.record import PEOPLES, look_at_record
from knowledge.tables.table_store import load_tables
from learning.classes.assignments import Assignments
from learning.classes.class_rooms import ClassRooms
from learning.facts.kept_facts import load_facts
from learning.feedback.records import FeedbackRecords
from learning.papers.paper_shelf import PaperShelf
from learning.progress.quiz_sessions import Unfinished
from settings import Settings


def list_contents(folder: Path) -> Counter[str]:
    """The hashes of all files that are, or once were, kept files."""
    places = [*(folder / "files").glob("*"), *(folder / "set-aside").glob("*/*")]
    return Counter(hashlib.sha256(file.read_bytes()).hexdigest() for file in places if file.is_file())


# What no sentence of ours stands for: a traceback for the person.
CRASH_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
CRASH_ERRORS += (sqlite3.Error, SQLAlchemyError, zlib.error)  # type: ignore[assignment]


@dataclass
class InjuryOutcome:
    """What became of one injured library."""

    injury: str
    crashes: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    gone: int = 0  # kept files
    unfound: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)  # people's rows whose readable text has changed without a trace
    named: dict[str, int] = field(default_factory=dict)  # problems of the check by code
    seconds: float = 0.0


def examine(
    folder: Path, injury: Injury, rng: random.Random, before: AcknowledgedRows, kept: Counter[str]
) -> InjuryOutcome | None:
    """Injure a library, repair it and compare; None where the injury changed nothing."""
    outcome = InjuryOutcome(injury[0])
    if not injury[1](folder, rng):
        return None
    left = list_contents(folder)  # what the injury itself has left of the kept files
    started = time.perf_counter()
    problems: list[Problem] = []
    try:
        look_at_record(folder, False)
        problems += look_at_record(folder, True)
        for owner in ("default", "other"):
            library = Library.open(folder, owner=owner, settings=Settings(library=folder, owner=owner))
            problems += check_everything(library, True)
            again = [one for one in check_everything(library) if one.code not in LASTING_PROBLEMS]
            if again:
                outcome.crashes.append(f"not clean after repair: {again[0].code} {again[0].detail[:60]}")
            if owner == "default":
                outcome.unfound = _search(library, problems)
            library.close()
        assistant = Assistant.open(Settings(library=folder))
        if rng.random() < ASKED_SHARE or any(word in injury[0] for word in ("checkpoints", "threads", "answers")):
            assistant.ask("그러면 그다음은?", thread="t0")
        for thread in assistant.threads():
            assistant.history(thread.id)
        assistant.learner.questions()
        assistant.learner.attempts()
        Unfinished(assistant.library.database, "default").all()
        _use_books(assistant, injury[0].startswith("facts"))
        assistant.close()
    except HyunmooError as error:
        outcome.crashes.append(f"refused: {error.code}")
    except CRASH_ERRORS as error:
        outcome.crashes.append(repr(error)[:200])
    outcome.seconds = time.perf_counter() - started
    outcome.named = dict(Counter(problem.code for problem in problems))
    after_files = list_contents(folder)
    outcome.gone = sum(1 for name in left if name in kept and name not in after_files)
    _compare(outcome, before, snapshot(folder), problems)
    return outcome


def _use_books(assistant: Assistant, facts: bool) -> None:
    """What else is read of the books and of people's work; ``facts`` too, which take seconds to find anew."""
    library = assistant.library
    for source in library.sources():
        library.headings(source.id)
        if facts:
            load_facts(library, [source.id])
    find_kept_guides(library)
    PaperShelf(library).all()
    FeedbackRecords(library.database, "default").items()
    for room in ClassRooms(library.database, "default").taught():
        Assignments(library.database, "default").of_class(room.id)
    with library.database.session() as session:
        load_tables(session, "default", [source.id for source in library.sources()])


ASKED_SHARE = 0.2  # of injured libraries that are asked something too: it takes as long as everything else
LASTING_PROBLEMS = {"file_missing", "file_changed", "record_lost", "last_writes_lost"}  # what a repair can only name


def _search(library: Library, problems: list[Problem]) -> list[str]:
    if any(problem.code == "record_lost" for problem in problems):
        return []  # the offer to read the files again stands instead
    named = " ".join(problem.detail for problem in problems if not problem.repaired)
    titles = {source.filename: source.id for source in library.sources()}
    return [
        name
        for name, question in BOOK_QUESTIONS.items()
        if (name not in titles and not named)
        or (name in titles and not library.search(question, sources=[titles[name]]))
    ]


def _compare(
    outcome: InjuryOutcome, before: AcknowledgedRows, after: AcknowledgedRows, problems: list[Problem]
) -> None:
    named = " ".join(f"{problem.code} {problem.detail}" for problem in problems if not problem.repaired)
    everything = any(word in named for word in ("record_lost", "아무것도", "last_writes_lost"))
    for table, rows in before.items():
        word = PEOPLES.get(table, "pages_missing")
        for key, content in rows.items():
            now = after[table].get(key)
            if now == content or everything or word in named or (table not in PEOPLES and key in named):
                continue
            if now is None:
                outcome.silent.append(f"{table} {key}")
            else:
                outcome.altered.append(f"{table} {key}: {_differ(content, now)}")


def _differ(before: str, after: str) -> str:
    """Where two texts part."""
    place = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"{before[max(0, place - 20) : place + 30]!r} {after[max(0, place - 20) : place + 30]!r}"


def run(injuries: int, folder: Path, series: TrialSeries, seed: int = 1) -> None:
    """So many injuries, the kinds in turn; one that changed nothing is not counted."""
    shelf = folder / "stocked"
    if not (shelf / "whole").exists():
        shutil.rmtree(shelf, ignore_errors=True)
        stock(shelf)
        (shelf / "whole").touch()
    before, kept = snapshot(shelf), list_contents(shelf)
    kinds = list_injuries()
    for number in series.go_on(lambda: sum(one["counted"] for one in series.outcomes) >= injuries):
        rng = random.Random(seed * 100_000 + number)
        copy = folder / "injured"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(shelf, copy)
        outcome = examine(copy, kinds[number % len(kinds)], rng, before, kept)
        series.keep(number, counted=outcome is not None, **(asdict(outcome) if outcome else {}))
        shutil.rmtree(copy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--injuries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.injuries, folder, series, arguments.seed)
    found = [one for one in series.outcomes if one["counted"]]
    kinds = {one["injury"] for one in found}
    rows = [
        ("injuries", len(found)),
        ("kinds of injuries", len(kinds)),
        ("crashes, or not clean after repair", sum(bool(one["crashes"]) for one in found)),
        ("silent losses", sum(bool(one["silent"]) for one in found)),
        ("kept files gone", sum(one["gone"] for one in found)),
        ("whole books not found", sum(bool(one["unfound"]) for one in found)),
        ("readable rows altered unseen", sum(bool(one["altered"]) for one in found)),
        ("seconds each", round(sum(one["seconds"] for one in found) / max(len(found), 1), 2)),
    ]
    publish("injuries", ("what", "times"), rows, f"{len(found)} injuries, seed {arguments.seed}")
    sys.exit(any(one[name] for one in found for name in ("crashes", "silent", "gone", "unfound", "altered")))


if __name__ == "__main__":
    main()
