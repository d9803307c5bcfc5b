"""The power goes while a library is busy: what was acknowledged is there, and no row is torn.

    python3 run.py bench power_cuts --cuts 100 --folder F --seconds 300

A busy library's writes and syncs are traced (write_trace.c, preloaded; a C compiler is needed). At random moments, half
of them right behind an acknowledgement, the disk is laid out anew as it may be found afterwards: of what was not synced
some sectors and names are new and others old. The library is then opened, checked and held against what was said.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bench.keeping.acknowledged import find_losses, read_said
from bench.keeping.busy_library import SAID_FILE
from bench.keeping.disk_replay import TracedDisk, TraceRecord, read_trace
from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish
from settings import ROOT

CUTS_A_TRACE = 25
BUSY_TURNS = 40  # changes of a traced library
TRACER = Path(__file__).with_name("write_trace.c")
BUSY_CHILD = (
    "import sys; from pathlib import Path; from bench.keeping.busy_library import *; folder = Path(sys.argv[1]);"
)
BUSY_CHILD += "prepare(folder); work(folder, int(sys.argv[2]), int(sys.argv[3]), write_said(folder))"


def trace_work(folder: Path, seed: int) -> list[TraceRecord]:
    """What a busy library does to its files, from the making of its database on."""
    tracer, log, busy = folder / "write_trace.so", folder / "trace", folder / "busy"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(tracer), str(TRACER), "-ldl"], check=True)
    log.unlink(missing_ok=True)
    shutil.rmtree(busy, ignore_errors=True)
    busy.mkdir(parents=True)
    traced = ["env", f"LD_PRELOAD={tracer}", f"TRACE_FOLDER={busy}", f"TRACE_LOG={log}"]
    command = [*traced, sys.executable, "-c", BUSY_CHILD, str(busy), str(seed), str(BUSY_TURNS)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return list(read_trace(log))


def choose_moments(trace: list[TraceRecord], busy: Path, rng: random.Random) -> list[int]:
    """Numbers of records behind which the power goes, none before the first acknowledgement."""
    made = next(n for n, one in enumerate(trace) if one.kind == "C" and one.path == str(busy / SAID_FILE))
    spoken = [n for n, one in enumerate(trace) if n > made and one.kind == "W" and one.inode == trace[made].inode]
    some = [rng.choice(spoken) for _ in range(CUTS_A_TRACE // 2)]
    return sorted([*some, *(rng.randrange(spoken[0], len(trace)) for _ in range(CUTS_A_TRACE - len(some)))])


def run(cuts: int, folder: Path, series: TrialSeries, seed: int) -> None:
    trace: list[TraceRecord] = []
    traced = -1
    for number in series.go_on(lambda: len(series.outcomes) >= cuts):
        if traced != number // CUTS_A_TRACE:
            traced = number // CUTS_A_TRACE
            trace = trace_work(folder, seed * 1000 + traced)
        moments = choose_moments(trace, folder / "busy", random.Random(seed * 1000 + traced))
        disk, after, said = TracedDisk(folder / "busy"), folder / "after", bytearray()
        for one in trace[: moments[number % CUTS_A_TRACE] + 1]:
            disk.take(one)
        spoken = disk.files[disk.live[str(folder / "busy" / SAID_FILE)]]
        spoken.sync()  # what was said was heard, wherever it is kept
        said += spoken.content
        disk.cut_power(random.Random(seed * 100_000 + number), after, folder / "busy")
        lines = read_said(bytes(said).splitlines(keepends=True))
        begun = [line for line in lines if "begin" in line or "done" in line]
        moment = str(begun[-1]["begin"]) if begun and "done" not in begun[-1] else "between"
        series.keep(number, moment=moment, faults=find_losses(after, lines), lines=len(lines))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.cuts, folder, series, arguments.seed)
    moments = Counter(one["moment"] for one in series.outcomes)
    faults = sum(bool(one["faults"]) for one in series.outcomes)
    rows = [*moments.most_common(), ("faults", faults)]
    publish("power_cuts", ("the power went during", "times"), rows, f"{len(series.outcomes)} cuts")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
