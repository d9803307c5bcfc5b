"""learning/facts: does a sentence stand alone under its heading, is it worth asking about?

Rows: sentences and slide lines of shared documents, labelled by reading. A model each, in the JSON beside its
module; folds by document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from bench.fitting.split import is_unopened, without_folder
from learning.facts.definitions import extract_defined_term
from learning.facts.fact_features import MORPHEME, NAMES, sentence_features
from learning.facts.salience import SALIENCE_NAMES, salience_features, scale
from learning.facts.self_containment import may_stand_alone
from learning.facts.terms import Phrases, terms_in
from learning.facts.topics import extract_key_words

FILE = "labels/sentences.jsonl"
MORE = "labels/sentences-more.jsonl"  # of the same form, from opened sources only
FEWEST_WITH_MORPHEME = 4  # opened rows that have a morpheme, for a model to know it
Row = Mapping[str, Any]
SENTENCE_PENALTIES = {"self_containment": (300.0, 1000.0), "salience": (3.0, 10.0, 30.0)}
LABELS: dict[str, Callable[[Row], bool]] = {
    "self_containment": lambda row: row["self_contained"] >= 1,
    "salience": lambda row: row["worth"] >= 1,
}
NAMES_OF = {"self_containment": NAMES, "salience": SALIENCE_NAMES}
UNIFORM = ("self_containment",)  # what all readers say alike; rows marked strict ask for more to be worth asking
# Threshold -> the share of right opened sentences, of those that the module's guards let through, that reach it.
KEPT = {"self_containment": {"stands_alone": 0.98}, "salience": {"least": 0.97, "fair": 0.75}}


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


def features_of(name: str, row: Row) -> Mapping[str, float]:
    """What the model of this name sees of a row."""
    text, heading = row["text"], row["heading"]
    if name == "self_containment":
        return sentence_features(text, heading)
    terms = terms_in(text, Phrases([text], ()))
    return salience_features(text, terms, bool(extract_defined_term(text)), extract_key_words([heading]), heading)


def examples(name: str, rows: Sequence[Row]) -> Iterator[Example]:
    """The rows as the model sees them; ``group`` is "guarded" where the guards keep a sentence out."""
    for row in rows:
        group = "" if may_stand_alone(row["text"]) else "guarded"
        yield Example(without_folder(row["file"]), features_of(name, row), LABELS[name](row), group=group)


def let_through(held: Held) -> Held:
    """The rows that the guards let through."""
    inside = [i for i, one in enumerate(held.examples) if not one.group]
    return Held([held.examples[i] for i in inside], held.scores[inside])


def threshold_keeping(held: Held, share: float) -> float:
    """The logit that so large a share of the right sentences reaches."""
    return float(np.quantile(held.scores[held.labels], 1 - share))


def figures(held: Held, thresholds: Mapping[str, float]) -> Figures:
    """AUC; for each threshold, guards included, which share above it is right, and which share of the right ones
    is above it."""
    found = {"AUC": area_under_curve(held.scores, held.labels), "rows": float(len(held.scores))}
    inside = let_through(held)
    for name, threshold in thresholds.items():
        above = inside.scores >= threshold
        found[f"{name}: precision"] = float(inside.labels[above].mean()) if above.any() else 0.0
        found[f"{name}: recall"] = float(inside.labels[above].sum() / held.labels.sum())
    return found


def fit(name: str, data: Path) -> Fitted:
    rows = list(examples(name, [row for row in read_sentences(data) if name in UNIFORM or not row.get("strict")]))
    words = known_morphemes((row.source, row.features) for row in rows)
    trained = train(rows, (*NAMES_OF[name], *words), SENTENCE_PENALTIES[name], name == "self_containment")
    inside = let_through(trained.opened)
    bars = {key: threshold_keeping(inside, share) for key, share in KEPT[name].items()}
    opened, unopened = figures(trained.opened, bars), figures(trained.unopened, bars)
    scaled = {key: scale(bar) for key, bar in bars.items()} if name == "salience" else bars
    return Fitted(trained.weights, trained.model.bias, scaled, opened, unopened)


SENTENCE_RECIPES = tuple(Recipe(name, f"learning/facts/{name}.py", (FILE, MORE), partial(fit, name)) for name in LABELS)
