"""What becomes of every file in a folder: read or refused, how fast, with which warnings; and whether its passages are exact.

    python3 run.py bench formats FOLDER...

Each file goes into a library of its own through the same door as an upload. ``exact``: every passage is its page's own text at
its offsets. ``MiB`` is the most memory that a parsing child took so far.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from settings import Settings


def exact(library: Library, source_id: str) -> bool:
    """Whether passages and pages say the same at the same offsets."""
    text = "\n".join(page.text for page in library.pages(source_id))
    return all(text[p.start : p.end] == p.text for p in library.passages(source_id))


def child_memory() -> int:
    """The most memory that a finished child took, MiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    files = [f for p in arguments.paths for f in (sorted(p.rglob("*")) if p.is_dir() else [p]) if f.is_file()]
    rows: list[tuple[object, ...]] = []
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            library = Library.open(folder, settings=Settings(library=Path(folder)))
            started = time.perf_counter()
            try:
                source = library.add(file)
                said, pages, notes = "read", source.pages, "; ".join(source.notes)
                if not exact(library, source.id):
                    said = "NOT EXACT"
            except HyunmooError as error:
                said, pages, notes = error.code, 0, error.message
            seconds = time.perf_counter() - started
            if library.check():
                said += " UNSOUND"
            library.close()
        outcomes[said] += 1
        slowest = max(slowest, seconds)
        rows.append((file.name[:48], said, pages, f"{seconds:.1f}", child_memory(), notes[:60]))
    summary = ", ".join(f"{name} {count}" for name, count in outcomes.most_common())
    publish("formats", ("file", "outcome", "pages", "s", "MiB", "said"), rows, f"{summary}; slowest {slowest:.1f} s")


if __name__ == "__main__":
    main()
