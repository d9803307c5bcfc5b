"""Is everything that stands in a PDF read, or told of? Letters and digits that an independent extractor sees, and ours.

    python3 run.py bench pdf_conservation FOLDER_OR_FILE... [--data FOLDER] [--pages 400]

``lost`` is the share of its letters and digits that stand neither on our pages nor among what was left out with a
reason; both sides are NFKC, counted as multisets. The extractor is pdftotext (poppler) where it is installed, else
pypdf. ``--data`` is the folder against which sources are named, so that opened and unopened ones are told apart; only
opened files are listed. Refused files are counted.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.fitting.split import is_unopened
from bench.report import publish
from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.left_out import LeftOutAccount
from knowledge.loaders.pdf.document import load

MOST_LISTED = 10  # files that are listed
LONGEST_EXTRACTION = 60  # for the other extractor and one file


class WholeAccount(LeftOutAccount):
    """An account that keeps every text that is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def add(self, reason: str, text: str, times: int = 1) -> None:
        super().add(reason, text, times)
        self.texts += [text] * times


@dataclass(frozen=True)
class Conserved:
    """One file: letters and digits that the other extractor sees, how many of them are lost, how many are told of."""

    name: str
    seen: int
    lost: int
    left_out: int
    most: str = ""  # the characters lost most often
    unopened: bool = False


def count_letters(texts: Iterable[str]) -> Counter[str]:
    """Letters and digits of texts, NFKC and in small letters."""
    joined = unicodedata.normalize("NFKC", "".join(texts)).lower()
    return Counter(char for char in unicodedata.normalize("NFC", joined) if char.isalnum())


def extract_otherwise(path: Path) -> str | None:
    """The text of a PDF by another program; None where it cannot read it."""
    if program := shutil.which("pdftotext"):
        command = [
            program,
            "-enc",
            "UTF-8",
            str(path),
            "-",
        ]  # as on the page: what is printed twice at one place counts once
        try:
            found = subprocess.run(command, capture_output=True, timeout=LONGEST_EXTRACTION, check=False)
        except subprocess.TimeoutExpired:
            return None
        return found.stdout.decode("utf-8", "replace") if found.returncode == 0 else None
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
        return None


def compare(path: Path, name: str, most: int) -> Conserved | str:
    """What is lost of one file; why it was not compared."""
    outcome = Outcome()
    outcome.left_out = account = WholeAccount()
    try:
        ours = count_letters(page.text for page in load(path.read_bytes(), outcome, most))
    except LoadError as error:
        return error.code
    other = extract_otherwise(path)
    if other is None:
        return "other extractor failed"
    theirs, told = count_letters([other]), count_letters(account.texts)
    lost = theirs - ours - told
    shown = "".join(char for char, _ in lost.most_common(8))
    return Conserved(name, theirs.total(), lost.total(), told.total(), shown, is_unopened(name))


def find_files(paths: Iterable[Path], data: Path | None) -> Iterator[tuple[Path, str]]:
    for path in paths:
        for file in sorted(path.rglob("*.pdf")) if path.is_dir() else [path]:
            yield file, file.relative_to(data).as_posix() if data else file.name


def summarise(found: Iterable[Conserved]) -> tuple[int, int, int, float]:
    """Files, letters seen, letters lost, and the share of them in percent."""
    rows = list(found)
    seen, lost = sum(one.seen for one in rows), sum(one.lost for one in rows)
    return len(rows), seen, lost, round(100 * lost / max(seen, 1), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--pages", type=int, default=400)
    arguments = parser.parse_args()
    refused: Counter[str] = Counter()
    found: list[Conserved] = []
    for file, name in find_files(arguments.paths, arguments.data):
        result = compare(file, name, arguments.pages)
        if isinstance(result, str):
            refused[result] += 1
        else:
            found.append(result)
    opened = [one for one in found if not one.unopened]
    worst = sorted(opened, key=lambda one: -one.lost / max(one.seen, 1))[:MOST_LISTED]
    rows: list[tuple[object, ...]] = [
        (one.name, one.seen, one.lost, round(100 * one.lost / max(one.seen, 1), 3), one.left_out, one.most)
        for one in worst
    ]
    parts = [("opened", opened), ("unopened", [one for one in found if one.unopened])]
    for name, part in parts:
        files, seen, lost, share = summarise(part)
        rows.append((f"{name}: {files} files", seen, lost, share, sum(one.left_out for one in part), ""))
    summary = "not compared: " + ", ".join(f"{code} {count}" for code, count in refused.most_common())
    publish("pdf_conservation", ("file", "letters", "lost", "%", "left out", "most lost"), rows, summary)


if __name__ == "__main__":
    main()
