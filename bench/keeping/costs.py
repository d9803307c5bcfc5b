"""What asking, reading and starting cost in processor time, beside other versions of the program.

    python3 run.py bench costs [FOLDER OF ANOTHER VERSION ...] --times 5

Each measure is taken in processes of its own, the versions in turn, so that what else the machine does falls on all of
them; the median is shown, and its share of the first folder's.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish
from settings import ROOT

_OPEN = """
import resource, sys, tempfile
from pathlib import Path
def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
sys.path.insert(0, ".")
from settings import SAMPLES, Settings
"""
_ASK = """
from agent import Assistant
assistant = Assistant.open(Settings(library=Path(sys.argv[1])))
questions = ["을사늑약은 언제 체결되었나", "광합성은 어디에서 일어나나", "갑신정변이란?", "그러면 그다음은?"]
for question in questions:
    assistant.ask(question, thread="first")
before = spent()
for turn in range(10):
    for question in questions:
        assistant.ask(question, thread=f"t{turn}")
print((spent() - before) / 40)
"""
_INGEST = """
from knowledge import Library
import korean
korean.tokenize("준비")
with tempfile.TemporaryDirectory() as folder:
    library = Library.open(folder, settings=Settings(library=Path(folder)))
    before = spent()
    for book in SAMPLES:
        library.add(book)
    print(spent() - before)
"""
_START = """
from streamlit.testing.v1 import AppTest
import os
os.environ["HYUNMOO_LIBRARY"] = sys.argv[1]
AppTest.from_file("ui/streamlit_app.py", default_timeout=120).run()
print(spent())
"""
_COLD = """
from agent import Assistant
assistant = Assistant.open(Settings(library=Path(sys.argv[1])))
assistant.ask("을사늑약은 언제 체결되었나", thread="cold")
assistant.close()
print(spent())
"""
_PREPARE = """
from knowledge import Library
library = Library.open(sys.argv[1], settings=Settings(library=Path(sys.argv[1])))
for book in SAMPLES:
    library.add(book)
library.close()
"""
COST_MEASURES = {
    "a cold question": _COLD,
    "a question": _ASK,
    "reading two textbooks": _INGEST,
    "the app's start": _START,
}


def run_in(tree: Path, code: str, *arguments: str) -> str:
    """The last line that a piece of code prints with another version's modules."""
    command = ["env", f"PYTHONPATH={tree}", "OMP_NUM_THREADS=1", sys.executable, "-c", _OPEN + code, *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", type=Path, nargs="*")
    parser.add_argument("--times", type=int, default=5)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    trees = [*(tree.resolve() for tree in arguments.trees), ROOT]
    trials = [(what, tree) for _ in range(arguments.times) for what in COST_MEASURES for tree in trees]
    with open_series(arguments.folder) as folder:
        for number, tree in enumerate(trees):
            if not (folder / str(number)).exists():
                run_in(tree, _PREPARE, str(folder / str(number)))
        series = TrialSeries(folder, arguments.seconds)
        for number in series.go_on(lambda: len(series.outcomes) >= len(trials)):
            what, tree = trials[number]
            library = str((folder / str(trees.index(tree))).resolve())
            series.keep(
                number, what=what, tree=trees.index(tree), seconds=float(run_in(tree, COST_MEASURES[what], library))
            )
    spent: dict[tuple[str, int], list[float]] = defaultdict(list)
    for one in series.outcomes:
        spent[one["what"], one["tree"]].append(one["seconds"])
    rows = []
    for what in COST_MEASURES:
        middles = [statistics.median(spent[what, number]) for number in range(len(trees))]
        rows.append((what, *(f"{1000 * one:.0f} ms ({one / middles[0] - 1:+.1%})" for one in middles)))
    publish("costs", ("processor time of", *(tree.name for tree in trees)), rows, f"median of {arguments.times}")


if __name__ == "__main__":
    main()
