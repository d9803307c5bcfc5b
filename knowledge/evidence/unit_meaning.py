"""How near an answer unit, its heading and both together are to a question in meaning, by the morpheme vectors.

A question in other words than the book's shares few of them with its answer; the vectors of the words are near all the
same. Rough by itself, so it is one voice among the features of a unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.evidence.units import Unit
from knowledge.search.passage_features import Part
from knowledge.search.signals import Query
from korean.analyzer import is_content
from korean.vectors import MorphemeVectors

Vector = NDArray[np.float32]
MEANING_NAMES = ("near", "near with heading", "near heading", "soft", "soft with heading")


@dataclass(frozen=True)
class SectionMeaning:
    """Of each sentence of a section the sum of its words' vectors ``(sentences, d)`` and the cosine of its nearest word
    to every term ``(sentences, terms)``; the same of its heading, one row each.
    """

    sums: Vector
    cosines: Vector
    heading_sum: Vector
    heading_cosines: Vector


def measure_section(
    query: Query, parts: Sequence[Part], heading: Sequence[str], morphemes: MorphemeVectors | None
) -> SectionMeaning | None:
    """What the units of a section are measured by; None where there are no vectors."""
    if morphemes is None or query.similar is None:
        return None
    own = [_look_at(query, list(part.rows), morphemes) for part in parts]
    head = _look_at(query, _heading_rows(tuple(heading[-1:]), morphemes), morphemes)
    return SectionMeaning(np.array([one[0] for one in own]), np.array([one[1] for one in own]), *head)


def measure_meaning(query: Query, section: SectionMeaning | None, unit: Unit) -> dict[str, float]:
    """By MEANING_NAMES, each from -1 or 0 to 1."""
    if section is None or query.similar is None:
        return {}
    asked = query.weights @ query.similar
    own = section.sums[unit.first : unit.last].sum(axis=0)
    soft = section.cosines[unit.first : unit.last].max(axis=0)
    total = float(query.weights.sum()) or 1.0
    return {
        "near": _cosine(asked, own),
        "near with heading": _cosine(asked, own + section.heading_sum),
        "near heading": _cosine(asked, section.heading_sum),
        "soft": float(query.weights @ soft) / total,
        "soft with heading": float(query.weights @ np.maximum(soft, section.heading_cosines)) / total,
    }


def _look_at(query: Query, rows: list[int], morphemes: MorphemeVectors) -> tuple[Vector, Vector]:
    """The sum of words' vectors, and the cosine of the nearest of them to every term of the question."""
    assert query.similar is not None
    if not rows:
        return np.zeros(query.similar.shape[1], np.float32), np.zeros(len(query.terms), np.float32)
    taken = morphemes.take(rows)
    nearest: Vector = np.maximum((query.similar @ taken.T).max(axis=1), 0.0)
    return taken.sum(axis=0), nearest


@lru_cache(maxsize=4096)
def _heading_rows(heading: tuple[str, ...], morphemes: MorphemeVectors) -> list[int]:
    words = [token for title in heading for token in korean.tokenize(title.replace("_", " ")) if is_content(token)]
    return sorted({morphemes.row(word.form, word.tag) for word in words} - {-1})


def _cosine(one: Vector, other: Vector) -> float:
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length > 0 else 0.0
