"""Killed at random moments, is a library ever the worse for it? Acknowledged writes, half
sources, and what check leaves.

    python3 run.py bench chaos --kills 300 --full 50

A child adds (long texts too, whose first passages are shown early), removes, restores, replaces, searches (which writes
the index file), makes the vectors of another embedder and checks, in a loop, and prints a line before and after each;
the parent kills it with SIGKILL, half the time just as it begins to write, now and then deletes or damages an index
file, opens the library and compares. Every tenth kill a new folder is begun, so that the making of the database is
killed as well. ``--full``: so many more children whose files may not grow beyond a random size, as on a full disk; what
is refused must leave everything as it was.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.keeping.chaos_child import LONG_SECTIONS
from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import Settings

PROJECT_ROOT = Path(__file__).resolve().parents[2]
LONGEST_RUN = 1.5  # seconds from the child's start of work to a kill at any moment
WRITING = 0.06  # seconds after a write's beginning within which half of the kills fall
FAILED = "the child failed"
KILLS_A_SHELF = 10
MOST_ROOM = 400  # KiB
DAMAGED = 0.3  # share of the kills after which an index file is deleted or damaged
State = dict[str, tuple[str, bool]]  # source id -> the number of its text, whether it is on the shelf


@dataclass
class ExpectedShelf:
    """What the library has acknowledged, and the change that was under way."""

    folder: Path
    state: State = field(default_factory=dict)
    pending: dict[str, Any] | None = None
    started: bool = False  # the last child
    refusals: Counter[str] = field(default_factory=Counter)

    def acknowledge(self, line: dict[str, Any]) -> None:
        self.started = True
        if "begin" in line:
            self.pending = line
        elif "done" in line:
            self.state, self.pending = self.apply(line["done"], line["source"], line["number"]), None
        elif "refused" in line:
            self.pending = None
            self.refusals[line["refused"]] += 1

    def apply(self, operation: str, source: str, number: str) -> State:
        """The state after a change."""
        if operation in ("add", "long", "replace"):
            return self.state | {source: (number, True)}
        if operation in ("remove", "restore"):
            return self.state | {source: (self.state[source][0], operation == "restore")}
        return self.state


def kill_child(shelf: ExpectedShelf, seed: int, room: int = 0) -> str:
    """One child, killed, or left to itself with so much room; what it was doing."""
    rng = random.Random(seed)
    gone = [source for source, (_, present) in shelf.state.items() if not present]
    (shelf.folder / "removed").write_text("\n".join(gone))
    command = [sys.executable, "-m", "bench.keeping.chaos_child", str(shelf.folder), str(seed), str(room)]
    child = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    shelf.started = False
    at_write, skip = rng.random() < 0.5, rng.randrange(3)
    timer: threading.Timer | None = None
    assert child.stdout is not None
    for line in map(json.loads, _whole(child.stdout)):
        shelf.acknowledge(line)
        begins_to_write = line.get("stage") in ("index", "rebuild") or line.get("begin") in (
            "remove",
            "restore",
            "search",
            "check",
        )
        if at_write and begins_to_write:
            skip -= 1
        if timer is None and not room and (skip < 0 if at_write else "ready" in line):
            timer = threading.Timer(rng.uniform(0, WRITING if at_write else LONGEST_RUN), child.kill)
            timer.start()
    child.wait()
    if child.returncode not in (0, -signal.SIGKILL) or not shelf.started:
        return FAILED
    return str(shelf.pending["begin"]) if shelf.pending else "between"


def _whole(lines: Any) -> Iterator[str]:
    return (line for line in lines if line.endswith("\n"))


def harm(folder: Path, rng: random.Random) -> None:
    """Now and then an index file is lost, cut, or has a wrong byte."""
    files = sorted(folder.iterdir()) if folder.exists() else []
    if not files or rng.random() > DAMAGED:
        return
    file = rng.choice(files)
    content = bytearray(file.read_bytes())
    how = rng.choice(("lost", "cut", "wrong"))
    if how == "lost" or not content:
        file.unlink()
    elif how == "cut":
        file.write_bytes(content[: rng.randrange(len(content))])
    else:
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
        file.write_bytes(content)


def faults(shelf: ExpectedShelf, rng: random.Random) -> list[str]:
    """What is wrong with the library after a kill; the state is brought up to what is found."""
    found = []
    harm(shelf.folder / "library" / "index", rng)
    try:
        library = Library.open(shelf.folder / "library", settings=Settings(library=shelf.folder / "library"))
    except HyunmooError as error:
        return [f"unreadable: {error.code}"]
    try:
        library.rebuild()
        found += [f"half: {source.id}" for source in library.sources() if source.reading]
        found += _compare(shelf, library)
        library.check(repair=True)
        found += [f"left by check: {problem.code}" for problem in library.check()]
        found += [f"after check: {fault}" for fault in _compare(shelf, library)]
    except HyunmooError as error:
        found.append(f"unusable: {error.code}")
    finally:
        library.close()
    return found


def _compare(shelf: ExpectedShelf, library: Library) -> list[str]:
    """The library against what was acknowledged: that, or that with the change under way made whole."""
    present = {source.id: library.text(source.id, 0, 10**6) for source in library.sources()}
    texts = {source: text for source, text in present.items()}
    states = [shelf.state]
    if shelf.pending:
        line = shelf.pending
        new = [line["source"]] if line["source"] else [source for source in texts if source not in shelf.state]
        states += [shelf.apply(line["begin"], source, line["number"]) for source in new]
    for state in states:
        wanted = {source: number for source, (number, there) in state.items() if there}
        if set(wanted) == set(texts) and all(_is(texts[source], wanted[source]) for source in wanted):
            shelf.state, shelf.pending = state, None
            return [f"not found: {n}" for s, n in wanted.items() if not _searchable(library, s, n)]
    return [f"lost: {shelf.pending and shelf.pending['begin']}"]


def _is(text: str, number: str) -> bool:
    return text.count(f"판의 번호는 {number}이다.") in (8, LONG_SECTIONS) and text.rstrip().endswith(
        f"번호는 {number}이다."
    )


def _searchable(library: Library, source: str, number: str) -> bool:
    hits = [
        library.search(f"마지막 문장의 번호는 {number}", k=5, sources=[source], legs=legs)
        for legs in ("fused", "dense")
    ]
    return all(
        found and all(hit.passage.source_id == source and number in hit.passage.text for hit in found) for found in hits
    )


def run(kills: int, folder: Path, series: TrialSeries, seed: int = 1, full: int = 0) -> None:
    """So many kills, then so many full disks: what was under way at each, or was refused, and every fault."""
    shelf: ExpectedShelf | None = None
    for kill in series.go_on(lambda: len(series.outcomes) >= kills + full):
        if shelf is None or kill % KILLS_A_SHELF == 0:
            shelf = ExpectedShelf(folder / f"{kill}-{seed}")
            shutil.rmtree(shelf.folder, ignore_errors=True)
            shelf.folder.mkdir(parents=True)
        room = random.Random(kill).randint(1, MOST_ROOM) if kill >= kills else 0
        moment = kill_child(shelf, seed * 100_000 + kill, room)
        moments = list(shelf.refusals.elements()) if room else [moment]
        shelf.refusals = Counter()
        wrong = [FAILED] if moment == FAILED else []
        wrong += faults(shelf, random.Random(-kill))
        series.keep(kill, moments=moments, faults=wrong)
        shelf = None if wrong else shelf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--full", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.kills, folder, series, arguments.seed, arguments.full)
    moments = Counter(moment for one in series.outcomes for moment in one["moments"])
    wrong = sum(bool(one["faults"]) for one in series.outcomes)
    notes = f"{arguments.kills} kills, {arguments.full} full disks"
    publish("chaos", ("killed during, or refused", "times"), [*moments.most_common(), ("faults", wrong)], notes)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
