"""knowledge/evidence/entailment: does a sentence follow from another one?

Rows: inference pairs (KLUE-NLI), replies whose sentences are labelled (each laid against the sentence of its evidence
that holds the most of it; for figures only: a linear model over shares of words cannot tell a swapped role), and
hypotheses laid against other items' premises, which do not follow: most sentences of a passage have nothing to do with
a claim, and the inference set has no such pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import korean
from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, area_under_curve, balanced_accuracy, train
from bench.fitting.split import SETS, is_unopened
from knowledge.evidence import entailment
from korean import vectors
from korean.vectors import MorphemeVectors
from settings import Settings

PAIRS, REPLIES, STRANGERS = "pairs", "replies", "strangers"
COUNTS = {PAIRS: 1.0, REPLIES: 0.0, STRANGERS: 0.3}
TOLERATED = 0.29  # share of claims that do not follow which are shown at least as doubtful
FOLLOWS = {"supported": True, "unsupported": False, "contradicted": False}


def examples(data: Path, morphemes: MorphemeVectors) -> Iterator[Example]:
    """All rows; ``group`` says of which of the three kinds; ``fault`` beside the features, whether
    the evidence lacks a hard fact.
    """
    pairs = read_rows(data / "klue-nli" / "dev.jsonl")
    for pair in pairs:
        yield measure(
            pair["hypothesis"], pair["premise"], pair["label"] == "entailment", pair["premise"], PAIRS, morphemes
        )
    for halves in (True, False):  # strangers of one half of the split stay in it
        half = [pair for pair in pairs if is_unopened(pair["premise"]) is halves]
        for pair, other in zip(half, half[len(half) // 2 :] + half[: len(half) // 2], strict=True):
            yield measure(pair["hypothesis"], other["premise"], False, pair["premise"], STRANGERS, morphemes)
    source_of = SETS["replies"][1]
    for item in read_rows(data / "replies" / "replies.jsonl"):
        bodies = [one["text"] for one in item["evidence"]]
        given = [body[start:end] for body in bodies for start, end in korean.sentences(body)]
        for sentence in (one for reply in item["replies"] for one in reply["sentences"]):
            if sentence["label"] in FOLLOWS:
                found = [
                    measure(sentence["text"], one, FOLLOWS[sentence["label"]], source_of(item), REPLIES, morphemes)
                    for one in given
                ]
                yield max(found, key=lambda one: one.features["held"])


def measure(claim: str, evidence: str, follows: bool, source: str, group: str, morphemes: MorphemeVectors) -> Example:
    said, given = list(korean.tokenize(claim)), list(korean.tokenize(evidence))
    found = entailment.features(claim, evidence, said, given, morphemes)
    found["fault"] = float(bool(entailment.find_fault(claim, evidence, said)))
    return Example(source, found, follows, COUNTS[group], group)


def with_hard_facts(held: Held) -> Held:
    """The scores as the module's callers use them: a hard fact that the evidence lacks puts a claim last."""
    faults = np.array([one.features["fault"] for one in held.examples])
    return Held(held.examples, held.scores - 100 * faults)


def of_group(held: Held, group: str) -> Held:
    """The rows of one kind."""
    inside = [i for i, one in enumerate(held.examples) if one.group == group]
    return Held([held.examples[i] for i in inside], held.scores[inside])


def best_threshold(held: Held) -> float:
    """The logit at which balanced accuracy is highest."""
    tried = np.unique(np.round(held.scores, 2))
    return float(max(tried, key=lambda one: balanced_accuracy(held.scores, held.labels, float(one))))


def figures(trained: Held, shift: float) -> Figures:
    """Of pairs and of replies: balanced accuracy at 0 by the logit alone and with the hard facts, AUC;
    how many strangers are accepted.
    """
    held = Held(trained.examples, trained.scores - shift)
    found: dict[str, float] = {}
    for group in (PAIRS, REPLIES):
        alone = of_group(held, group)
        whole = with_hard_facts(alone)
        found[f"{group}: balanced accuracy"] = balanced_accuracy(whole.scores, whole.labels)
        found[f"{group}: logit alone"] = balanced_accuracy(alone.scores, alone.labels)
        found[f"{group}: AUC"] = area_under_curve(alone.scores, alone.labels)
    found["strangers accepted"] = float((of_group(held, STRANGERS).scores > 0).mean())
    return found


def fit(data: Path) -> Fitted:
    """0 becomes the logit at which balanced accuracy on the opened pairs, hard facts included, is highest."""
    found = list(examples(data, vectors.load(Settings().cache)))
    trained = train(found, entailment.FEATURE_NAMES)
    pairs = with_hard_facts(of_group(trained.opened, PAIRS))
    shift = best_threshold(pairs)
    others = np.sort(pairs.scores[~pairs.labels])
    doubtful = float(others[-1 - int(TOLERATED * len(others))]) - shift
    bias = trained.model.bias - shift
    thresholds = {"doubtful": min(0.0, doubtful)}
    return Fitted(trained.weights, bias, thresholds, figures(trained.opened, shift), figures(trained.unopened, shift))


RECIPE = Recipe("entailment", "knowledge/evidence/entailment.py", ("klue-nli/dev.jsonl", "replies/replies.jsonl"), fit)
