"""What one book costs among a thousand: seconds of processor time, and bytes written, to
add, find, remove and restore it.

    python3 run.py bench among --books 1000

Books of sixty passages of random words; the n-th book is measured when there are n. "Find" is the first search after a
change, which brings the indexes into step; "search" any other.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.report import publish
from knowledge import Library
from settings import ROOT, Settings

PASSAGES, WORDS_A_PASSAGE = 60, 30
REPEATS = 5
QUERY = "을사늑약은 언제 체결되었나"


def write_book(path: Path, rng: random.Random, words: list[str]) -> Path:
    """A book that no other is like."""
    texts = (" ".join(rng.choices(words, k=WORDS_A_PASSAGE)) + f" {rng.random()}번 글이다." for _ in range(PASSAGES))
    lines = [json.dumps({"title": path.stem, "text": text}, ensure_ascii=False) for text in texts]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def milliseconds(call: Callable[[], object]) -> float:
    """Processor time of this process, which other programs on the machine do not change."""
    started = time.process_time()
    call()
    return round((time.process_time() - started) * 1000, 1)


def measure(library: Library, path: Path) -> list[object]:
    """One more book, out and in again; what came before it is in the indexes."""
    library.search(QUERY)
    log = library.path / "hyunmoo.db-wal"
    with library.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    add = milliseconds(lambda: library.add(path))
    written = log.stat().st_size // 1024
    find = milliseconds(lambda: library.search(QUERY))
    search = sorted(milliseconds(lambda: library.search(QUERY)) for _ in range(REPEATS))[REPEATS // 2]
    source = library.sources()[0].id
    remove = milliseconds(lambda: library.remove(source))
    after = milliseconds(lambda: library.search(QUERY))
    restore = milliseconds(lambda: library.restore(source))
    return [add, written, find, search, remove, after, restore]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=1000)
    books = parser.parse_args().books
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.md")))
    rng, words = random.Random(1), sorted(set(re.findall(r"[가-힣]{2,}", text)))
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=Path(folder) / "library")
        library = Library.open(settings.library, settings=settings)
        for number in range(1, books + 1):
            path = write_book(Path(folder) / f"{number}.jsonl", rng, words)
            if number in (3, 10, 30, 100, 300, 1000, 3000) or number == books:
                rows.append([number, *measure(library, path)])
            else:
                library.add(path)
        library.close()
    columns = ("books", "add ms", "KiB written", "find ms", "search ms", "remove ms", "search after", "restore ms")
    publish("among", columns, rows, f"{PASSAGES} passages a book; processor time")


if __name__ == "__main__":
    main()
