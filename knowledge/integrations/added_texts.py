"""Texts added to a library one by one: JSON lines in sources of their own, each with its id and metadata."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import select

from errors import QuestionError
from knowledge.catalog.passages import to_passage
from knowledge.catalog.removal import remove_source
from knowledge.catalog.sources import get_row
from knowledge.ingestion.pipeline import add_document, replace_document
from knowledge.ingestion.progress import CancellableProgress
from knowledge.models import Passage, Source
from knowledge.store import Store
from storage.tables import PassageRow, SourceRow

FILENAME = "langchain:texts.jsonl"  # of the sources that hold added texts
TEXTS_A_SOURCE = 2000  # texts a source


class AddedTexts:
    """The added texts of one store; a source of theirs holds one call's texts, a passage each."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def find(self, ids: Sequence[str] | None) -> list[Passage]:
        """The added texts with these ids, or all of them, by their sources."""
        with self.store.database.session() as session:
            mine = (SourceRow.owner == self.store.owner) & SourceRow.removed_at.is_(None)
            whole = mine & SourceRow.reading.is_(False)  # the file of a source is kept when it has been read
            ours = session.scalars(select(SourceRow.id).where(whole, SourceRow.filename == FILENAME)).all()
            rows = select(PassageRow).where(PassageRow.source_id.in_(ours))
            if ids is not None:
                rows = rows.where(PassageRow.key.in_(ids))
            rows = rows.order_by(PassageRow.source_id, PassageRow.ordinal)
            return [to_passage(row) for row in session.scalars(rows)]

    def put(self, lines: Sequence[str], ids: Sequence[str]) -> None:
        """Keep lines (``write_line``) whose ids are ``ids``; one whose id is there already takes its place."""
        old = self.find(ids)
        if sorted(self.read_lines(one.source_id).get(one.key, "") for one in old) == sorted(lines):
            return
        parts = ["".join(lines[start : start + TEXTS_A_SOURCE]) for start in range(0, len(lines), TEXTS_A_SOURCE)]
        new = {self._write(part, self._add).id for part in parts}
        # After the new ones are kept, so that an end on the way loses nothing; one that was there as it is stays.
        self.drop([one for one in old if one.source_id not in new])

    def drop(self, found: Sequence[Passage]) -> None:
        """Take added texts out of their sources; a source that has no others leaves the shelf."""
        for source, passages in groupby(found, key=lambda one: one.source_id):
            gone = {passage.key for passage in passages}
            kept = [line for key, line in self.read_lines(source).items() if key not in gone]
            if kept:
                self._write("".join(kept), partial(self._replace, source))
            else:
                remove_source(self.store, source)

    def read_lines(self, source_id: str) -> dict[str, str]:
        """The lines of a source's own file by their ids."""
        with self.store.database.session() as session:
            row = get_row(session, self.store.owner, source_id)
        return _read(self.store.files / row.sha256)

    def find_files(self, source_ids: Sequence[str]) -> dict[str, str]:
        """Those of the sources that hold added texts, each with its file's hash."""
        of = select(SourceRow.id, SourceRow.sha256).where(SourceRow.filename == FILENAME, SourceRow.reading.is_(False))
        with self.store.database.session() as session:
            return dict(session.execute(of.where(SourceRow.id.in_(source_ids))).tuples().all())

    def read_metadata(self, sha256: str, key: str) -> dict[str, Any]:
        """What was said of a text when it was added."""
        found: dict[str, Any] = json.loads(_read(self.store.files / sha256).get(key, "{}")).get("metadata", {})
        return found

    def _write(self, lines: str, take: Callable[[Path], Source]) -> Source:
        """Hand lines over as a file of their own."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "texts.jsonl"
            path.write_text(lines, encoding="utf-8")
            return take(path)

    def _add(self, path: Path) -> Source:
        return add_document(self.store, path, FILENAME, None, CancellableProgress())

    def _replace(self, source_id: str, path: Path) -> Source:
        return replace_document(self.store, source_id, path, FILENAME, CancellableProgress())


def write_line(key: str, body: str, about: dict[str, Any]) -> str:
    """A text as a line of its file. Raises QuestionError (``metadata_unwritable``)."""
    try:
        return json.dumps({"id": key, "text": body, "metadata": about}) + "\n"
    except (TypeError, ValueError):
        raise QuestionError(
            f"'{key}'의 metadata를 저장할 수 없습니다. 글자, 수, 목록처럼 JSON으로 쓸 수 있는 값만 넣어 주세요.",
            code="metadata_unwritable",
            english="The metadata must be what JSON can hold.",
        ) from None


@lru_cache(maxsize=64)
def _read(file: Path) -> dict[str, str]:
    """The lines of a file that never changes (its name is its content's hash) by their ids."""
    return dict(_ids(file.read_text(encoding="utf-8")))


def _ids(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        if line.strip():
            yield str(json.loads(line)["id"]), line + "\n"
