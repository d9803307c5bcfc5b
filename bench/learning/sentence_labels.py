"""1,206 more sentences and slide lines of opened shared documents, labelled by reading, made into rows again.

    python3 run.py bench sentence_labels FOLDER [--write]

``bench/data/sentence_labels.jsonl`` keeps no text: of a sentence, of what stands before and after it and of its
headings only how many characters they have without white space, and their hashes. They are looked for
in the documents of FOLDER as our loaders read them; ``--write`` puts what is found into
``labels/sentences-more.jsonl`` there, for ``bench fit``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.fitting.fact_sentences import MORE
from errors import HyunmooError
from knowledge.ingestion.document import read_document
from knowledge.ingestion.progress import CancellableProgress
from settings import ROOT, Settings

SENTENCE_LABELS = ROOT / "bench" / "data" / "sentence_labels.jsonl"
HELD_FIELDS = ("text", "before", "after")
HEADING_JOINT = " > "


def hash_piece(text: str) -> tuple[int, str]:
    """The length of a text without white space, and its hash."""
    bare = "".join(text.split())
    return len(bare), hashlib.sha256(bare.encode("utf-8")).hexdigest()[:16]


class Pieces:
    """A document's text, in which pieces are found by their length and hash."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places = [place for place, char in enumerate(text) if not char.isspace()]
        self._bare = "".join(text[place] for place in self._places)
        self._by_length: dict[int, dict[str, int]] = {}

    def find(self, length: int, said: str) -> str | None:
        """The piece as it stands in the document; "" for one of no length, None where it is not there."""
        if not length:
            return ""
        if length not in self._by_length:
            starts = range(len(self._bare) - length + 1)
            self._by_length[length] = {hash_piece(self._bare[start : start + length])[1]: start for start in starts}
        start = self._by_length[length].get(said)
        return None if start is None else self.text[self._places[start] : self._places[start + length - 1] + 1]


def find_rows(folder: Path) -> tuple[list[dict[str, Any]], int]:
    """The rows whose sentence is found, in their order, and how many there are in all."""
    every = [json.loads(line) for line in SENTENCE_LABELS.read_text(encoding="utf-8").splitlines()]
    by_file: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(every):
        by_file[row["file"]].append(number)
    found: dict[int, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as library:
        settings = Settings(library=Path(library))
        for name, numbers in sorted(by_file.items()):
            path = folder / name
            if not path.exists():
                continue
            try:
                pieces = Pieces(read_document(path, path.name, settings, CancellableProgress(None, None)).text)
            except HyunmooError:
                continue
            for number in numbers:
                row = every[number]
                texts = {field: pieces.find(*row[field]) for field in HELD_FIELDS}
                if texts["text"] is None:
                    continue
                parts = [pieces.find(*part) or "" for part in row["heading"]]
                kept = {key: row[key] for key in ("file", "kind", "self_contained", "worth", "strict") if key in row}
                said = {field: text or "" for field, text in texts.items()}
                found[number] = said | {"heading": HEADING_JOINT.join(filter(None, parts))} | kept
    return [found[number] for number in sorted(found)], len(every)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    rows, every = find_rows(arguments.folder)
    print(f"{len(rows)} of {every} sentences found")
    if arguments.write:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (arguments.folder / MORE).write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
