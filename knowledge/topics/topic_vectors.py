"""Passages as points that can be grouped: the embedder's vector beside the passage's own words, drawn towards the
section and the part of its source that it stands in.

The embedder says what a passage means, its words (tf-idf of the index terms, brought to a few dimensions by a singular
value decomposition: latent semantic analysis, Deerwester et al. 1990) say it more sharply; a passage alone says little,
and its neighbours under the same heading mostly go on about the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from knowledge.index.bm25 import decode
from storage.tables import PassageRow, PostingRow, SourceRow, VectorsRow

Points = NDArray[np.float32]
MOST_GROUPED_PASSAGES = 100_000  # of a larger shelf so many, evenly chosen
WORD_DIMENSIONS = 100
FEWEST_HOLDING = 3  # passages: a rarer word joins nothing
MOST_HOLDING = 0.3  # share of the passages: a word in more of them tells nothing apart
LARGEST_JOINED_PART = 0.25  # of all passages: a larger source or chapter is more than one thing
PART_PULL = 2.0  # weight of the mean of the part that a passage is in; it and its section weigh 1 (bench topic_parts)
FRAGMENT = "~"  # begins the index terms that are pieces of words


@dataclass(frozen=True)
class PassagePlace:
    """A passage that is grouped: its row, its source and ordinal, and the section that it stands in."""

    id: int
    source_id: str
    ordinal: int
    section: tuple[str, ...]


def list_places(session: Session, source_ids: Sequence[str]) -> tuple[list[PassagePlace], int]:
    """The passages of sources in their order, MOST_GROUPED_PASSAGES at most; and how many there are."""
    total = (
        session.scalar(select(func.count()).select_from(PassageRow).where(PassageRow.source_id.in_(list(source_ids))))
        or 0
    )
    kept = min(total, MOST_GROUPED_PASSAGES)
    places: list[PassagePlace] = []
    seen = 0
    heading = type_coerce(PassageRow.heading, Text)  # read for those that are looked at alone
    for source_id in source_ids:
        rows = select(PassageRow.id, PassageRow.ordinal, heading).where(PassageRow.source_id == source_id)
        for key, ordinal, path in session.execute(rows.order_by(PassageRow.ordinal)):
            if (seen + 1) * kept // total > seen * kept // total:
                places.append(PassagePlace(key, source_id, ordinal, tuple(json.loads(path))))
            seen += 1
    return places, total


def make_points(session: Session, places: Sequence[PassagePlace], embedder: str) -> Points:
    """The passages as unit vectors ``(n, d) float32``; zeros for one that has neither words nor meaning."""
    meaning = load_meaning(session, places, embedder)
    meaning = to_unit(meaning - meaning.mean(axis=0)) if meaning.size else meaning
    alone = to_unit(np.hstack([meaning, load_words(session, places)]))
    sections = average_groups(alone, [(one.source_id, *one.section) for one in places])
    parts = average_groups(alone, find_parts(places, len(places) * LARGEST_JOINED_PART))
    return to_unit(alone + sections + PART_PULL * parts)


def find_parts(places: Sequence[PassagePlace], most: float) -> list[tuple[str, ...]]:
    """For each passage the largest part around it (its source, a chapter, a section in it ...) of at most so many
    passages; its own section where all are larger.
    """
    paths = [(one.source_id, *one.section) for one in places]
    sizes = Counter(path[:depth] for path in paths for depth in range(1, len(path) + 1))
    return [
        next((path[:depth] for depth in range(1, len(path)) if sizes[path[:depth]] <= most), path) for path in paths
    ]


def load_meaning(session: Session, places: Sequence[PassagePlace], embedder: str) -> Points:
    """The embedder's vectors ``(n, d)``; zeros for sources that have none by this embedder, ``(n, 0)`` for none."""
    kept: dict[str, Points] = {}
    for source_id in dict.fromkeys(one.source_id for one in places):
        row = session.get(VectorsRow, (source_id, embedder))
        if row is not None:
            kept[source_id] = np.frombuffer(row.data, "<f2").reshape(-1, row.dimension)
            session.expunge(row)
    dimension = max((held.shape[1] for held in kept.values()), default=0)
    out = np.zeros((len(places), dimension), np.float32)
    for number, place in enumerate(places):
        held = kept.get(place.source_id)
        if held is not None and held.shape[1] == dimension and place.ordinal < len(held):
            out[number] = held[place.ordinal]
    return out


def load_words(session: Session, places: Sequence[PassagePlace]) -> Points:
    """The passages' index terms brought to WORD_DIMENSIONS, unit vectors; ``(n, 0)`` where too few are shared."""
    from sklearn.decomposition import TruncatedSVD  # here: it takes a second, and only who looks at topics needs it

    table = count_words(session, places)
    dimensions = min(WORD_DIMENSIONS, table.shape[0] - 1, table.shape[1] - 1)
    if dimensions < 2:
        return np.zeros((len(places), 0), np.float32)
    return to_unit(TruncatedSVD(dimensions, random_state=0).fit_transform(table).astype(np.float32))


def count_words(session: Session, places: Sequence[PassagePlace]) -> Any:
    """Which index terms stand in which passage: a sparse matrix ``(n, terms)`` of tf-idf (log, idf over passages)."""
    from scipy import sparse

    numbers: dict[str, int] = {}
    rows: list[NDArray[np.int32]] = []
    columns: list[NDArray[np.int32]] = []
    counts: list[NDArray[np.float32]] = []
    here: dict[str, list[tuple[int, int]]] = {}
    for number, place in enumerate(places):
        here.setdefault(place.source_id, []).append((place.ordinal, number))
    for source_id, held in here.items():
        size = session.scalar(select(SourceRow.passages).where(SourceRow.id == source_id)) or 0
        row_of = np.full(max(size, held[-1][0] + 1), -1, np.int32)
        row_of[[ordinal for ordinal, _ in held]] = [number for _, number in held]
        postings = select(PostingRow.term, PostingRow.data).where(
            PostingRow.source_id == source_id, func.length(PostingRow.term) > 1, ~PostingRow.term.startswith(FRAGMENT)
        )
        for term, data in session.execute(postings):
            ordinals, said = decode(data)
            row = row_of[ordinals]
            rows.append(row[row >= 0])
            counts.append(1 + np.log(said[row >= 0].astype(np.float32)))
            columns.append(np.full(len(rows[-1]), numbers.setdefault(term, len(numbers)), np.int32))
    if not rows:
        return sparse.csr_matrix((len(places), 0), dtype=np.float32)
    content = np.concatenate(counts), (np.concatenate(rows), np.concatenate(columns))
    table = sparse.csr_matrix(content, shape=(len(places), len(numbers)))
    spread = np.bincount(table.indices, minlength=len(numbers))
    kept = np.flatnonzero((spread >= FEWEST_HOLDING) & (spread < MOST_HOLDING * len(places)))
    return table[:, kept] @ sparse.diags(np.log(len(places) / spread[kept]).astype(np.float32))


def average_groups(points: Points, keys: Sequence[Hashable]) -> Points:
    """For each point the unit mean of all points with its key."""
    numbers: dict[Hashable, int] = {}
    group = np.array([numbers.setdefault(key, len(numbers)) for key in keys])
    sums = np.zeros((len(numbers), points.shape[1]), np.float32)
    np.add.at(sums, group, points)
    return to_unit(sums)[group]


def to_unit(points: Points) -> Points:
    """Rows of length 1; rows of zeros stay."""
    lengths: Points = np.linalg.norm(points, axis=1, keepdims=True)
    return (points / np.maximum(lengths, 1e-9)).astype(np.float32)
