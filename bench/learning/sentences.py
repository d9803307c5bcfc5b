"""How well sentences are chosen: does one stand alone, is it worth asking about? By kind of source, opened and
unopened apart.

    python3 run.py bench sentences FILE

FILE holds a labelled sentence a line: text, heading, file, kind, whole, self_contained (0 to 2), worth (0 to 2).
AUC of the fitted models, of
what the guards and the bar together let through (precision and recall), and of a plain logistic regression over
the morphemes, whose opened
figures come from folds by source. The fitted models have seen the opened sources; their figures on unopened ones
are the honest ones, those of
folds by source stand in the JSON beside the modules.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import korean
from bench.fitting.data import read_rows
from bench.fitting.fact_sentences import LABELS, features_of
from bench.fitting.recipe import Example, area_under_curve, train
from bench.fitting.solver import Floats
from bench.fitting.split import is_unopened, without_folder
from bench.report import publish
from learning.facts import salience, self_containment
from learning.facts.self_containment import is_self_contained
from weights import load_weights

Row = Mapping[str, Any]
FEWEST = 8  # rows with a morpheme, for the plain regression to look at it
MOST = 400  # morphemes of the plain regression
MODULES = {"self_containment": self_containment, "salience": salience}


def fitted_scores(name: str, rows: Sequence[Row]) -> Floats:
    """The logits of the module's own weights."""
    weights = load_weights(Path(str(MODULES[name].__file__)).with_suffix(".json"))
    return np.array([weights.score(features_of(name, row)) for row in rows])


def plain_scores(name: str, rows: Sequence[Row]) -> Floats:
    """The logits of a logistic regression over the commonest morphemes; of opened sources from folds that have not
    seen them."""
    found = [{f"{token.form}/{token.tag}" for token in korean.tokenize(row["text"])} for row in rows]
    sources = [without_folder(row["file"]) for row in rows]
    count = Counter(one for held, source in zip(found, sources) if not is_unopened(source) for one in held)
    names = [one for one, n in count.most_common(MOST) if n >= FEWEST]
    examples = [
        Example(source, dict.fromkeys(held, 1.0), LABELS[name](row), group=str(n))
        for n, (held, source, row) in enumerate(zip(found, sources, rows))
    ]
    trained = train(examples, names, (30.0, 100.0, 300.0))
    scores = np.zeros(len(rows))
    for part in (trained.opened, trained.unopened):
        for one, score in zip(part.examples, part.scores):
            scores[int(one.group)] = score
    return scores


def auc(scores: Floats, labels: Sequence[bool]) -> float | None:
    """None where all have one label."""
    found = np.array(labels, dtype=bool)
    return area_under_curve(scores, found) if 0 < found.sum() < len(found) else None


def groups(rows: Sequence[Row]) -> list[tuple[str, list[int]]]:
    """Rows of opened and of unopened sources, all and by kind."""
    unopened = [is_unopened(without_folder(row["file"])) for row in rows]
    found = []
    for part, value in (("opened", False), ("unopened", True)):
        inside = [n for n, one in enumerate(unopened) if one is value]
        found.append((f"{part}, all", inside))
        kinds = sorted({str(rows[n]["kind"]) for n in inside})
        found += [(f"{part}, {kind}", [n for n in inside if rows[n]["kind"] == kind]) for kind in kinds]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    rows = read_rows(arguments.file)
    models = {name: fitted_scores(name, rows) for name in LABELS}
    plain = {name: plain_scores(name, rows) for name in LABELS}
    passed = np.array([is_self_contained(row["text"], row["heading"]) for row in rows])
    table: list[tuple[object, ...]] = []
    for title, inside in groups(rows):
        alone = [LABELS["self_containment"](rows[n]) for n in inside]
        worth = [LABELS["salience"](rows[n]) for n in inside]
        whole = [bool(rows[n]["whole"]) for n in inside]
        taken = passed[inside]
        right = int(np.array(alone)[taken].sum())
        table.append(
            (
                title,
                len(inside),
                auc(models["self_containment"][inside], alone),
                auc(plain["self_containment"][inside], alone),
                auc(models["self_containment"][inside], whole),
                auc(models["salience"][inside], worth),
                auc(plain["salience"][inside], worth),
                right / int(taken.sum()) if taken.any() else None,
                right / max(1, sum(alone)),
            )
        )
    columns = (
        "sources",
        "rows",
        "stands alone",
        "morphemes: stands alone",
        "whole",
        "worth asking",
        "morphemes: worth asking",
        "taken: precision",
        "taken: recall",
    )
    publish("sentences", columns, table, arguments.file.name)


if __name__ == "__main__":
    main()
