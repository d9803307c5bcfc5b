"""knowledge/evidence/sufficiency: does the best unit answer its question?

Students' questions in their own library, with every passage that holds a piece of the answer gone, and in another
library; those that no book answers; and KorQuAD's with their passage there, without it, and without their article. The
units are those that weights choose which have not seen the question's source, as they are for a new book.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench.fitting.asked.measured_answers import (
    ELSEWHERE,
    HELD_ARTICLE_GONE,
    HELD_PASSAGE_GONE,
    HELD_THERE,
    NEVER,
    OWN_LIBRARY,
    PIECES_GONE,
    UNIT_FILES,
    measure_answers,
)
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, train
from bench.fitting.unit_weights import score_held_out
from knowledge.evidence.sufficiency import (
    OF_THE_CHOICE,
    OF_THE_HITS,
    OF_THE_SECTION,
    OF_THE_UNIT,
    SUFFICIENCY_NAMES,
)

ANSWERED, MISSED_ANSWER = "answered", "missed"
SUFFICIENCY_COUNTS = {
    ANSWERED: 2.0,
    MISSED_ANSWER: 0.1,  # the answer is there, another unit was chosen: no example of either
    PIECES_GONE: 0.2,  # what is left may answer all the same
    ELSEWHERE: 0.2,
    NEVER: 4.0,
    HELD_THERE: 0.3,
    HELD_PASSAGE_GONE: 0.15,
    HELD_ARTICLE_GONE: 0.15,
}
SURETY_PENALTIES = (300.0,)  # few questions, many features
# Which way a feature may speak: few questions say the contrary of some by chance. All others speak for an answer.
MAKES_UNSURE = (
    "asks",
    "no predicate",
    "signs",
    "lacks",
    "lacks terms",
    "lacks nouns",
    "lacks last",
    "lacks name",
    "lacks name anywhere",
    "strange",
    "lacks kind",
    "lacks unit",
    "lacks amount",
    "lacks place",
    "lacks reason",
)
EITHER_WAY = ("digits", "echo", "best of all", "terms", "bare")
MAKES_SURE = tuple(
    name
    for name in (*OF_THE_UNIT, *OF_THE_SECTION, *OF_THE_HITS, *OF_THE_CHOICE)
    if name not in MAKES_UNSURE and name not in EITHER_WAY
)
LET_THROUGH = {NEVER: 0.2, HELD_ARTICLE_GONE: 0.015}  # at most, of those that are not answered
NEAR_LOGIT = 1.5  # below the threshold: what is still near


def surety_examples(data: Path) -> Iterator[Example]:
    """Every question with whether the units that would be shown answer it, in part at least."""
    for one in measure_answers(data):
        scores = score_held_out(data, one)
        name, right = one.group, False
        if one.group == OWN_LIBRARY:
            right = one.judge(one.choose(scores)).state in ("complete", "partial")
            name = ANSWERED if right else MISSED_ANSWER
        elif one.group == HELD_THERE:
            right = True
        yield Example(one.source, one.describe(scores), right, SUFFICIENCY_COUNTS[name], name)


def feature_signs() -> dict[str, int]:
    """1 or -1 by the name of a feature that may speak one way only, crossed with a kind of question or not."""
    ways = dict.fromkeys(MAKES_SURE, 1) | dict.fromkeys(MAKES_UNSURE, -1)
    return {name: ways.get(name.split(" of a ")[0], 0) for name in SUFFICIENCY_NAMES}


def share_above(held: Held, name: str, logit: float) -> float:
    """The share of one kind of rows above a logit."""
    scores = [score for one, score in zip(held.examples, held.scores, strict=True) if one.group == name]
    return float(np.mean([score >= logit for score in scores])) if scores else 0.0


def fit(data: Path) -> Fitted:
    trained = train(list(surety_examples(data)), SUFFICIENCY_NAMES, SURETY_PENALTIES, signs=feature_signs())
    groups = np.array([one.group for one in trained.opened.examples])
    logit = max(
        float(np.quantile(trained.opened.scores[groups == name], 1 - share)) for name, share in LET_THROUGH.items()
    )
    cuts = {"answers": logit, "near": logit - NEAR_LOGIT}
    thresholds = {name: 1 / (1 + float(np.exp(-cut))) for name, cut in cuts.items()}

    def figures(held: Held) -> Figures:
        found = {f"{name}: answered": share_above(held, name, logit) for name in SUFFICIENCY_COUNTS}
        return found | {"AUC": area_under_curve(held.scores, held.labels)}

    return Fitted(trained.weights, trained.model.bias, thresholds, figures(trained.opened), figures(trained.unopened))


RECIPE = Recipe("sufficiency", "knowledge/evidence/sufficiency.py", UNIT_FILES, fit)
