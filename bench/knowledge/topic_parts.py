"""Topics beside the parts that books really have: adjusted Rand index, and how long a large shelf takes.

    python3 run.py bench topic_parts FOLDER [--libraries DIR] [--scale 100000]

FOLDER holds textbook-rust-ko, textbook-d2l-ko, textbook-cs-notes and others. The parts of a book are its numbered
chapters or its folders, those of the whole shelf its books. "ours" are the large groups as they are shown, "small" the
small ones; the other columns are told how many parts there are: our tree cut to that number, our points by k-means, the
embedder's vectors alone by k-means and by Ward. HDBSCAN (on the embedder's vectors) is told the least size of a group
alone. "headings" makes a group of each highest heading, "files" of each file. Opened and unopened sources are libraries
of their own. With DIR the libraries are read once and stay. ``--scale``: that many passages, copies of the opened
library's, seconds and memory in a fresh process.
"""

from __future__ import annotations

import argparse
import json
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from sqlalchemy import text

from bench.fitting.split import is_unopened
from bench.report import publish
from errors import HyunmooError
from knowledge import Library
from knowledge.topics.grouping import build_tree
from knowledge.topics.kept_topics import load_topics
from knowledge.topics.topic_finding import group_passages
from knowledge.topics.topic_vectors import list_places, load_meaning, make_points
from settings import Settings

GROUPED_BOOKS = (
    "textbook-rust-ko",
    "textbook-d2l-ko",
    "textbook-cs-notes",
    "textbook-react-ko",
    "textbook-owasp-llm-ko",
)
PART_OF: dict[str, Callable[[str], str]] = {
    "textbook-rust-ko": lambda path: path.split("/")[1][:4],  # ch10-02-traits.md
    "textbook-d2l-ko": lambda path: path.split("/")[1],
    "textbook-cs-notes": lambda path: path.rsplit("/", 1)[0] if path.count("/") > 2 else path,
}
AGREEMENT_COLUMNS = (
    "library",
    "half",
    "passages",
    "parts",
    "ours",
    "small",
    "tree",
    "points k-means",
    "k-means",
    "ward",
    "HDBSCAN",
)
KEPT_PATHS = "paths.json"


def read_books(folder: Path, kept: Path, half: str) -> dict[str, str]:
    """The books' files of a half in a library in ``kept``; the path of each source by its id."""
    said = kept / half / KEPT_PATHS
    if said.exists():
        return dict(json.loads(said.read_text(encoding="utf-8")))
    paths: dict[str, str] = {}
    library = Library.open(kept / half, settings=Settings(library=kept / half))
    for path in sorted(path for book in GROUPED_BOOKS for path in (folder / book).rglob("*.md")):
        relative = path.relative_to(folder).as_posix()
        about_the_book = path.name == "README.md" and relative.count("/") == 1
        if about_the_book or is_unopened(relative) != (half == "unopened"):
            continue
        try:
            paths.setdefault(library.add(path).id, relative)
        except HyunmooError as error:
            print(f"{relative}: {error.code}", file=sys.stderr)
    library.close()
    said.write_text(json.dumps(paths, ensure_ascii=False), encoding="utf-8")
    return paths


