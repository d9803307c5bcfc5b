"""What becomes of every file in a folder: read or refused, how fast, with which warnings; and
whether its passages are exact.

    python3 run.py bench formats FOLDER... [--truth FOLDER] [--seconds 10] [--megabytes 1024]

Each file goes into a library of its own through the same door as an upload. ``NOT EXACT``: a passage is not its
page's own text at its offsets; ``LATE``, ``LARGE``: over the limits that were asked for. ``s`` is the whole upload;
``MiB`` the most memory that the child and the programs that it calls held at one time (Linux only, looked at 50
times a second). ``right`` is the character accuracy, spaces aside, of files whose true text lies in the folder of
truth under their name and ``.txt``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.knowledge.accuracy import accuracy
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import Settings


def exact(library: Library, source_id: str) -> bool:
    """Whether passages and pages say the same at the same offsets."""
    text = "\n".join(page.text for page in library.pages(source_id))
    return all(text[p.start : p.end] == p.text for p in library.passages(source_id))


class Peak:
    """The most memory that this process's children held together, MiB, while the block
    runs; 0 where /proc is not there.
    """

    def __init__(self) -> None:
        self.megabytes = 0
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.megabytes = max(self.megabytes, measure_memory(os.getpid()))


def measure_memory(process: int) -> int:
    """The memory of a process's descendants, MiB."""
    parents: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            parents[int(folder.name)] = int(said[1]), int(said[21]) * 4096 // 2**20
        except (OSError, IndexError, ValueError):
            continue
    ours = {process}
    while more := {pid for pid, (parent, _) in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(parents[pid][1] for pid in ours - {process} if pid in parents)


def truth_of(file: Path, folder: Path | None) -> str | None:
    """The true text of a file; plain texts of one document share theirs."""
    if folder is None:
        return None
    for name in (f"{file.name}.txt", f"{file.stem.rsplit('__', 1)[0]}__txt.txt" if file.suffix == ".txt" else ""):
        if name and (folder / name).is_file():
            return (folder / name).read_text("utf-8")
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--megabytes", type=int, default=1024)
    arguments = parser.parse_args()
    files = [f for p in arguments.paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p]) if f.is_file()]
    files = [f for f in files if f.name != "README.md" and f.parent != arguments.truth]
    with tempfile.TemporaryDirectory() as folder:  # the word vectors are loaded before the clock runs
        (Path(folder) / "a.txt").write_text("처음 읽는 글이다.", encoding="utf-8")
        Library.open(Path(folder) / "library").add(Path(folder) / "a.txt")
    rows: list[tuple[object, ...]] = []
    outcomes: Counter[str] = Counter()
    slowest, largest = 0.0, 0
    for file in files:
        right: object = ""
        with tempfile.TemporaryDirectory() as folder:
            library = Library.open(folder, settings=Settings(library=Path(folder)))
            with Peak() as peak:
                started = time.perf_counter()
                try:
                    source = library.add(file)
                    said, pages, notes = "read", source.pages, " ".join(source.notes)
                except HyunmooError as error:
                    said, pages, notes = error.code, 0, error.message
                seconds = time.perf_counter() - started
            if said == "read":
                said += " with notes" if notes else ""
                said += "" if exact(library, source.id) else " NOT EXACT"
                true = truth_of(file, arguments.truth)
                right = "" if true is None else accuracy(true, "\n".join(p.text for p in library.pages(source.id)))
            said += " UNSOUND" if library.check() else ""
            library.close()
        said += " LATE" if seconds > arguments.seconds else ""
        said += " LARGE" if peak.megabytes > arguments.megabytes else ""
        outcomes[said] += 1
        slowest, largest = max(slowest, seconds), max(largest, peak.megabytes)
        rows.append((file.name, said, pages, f"{seconds:.1f}", peak.megabytes, right, notes))
    summary = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
    summary += f"; slowest {slowest:.1f} s, most memory {largest} MiB"
    publish("formats", ("file", "outcome", "pages", "s", "MiB", "right", "said"), rows, summary)


if __name__ == "__main__":
    main()
