"""How well loaders tell what a block of a document is: blocks labelled by hand in shared documents, opened and
unopened sources, slides and 개조식 reports apart.

    python3 run.py bench blocks FOLDER [--group slides]

FOLDER holds the documents that ``bench/data/block_labels.jsonl`` names. A label keeps no text: only how many letters
and digits its block has and their hash, of the whole and of each of its lines. A block's letters are looked
for on its page (in the whole file where it has none); its kind is the one that most of the characters found stand in.
Boilerplate that the loader left out is right.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.fitting.split import is_unopened
from bench.report import RESULTS, publish
from errors import HyunmooError
from knowledge.ingestion.document import read_document
from knowledge.ingestion.progress import CancellableProgress
from knowledge.loaders.base import LoadedPage
from settings import ROOT, Settings

BLOCK_LABELS = ROOT / "bench" / "data" / "block_labels.jsonl"
NOT_READ = "missing"  # letters that are not found in what was read
BOILERPLATE = "boilerplate"
PAGED = (".pdf", ".pptx")  # formats whose pages are the file's own
PAGES_AHEAD = 6  # pages of a flowing document among which a label's page may have moved
HASH_DIGITS = 16  # hexadecimal digits of a line's hash


@dataclass(frozen=True)
class Label:
    """A block as a person read it: ``whole`` and ``pieces`` are lengths with hashes, of letters and digits only."""

    file: str
    page: int  # 0 where the file has none
    group: str  # slides, outline (개조식), textbook, ...
    kind: str
    level: int  # of a heading or list item; 0 where it cannot be told
    whole: tuple[int, str]
    pieces: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Letter:
    """A letter of a loaded file, and the kind and level of the block that it stands in."""

    char: str
    kind: str
    level: int


def read_labels(path: Path = BLOCK_LABELS) -> list[Label]:
    """The labelled blocks."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Label(
            row["file"],
            row["page"],
            row["group"],
            row["kind"],
            row["level"],
            (row["length"], row["sha256"]),
            tuple((length, said) for length, said in row.get("pieces", ())),
        )
        for row in rows
    ]


