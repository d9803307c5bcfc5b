"""Topics as the database keeps them: found once for a shelf as it stands, by whoever looks first, under their owner.

Shared sources are on the shelf like one's own. What is kept is of one owner alone, and holds words and offsets, no
sentences: those are read from the source when they are shown, so that a source that is gone, or no longer shared, shows
nothing.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from errors import StorageError
from knowledge.library import Library
from knowledge.topics.topic_finding import Report, find_topics
from knowledge.topics.topic_map import Topic, TopicMap, TypicalSentence
from storage.shared_sources import may_read
from storage.tables import SourceRow
from storage.topic_tables import TopicMapRow

TOPICS_READING = "1"  # changes where sources give other topics than before
WHOLE_SHELF = "shelf"
MOST_TOPIC_BYTES = 1 << 26  # of a map, unpacked


@dataclass(frozen=True)
class _Shelf:
    """The sources that are grouped, oldest first; what changes with them; whether all are read to their end."""

    source_ids: list[str]
    edition: str
    settled: bool


def load_topics(library: Library, source_id: str | None = None, report: Report | None = None) -> TopicMap:
    """The topics of a source, or of the shelf: as they are kept, or found now and kept.

    Raises QuestionError (``unknown_source``). Nothing is kept of a shelf on which something is still being read, nor
    where the library cannot be written.
    """
    kept = find_kept_topics(library, source_id)
    if kept is not None:
        return kept
    embedder = library.current_embedder().name
    with library.database.session("DEFERRED") as session:
        shelf = _look_at_shelf(session, library.owner, embedder, source_id)
        found = find_topics(session, shelf.source_ids, embedder, report)
    if shelf.settled:
        with suppress(StorageError):
            _keep(library, source_id, embedder, shelf.edition, found)
    return replace(found, edition=shelf.edition)


def find_kept_topics(library: Library, source_id: str | None = None) -> TopicMap | None:
    """The topics that are kept of a source, or of the shelf, as it stands now; None where they are to be found yet.

    Raises QuestionError (``unknown_source``).
    """
    if source_id is not None:
        library.source(source_id)
    embedder = library.current_embedder().name
    with library.database.session("DEFERRED") as session:
        shelf = _look_at_shelf(session, library.owner, embedder, source_id)
        row = session.get(TopicMapRow, (library.owner, source_id or WHOLE_SHELF))
        if row is None or row.edition != shelf.edition:
            return None
        data = row.data
    try:
        return replace(undump_topics(data), edition=shelf.edition)
    except (zlib.error, ValueError, KeyError, TypeError):
        return None  # damaged: they are found anew


def still_hold(library: Library, found: TopicMap, source_id: str | None = None) -> bool:
    """Whether topics that were found are those of the shelf as it stands. While something is being read, so that it
    changes all the time, they are good enough unless a source of theirs has left it.
    """
    embedder = library.current_embedder().name
    with library.database.session() as session:
        shelf = _look_at_shelf(session, library.owner, embedder, source_id)
    return found.edition == shelf.edition or (not shelf.settled and set(found.sources) <= set(shelf.source_ids))


def read_sentences(library: Library, topic: Topic) -> list[TypicalSentence]:
    """A topic's typical sentences with their texts, of the sources that are on the shelf still."""
    held = [one for one in topic.sentences if library.has(one.source_id)]
    texts = library.texts([(one.source_id, one.start, one.end) for one in held])
    return [replace(one, text=text) for one, text in zip(held, texts, strict=True)]


def _look_at_shelf(session: Session, owner: str, embedder: str, source_id: str | None) -> _Shelf:
    wanted = select(SourceRow.id, SourceRow.edition, SourceRow.reading).where(may_read(owner))
    if source_id is not None:
        wanted = wanted.where(SourceRow.id == source_id)
    rows = session.execute(wanted.order_by(SourceRow.created_at, SourceRow.id)).all()
    said = [TOPICS_READING, embedder, *(f"{row.id}.{row.edition}" for row in rows)]
    edition = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return _Shelf([row.id for row in rows], edition, not any(row.reading for row in rows))


def _keep(library: Library, source_id: str | None, embedder: str, edition: str, found: TopicMap) -> None:
    """Keep topics, unless the shelf is another by now: no words stay of a source that has gone meanwhile."""
    values = {
        "owner": library.owner,
        "scope": source_id or WHOLE_SHELF,
        "edition": edition,
        "data": dump_topics(found),
    }
    statement = insert(TopicMapRow).values(values)
    with library.database.session("IMMEDIATE") as session:
        if _look_at_shelf(session, library.owner, embedder, source_id).edition == edition:
            session.execute(statement.on_conflict_do_update(index_elements=["owner", "scope"], set_=values))


def dump_topics(found: TopicMap) -> bytes:
    """Topics as their row keeps them."""
    content = {
        "topics": [_topic_out(topic) for topic in found.topics],
        "passages": found.passages,
        "looked_at": found.looked_at,
        "sources": list(found.sources),
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6)


def undump_topics(data: bytes) -> TopicMap:
    """Topics as they were kept. Raises zlib.error, ValueError, KeyError or TypeError for what is damaged."""
    content = json.loads(zlib.decompressobj().decompress(data, MOST_TOPIC_BYTES))
    topics = tuple(_topic_in(one) for one in content["topics"])
    return TopicMap(topics, content["passages"], content["looked_at"], tuple(content["sources"]))


def _topic_out(topic: Topic) -> list[Any]:
    sentences = [[one.source_id, one.page, one.start, one.end] for one in topic.sentences]
    return [topic.words, topic.passages, topic.places, sentences, [_topic_out(part) for part in topic.parts]]


def _topic_in(kept: Sequence[Any]) -> Topic:
    words, passages, places, sentences, parts = kept
    return Topic(
        tuple(words),
        passages,
        {source_id: tuple((first, last) for first, last in runs) for source_id, runs in places.items()},
        tuple(TypicalSentence(*one) for one in sentences),
        tuple(_topic_in(part) for part in parts),
    )
