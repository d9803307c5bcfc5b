"""Killed at random moments, is a library ever the worse for it? Acknowledged writes, half sources, and what check leaves.

    python3 run.py bench chaos --kills 300

A child adds, removes, restores, replaces, searches (which writes the index file) and checks in a loop and prints a line before and
after each; the parent kills it with SIGKILL, half the time just as it begins to write, opens the library and compares. Every tenth
kill a new folder is begun, so that the making of the database is killed as well.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.report import publish
from errors import HyunmooError
from knowledge import Library, dense
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SOURCES = 6  # no more than these on a shelf
LONGEST = 1.5  # seconds from the child's start of work to a kill at any moment
WRITING = 0.06  # seconds after a write's beginning within which half of the kills fall
OPERATIONS = ("add", "add", "remove", "restore", "replace", "replace", "search", "check")
State = dict[str, tuple[str, bool]]  # source id -> the number of its text, whether it is on the shelf


def text_of(number: str) -> str:
    """A document that no other is like; the number stands in its last sentence too."""
    body = "\n\n".join(
        f"## {n}절\n\n{n}번째 절은 광합성과 을사늑약을 다룬다. 판의 번호는 {number}이다." for n in range(1, 9)
    )
    return f"# 교재 {number}\n\n{body}\n\n마지막 문장의 번호는 {number}이다.\n"


# -- the child ---------------------------------------------------------------------------------------------------------


def work(folder: Path, seed: int) -> None:
    """Change the library until killed."""

    def say(**line: object) -> None:
        print(json.dumps(line), flush=True)

    rng = random.Random(seed)
    dense._FILE_FROM = 1  # a small library writes its index file too
    settings = Settings(library=folder / "library")
    import korean
    from knowledge.embedders import load_embedder

    load_embedder(settings)
    korean.tokenize("준비")
    say(ready=True)
    library = Library.open(settings.library, settings=settings)
    removed: list[str] = [line for line in (folder / "removed").read_text().split() if line]
    for turn in range(1_000_000):
        kept = [source.id for source in library.sources()]
        operation = rng.choice(OPERATIONS)
        source = rng.choice(removed if operation == "restore" else kept) if kept and removed else None
        if operation == "add" and len(kept) >= SOURCES:
            operation, source = "remove", rng.choice(kept)
        if operation in ("remove", "replace") and kept:
            source = rng.choice(kept)
        elif operation in ("remove", "replace", "restore") and source is None:
            operation = "add"
        number = f"{seed}-{turn}"
        file = folder / "incoming.md"
        file.write_text(text_of(number), encoding="utf-8")
        say(begin=operation, source=source, number=number)
        if operation == "add":
            source = library.add(file, progress=lambda stage, done, total: say(stage=stage)).id
        elif operation == "replace" and source:
            library.replace(source, file, progress=lambda stage, done, total: say(stage=stage))
        elif operation == "remove" and source:
            library.remove(source)
            removed.append(source)
        elif operation == "restore" and source:
            library.restore(source)
            removed.remove(source)
        elif operation == "check":
            library.check(repair=True)
        else:
            library.search("광합성")
        say(done=operation, source=source, number=number)


# -- the parent --------------------------------------------------------------------------------------------------------


@dataclass
class Shelf:
    """What the library has acknowledged, and the change that was under way."""

    folder: Path
    state: State = field(default_factory=dict)
    pending: dict[str, Any] | None = None

    def acknowledge(self, line: dict[str, Any]) -> None:
        if "begin" in line:
            self.pending = line
        elif "done" in line:
            self.state, self.pending = self.applied(line["done"], line["source"], line["number"]), None

    def applied(self, operation: str, source: str, number: str) -> State:
        """The state after a change."""
        if operation in ("add", "replace"):
            return self.state | {source: (number, True)}
        if operation in ("remove", "restore"):
            return self.state | {source: (self.state[source][0], operation == "restore")}
        return self.state


def killed(shelf: Shelf, seed: int) -> str:
    """One child, killed; what it was doing."""
    rng = random.Random(seed)
    gone = [source for source, (_, present) in shelf.state.items() if not present]
    (shelf.folder / "removed").write_text("\n".join(gone))
    command = [sys.executable, "-m", "bench.chaos", "--work", str(shelf.folder), "--seed", str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    at_write, skip = rng.random() < 0.5, rng.randrange(3)
    timer: threading.Timer | None = None
    assert child.stdout is not None
    for line in map(json.loads, _whole(child.stdout)):
        shelf.acknowledge(line)
        begins_to_write = line.get("stage") == "index" or line.get("begin") in ("remove", "restore", "search", "check")
        if at_write and begins_to_write:
            skip -= 1
        if timer is None and (skip < 0 if at_write else "ready" in line):
            timer = threading.Timer(rng.uniform(0, WRITING if at_write else LONGEST), child.kill)
            timer.start()
    child.wait()
    return str(shelf.pending["begin"]) if shelf.pending else "between"


def _whole(lines: Any) -> Iterator[str]:
    return (line for line in lines if line.endswith("\n"))


def faults(shelf: Shelf) -> list[str]:
    """What is wrong with the library after a kill; the state is brought up to what is found."""
    found = []
    try:
        library = Library.open(shelf.folder / "library", settings=Settings(library=shelf.folder / "library"))
    except HyunmooError as error:
        return [f"unreadable: {error.code}"]
    try:
        found += _compare(shelf, library)
        library.check(repair=True)
        found += [f"left by check: {problem.code}" for problem in library.check()]
        found += [f"after check: {fault}" for fault in _compare(shelf, library)]
    except HyunmooError as error:
        found.append(f"unusable: {error.code}")
    finally:
        library.close()
    return found


def _compare(shelf: Shelf, library: Library) -> list[str]:
    """The library against what was acknowledged: that, or that with the change under way made whole."""
    present = {source.id: library.text(source.id, 0, 10**6) for source in library.sources()}
    texts = {source: text for source, text in present.items()}
    states = [shelf.state]
    if shelf.pending:
        line = shelf.pending
        new = [line["source"]] if line["source"] else [source for source in texts if source not in shelf.state]
        states += [shelf.applied(line["begin"], source, line["number"]) for source in new]
    for state in states:
        wanted = {source: number for source, (number, there) in state.items() if there}
        if set(wanted) == set(texts) and all(_is(texts[source], wanted[source]) for source in wanted):
            shelf.state, shelf.pending = state, None
            return [f"not found: {n}" for s, n in wanted.items() if not _searchable(library, s, n)]
    return [f"lost: {shelf.pending and shelf.pending['begin']}"]


def _is(text: str, number: str) -> bool:
    return text.count(f"판의 번호는 {number}이다.") == 8 and text.rstrip().endswith(f"번호는 {number}이다.")


def _searchable(library: Library, source: str, number: str) -> bool:
    hits = [
        library.search(f"마지막 문장의 번호는 {number}", k=5, sources=[source], legs=legs)
        for legs in ("fused", "dense")
    ]
    return all(
        found and all(hit.passage.source_id == source and number in hit.passage.text for hit in found) for found in hits
    )


def run(kills: int, folder: Path, seed: int = 1) -> tuple[Counter[str], list[str]]:
    """So many kills: what was under way at each, and every fault."""
    moments: Counter[str] = Counter()
    found: list[str] = []
    shelf = Shelf(folder)
    for kill in range(kills):
        if kill % 10 == 0:
            shelf = Shelf(folder / str(kill))
            shelf.folder.mkdir(parents=True)
        moments[killed(shelf, seed * 100_000 + kill)] += 1
        wrong = faults(shelf)
        found += [f"kill {kill}: {fault}" for fault in wrong]
        if (kill + 1) % 10 == 0 or wrong:
            print(f"{kill + 1} kills, {len(found)} faults {wrong or ''}", file=sys.stderr, flush=True)
        if wrong:
            shelf = Shelf(folder / f"{kill}-next")
            shelf.folder.mkdir(parents=True)
    return moments, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        work(arguments.work, arguments.seed)
        return
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        moments, found = run(arguments.kills, Path(folder), arguments.seed)
    rows = [(moment, count) for moment, count in moments.most_common()] + [("faults", len(found))]
    for fault in found:
        print(fault)
    notes = f"{arguments.kills} kills, {len(found)} faults, {time.perf_counter() - started:.0f} s"
    publish("chaos", ("killed during", "times"), rows, notes)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
