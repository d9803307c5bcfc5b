"""Our reading beside that of kordoc, markitdown and pypdf on the same files in one run: text, cells, order, time.

    python3 run.py bench peers FOLDER [--kordoc FOLDER] [--markitdown PYTHON] [--most 40] [--ending .hwpx]

The truth is each package's own XML (pdftotext for PDF). ``text``: share of its letters and digits that are read, both
sides counted as multisets; ``told of`` adds, for us, what is left out and accounted for (running heads, hidden text).
``cells``: share of its tables' cells that stand in one cell or line of the reading. ``order``: share of neighbouring
pieces of text that follow one another in the reading. ``pages``: files of which the right number of pages is told.
Seconds are those of reading alone, in a process that is already started. Each is over the files that a reader read.
Readers that are absent are said to be; sources that nobody reads are counted and never named.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from pathlib import Path

from bench.fitting.split import is_unopened
from bench.reading.package_conservation import PARTS, list_runs
from bench.reading.pdf_conservation import WholeAccount, count_letters, extract_otherwise
from bench.reading.peer_readers import PeerReading, find_peers
from bench.report import publish
from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.registry import loader_for
from korean.text import squeeze

OURS = "hyunmoo"
LONGEST_READING = 60.0  # seconds for one file and reader
LEAST_PIECE = 8  # letters of a piece of text whose place is compared
MOST_FILES = 40  # of a format
MOST_LABEL_WORDS = 8  # words of a label that is put together from several heads
LEAST_BEHIND = 0.01  # by how much another reader is ahead of us at a file that is listed
_CELLS = {".docx": ("w:tc", "w:t"), ".pptx": ("a:tc", "a:t"), ".hwpx": ("hp:tc", "hp:t")}
_TAG = re.compile(r"<[^<>]*>")
_CUTS = re.compile(r"\||\n|\t|</?(?:td|th|tr)[^<>]*>")


@dataclass
class Truth:
    """What stands in a file, read without any of the readers."""

    pieces: list[str]
    cells: list[str] = field(default_factory=list)
    pages: int = 0  # 0: the format has none


@dataclass(frozen=True)
class PeerScore:
    """How well one reader read one file; -1 where a figure has no meaning for it."""

    reader: str
    file: str
    ending: str
    unopened: bool
    error: str
    text: float = -1.0
    told: float = -1.0
    cells: float = -1.0
    order: float = -1.0
    pages: float = -1.0
    seconds: float = 0.0


def read_truth(path: Path) -> Truth:
    """The truth of a file. Raises OSError, KeyError or BadZipFile where its package cannot be read."""
    ending = path.suffix.lower()
    if ending == ".pdf":
        said = extract_otherwise(path) or ""
        return Truth(said.splitlines(), pages=said.count("\f"))
    pieces = list(list_runs(path))
    cells: list[str] = []
    pages = 0
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if ending == ".pptx":
            pages = sum(bool(re.fullmatch(r"ppt/slides/slide\d+\.xml", name)) for name in names)
        for name in names:
            if ending in _CELLS and re.fullmatch(PARTS[ending][0], name):
                cells += _list_cells(package.read(name).decode("utf-8", "replace"), *_CELLS[ending])
    return Truth(pieces, cells if ending in _CELLS else pieces, pages)


def _list_cells(xml: str, cell: str, text: str) -> list[str]:
    """The texts of a part's cells; of cells that hold tables only the inner ones."""
    innermost = re.findall(rf"<{cell}(?:\s[^<>]*)?>((?:(?!<{cell}[\s>]).)*?)</{cell}>", xml, re.S)
    parts = ("".join(re.findall(rf"<{text}(?:\s[^<>]*)?>(.*?)</{text}>", one, re.S)) for one in innermost)
    return [said for part in parts if (said := squeeze(unescape(_TAG.sub("", part))))]


def score_reading(
    reader: str, path: Path, source: str, truth: Truth, reading: PeerReading, left: str = ""
) -> PeerScore:
    """One reader's figures for one file; ``left`` is what it left out and told of."""
    place = (reader, source, path.suffix.lower(), is_unopened(source), reading.error)
    if reading.error:
        return PeerScore(*place, seconds=reading.seconds)
    wanted, read = count_letters(truth.pieces), count_letters([reading.text])
    total = sum(wanted.values())
    lost, untold = (sum((wanted - other).values()) for other in (read, read + count_letters([left])))
    places = [(piece, squeeze(piece)) for piece in truth.pieces]
    flat = squeeze(reading.text)
    at = [flat.find(said) for _, said in places if len(said) >= LEAST_PIECE and flat.count(said) == 1]
    steps = [b > a for a, b in pairwise(at)]
    standing = _stand_alone(reading.text)
    right = [squeeze(cell) in standing for cell in truth.cells if squeeze(cell)]
    return PeerScore(
        *place,
        1 - lost / total if total else -1.0,
        1 - untold / total if total else -1.0,
        sum(right) / len(right) if right else -1.0,
        sum(steps) / len(steps) if steps else -1.0,
        float(reading.pages == truth.pages) if truth.pages else -1.0,
        reading.seconds,
    )


