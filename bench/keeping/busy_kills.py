"""A busy library (questions, quizzes, books, backups) killed at random moments: what was acknowledged is there.

    python3 run.py bench busy_kills --kills 120 --folder F --seconds 300

Children are forked from a process that has loaded everything, so that their lives are spent on the work. A new library
is begun every twenty kills.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import korean
from bench.keeping.acknowledged import find_losses, read_said
from bench.keeping.busy_library import BUSY_OPERATIONS, SAID_FILE, prepare, work, write_said
from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish

KILLS_A_LIBRARY = 20
FAILED_BY_ITSELF = "the child failed by itself"
FORK = multiprocessing.get_context("fork")
LONGEST_LIFE = 2.0  # seconds of work until a kill at any moment
LONGEST_CHANGE = 0.15  # seconds after the beginning of one within which half of the kills fall


def kill_worker(folder: Path, seed: int) -> str:
    """A forked child at work, killed; what it was doing."""
    rng = random.Random(seed)
    before = (folder / SAID_FILE).stat().st_size if (folder / SAID_FILE).exists() else 0
    chosen = (rng.choice(list(BUSY_OPERATIONS)),) * 3 + tuple(BUSY_OPERATIONS)
    child = FORK.Process(target=_work_on, args=(folder, seed, chosen))
    child.start()
    skip, at_change = rng.randrange(1, 6), rng.random() < 0.5
    _wait_for(folder, before, skip if at_change else 1)
    time.sleep(rng.uniform(0, LONGEST_CHANGE if at_change else LONGEST_LIFE))
    child.kill()
    child.join()
    if child.exitcode != -signal.SIGKILL:
        return FAILED_BY_ITSELF
    lines = read_said((folder / SAID_FILE).read_bytes()[before:].splitlines(keepends=True))
    begun = [line for line in lines if "begin" in line or "done" in line]
    return str(begun[-1]["begin"]) if begun and "begin" in begun[-1] else "between"


def _work_on(folder: Path, seed: int, chosen: tuple[str, ...]) -> None:
    korean.tokenize("준비")  # its threads would not outlive a fork
    work(folder, seed, 10_000, write_said(folder), chosen)


def _wait_for(folder: Path, before: int, changes: int) -> None:
    """Until so many changes were begun, or a child takes too long to begin them."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if (folder / SAID_FILE).exists() and (folder / SAID_FILE).read_bytes()[before:].count(b'"begin"') >= changes:
            return
        time.sleep(0.005)


def run(kills: int, folder: Path, series: TrialSeries, seed: int) -> None:
    for number in series.go_on(lambda: len(series.outcomes) >= kills):
        here = folder / f"library-{number // KILLS_A_LIBRARY}"
        if not (here / "library" / "hyunmoo.db").exists() or (here / "spoilt").exists():
            shutil.rmtree(here, ignore_errors=True)
            here.mkdir()
            run_in_child(prepare, here)
        moment = kill_worker(here, seed * 100_000 + number)
        losses = here / "losses.json"
        losses.unlink(missing_ok=True)
        run_in_child(_write_losses, here, losses)
        found = json.loads(losses.read_text()) if losses.exists() else ["the check failed"]
        found += [moment] if moment == FAILED_BY_ITSELF else []
        if found:
            (here / "spoilt").touch()
        series.keep(number, moment=moment, faults=found)


def _write_losses(folder: Path, losses: Path) -> None:
    said = read_said((folder / SAID_FILE).read_bytes().splitlines(keepends=True))
    losses.write_text(json.dumps(find_losses(folder, said), ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(folder / "elsewhere", ignore_errors=True)


def run_in_child(do: Callable[..., None], *arguments: Any) -> None:
    """In a process of its own, so that this one never opens a database before it forks."""
    child = FORK.Process(target=do, args=arguments)
    child.start()
    child.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    assert threading.active_count() == 1
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.kills, folder, series, arguments.seed)
    moments = Counter(one["moment"] for one in series.outcomes)
    faults = sum(bool(one["faults"]) for one in series.outcomes)
    publish(
        "busy_kills",
        ("killed during", "times"),
        [*moments.most_common(), ("faults", faults)],
        f"{arguments.kills} kills",
    )
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
