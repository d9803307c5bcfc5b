"""Long series of trials done in slices: every outcome is a line of a file, a later start goes on behind the last."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

UNFINISHED = 75  # exit code of a slice behind which trials are left


def add_slice_arguments(parser: ArgumentParser) -> None:
    """``--folder``, where a series lives between its slices, and ``--seconds``, how long one is."""
    parser.add_argument("--folder", type=Path, help="keep the series here and go on with it at the next start")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so many seconds, 0: at the end")


@contextmanager
def open_series(folder: Path | None) -> Iterator[Path]:
    """The folder of a series, a passing one where none is named."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


class TrialSeries:
    """The outcomes so far of numbered trials."""

    def __init__(self, folder: Path, seconds: float = 0) -> None:
        self.file = folder / "outcomes.jsonl"
        self.until = time.monotonic() + seconds if seconds else float("inf")
        lines = self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
        self.outcomes: list[dict[str, Any]] = [json.loads(line) for line in lines]

    @property
    def following(self) -> int:
        """The number of the first trial that was not made."""
        return self.outcomes[-1]["number"] + 1 if self.outcomes else 0

    def keep(self, number: int, **outcome: Any) -> None:
        """Write a trial's outcome; one with faults is told at once."""
        one = {"number": number, **outcome}
        self.outcomes.append(one)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
        if any(one.get(name) for name in ("faults", "crashes", "silent", "gone", "unfound", "altered")):
            print(json.dumps(one, ensure_ascii=False), file=sys.stderr, flush=True)

    def go_on(self, is_done: Callable[[], bool]) -> Iterator[int]:
        """Numbers of trials until ``is_done``; the process ends (``UNFINISHED``) when the slice's time is over."""
        while not is_done():
            if time.monotonic() > self.until:
                print(f"{len(self.outcomes)} so far", file=sys.stderr)
                sys.exit(UNFINISHED)
            yield self.following
