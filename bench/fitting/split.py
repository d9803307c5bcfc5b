"""Which sources of a labelled set may be opened by whoever writes code, and which of the opened ones make a fold.

A source is a book's file, an article, a document, or what an item was made from. A third of the sources, chosen by a
seeded hash, stays unopened: figures may be computed on it, its texts are not read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from bench.fitting.data import read_rows

SEED = "hyunmoo-2026-12"
UNOPENED = 3  # one source in so many
FOLDS = 5
Item = TypeVar("Item")
Row = Mapping[str, Any]


def is_unopened(source: str) -> bool:
    """Whether a source belongs to the third that nobody reads."""
    return _hash(f"{SEED}:{source}") % UNOPENED == 0


def fold_of(source: str, folds: int = FOLDS) -> int:
    """The fold of an opened source, from 0; all items of a source are in one fold."""
    return _hash(f"{SEED}:fold:{source}") % folds


def divide(items: Iterable[Item], source: Callable[[Item], str]) -> tuple[list[Item], list[Item]]:
    """The items of opened sources, and those of unopened ones, each in their order."""
    opened: list[Item] = []
    unopened: list[Item] = []
    for item in items:
        (unopened if is_unopened(source(item)) else opened).append(item)
    return opened, unopened


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16)


def without_folder(path: str) -> str:
    """A file's name relative to the data folder, whichever way a set writes it."""
    return path.removeprefix("shared/data/")


def natural_source(row: Row) -> str:
    """The first file that answers a natural question; its library where no file does."""
    return str(row["source"][0] if row["source"] else row["library"])


def reply_source(row: Row) -> str:
    """The book of a reply's evidence; its first file where the book is not told."""
    return str(row.get("book") or row["evidence"][0]["source"])


# Set -> the file with its rows, and the source of a row.
SETS: dict[str, tuple[str, Callable[[Row], str]]] = {
    "korquad-dev": ("passages.jsonl", lambda row: str(row["title"])),
    "korquad-dev-2": ("passages.jsonl", lambda row: str(row["title"])),
    "natural-questions": ("questions.jsonl", natural_source),
    "labels": ("sentences.jsonl", lambda row: without_folder(row["file"])),
    "labels/questions": ("questions-shared.jsonl", lambda row: without_folder(row["book"])),
    "replies": ("replies.jsonl", reply_source),
    "klue-nli": ("dev.jsonl", lambda row: str(row["premise"])),
    "kornli-xnli": ("dev.jsonl", lambda row: str(row["premise"])),
    "klue-ner": ("dev.jsonl.gz", lambda row: str(row["text"])),
    "chatbot-data": ("pairs.jsonl.gz", lambda row: str(row["question"])[:6]),
    "parakqc": ("utterances.jsonl.gz", lambda row: str(row["set"])),
    "paws-x-ko": ("dev.jsonl.gz", lambda row: str(row["sentence1"])),
    "kobest": ("boolq.dev.jsonl.gz", lambda row: str(row["passage"])),
}
TEXT_SETS = frozenset({"klue-nli", "kornli-xnli", "klue-ner", "chatbot-data", "parakqc", "paws-x-ko", "kobest"})
BOOK_SETS = ("textbook-*", "documents*")  # sets whose files are the sources
BOOK_FILES = (
    ".md",
    ".pdf",
    ".hwp",
    ".hwpx",
    ".docx",
    ".pptx",
    ".xlsx",
    ".srt",
    ".vtt",
    ".txt",
    ".html",
    ".epub",
    ".csv",
)


def list_sources(folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Opened and unopened sources of every set in ``folder``, sorted, by the set's name; sets
    that are not there are left out.
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    for name, (file, source) in SETS.items():
        path = folder / name.split("/")[0] / file
        if path.exists():
            found[name] = divide(sorted({source(row) for row in read_rows(path)}), str)
    for book in sorted(one for pattern in BOOK_SETS for one in folder.glob(pattern)):
        paths = sorted(
            path for path in book.rglob("*") if path.suffix.lower() in BOOK_FILES and path != book / "README.md"
        )
        found[book.name] = divide([path.relative_to(folder).as_posix() for path in paths], str)
    return found