def compare(library: Library, name: str, half: str, parts: dict[str, str]) -> list[object]:
    """One row: the agreement of every way of grouping with the parts, by the sources' ids."""
    from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
    from sklearn.metrics import adjusted_rand_score as agreement

    embedder = library.current_embedder().name
    with library.database.session() as session:
        places, _ = list_places(session, list(parts))
        points = make_points(session, places, embedder)
        meaning = load_meaning(session, places, embedder)
    truth = [parts[one.source_id] for one in places]
    number = len(set(truth))
    large, small = group_passages(points)
    near = KMeans(number, n_init=3, random_state=0)
    dense = HDBSCAN(min_cluster_size=max(5, len(places) // 100), copy=True)
    grouped = (
        large,
        small,
        build_tree(points).cut(number),
        near.fit_predict(points),
        near.fit_predict(meaning),
        AgglomerativeClustering(number).fit_predict(meaning),
        dense.fit_predict(meaning),
        [(one.source_id, *one.section[:1]) for one in places],
        [one.source_id for one in places],
    )
    scores = [float(agreement(truth, [str(label) for label in labels])) for labels in grouped]
    return [name, half, len(places), number, *scores]


def list_rows(folder: Path, kept: Path) -> Iterator[list[object]]:
    """A row a library and half: three books by their chapters, and the shelf by its books."""
    for half in ("opened", "unopened"):
        paths = read_books(folder, kept, half)
        with closing(Library.open(kept / half, settings=Settings(library=kept / half))) as library:
            for book, part_of in PART_OF.items():
                parts = {source: part_of(path) for source, path in paths.items() if path.startswith(book)}
                yield compare(library, book, half, parts)
            yield compare(library, "shelf", half, {source: path.split("/")[0] for source, path in paths.items()})


def copy_library(kept: Path, folder: Path, passages: int) -> None:
    """A library of so many passages: copies of the sources of ``kept``, their vectors a little moved."""
    Library.open(folder, settings=Settings(library=folder)).close()
    library = Library.open(folder, settings=Settings(library=folder))
    rng = np.random.default_rng(0)
    with library.database.engine.connect() as connection:
        connection.execute(text("ATTACH :path AS kept"), {"path": str(kept / "hyunmoo.db")})
        sources = connection.execute(text("SELECT id, passages FROM kept.sources WHERE passages > 0")).all()
        tables = ("sources", "pages", "headings", "passages", "postings", "vectors")
        columns = {
            table: [row[1] for row in connection.execute(text(f"PRAGMA kept.table_info({table})"))] for table in tables
        }
        connection.execute(text("CREATE TEMP TABLE copies (source TEXT, fresh TEXT)"))
        made = 0
        while made < passages:
            for source, size in sources:
                if made < passages:
                    put_in = {"source": source, "fresh": secrets.token_hex(16)}
                    connection.execute(text("INSERT INTO copies VALUES (:source, :fresh)"), put_in)
                    made += size
        for table in tables:
            put = [one for one in columns[table] if one != "id" or table == "sources"]
            own = {"id": "fresh", "source_id": "fresh", "sha256": "fresh"}
            into = ", ".join(f'"{one}"' for one in put)
            taken = ", ".join(own.get(one, f'kept.{table}."{one}"') for one in put)
            key = "id" if table == "sources" else "source_id"
            order = "kept.postings.term, fresh" if table == "postings" else "fresh"
            connection.execute(
                text(
                    f"INSERT INTO main.{table} ({into}) SELECT {taken} FROM kept.{table} JOIN copies"
                    f" ON kept.{table}.{key} = copies.source ORDER BY {order}"
                )
            )
        for fresh in connection.execute(text("SELECT fresh FROM copies")).scalars().all():
            move_vectors(connection, fresh, rng)
        connection.commit()
    library.close()


def move_vectors(connection: object, source: str, rng: np.random.Generator) -> None:
    """Move a copy's vectors by a tenth of their length, so that no two passages are the same point."""
    execute = connection.execute  # type: ignore[attr-defined]
    data = execute(text("SELECT data FROM main.vectors WHERE source_id = :id"), {"id": source}).scalar()
    vectors = np.frombuffer(data, "<f2").astype(np.float32)
    moved = (vectors + rng.normal(0, 0.1 / 16, vectors.shape)).astype("<f2").tobytes()
    execute(text("UPDATE main.vectors SET data = :data WHERE source_id = :id"), {"data": moved, "id": source})


def time_library(folder: Path) -> None:
    """In a process of its own: the topics of a library, as JSON seconds and MiB."""
    library = Library.open(folder, settings=Settings(library=folder))
    started, spent = time.perf_counter(), time.process_time()
    found = load_topics(library)
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    started = time.perf_counter()
    load_topics(library)
    again = time.perf_counter() - started
    library.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([found.looked_at, len(found.topics), seconds, processor, again * 1000, round(memory)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--libraries", type=Path)
    parser.add_argument("--scale", type=int, default=0)
    parser.add_argument("--time", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.time:
        time_library(arguments.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        kept = arguments.libraries or Path(temporary)
        if arguments.scale:
            read_books(arguments.folder, kept, "opened")
            large = Path(temporary) / "large"
            copy_library(kept / "opened", large, arguments.scale)
            command = [sys.executable, "-m", "bench.knowledge.topic_parts", str(large), "--time"]
            ran = subprocess.run(command, capture_output=True, text=True, check=True)
            heads = ("passages", "topics", "seconds", "processor seconds", "kept: ms", "MiB")
            publish("topic_parts-scale", heads, [json.loads(ran.stdout.splitlines()[-1])])
            return
        publish("topic_parts", (*AGREEMENT_COLUMNS, "headings", "files"), list(list_rows(arguments.folder, kept)))


if __name__ == "__main__":
    main()
