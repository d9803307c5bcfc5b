"""Is everything in an Office or Hangul document either read or accounted for? Its XML, run by run, against its pages.

    python3 run.py bench package_conservation FOLDER [--show]

Every run of text in the package's XML (``w:t``, ``w:delText``, ``a:t``, ``hp:t``, texts of sheets and remarks) is
looked for among the pages' texts and among what the loader says that it left out; letters and digits count, in NFKC,
so that 10²³ and 1023 are the same here. Missing are the characters of runs that are in neither. ``by count`` is
stricter: both sides are counted as multisets of letters, so that a run that stands twice has to be read twice.
Formulas, numbers of sheets and formats are not compared. FOLDER is the one that holds ``documents*``, or any folder;
sources that nobody reads (``bench/fitting/split.py``) are counted apart and never named.
"""

from __future__ import annotations

import argparse
import importlib
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from bench.fitting.split import is_unopened
from bench.reading.pdf_conservation import WholeAccount
from bench.report import publish
from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.registry import loader_for
from korean.text import squeeze

WORST_SHOWN = 10
PARTS = {  # ending -> (parts of the package, elements that hold text)
    ".docx": (r"word/(?:document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml", r"w:(?:t|delText)"),
    ".pptx": (r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml", r"a:t"),
    ".xlsx": (r"xl/(?:sharedStrings|worksheets/sheet\d+|comments\d*|comments/comment\d+)\.xml", r"(?:\w+:)?t"),
    ".hwpx": (r"Contents/section\d+\.xml", r"hp:t"),
}
_FALLBACK = re.compile(r"<mc:Fallback>.*?</mc:Fallback>", re.S)  # an older copy of what stands before it
_TAGS = re.compile(r"<[^<>]*>")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd]")


@dataclass
class PackageCharacters:
    """What became of one file's characters."""

    name: str
    unopened: bool
    total: int = 0
    missing: int = 0
    uncounted: int = 0  # letters of the XML that are fewer among those read and left out
    left_out: int = 0
    seconds: float = 0.0
    refused: str = ""
    runs: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.missing / self.total if self.total else 0.0


def list_runs(path: Path) -> Iterator[str]:
    """The runs of text in a package's XML, read without our loaders."""
    names, element = PARTS[path.suffix.lower()]
    pattern = re.compile(rf"<{element}(?:\s[^<>]*)?>(.*?)</{element}>", re.S)
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if re.fullmatch(names, name):
                text = _FALLBACK.sub("", package.read(name).decode("utf-8", "replace"))
                for match in pattern.finditer(text):
                    yield unescape(_TAGS.sub("", match.group(1)))


def measure_file(path: Path, source: str) -> PackageCharacters:
    """One file read in this process, its XML beside it."""
    found = PackageCharacters(path.name, is_unopened(source))
    row = loader_for(path.suffix.lower())
    assert row is not None
    account = WholeAccount()
    started = time.perf_counter()
    try:
        pages = list(importlib.import_module(row.reader).load(path.read_bytes(), Outcome(left_out=account), 5000))
        runs = list(list_runs(path))
    except (LoadError, zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError) as error:
        found.refused = getattr(error, "code", "broken")
        return found
    found.seconds = time.perf_counter() - started
    read = squeeze("".join(page.text for page in pages))
    left = squeeze("".join(account.texts))
    found.left_out = sum(account.characters.values())
    wanted = Counter(squeeze(_PRIVATE.sub("", "".join(runs))))
    found.uncounted = sum((wanted - Counter(read + left)).values())
    for run in runs:
        said = squeeze(_PRIVATE.sub("", run))
        found.total += len(said)
        if said and said not in read and said not in left:
            found.missing += len(said)
            found.runs.append(run)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="runs of opened files that are missing")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.rglob("*") if path.suffix.lower() in PARTS)
    results = [measure_file(path, path.relative_to(arguments.folder).as_posix()) for path in files]
    rows: list[tuple[object, ...]] = []
    for ending in PARTS:
        for unopened in (False, True):
            some = [r for r in results if r.name.lower().endswith(ending) and r.unopened is unopened]
            whole = [r for r in some if not r.refused]
            total, missing = sum(r.total for r in whole), sum(r.missing for r in whole)
            part = "unopened" if unopened else "opened"
            share = f"{100 * missing / max(total, 1):.3f} %"
            left = sum(r.left_out for r in whole)
            counted = f"{100 * sum(r.uncounted for r in whole) / max(total, 1):.3f} %"
            rows.append((ending, part, len(whole), len(some) - len(whole), total, missing, share, counted, left))
    doubtful = [r for r in results if not r.unopened and max(r.missing, r.uncounted)]
    for worst in sorted(doubtful, key=lambda r: -max(r.missing, r.uncounted) / max(r.total, 1))[:WORST_SHOWN]:
        share, counted = (f"{100 * n / max(worst.total, 1):.3f} %" for n in (worst.missing, worst.uncounted))
        rows.append((worst.name, "worst", 1, 0, worst.total, worst.missing, share, counted, worst.left_out))
        if arguments.show:
            print(worst.name, worst.runs[:8])
    columns = ("files", "part", "read", "refused", "characters", "missing", "share", "by count", "left out")
    seconds = sum(r.seconds for r in results)
    publish(
        "package_conservation", columns, rows, f"characters of the XML neither read nor accounted for; {seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
