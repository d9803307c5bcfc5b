"""A disk that is full, or that can only be read: what is refused, what still works, what is left.

    python3 run.py bench full_disks --full 50 --read-only 20 --folder F --seconds 300

Each library lies on a tmpfs of its own (Linux, in a namespace of its own: no rights are needed) that has room for so
many KiB more, from none to half a megabyte, so that the disk is full in the middle of whatever is being written; or
that is mounted to be read only. Refused must be with ``disk_full`` or ``storage_read_only``, nothing else; questions
and searches must go on; with room again everything that was acknowledged must be there.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.keeping.acknowledged import find_losses, read_said
from bench.keeping.busy_kills import run_in_child
from bench.keeping.busy_library import SAID_FILE, open_shelf, prepare, work, write_said
from bench.keeping.injuries import CRASH_ERRORS
from bench.keeping.slices import TrialSeries, add_slice_arguments, open_series
from bench.report import publish
from errors import HyunmooError

MOST_ROOM_LEFT = 512  # KiB
AMPLE = 400  # MiB of a tmpfs that has room
DISK_TURNS = 14
NEW_USER, NEW_MOUNTS = 0x10000000, 0x00020000  # of Linux
REFUSALS_OF = {"full": {"disk_full", "unsaved"}, "read only": {"storage_read_only", "backup_unwritable", "unsaved"}}


def use_disk(folder: Path, seed: int, kind: str) -> dict[str, Any]:
    """One library on a disk of its own, filled or read only: faults, and what was refused. Runs inside a namespace."""
    rng = random.Random(seed)
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={AMPLE}m", "tmpfs", str(disk)], check=True)
    shutil.copytree(folder / "prepared" / "library", disk / "library")
    used = sum(file.stat().st_size + 4096 for file in disk.rglob("*")) // 1024
    limit = "ro" if kind == "read only" else f"size={used + rng.randint(0, MOST_ROOM_LEFT)}k"
    subprocess.run(["mount", "-o", f"remount,{limit}", str(disk)], check=True)
    (folder / SAID_FILE).unlink(missing_ok=True)
    faults = []
    try:
        work(disk, seed, DISK_TURNS, write_said(folder))
        faults += read_on(disk)
    except (*CRASH_ERRORS, HyunmooError) as error:  # what the person would see
        faults.append(f"crash: {error!r}"[:300])
    said = read_said((folder / SAID_FILE).read_bytes().splitlines(keepends=True))
    refused = Counter(f"{line['begin']}: {line['refused']}" for line in said if "refused" in line)
    faults += [f"refused {name}" for name in refused if name.split(": ")[1] not in REFUSALS_OF[kind]]
    subprocess.run(["mount", "-o", f"remount,rw,size={AMPLE}m", str(disk)], check=True)
    return {"faults": faults + find_losses(disk, said), "refused": dict(refused)}


def read_on(disk: Path) -> list[str]:
    """What must go on where nothing can be written."""
    with closing(open_shelf(disk)) as assistant:
        answer = assistant.ask("을사늑약은 언제 체결되었나", thread="t0")
        found = [] if answer.citations else ["no answer"]
        found += [] if assistant.library.search("갑신정변") else ["no search"]
        assistant.library.check()
        for thread in assistant.threads():
            assistant.history(thread.id)
    return found


def run(full: int, read_only: int, folder: Path, series: TrialSeries, seed: int) -> None:
    prepared = folder / "prepared"
    if not (prepared / "whole").exists():
        shutil.rmtree(prepared, ignore_errors=True)
        prepared.mkdir()
        run_in_child(prepare, prepared)
        (prepared / "whole").touch()
    for number in series.go_on(lambda: len(series.outcomes) >= full + read_only):
        kind = "full" if number < full else "read only"
        told = folder / "told.json"
        told.unlink(missing_ok=True)
        run_in_child(_use_disk_inside, folder, seed * 100_000 + number, kind, told)
        failed = {"faults": ["the child failed"], "refused": {}}
        series.keep(number, kind=kind, **(json.loads(told.read_text()) if told.exists() else failed))


def _use_disk_inside(folder: Path, seed: int, kind: str, told: Path) -> None:
    """In a namespace whose mounts nobody else sees, as one who may mount there."""
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(NEW_USER | NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), "no namespaces here")
    own = Path("/proc/self")
    (own / "setgroups").write_text("deny")
    (own / "uid_map").write_text(f"0 {user} 1")
    (own / "gid_map").write_text(f"0 {group} 1")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)
    told.write_text(json.dumps(use_disk(folder, seed, kind), ensure_ascii=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", type=int, default=50)
    parser.add_argument("--read-only", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    add_slice_arguments(parser)
    arguments = parser.parse_args()
    with open_series(arguments.folder) as folder:
        series = TrialSeries(folder, arguments.seconds)
        run(arguments.full, arguments.read_only, folder.resolve(), series, arguments.seed)
    refused = Counter[str]()
    for one in series.outcomes:
        refused.update({f"{one['kind']}, {name}": count for name, count in one["refused"].items()})
    wrong = sum(bool(one["faults"]) for one in series.outcomes)
    rows = [*refused.most_common(), ("disks", len(series.outcomes)), ("faults", wrong)]
    publish("full_disks", ("refused", "times"), rows, f"{arguments.full} full, {arguments.read_only} read only")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
