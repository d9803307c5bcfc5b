"""Files and rows of a stocked library injured, one injury at a time: what do check and repair make of each?

    python3 run.py bench injuries --injuries 300

Counted: crashes (anything but a sentence of ours), kept files that are gone, silent losses (something acknowledged that
is neither there nor in a table that the check names as lost), libraries whose whole books are not found by searching.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
import zlib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from agent import Assistant
from agent.upkeep import check_everything
from bench.keeping.injury_kinds import Injury, list_injuries
from bench.report import publish
from errors import HyunmooError
from knowledge import Library, Problem
from knowledge.integrity.record import PEOPLES, look_at_record
from learning.progress.quiz_sessions import OpenQuiz, Unfinished
from learning.quizzes.builder import make_quiz
from llm.tasks.style import Style
from settings import SAMPLES, Settings
from storage.tables import Base

BOOK_QUESTIONS = {"history.pdf": "을사늑약은 언제 체결되었나", "science.pdf": "광합성은 어디에서 일어나나"}
AcknowledgedRows = dict[str, dict[str, str]]  # table -> key -> content


def stock(folder: Path) -> None:
    """A library with two books, conversations, quizzes, attempts, a quiz under way and a second owner."""
    settings = Settings(library=folder)
    assistant = Assistant.open(settings)
    for book in SAMPLES:
        assistant.library.add(book)
    assistant.prefer(Style("해요체", "중"))
    for number, asked in enumerate(BOOK_QUESTIONS.values()):
        for turn in range(3):
            assistant.ask(f"{asked} {turn}", thread=f"t{number}")
    learner = assistant.learner
    for source in assistant.library.sources():
        made = make_quiz(assistant.library, [source.id], n=6, seed=1)
        for question in made:
            learner.submit(question.id, "틀린 답")
            learner.submit(question.id, "1")
        quiz = OpenQuiz(id=f"q{source.id}", questions=tuple(one.id for one in made))
        Unfinished(assistant.library.database, "default").keep(quiz, new=True)
    assistant.close()
    other = Library.open(folder, owner="other", settings=Settings(library=folder, owner="other"))
    other.add(SAMPLES[1])
    other.close()


def snapshot(folder: Path) -> AcknowledgedRows:
    """What people made, row by row, and each source's text; a table that cannot be read is empty."""
    found: AcknowledgedRows = {}
    with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
        for table in PEOPLES:
            keys = [column.name for column in Base.metadata.tables[table].primary_key.columns]
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [one[0] for one in cursor.description]
            rows = [dict(zip(names, values, strict=True)) for values in cursor]
            left_out = {"updated_at"} if table == "threads" else set()
            found[table] = {
                json.dumps([row[key] for key in keys]): repr({k: v for k, v in row.items() if k not in left_out})
                for row in rows
            }
        texts = connection.execute("SELECT source_id, text FROM pages ORDER BY source_id, number").fetchall()
        found["sources"] = {}
        for source, text in texts:
            found["sources"][source] = found["sources"].get(source, "") + text + "\n"
    return found


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
    named: Counter[str] = field(default_factory=Counter)
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
        assistant.ask("그러면 그다음은?", thread="t0")
        for thread in assistant.threads():
            assistant.history(thread.id)
        assistant.learner.questions()
        assistant.learner.attempts()
        Unfinished(assistant.library.database, "default").all()
        assistant.close()
    except HyunmooError as error:
        outcome.crashes.append(f"refused: {error.code}")
    except CRASH_ERRORS as error:
        outcome.crashes.append(repr(error)[:200])
    outcome.seconds = time.perf_counter() - started
    outcome.named = Counter(problem.code for problem in problems)
    after_files = list_contents(folder)
    outcome.gone = sum(1 for name in left if name in kept and name not in after_files)
    _compare(outcome, before, snapshot(folder), problems)
    return outcome


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
            if now == content or everything or word in named or (table == "sources" and key in named):
                continue
            if table == "cards" and now is not None:
                continue  # worked out again from the attempts
            if now is None:
                outcome.silent.append(f"{table} {key}")
            else:
                outcome.altered.append(f"{table} {key}: {_differ(content, now)}")


def _differ(before: str, after: str) -> str:
    """Where two texts part."""
    place = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"{before[max(0, place - 20) : place + 30]!r} {after[max(0, place - 20) : place + 30]!r}"


def run(injuries: int, folder: Path, seed: int = 1) -> list[InjuryOutcome]:
    """So many injuries, the kinds in turn."""
    shelf = folder / "stocked"
    stock(shelf)
    before, kept = snapshot(shelf), list_contents(shelf)
    kinds, found = list_injuries(), list[InjuryOutcome]()
    number = 0
    while len(found) < injuries:
        rng = random.Random(seed * 100_000 + number)
        copy = folder / f"injured-{number}"
        shutil.copytree(shelf, copy)
        outcome = examine(copy, kinds[number % len(kinds)], rng, before, kept)
        number += 1
        if outcome is not None:
            found.append(outcome)
            if outcome.crashes or outcome.silent or outcome.gone or outcome.unfound or outcome.altered:
                print(f"{number}: {outcome}", file=sys.stderr, flush=True)
        shutil.rmtree(copy)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--injuries", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = run(arguments.injuries, Path(folder), arguments.seed)
    rows = [
        ("injuries", len(found)),
        ("crashes", sum(bool(one.crashes) for one in found)),
        ("silent losses", sum(bool(one.silent) for one in found)),
        ("kept files gone", sum(one.gone for one in found)),
        ("whole books not found", sum(bool(one.unfound) for one in found)),
        ("readable rows altered unseen", sum(bool(one.altered) for one in found)),
        ("seconds each", round(sum(one.seconds for one in found) / max(len(found), 1), 2)),
    ]
    publish("injuries", ("what", "times"), rows, f"{len(found)} injuries, seed {arguments.seed}")
    sys.exit(bool(sum(bool(one.crashes or one.silent or one.gone or one.unfound) for one in found)))


if __name__ == "__main__":
    main()
