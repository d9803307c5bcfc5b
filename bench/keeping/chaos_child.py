"""The child of ``bench chaos``: it changes a library at random until it is killed.

python -m bench.keeping.chaos_child FOLDER SEED ROOM
"""

from __future__ import annotations

import json
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import korean
from errors import StorageError
from knowledge import Library
from knowledge.index import dense
from knowledge.index.embedders import KiwiEmbedder
from knowledge.ingestion import pipeline
from settings import Settings

SOURCES = 6  # no more than these on a shelf
OPERATIONS = ("add", "add", "long", "long", "remove", "restore", "replace", "replace", "search", "check", "rebuild")
LONG_SECTIONS = 400  # sections of a long text
REFUSED = 6  # changes


def text_of(number: str, sections: int = 8) -> str:
    """A document that no other is like; the number stands in every section and in its last sentence."""
    body = "\n\n".join(
        f"## {n}절\n\n{n}번째 절은 광합성과 을사늑약을 다룬다. 판의 번호는 {number}이다."
        for n in range(1, sections + 1)
    )
    return f"# 교재 {number}\n\n{body}\n\n마지막 문장의 번호는 {number}이다.\n"


class ForeignShelf(KiwiEmbedder):
    """The embedded embedder by another name: a second one that needs no download."""

    name = "other"


def work(folder: Path, seed: int, room: int) -> None:
    """Change the library until killed; with ``room`` in KiB for the files to grow, until
    REFUSED changes were refused.
    """

    def say(**line: object) -> None:
        print(json.dumps(line), flush=True)

    rng = random.Random(seed)
    dense._FILE_FROM = 1  # a small library writes its index file too
    pipeline.PREVIEW_REST = 1_000  # a text of some pages is shown before it is whole
    settings = Settings(library=folder / "library")
    other = ForeignShelf(settings.cache)
    korean.tokenize("준비")
    say(ready=True)
    library = Library.open(settings.library, settings=settings)
    if room:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = max(file.stat().st_size for file in library.path.glob("hyunmoo.db*")) + room * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    refused = 0
    removed: list[str] = [line for line in (folder / "removed").read_text().split() if line]
    for turn in range(1_000_000):
        kept = [source.id for source in library.sources()]
        operation = rng.choice(OPERATIONS)
        source = rng.choice(removed if operation == "restore" else kept) if kept and removed else None
        if operation in ("add", "long") and len(kept) >= SOURCES:
            operation, source = "remove", rng.choice(kept)
        if operation in ("remove", "replace") and kept:
            source = rng.choice(kept)
        elif operation in ("remove", "replace", "restore") and source is None:
            operation = "add"
        number = f"{seed}-{turn}"
        file = folder / "incoming.md"
        file.write_text(text_of(number, LONG_SECTIONS if operation == "long" else 8), encoding="utf-8")
        say(begin=operation, source=source, number=number)
        try:
            source = change(library, operation, source, file, say, other if turn % 2 else None)
        except StorageError as error:
            say(refused=error.code)
            refused += 1
            if refused == REFUSED:
                return
            continue
        if operation == "remove" and source:
            removed.append(source)
        elif operation == "restore" and source:
            removed.remove(source)
        say(done=operation, source=source, number=number)


def change(
    library: Library,
    operation: str,
    source: str | None,
    file: Path,
    say: Callable[..., None],
    other: ForeignShelf | None,
) -> str | None:
    """One change; the source that it was about."""
    if operation in ("add", "long"):
        return library.add(file, progress=lambda stage, done, total: say(stage=stage)).id
    if operation == "replace" and source:
        library.replace(source, file, progress=lambda stage, done, total: say(stage=stage))
    elif operation == "remove" and source:
        library.remove(source)
    elif operation == "restore" and source:
        library.restore(source)
    elif operation == "check":
        library.check(repair=True)
    elif operation == "rebuild":
        chosen = Library.open(library.path, settings=library.settings)
        chosen.store.embedder = other or library.embedder  # in place of a setting
        chosen.rebuild(lambda stage, done, total: say(stage=stage))
        chosen.close()
    else:
        library.search("광합성")
    return source


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
