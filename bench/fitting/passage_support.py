"""knowledge/evidence/passage_support: does a passage support a sentence that somebody wrote about it?

Rows: the sentences of replies that are labelled, each laid against all sentences of its item's evidence. Greetings and
refusals claim nothing and are left out; a sentence of which only a part follows does not follow. Right and wrong ones
weigh the same together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import korean
from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, balanced_accuracy, train
from bench.fitting.split import reply_source
from knowledge.evidence.passage_support import SUPPORT_FEATURES, measure_support, support_features
from korean import vectors
from korean.vectors import MorphemeVectors
from settings import Settings

LEAST_KEPT = 0.75  # share of the supported sentences that stay, at least as doubtful
MOST_CONFIRMED = 0.2  # share of the others that are confirmed
SUPPORT_PENALTIES = (3.0, 10.0, 30.0, 100.0)
_MARKUP = re.compile(r"<!--.*?-->|[*`]", re.S)


def read_plain(text: str) -> str:
    """Evidence as a reader sees it, without Markdown's stars and marks."""
    return _MARKUP.sub("", text)


def evidence_sentences(item: Mapping[str, Any]) -> list[str]:
    """The sentences of an item's passages, in their order."""
    bodies = [read_plain(one["text"]) for one in item["evidence"]]
    return [body[start:end] for body in bodies for start, end in korean.sentences(body)]


def examples(data: Path, morphemes: MorphemeVectors) -> Iterator[Example]:
    """All claims of all replies; ``fault`` beside the features, whether a hard fact is against it."""
    for item in read_rows(data / "replies" / "replies.jsonl"):
        given = evidence_sentences(item)
        for sentence in (one for reply in item["replies"] for one in reply["sentences"]):
            if sentence["label"] == "no_claim":
                continue
            text = read_plain(sentence["text"])
            found = support_features(text, given, morphemes)
            found["fault"] = float(bool(measure_support(text, given, morphemes).fault))
            yield Example(reply_source(item), found, sentence["label"] == "supported")


def weigh_evenly(found: list[Example]) -> list[Example]:
    """The examples with weights of which the right and the wrong have the same sum."""
    right = sum(one.label for one in found)
    share = {True: len(found) / max(1, 2 * right), False: len(found) / max(1, 2 * (len(found) - right))}
    return [Example(one.source, one.features, one.label, share[one.label], one.group) for one in found]


def choose_thresholds(opened: Held) -> tuple[float, float]:
    """The logits from which a sentence is confirmed, and from which it is shown as doubtful."""
    scores, labels = with_faults(opened, 0.0), opened.labels
    tried = [float(one) for one in np.unique(np.round(opened.scores, 2))]
    kept = [one for one in tried if float((scores[labels] > one).mean()) >= LEAST_KEPT] or tried[:1]
    doubtful = max(kept, key=lambda one: balanced_accuracy(scores, labels, one))
    wrong = np.sort(scores[~labels])
    return max(doubtful, float(wrong[-1 - int(MOST_CONFIRMED * len(wrong))])), doubtful


def with_faults(held: Held, shift: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The scores as they are used: a hard fact puts a sentence last."""
    faults = np.array([one.features["fault"] for one in held.examples])
    return np.asarray(held.scores - shift - 100 * faults, dtype=np.float64)


def figures(held: Held, shift: float, doubtful: float) -> Figures:
    scores, labels = with_faults(held, shift), held.labels
    return {
        "balanced accuracy": balanced_accuracy(scores, labels, doubtful),
        "supported kept": float((scores[labels] > doubtful).mean()),
        "others dropped": float((scores[~labels] <= doubtful).mean()),
        "others confirmed": float((scores[~labels] > 0).mean()),
        "AUC": area_under_curve(held.scores, labels),
        "rows": float(len(labels)),
    }


def fit(data: Path) -> Fitted:
    """0 becomes the logit from which a sentence is confirmed."""
    trained = train(
        weigh_evenly(list(examples(data, vectors.load(Settings().cache)))), SUPPORT_FEATURES, SUPPORT_PENALTIES
    )
    shift, doubtful = choose_thresholds(trained.opened)
    below = doubtful - shift
    return Fitted(
        trained.weights,
        trained.model.bias - shift,
        {"doubtful": below},
        figures(trained.opened, shift, below),
        figures(trained.unopened, shift, below),
    )


RECIPE = Recipe("passage_support", "knowledge/evidence/passage_support.py", ("replies/replies.jsonl",), fit)
