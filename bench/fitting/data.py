"""Named data sets: their rows, and the hash by which a fit says what it was made of."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from settings import ROOT

OWN = ("samples", "bench")  # sets of these folders are the project's own


def locate(folder: Path, name: str) -> Path:
    """The file or folder of a set: ``name`` is relative to the data folder, or to the project for one of its own."""
    return (ROOT if name.split("/")[0] in OWN else folder) / name


def hash_data(path: Path) -> str:
    """SHA-256 over a file's content, or over names and contents of all files of a folder in the order of their names.

    Raises FileNotFoundError where there is nothing.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    digest = hashlib.sha256()
    if path.is_file():
        digest.update(path.read_bytes())
        return digest.hexdigest()
    for file in sorted(one for one in path.rglob("*") if one.is_file()):
        digest.update(file.relative_to(path).as_posix().encode("utf-8") + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def hash_sets(folder: Path, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """What ``origin.data`` of a weights file holds: the hash of each set by its name."""
    return {name: {"sha256": hash_data(locate(folder, name))} for name in names}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file, gzip or plain."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]