def keep_letters(text: str) -> str:
    """Letters and digits of a text, compatibility forms folded (``x²`` -> ``x2``)."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def letters_of(page: LoadedPage) -> list[Letter]:
    """A page's letters in order, each with its block's kind; "" outside every block."""
    kinds: list[tuple[str, int]] = [("", 0)] * len(page.text)
    for block in page.blocks:
        kinds[block.start : block.end] = [(block.kind.value, block.level)] * (block.end - block.start)
    return [
        Letter(char, *kind) for one, kind in zip(page.text, kinds, strict=True) for char in keep_letters(one) if char
    ]


class Places:
    """Where pieces of a text stand by length and hash; each place is given once."""

    def __init__(self, letters: Sequence[Letter]) -> None:
        self.letters = letters
        self._text = "".join(letter.char for letter in letters)
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def take(self, length: int, said: str) -> Sequence[Letter]:
        """The letters of the first place of a piece that was not taken yet, or the last one; none where it is not."""
        if length not in self._by_length:
            found: dict[str, list[int]] = defaultdict(list)
            for start in range(len(self._text) - length + 1):
                found[_hash(self._text[start : start + length])[:HASH_DIGITS]].append(start)
            self._by_length[length] = found
        starts = self._by_length[length].get(said[:HASH_DIGITS], [])
        if not starts:
            return ()
        start = starts.pop(0) if len(starts) > 1 else starts[0]
        return self.letters[start : start + length]


def judge(label: Label, places: Places) -> tuple[str, int]:
    """What the loader took a labelled block for, and at which level; ``missing`` where it did not read it."""
    found = list(places.take(*label.whole))
    if not found:
        found = [letter for piece in label.pieces for letter in places.take(*piece)]
    if not found:
        return (BOILERPLATE if label.kind == BOILERPLATE else NOT_READ), label.level
    kind, level = Counter((letter.kind, letter.level) for letter in found).most_common(1)[0][0]
    return kind, level


def score(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[int, float, float, float]]:
    """For each true kind of (true, told) pairs: how many, precision, recall and F1."""
    listed = list(pairs)
    told, true = Counter(one for _, one in listed), Counter(one for one, _ in listed)
    right = Counter(one for one, other in listed if one == other)
    return {
        kind: (
            true[kind],
            right[kind] / told[kind] if told[kind] else 0.0,
            right[kind] / true[kind],
            2 * right[kind] / (told[kind] + true[kind]),
        )
        for kind in sorted(true)
    }


def macro(pairs: Iterable[tuple[str, str]]) -> float:
    """The mean F1 of the kinds that are there."""
    scores = score(pairs)
    return sum(f1 for _, _, _, f1 in scores.values()) / len(scores) if scores else 0.0


def judge_file(path: Path, labels: Sequence[Label], settings: Settings) -> list[tuple[Label, str, int]]:
    """Each label of a file with what the loader took it for."""
    pages = read_document(path, path.name, settings, CancellableProgress(None, None)).pages
    own = path.suffix.lower() in PAGED
    held: dict[tuple[int, int], Places] = {}
    judged = []
    for label in labels:
        first, last = (1, len(pages)) if not label.page else (label.page, label.page + (0 if own else PAGES_AHEAD))
        if (first, last) not in held:
            held[first, last] = Places(
                [letter for page in pages if first <= page.number <= last for letter in letters_of(page)]
            )
        judged.append((label, *judge(label, held[first, last])))
    return judged


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _publish(judged: Sequence[tuple[Label, str, int]], files: Sequence[dict[str, Any]]) -> None:
    parts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    levels: dict[str, list[bool]] = defaultdict(list)
    for label, told, level in judged:
        side = "unopened" if is_unopened(label.file) else "opened"
        for part in (side, f"{side} {label.group}"):
            parts[part].append((label.kind, told))
            if label.level and told == label.kind and told in ("heading", "list_item"):
                levels[part].append(label.level == level)
    names = sorted(parts, key=lambda name: (" " in name, name))
    publish(
        "blocks",
        ("part", "blocks", "macro F1", "right", "not read", "levels right"),
        [
            (
                name,
                len(parts[name]),
                macro(parts[name]),
                sum(one == other for one, other in parts[name]) / len(parts[name]),
                sum(other == NOT_READ for _, other in parts[name]),
                f"{sum(levels[name])}/{len(levels[name])}",
            )
            for name in names
        ],
    )
    kinds = [(name, kind, *row) for name in ("opened", "unopened") for kind, row in score(parts[name]).items()]
    publish("blocks-kinds", ("part", "kind", "blocks", "precision", "recall", "F1"), kinds)
    (RESULTS / "blocks-files.json").write_text(json.dumps(list(files), ensure_ascii=False, indent=1), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group", help="only the labels of one group: slides, outline, textbook, ...")
    arguments = parser.parse_args()
    by_file: dict[str, list[Label]] = defaultdict(list)
    for label in read_labels():
        if not arguments.group or label.group == arguments.group:
            by_file[label.file].append(label)
    judged: list[tuple[Label, str, int]] = []
    files: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as library:
        settings = Settings(library=Path(library))
        for name, labels in sorted(by_file.items()):
            path = arguments.folder / name
            if not path.exists():
                continue
            try:
                found = judge_file(path, labels, settings)
            except HyunmooError as error:
                found = [(label, NOT_READ, 0) for label in labels]
                files.append({"file": name, "error": error.code})
            judged += found
            if not is_unopened(name):
                wrong = Counter(f"{label.kind} -> {told}" for label, told, _ in found if told != label.kind)
                files.append({"file": name, "blocks": len(labels), "wrong": dict(wrong)})
    if not judged:
        raise SystemExit(f"{arguments.folder} holds none of the labelled documents")
    _publish(judged, files)


if __name__ == "__main__":
    main()
