"""Finding the topics of sources: their passages are grouped, the groups named, and typical sentences chosen.

How long it takes grows with the passages, and is bounded: at most MOST_GROUPED_PASSAGES are grouped, and of a group at
most MOST_READ_OF_GROUP are read for its words and sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

import korean
from knowledge.catalog.page_numbers import load_page_numbers
from knowledge.index.morpheme_codec import parse
from knowledge.models import BlockKind
from knowledge.topics.grouping import Labels, build_tree
from knowledge.topics.telling_words import Run, WordCounts, list_word_runs, merge_counts, weigh_words
from knowledge.topics.topic_map import Topic, TopicMap, TypicalSentence
from knowledge.topics.topic_vectors import PassagePlace, Points, list_places, make_points, to_unit
from knowledge.topics.typical_sentences import ReadPassage, choose_sentences_of
from korean import lexicon
from storage.tables import PassageRow

FEWEST_PASSAGES = 12  # of a book that has topics
LARGE_GROUPS, SMALL_GROUPS = 12, 36  # at most: as many as one looks over, and three in each of them
PASSAGES_A_LARGE, PASSAGES_A_SMALL = 8, 4  # a group has as many on the average
FEWEST_IN_A_PART = 3  # passages
MOST_READ_OF_GROUP = 60  # passages of a small group that are read for words and sentences
ROWS_AT_ONCE = 500
_MARKS = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]")  # anchors and references in a heading
_NUMBER = lexicon.pattern("headings", "number_before")  # of a chapter: it names nothing
Report = Callable[[int, int], None]
_RUNNING = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.SPEAKER})
_NO_MATTER = frozenset({BlockKind.CODE, BlockKind.REFERENCE, BlockKind.BOILERPLATE, BlockKind.CONTENTS})


def find_topics(session: Session, source_ids: Sequence[str], embedder: str, report: Report | None = None) -> TopicMap:
    """The topics of sources by the vectors of an embedder; none where there are fewer than FEWEST_PASSAGES passages.

    ``report(done, total)`` is called as the work goes on; what it raises ends it.
    """
    tell = report or (lambda done, total: None)
    tell(0, 4)
    places, total = list_places(session, source_ids)
    if len(places) < FEWEST_PASSAGES:
        return TopicMap((), total, len(places), tuple(source_ids))
    points = make_points(session, places, embedder)
    tell(1, 4)
    large, small = group_passages(points)
    tell(2, 4)
    topics = _Describer(session, places, points, large, small).describe()
    tell(4, 4)
    return TopicMap(tuple(topics), total, len(places), tuple(source_ids))


def group_passages(points: Points) -> tuple[Labels, Labels]:
    """For every passage its large group and its small one, which lies in the large one."""
    tree = build_tree(points)
    large = min(LARGE_GROUPS, max(2, len(points) // PASSAGES_A_LARGE))
    small = min(SMALL_GROUPS, max(large, len(points) // PASSAGES_A_SMALL))
    return tree.cut(large), tree.cut(small)


class _Describer:
    """Names and sentences for groups of passages."""

    def __init__(
        self, session: Session, places: Sequence[PassagePlace], points: Points, large: Labels, small: Labels
    ) -> None:
        self.session, self.places, self.points = session, places, points
        self.members: dict[int, list[int]] = defaultdict(list)  # of each small group
        for number, group in enumerate(small):
            self.members[int(group)].append(number)
        self.small = sorted(self.members)
        self.large_of = {group: int(large[self.members[group][0]]) for group in self.small}
        self.read: dict[int, list[ReadPassage]] = {group: [] for group in self.small}

    def describe(self) -> list[Topic]:
        """The large groups as topics, the largest first, with the small ones as their parts."""
        order = {group: number for number, group in enumerate(self.small)}
        counts = self._read_all(order).count()
        larges = sorted(set(self.large_of.values()))
        above = [larges.index(self.large_of[group]) for group in self.small]
        weights, part_weights = weigh_words(merge_counts(counts, above)), weigh_words(counts)
        topics = []
        for number in range(len(larges)):
            groups = [group for group, large in zip(self.small, above, strict=True) if large == number]
            parts = [self._part(group, part_weights[order[group]], weights[number]) for group in groups]
            topic = self._topic(groups, weights[number])
            shown = sorted((one for one in parts if one.passages >= FEWEST_IN_A_PART), key=lambda one: -one.passages)
            topics.append(replace(topic, parts=tuple(shown) if len(shown) > 1 else ()))
        return sorted(topics, key=lambda one: -one.passages)

    def _part(self, group: int, own: dict[str, float], above: dict[str, float]) -> Topic:
        """A small group, named by what the name of the topic that it is in does not say."""
        said = set(Topic(tuple(above), 0, {}).name.split(" · "))
        fresh = {word: weight for word, weight in own.items() if word not in said}
        return self._topic([group], fresh or own)

    def _topic(self, groups: Sequence[int], weights: dict[str, float]) -> Topic:
        numbers = sorted(number for group in groups for number in self.members[group])
        read = [passage for group in groups for passage in self.read[group]]
        sentences = tuple(self._on_page(one) for one in choose_sentences_of(read, weights))
        return Topic(tuple(weights), len(numbers), _list_runs(self.places, numbers), sentences)

    def _on_page(self, sentence: TypicalSentence) -> TypicalSentence:
        """A sentence with the page on which it begins: a passage may begin on the one before."""
        page = load_page_numbers(self.session, sentence.source_id).page_at(sentence.start)
        return replace(sentence, page=page)

    def _read_all(self, order: dict[int, int]) -> WordCounts:
        """Read the passages nearest the middle of each small group, and count their words."""
        counts = WordCounts(len(order))
        wanted: dict[int, tuple[int, float, PassagePlace]] = {}
        for group in self.small:
            numbers = self.members[group]
            middle = to_unit(self.points[numbers].mean(axis=0, keepdims=True))[0]
            nearness = self.points[numbers] @ middle
            for at in np.argsort(-nearness, kind="stable")[:MOST_READ_OF_GROUP]:
                place = self.places[numbers[int(at)]]
                wanted[place.id] = group, float(nearness[at]), place
        headed: dict[str, list[Run]] = {}
        ids = sorted(wanted)
        for some in (ids[at : at + ROWS_AT_ONCE] for at in range(0, len(ids), ROWS_AT_ONCE)):
            for row in self.session.scalars(select(PassageRow).where(PassageRow.id.in_(some))):
                group, near, place = wanted[row.id]
                tokens = _list_matter(row)
                self.read[group].append(_read(row, tokens, near))
                for title in place.section:
                    if title not in headed:
                        bare = _NUMBER.sub("", _MARKS.sub(" ", title))
                        headed[title] = list_word_runs(bare, korean.tokenize(bare))
                above = [run for title in place.section for run in headed[title]]
                counts.add(order[group], [*list_word_runs(row.text, tokens), *above])
                self.session.expunge(row)
        return counts


def _list_matter(row: PassageRow) -> list[korean.Token]:
    """The morphemes of a passage without those of its code and its links."""
    beside = [
        (start - row.start, end - row.start)
        for (start, end), kind in zip(row.spans, row.kinds, strict=False)
        if kind in _NO_MATTER
    ]
    return [one for one in parse(row.tokens) if not any(start <= one.start < end for start, end in beside)]


def _read(row: PassageRow, tokens: Sequence[korean.Token], near: float) -> ReadPassage:
    """A passage with its full sentences: what begins with a particle is the rest of one that was cut."""
    cut = {one.start + row.start for one in tokens if one.tag.startswith("J")}
    kinds = row.kinds if len(row.kinds) == len(row.spans) else [BlockKind.PARAGRAPH] * len(row.spans)
    spans = [(start, end) for (start, end), kind in zip(row.spans, kinds, strict=True) if kind in _RUNNING]
    return ReadPassage(row.source_id, row.page, row.start, row.text, [one for one in spans if one[0] not in cut], near)


def _list_runs(places: Sequence[PassagePlace], numbers: Sequence[int]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Passages by source as runs of ordinals; what was not looked at between two of a run is of it."""
    runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    before = -2
    for number in numbers:
        place = places[number]
        held = runs[place.source_id]
        if held and before + 1 == number:
            held[-1] = held[-1][0], place.ordinal
        else:
            held.append((place.ordinal, place.ordinal))
        before = number
    return {source_id: tuple(held) for source_id, held in runs.items()}
