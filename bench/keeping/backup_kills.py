"""Killed while a backup is written, put back or a schema changes: is the old there, or the new, and nothing between?

    python3 run.py bench backup_kills --kills 60

Kinds in turn: a backup over an older one, a restore over another library, a migration from the schema before the last.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.keeping.stocked_library import snapshot, stock
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from knowledge.integrity.library_backup import back_up_library, restore_library
from settings import ROOT, SAMPLES, Settings
from storage.engine import MIGRATIONS

LONGEST_UNTIL_KILL = {
    "backup": 0.6,
    "restore": 0.8,
    "migration": 0.6,
}  # seconds from the child's start of work to its end
OLD_REVISION = "0010"  # the schema from which a migration comes
CHILD = """
import sys
from pathlib import Path
from knowledge.integrity.library_backup import back_up_library, restore_library
from storage import Database
what, library, backup = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
import alembic.command
print("ready", flush=True)
if what == "backup":
    back_up_library(library, backup)
elif what == "restore":
    restore_library(backup, library)
else:
    Database(library / "hyunmoo.db").close()
"""


def age_library(folder: Path, revision: str) -> None:
    """Take a library's record back to an older schema."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(f"sqlite:///{folder / 'hyunmoo.db'}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
    engine.dispose()


def kill_child(what: str, library: Path, backup: Path, rng: random.Random) -> bool:
    """Whether the child was killed before it had ended."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, what, str(library), str(backup)], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    timer = threading.Timer(rng.uniform(0, LONGEST_UNTIL_KILL[what]), child.kill)
    timer.start()
    child.wait()
    timer.cancel()
    child.stdout.close()
    return child.returncode == -signal.SIGKILL


def find_faults(what: str, library: Path, backup: Path, before: dict[str, dict[str, str]], folder: Path) -> list[str]:
    """What is neither as before nor as it should have become."""
    found = []
    try:
        opened = Library.open(library, settings=Settings(library=library))
        opened.check(repair=True)
        found += [f"left by check: {one.code}" for one in opened.check()]
        found += [] if opened.search("광합성") else ["nothing is found"]
        opened.close()
        now = snapshot(library)
        if what == "backup":
            restore_library(backup, folder / "back")
            if snapshot(folder / "back")["sources"] not in (before["old"], before["new"]):
                found.append("the backup is neither")
        wanted = (before["old"], before["new"]) if what == "restore" else (before["new"],)
        if now["sources"] not in wanted:
            found.append("the library is neither")
    except (HyunmooError, sqlite3.Error, OSError) as error:
        found.append(repr(error)[:120])
    return found


def prepare(folder: Path) -> dict[str, dict[str, str]]:
    """Two libraries and a backup of the older one; the texts of both."""
    old, new, backup = folder / "old", folder / "new", folder / "old.hyunmoo"
    if not backup.exists():
        for path in (old, new):
            shutil.rmtree(path, ignore_errors=True)
        stock(old)
        shutil.copytree(old, new)
        library = Library.open(new, settings=Settings(library=new))
        library.add(SAMPLES[0].with_name("science.md"))
        library.close()
        back_up_library(old, backup)
    return {"old": snapshot(old)["sources"], "new": snapshot(new)["sources"]}


def run(kills: int, folder: Path, series: TrialSeries, seed: int = 1) -> None:
    """So many kills: what each fell into, and every fault."""
    states = prepare(folder)
    for number in series.go_on(lambda: len(series.outcomes) >= kills):
        rng = random.Random(seed * 100_000 + number)
        what = ("backup", "restore", "migration")[number % 3]
        here = folder / "kill"
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir()
        shutil.copytree(folder / "new", here / "library")
        shutil.copy2(folder / "old.hyunmoo", here / "a.hyunmoo")
        if what == "migration":
            age_library(here / "library", OLD_REVISION)
        killed = kill_child(what, here / "library", here / "a.hyunmoo", rng)
        wrong = find_faults(what, here / "library", here / "a.hyunmoo", states, here)
        series.keep(number, moment=f"{what}, {'killed' if killed else 'done'}", faults=wrong)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.kills, folder, series, arguments.seed)
    moments = Counter(one["moment"] for one in series.outcomes)
    wrong = sum(bool(one["faults"]) for one in series.outcomes)
    rows = [*moments.most_common(), ("faults", wrong)]
    publish("backup_kills", ("moment", "times"), rows, f"{len(series.outcomes)} kills")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
