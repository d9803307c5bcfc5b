"""The labelled sentences that the models of learning/facts are fitted on, and the morphemes that these models know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.fitting.data import read_rows
from bench.fitting.split import is_unopened, without_folder
from learning.facts.fact_features import MORPHEME

FILE = "labels/sentences.jsonl"
MORE = "labels/sentences-more.jsonl"  # of the same form, from opened sources only
FEWEST_WITH_MORPHEME = 4  # opened rows that have a morpheme, for a model to know it
Row = Mapping[str, Any]


def read_sentences(data: Path) -> list[Row]:
    """Both sets. Raises ValueError where the second names a source that is not to be opened."""
    more = read_rows(data / MORE)
    if any(is_unopened(without_folder(row["file"])) for row in more):
        raise ValueError(f"{MORE} has rows of unopened sources")
    return [*read_rows(data / FILE), *more]


def known_morphemes(found: Iterable[tuple[str, Mapping[str, float]]]) -> Sequence[str]:
    """The names of the morpheme features that enough opened rows have; ``found`` are sources with features."""
    count = Counter(
        name for source, features in found if not is_unopened(source) for name in features if name.startswith(MORPHEME)
    )
    return sorted(name for name, n in count.items() if n >= FEWEST_WITH_MORPHEME)
