"""Files made to cost too much: read or refused soon, called off at once, looked at, another upload done meanwhile.

    python3 run.py bench hostile_files FOLDER

Each file is tried in processes of its own. Memory is the most that the process and the largest of its children held
together. A cancel is asked for at the beginning of every stage and at five moments spread over the reading.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import ROOT, Settings
from storage.tables import SourceRow

MOST_SECONDS, MOST_MEGABYTES = 10.0, 1024
MOST_CANCEL, MOST_LOOK = 2.0, 5.0  # seconds
SMALL = "# 작은 교재\n\n광합성은 엽록체에서 일어난다. 을사늑약은 1905년에 체결되었다.\n"
CANCEL_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the time that the whole reading takes
LONGEST_TRIAL = 300.0


def try_reading(library: Library, file: Path) -> dict[str, Any]:
    """The whole reading, and another upload begun beside it."""
    small, done = library.path / "작은 교재.md", [0.0]
    small.write_text(SMALL, encoding="utf-8")
    begun = time.monotonic()

    def upload() -> None:
        library.add(small)
        done[0] = time.monotonic() - begun

    beside = threading.Thread(target=upload)
    beside.start()
    try:
        outcome = f"{library.add(file).pages} pages"
    except HyunmooError as error:
        outcome = error.code
    seconds = time.monotonic() - begun
    beside.join()
    return {"outcome": outcome, "seconds": seconds, "beside": done[0], "megabytes": measure_peak()}


def try_cancels(library: Library, file: Path, whole: float) -> dict[str, Any]:
    """The longest that a cancel takes to be heard, asked for at every stage and at moments of the reading."""
    stages: list[str] = []
    waited: dict[str, float] = {}

    def call_off(name: str, when: Callable[[str, float], bool]) -> None:
        cancel, asked, begun = threading.Event(), [0.0], time.monotonic()

        def ask() -> None:
            asked[0] = asked[0] or time.monotonic()
            cancel.set()

        def report(stage: str, done: int, total: int) -> None:
            stages.append(stage)
            if when(stage, time.monotonic() - begun):
                ask()

        timer = threading.Timer(float(name), ask) if name[0].isdigit() else None
        if timer:
            timer.start()
        try:
            library.add(file, progress=report, cancel=cancel)
        except HyunmooError as error:
            if error.code == "cancelled":
                waited[name] = time.monotonic() - asked[0]
        if timer:
            timer.cancel()
        for source in library.sources():
            library.remove(source.id)
        with library.store.writing() as session:
            session.execute(delete(SourceRow))

    call_off("read", lambda stage, spent: stage == "read")
    for name in [one for one in dict.fromkeys(stages) if one not in ("read", "done")] or ["index"]:
        call_off(name, lambda stage, spent, name=name: stage == name)  # type: ignore[misc]
    for share in CANCEL_SHARES:
        call_off(f"{share * whole:.2f}", lambda stage, spent: False)
    return {"waited": waited}


def try_looking(library: Library, file: Path) -> dict[str, Any]:
    """Its first and its last page as pictures."""
    try:
        source = library.add(file)
    except HyunmooError:
        return {"looking": 0.0, "looking_megabytes": 0}
    seconds = 0.0
    for number in {1, source.pages}:
        begun = time.monotonic()
        library.page_image(source.id, number)
        seconds = max(seconds, time.monotonic() - begun)
    return {"looking": seconds, "looking_megabytes": measure_peak()}


def measure_peak() -> int:
    """MiB that this process and its largest child held at most."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + child) // 1024


def run_trial(name: str, file: Path, *more: str) -> dict[str, Any]:
    """One trial in a process of its own."""
    command = [sys.executable, "-m", "bench.keeping.hostile_files", "--trial", name, str(file), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST_TRIAL, check=False)
    if done.returncode:
        return {"outcome": f"CRASH {done.stderr[-300:]}", "seconds": LONGEST_TRIAL, "waited": {"crash": LONGEST_TRIAL}}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def judge(file: Path) -> dict[str, Any]:
    """Everything about one file, and whether each limit was kept."""
    one = run_trial("reading", file)
    one |= run_trial("cancels", file, f"{one['seconds']:.2f}") | run_trial("looking", file)
    slowest = max(one["waited"].values(), default=0.0)
    good = (
        one["seconds"] <= MOST_SECONDS
        and one.get("megabytes", 0) <= MOST_MEGABYTES
        and slowest <= MOST_CANCEL
        and 0 < one.get("beside", 0) <= MOST_SECONDS
        and one.get("looking", 0) <= MOST_LOOK
        and one.get("looking_megabytes", 0) <= MOST_MEGABYTES
    )
    return one | {"file": file.name, "slowest": slowest, "faults": [] if good else ["over a limit"]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path)
    parser.add_argument("whole", type=float, nargs="?", default=1.0)
    parser.add_argument("--trial", choices=("reading", "cancels", "looking"))
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    if arguments.trial:
        with (
            tempfile.TemporaryDirectory() as place,
            closing(Library.open(place, settings=Settings(library=Path(place)))) as library,
        ):
            library.embedder.embed(["현무"])
            if arguments.trial == "reading":
                found = try_reading(library, arguments.files)
            elif arguments.trial == "cancels":
                found = try_cancels(library, arguments.files, arguments.whole)
            else:
                found = try_looking(library, arguments.files)
        print(json.dumps(found))
        return
    files = sorted(one for one in arguments.files.iterdir() if one.suffix != ".py")
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        for number in series.go_on(lambda: len(series.outcomes) >= len(files)):
            series.keep(number, **judge(files[number]))
    rows = []
    for one in series.outcomes:
        cells = [round(one.get(name, 0), 1) for name in ("seconds", "megabytes", "beside")]
        cancel = f"{one['slowest']:.1f} of {len(one['waited'])}"
        looking = [round(one.get(name, 0), 1) for name in ("looking", "looking_megabytes")]
        rows.append((one["file"], one["outcome"], *cells, cancel, *looking, "NO" if one["faults"] else ""))
    heads = ("file", "outcome", "s", "MiB", "other upload, s", "cancel, s of tries", "looked at, s", "MiB then", "")
    worse = sum(bool(one["faults"]) for one in series.outcomes)
    publish("hostile_files", heads, rows, f"{worse} over a limit")
    sys.exit(bool(worse))


if __name__ == "__main__":
    main()
