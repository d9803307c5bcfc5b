"""learning/facts: does a sentence stand alone under its heading, is it worth asking about?

Rows: sentences and slide lines of shared documents, labelled by reading. A model each, in the JSON beside its
module; folds by document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from bench.fitting.sentence_rows import FILE, MORE, Row, known_morphemes, read_sentences
from bench.fitting.split import without_folder
from learning.facts.definitions import extract_defined_term
from learning.facts.fact_features import NAMES, sentence_features
from learning.facts.salience import SALIENCE_NAMES, salience_features, scale
from learning.facts.self_containment import may_stand_alone
from learning.facts.terms import Phrases, terms_in
from learning.facts.topics import extract_key_words

SENTENCE_PENALTIES = {"self_containment": (300.0, 1000.0), "salience": (3.0, 10.0, 30.0)}
LABELS: dict[str, Callable[[Row], bool]] = {
    "self_containment": lambda row: row["self_contained"] >= 1,
    "salience": lambda row: row["worth"] >= 1,
}
NAMES_OF = {"self_containment": NAMES, "salience": SALIENCE_NAMES}
UNIFORM = ("self_containment",)  # what all readers say alike; rows marked strict ask for more to be worth asking
# Threshold -> the share of right opened sentences, of those that the module's guards let through, that reach it.
KEPT = {"self_containment": {"stands_alone": 0.98}, "salience": {"least": 0.97, "fair": 0.75}}


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
