"""A long book into an empty library: seconds to the first page that a search finds, to the whole, and memory.

    python3 run.py bench ingest [FILE ...] [--pages 500] [--text FOLDER]

Without a file a PDF of so many pages is set from the Markdown in a folder (by default the samples', over
and over with other numbers). The analyser and the word vectors are loaded before the clock starts; another
open library does the searching.
"""

from __future__ import annotations

import argparse
import html
import itertools
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import korean
from bench.report import publish
from knowledge import Library
from settings import ROOT, Settings

PER_PAGE = 600  # characters that a page of the samples' dress holds
POLL_SECONDS = 0.05  # seconds


@dataclass
class Watch:
    """When a search first found something, and how many passages there were then."""

    seconds: float = 0.0
    passages: int = 0


def paragraphs(folder: Path) -> Iterator[str]:
    """The Korean paragraphs and headings of a folder's Markdown, without end."""
    code = False
    files = sorted(folder.rglob("*.md"))
    for turn in itertools.count():
        digits = str.maketrans({str(n): str((n + turn) % 10) for n in range(10)})
        for file in files:
            yield "## " + html.escape(file.stem) + (f" {turn + 1}" if turn else "")
            for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
                code ^= line.startswith("```")
                plain = re.sub(r"[`*_#]|\[|\]\([^)]*\)|\{[^}]*\}", "", line).strip()
                if code or not re.search("[가-힣]{2}", plain) or line.lstrip().startswith(("|", "<", "!")):
                    continue
                said = html.escape(plain.translate(digits))
                yield f"### {said[:60]}" if line.startswith("#") else said


def set_book(path: Path, pages: int, folder: Path) -> None:
    """A PDF of about so many pages in the samples' dress (samples/build.py)."""
    sys.path.insert(0, str(ROOT / "samples"))
    import build
    from reportlab.platypus.tableofcontents import TableOfContents

    build.fonts(None)
    lines, size = ["# 긴 교재: 읽는 시간을 재는 책"], 0
    for line in paragraphs(folder):
        lines.append(line)
        if (size := size + len(line)) > pages * PER_PAGE:
            break
    title, flow = build.story("\n".join(lines))
    build.Document(path, title).build([part for part in flow if not isinstance(part, TableOfContents)])


def watch(library: Library, started: float, over: threading.Event, seen: Watch) -> None:
    """Search until something is found."""
    while not over.is_set():
        for source in library.sources():
            if library.search(library.passages(source.id)[0].text[:60], 1):
                seen.seconds, seen.passages = time.perf_counter() - started, source.passages
                return
        time.sleep(POLL_SECONDS)


def measure(path: Path) -> tuple[object, ...]:
    """One book into an empty library."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(library=Path(folder) / "library")
        library, other = (Library.open(settings.library, settings=settings) for _ in range(2))
        korean.tokenize("준비")
        assert library.embedder and other.embedder
        seen, over = Watch(), threading.Event()
        started = time.perf_counter()
        searcher = threading.Thread(target=watch, args=(other, started, over, seen))
        searcher.start()
        source = library.add(path)
        whole = time.perf_counter() - started
        searcher.join()
        over.set()
        characters = sum(len(page.text) for page in library.pages(source.id))
        library.close()
        other.close()
    ours, child = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    first = (round(seen.seconds, 2), seen.passages)
    return (
        path.name,
        path.stat().st_size // 1024,
        source.pages,
        characters,
        *first,
        round(whole, 1),
        source.passages,
        ours,
        child,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--text", type=Path, default=ROOT / "samples")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = list(arguments.files)
        if not files:
            files = [Path(folder) / f"book-{arguments.pages}.pdf"]
            set_book(files[0], arguments.pages, arguments.text)
        rows = [measure(path) for path in files]
    columns = "file KiB pages characters first,s passages whole,s passages MiB child".split()
    columns[5], columns[7], columns[9] = "of passages", "all passages", "child MiB"
    publish("ingest", columns, rows)


if __name__ == "__main__":
    main()