def _stand_alone(text: str) -> set[str]:
    """What stands by itself in a reading: a cell, a line, a value behind its column's head, and of joined heads
    ("2023년 쌀") the upper and the lower one.
    """
    found: set[str] = set()
    for piece in _CUTS.split(unescape(text.replace("<br>", " ").replace("\\|", "ǀ"))):
        bare = _TAG.sub("", piece).replace("**", "")
        found.add(squeeze(bare))
        words = bare.split()
        if len(words) <= MOST_LABEL_WORDS:
            found.update(squeeze("".join(part)) for n in range(1, len(words)) for part in (words[:n], words[n:]))
        found.update(squeeze(bare[match.end() :]) for match in re.finditer(r"\S: ", bare))
    return found


def read_ours(path: Path) -> tuple[PeerReading, str]:
    """A file by our loader, and what it left out."""
    row = loader_for(path.suffix.lower())
    assert row is not None
    account = WholeAccount()
    started = time.perf_counter()
    try:
        pages = list(importlib.import_module(row.reader).load(path.read_bytes(), Outcome(left_out=account), 5000))
    except LoadError as error:
        return PeerReading("", 0, time.perf_counter() - started, error.code), ""
    seconds = time.perf_counter() - started
    return PeerReading("\n".join(page.text for page in pages), len(pages), seconds), "".join(account.texts)


def _mean(values: Sequence[float]) -> str:
    known = [value for value in values if value >= 0]
    return f"{100 * sum(known) / len(known):.2f} %" if known else ""


def tabulate_scores(scores: Sequence[PeerScore]) -> list[tuple[object, ...]]:
    """A row for each format, part and reader; figures over the files that every reader of the format read."""
    rows: list[tuple[object, ...]] = []
    for ending in sorted({one.ending for one in scores}):
        for part in ("opened", "unopened"):
            some = [one for one in scores if one.ending == ending and one.unopened is (part == "unopened")]
            failed = {one.file for one in some if one.error}
            for reader in dict.fromkeys(one.reader for one in some):
                own = [one for one in some if one.reader == reader]
                fair = [one for one in own if one.file not in failed]
                figures = [
                    _mean([getattr(one, name) for one in fair]) for name in ("text", "told", "cells", "order", "pages")
                ]
                read = sum(not one.error for one in own)
                seconds = f"{sum(one.seconds for one in fair):.2f}"
                rows.append((ending, part, reader, f"{read}/{len(own)}", len(fair), *figures, seconds))
    return rows


def list_behind(scores: Sequence[PeerScore]) -> list[tuple[object, ...]]:
    """Opened files at which another reader is ahead of us, the furthest first."""
    ours = {one.file: one for one in scores if one.reader == OURS}
    rows = []
    for one in scores:
        own = ours[one.file]
        if one.reader == OURS or one.unopened or one.error:
            continue
        if own.error:
            rows.append((1.0, one.file, one.reader, f"read; we: {own.error}"))
        for name, mine in (("text", own.told), ("cells", own.cells), ("order", own.order)):
            if not own.error and mine >= 0 and (ahead := getattr(one, name) - mine) > LEAST_BEHIND:
                rows.append((ahead, one.file, one.reader, f"{name} {100 * ahead:.1f} points ahead"))
    return [row[1:] for row in sorted(rows, reverse=True)]


def list_files(folder: Path, endings: Sequence[str], most: int) -> list[Path]:
    """At most so many files of each ending, by the hash-like order of their names' lengths and names."""
    found: list[Path] = []
    for ending in endings:
        there = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ending and path.stat().st_size)
        step = max(1, -(-len(there) // most))
        found += there[::step]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kordoc", type=Path, help="the folder in which kordoc was installed")
    parser.add_argument("--markitdown", type=Path, help="a Python that has markitdown")
    parser.add_argument("--most", type=int, default=MOST_FILES, help="files of a format")
    parser.add_argument("--ending", action="append", help="only files that end so")
    arguments = parser.parse_args()
    peers, absent = find_peers(arguments.kordoc, arguments.markitdown, sys.executable)
    print("\n".join(absent), file=sys.stderr)
    scores: list[PeerScore] = []
    endings = arguments.ending or [".docx", ".hwpx", ".pdf", ".pptx", ".xlsx"]
    for path in list_files(arguments.folder, endings, arguments.most):
        source = path.relative_to(arguments.folder).as_posix()
        try:
            truth = read_truth(path)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError):
            continue
        if not any(map(squeeze, truth.pieces)):
            continue
        reading, left = read_ours(path)
        scores.append(score_reading(OURS, path, source, truth, reading, left))
        for peer in peers:
            if path.suffix.lower() in peer.endings:
                there = peer.read(path.resolve(), LONGEST_READING)
                scores.append(score_reading(peer.name, path, source, truth, there))
    for peer in peers:
        peer.close()
    columns = ("format", "part", "reader", "read", "compared", "text", "told of", "cells", "order", "pages", "s")
    publish("peers", columns, tabulate_scores(scores), "; ".join(absent))
    publish("peers-behind", ("file", "reader", "what"), list_behind(scores), "opened files only")


if __name__ == "__main__":
    main()
