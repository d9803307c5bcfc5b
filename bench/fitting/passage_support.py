"""knowledge/evidence/passage_support: does a passage support a sentence that somebody wrote about it?

Rows: the sentences of replies that are labelled, each laid against all sentences of its item's evidence. Greetings and
refusals claim nothing and are left out; a sentence of which only a part follows does not follow. Right and wrong ones
weigh the same together. Every sentence is also laid against the evidence of another book, which has nothing to do with
it (no reply of the set is beside the question altogether): from these comes the share of a sentence that a passage must
hold at least. The longest sentence of each item's evidence is a claim that follows by nature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import korean
from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, balanced_accuracy, train
from bench.fitting.split import is_unopened, reply_source
from knowledge.evidence.passage_support import SUPPORT_FEATURES, measure_support, support_features
from korean import vectors
from korean.vectors import MorphemeVectors
from settings import Settings

CLAIMS, COPIES, STRANGE_PASSAGES = "claims", "copies", "strange passages"
# What of a sentence a passage holds never speaks against it, and what is amiss never for it. Without this the fit takes
# small models' near copies with one thing wrong, of which the set has many, for a reason to distrust faithful ones.
SPEAKS_AGAINST = (
    "new nouns",
    "refuted by rule",
    "denied in the passage alone",
    "denial turned in a copy",
    "denial differs",
    "denies",
    "number not there",
    "quantity not there",
    "crossed",
    "name not there",
    "narrowed",
    "new adverbs",
)
SPEAKS_EITHER_WAY = ("other verbs", "strange verbs", "unheld")  # a paraphrase has them, and so has an invention
SUPPORT_SIGNS = {
    name: -1 if name in SPEAKS_AGAINST else 1 for name in SUPPORT_FEATURES if name not in SPEAKS_EITHER_WAY
}
MOST_STRANGE_KEPT = 0.03  # share of sentences that may pass for related to the passages of another book
LEAST_KEPT = 0.8  # share of the supported sentences that stay, at least as doubtful
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
    items = read_rows(data / "replies" / "replies.jsonl")
    for number, item in enumerate(items):
        given = evidence_sentences(item)
        half = [one for one in items if is_unopened(reply_source(one)) == is_unopened(reply_source(item))]
        others = [one for one in half if reply_source(one) != reply_source(item)]
        strange = evidence_sentences(others[number % len(others)]) if others else []
        copy = max(given, key=len)
        yield Example(reply_source(item), support_features(copy, given, morphemes) | {"fault": 0.0}, True, group=COPIES)
        for sentence in (one for reply in item["replies"] for one in reply["sentences"]):
            if sentence["label"] == "no_claim":
                continue
            text = read_plain(sentence["text"])
            found = support_features(text, given, morphemes)
            found["fault"] = float(bool(measure_support(text, given, morphemes).fault))
            yield Example(reply_source(item), found, sentence["label"] == "supported", group=CLAIMS)
            if strange:
                apart = support_features(text, strange, morphemes)
                yield Example(reply_source(item), apart | {"fault": 0.0}, False, group=STRANGE_PASSAGES)


def weigh_evenly(found: list[Example]) -> list[Example]:
    """The examples with weights of which the right and the wrong claims have the same sum; a copy weighs as much as a
    right claim, strange passages train nothing.
    """
    claims = [one for one in found if one.group == CLAIMS]
    right = sum(one.label for one in claims)
    share = {True: len(claims) / max(1, 2 * right), False: len(claims) / max(1, 2 * (len(claims) - right))}
    weights = [0.0 if one.group == STRANGE_PASSAGES else share[one.label] for one in found]
    return [replace(one, weight=weight) for one, weight in zip(found, weights, strict=True)]


def of_claims(held: Held, group: str = CLAIMS) -> Held:
    """The rows of one kind."""
    inside = [at for at, one in enumerate(held.examples) if one.group == group]
    return Held([held.examples[at] for at in inside], held.scores[inside])


def choose_thresholds(opened: Held, related: float) -> tuple[float, float]:
    """The logits from which a sentence is confirmed, and from which it is shown as doubtful."""
    scores, labels = with_faults(opened, 0.0, related), opened.labels
    tried = [float(one) for one in np.unique(np.round(opened.scores, 2))]
    kept = [one for one in tried if float((scores[labels] > one).mean()) >= LEAST_KEPT] or tried[:1]
    doubtful = max(kept, key=lambda one: balanced_accuracy(scores, labels, one))
    wrong = np.sort(scores[~labels])
    return max(doubtful, float(wrong[-1 - int(MOST_CONFIRMED * len(wrong))])), doubtful


def least_held(opened: Held) -> float:
    """The share of a sentence that passages of another book hold only of a few in a hundred."""
    strange = [one.features["held"] for one in of_claims(opened, STRANGE_PASSAGES).examples]
    return float(np.quantile(strange, 1 - MOST_STRANGE_KEPT)) if strange else 0.0


def with_faults(held: Held, shift: float, related: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The scores as they are used: a hard fact, or too little in common, puts a sentence last."""
    faults = np.array([one.features["fault"] or one.features["held"] < related for one in held.examples], dtype=float)
    return np.asarray(held.scores - shift - 100 * faults, dtype=np.float64)


def kept_of(held: Held, shift: float, doubtful: float, related: float) -> float:
    """The share of rows that stay."""
    return float((with_faults(held, shift, related) > doubtful).mean()) if len(held.scores) else 0.0


def figures(trained: Held, shift: float, doubtful: float, related: float) -> Figures:
    held, strange = of_claims(trained), of_claims(trained, STRANGE_PASSAGES)
    scores, labels = with_faults(held, shift, related), held.labels
    return {
        "balanced accuracy": balanced_accuracy(scores, labels, doubtful),
        "supported kept": float((scores[labels] > doubtful).mean()),
        "others dropped": float((scores[~labels] <= doubtful).mean()),
        "others confirmed": float((scores[~labels] > 0).mean()),
        "AUC": area_under_curve(held.scores, labels),
        "other books' passages: kept": kept_of(strange, shift, doubtful, related),
        "rows": float(len(labels)),
    }


def fit(data: Path) -> Fitted:
    """0 becomes the logit from which a sentence is confirmed."""
    trained = train(
        weigh_evenly(list(examples(data, vectors.load(Settings().cache)))),
        SUPPORT_FEATURES,
        SUPPORT_PENALTIES,
        signs=SUPPORT_SIGNS,
    )
    related = least_held(trained.opened)
    shift, doubtful = choose_thresholds(of_claims(trained.opened), related)
    below = doubtful - shift
    return Fitted(
        trained.weights,
        trained.model.bias - shift,
        {"doubtful": below, "related": related},
        figures(trained.opened, shift, below, related),
        figures(trained.unopened, shift, below, related),
    )


RECIPE = Recipe("passage_support", "knowledge/evidence/passage_support.py", ("replies/replies.jsonl",), fit)
