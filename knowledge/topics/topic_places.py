"""Where a topic stands: the spans of its sources' texts that its passages take up, and which topic a place is of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select

from knowledge.library import Library
from knowledge.topics.topic_map import Topic
from storage.shared_sources import may_read
from storage.tables import PassageRow, SourceRow

MOST_TOPIC_SOURCES = 10  # of one topic that a quiz or a summary draws on, those with most of it


def find_spans(library: Library, topic: Topic) -> dict[str, list[tuple[int, int]]]:
    """The spans of a topic in the texts of its sources on the shelf, MOST_TOPIC_SOURCES at most, most of it first."""
    size = {source_id: sum(last - first + 1 for first, last in runs) for source_id, runs in topic.places.items()}
    chosen = sorted(size, key=lambda source_id: -size[source_id])[:MOST_TOPIC_SOURCES]
    places = _load_places(library, chosen)
    found: dict[str, list[tuple[int, int]]] = {}
    for source_id in chosen:
        held = places.get(source_id, [])
        spans = [
            (held[first][0], held[min(last, len(held) - 1)][1])
            for first, last in topic.places[source_id]
            if first < len(held)
        ]
        if spans:
            found[source_id] = spans
    return found


def topic_finder(
    library: Library, topics: Sequence[Topic], source_ids: Collection[str]
) -> Callable[[str, int], int | None]:
    """From a source and a place in its text to the number of the topic that it is of; None outside of all."""
    starts = {key: [start for start, _ in held] for key, held in _load_places(library, source_ids).items()}

    def find(source_id: str, place: int) -> int | None:
        ordinal = bisect_right(starts.get(source_id, []), place) - 1
        return next((number for number, topic in enumerate(topics) if topic.holds(source_id, ordinal)), None)

    return find


def _load_places(library: Library, source_ids: Collection[str]) -> dict[str, list[tuple[int, int]]]:
    """Start and end of every passage of sources that the owner may read, by ordinal."""
    wanted = (
        select(PassageRow.source_id, PassageRow.start, PassageRow.end)
        .join(SourceRow, SourceRow.id == PassageRow.source_id)
        .where(may_read(library.owner), PassageRow.source_id.in_(list(source_ids)))
        .order_by(PassageRow.source_id, PassageRow.ordinal)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    with library.database.session() as session:
        for source_id, start, end in session.execute(wanted):
            found.setdefault(source_id, []).append((start, end))
    return found
