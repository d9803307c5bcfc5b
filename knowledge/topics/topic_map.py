"""The topics of a book or a shelf as values: a tree of two levels, each topic with its words, sentences and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

NAME_WORDS = 3  # telling words that make a name


@dataclass(frozen=True)
class TypicalSentence:
    """A sentence that tells what a topic is about: an exact span of its source."""

    source_id: str
    page: int
    start: int
    end: int
    text: str = ""  # read when it is shown: the text is kept in the source alone


@dataclass(frozen=True)
class Topic:
    """Passages that are about one thing.

    ``words``: its telling words, the most telling first; ``places``: by source the passages, as runs of ordinals, both
    ends counted; ``parts``: smaller topics in it, those of very few
    passages left out, and none where there would be one.
    """

    words: tuple[str, ...]
    passages: int
    places: dict[str, tuple[tuple[int, int], ...]]
    sentences: tuple[TypicalSentence, ...] = ()
    parts: tuple[Topic, ...] = ()

    @property
    def name(self) -> str:
        """The words that name it; "" where nothing tells it from the others."""
        return " · ".join(self.words[:NAME_WORDS])

    def holds(self, source_id: str, ordinal: int) -> bool:
        """Whether a passage is one of its."""
        return any(first <= ordinal <= last for first, last in self.places.get(source_id, ()))


@dataclass(frozen=True)
class TopicMap:
    """The topics of some sources, the largest first; ``looked_at`` of ``passages`` were grouped; ``edition``: of the
    shelf on which they were found.
    """

    topics: tuple[Topic, ...]
    passages: int = 0
    looked_at: int = 0
    sources: tuple[str, ...] = field(default=())
    edition: str = ""

    def walk(self) -> Iterator[tuple[int, Topic]]:
        """Every topic with its depth from 0, a topic's parts right behind it."""
        for topic in self.topics:
            yield 0, topic
            for part in topic.parts:
                yield 1, part
