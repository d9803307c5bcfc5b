"""Does a passage support a sentence that somebody wrote about it, in other words perhaps? A logit over what of the
sentence the passage has, where, in which roles, and what is new in it.

Paraphrase is not punished: other verbs count little, other nouns much, and a clause of which the passage says nothing
more than a word. The weights stand in ``passage_support.json`` (``bench fit passage_support``). Hard facts (numbers,
names, denial) are looked at apart, in ``find_fault``: no score outweighs them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import korean
from knowledge.evidence.contradiction import compare_statement
from knowledge.evidence.entailment import CHANCE_COSINE, NEAR, denies_alone, is_carrying, weight
from korean import lexicon
from korean.analyzer import Token, is_content
from korean.vectors import MorphemeVectors
from weights import load_weights

SUPPORT_WEIGHTS = Path(__file__).with_suffix(".json")
SUPPORT_FEATURES = (
    "held",
    "held to the letter",
    "held of the last clause",
    "held of the weakest clause",
    "topic",
    "new nouns",
    "other verbs",
    "strange verbs",
    "unheld",
    "nearness of the unheld",
    "weakest word",
    "letters",
    "order",
    "order of the shared",
    "near copy",
    "supported by rule",
    "refuted by rule",
    "denied in the passage alone",
    "denial turned in a copy",
    "denial differs",
    "denies",
    "number not there",
    "quantity not there",
    "crossed",
    "same subject",
    "name not there",
    "narrowed",
    "new adverbs",
)
COPIED = 0.8  # share of a sentence's words, to the letter, from which it is a near copy
TURNED = 0.6  # the same, from which a denial that differs is a turn
NEARLY_AS_MUCH = 0.8  # share of what the nearest sentence holds from which another one may have the claim's numbers
NAMED_TAGS = ("NNP", "SL")
_NOUNS = ("NNG", "NNP", "SL", "XR", "SN", "NR", "SH")
_CLAUSE_ENDS, _FEWEST_IN_CLAUSE = ("EC", "SP"), 2  # content words of a clause
_WORDS_COUNTED, _NOUNS_COUNTED = 6, 4  # counts beyond these say no more
_ONLY, _DENIED = lexicon.pattern("hedges", "narrows"), lexicon.pattern("negation", "denied")
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Sentence:
    """A sentence as it is compared: its tokens and content words."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(korean.tokenize(self.text))

    @cached_property
    def words(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if is_content(token) and not is_carrying(token))

    @cached_property
    def forms(self) -> frozenset[str]:
        return frozenset(token.form for token in self.words)

    @cached_property
    def letters(self) -> str:
        return korean.squeeze(self.text)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Nouns before a subject or topic particle."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        topics = lexicon.words("particles", "topic")
        return frozenset(
            one.form
            for one, after in pairs
            if one.tag in _NOUNS and (after.tag == "JKS" or (after.tag == "JX" and after.form in topics))
        )

    @cached_property
    def bonds(self) -> frozenset[tuple[str, str]]:
        """Nouns with the predicate that comes next after them."""
        found: set[tuple[str, str]] = set()
        waiting: list[str] = []
        for at, token in enumerate(self.tokens):
            after = self.tokens[at + 1].tag if at + 1 < len(self.tokens) else ""
            predicate = token.tag in ("VV", "VA") or (token.tag in _NOUNS and after in ("XSV", "XSA", "VCP"))
            if predicate:
                found |= {(noun, token.form) for noun in waiting}
                waiting = []
            elif token.tag in _NOUNS:
                waiting.append(token.form)
        return frozenset(found)

    @cached_property
    def negates(self) -> bool:
        """Whether a predicate is denied, or something is said not to be there."""
        verbs, adverbs = lexicon.words("negation", "verb"), lexicon.words("negation", "adverb")
        return any(
            (token.form in verbs and token.tag in ("VX", "VA"))
            or token.tag == "VCN"
            or (token.form in adverbs and token.tag == "MAG")
            or (token.tag == "VA" and bool(_DENIED.fullmatch(token.form)))
            for token in self.tokens
        )

    def vectors(self, morphemes: MorphemeVectors) -> Floats:
        """``(words, 256)``; zeros for a word without one."""
        rows = [morphemes.row(token.form, token.tag) for token in self.words]
        table = morphemes.take([max(row, 0) for row in rows]) if rows else np.zeros((0, 256), dtype=np.float32)
        return np.asarray(table * (np.array(rows) >= 0)[:, None] if rows else table, dtype=np.float32)


@dataclass(frozen=True)
class Support:
    """``logit`` above 0: the passage supports it; ``place`` is the sentence nearest to it, -1 for none; ``fault`` names
    what no score outweighs: "number", "name" or "negation" that the passage has otherwise, or another "topic"; or "".
    """

    logit: float
    place: int
    fault: str


def measure_support(claim: str, sentences: Sequence[str], morphemes: MorphemeVectors | None) -> Support:
    """What the sentences of a passage, in their order, do for a claim."""
    said, given = _Sentence(claim), [_Sentence(one) for one in sentences]
    if not said.words or not given:
        return Support(-1.0, 0 if given else -1, "topic")
    weights = load_weights(SUPPORT_WEIGHTS)
    found, place, beside = _measure(said, given, morphemes)
    fault = _find_fault(said, [given[at] for at in beside], found)
    if found["held"] < weights.thresholds.get("related", 0.0):
        fault = "topic"
    return Support(weights.score(found), place, fault)


def support_features(claim: str, sentences: Sequence[str], morphemes: MorphemeVectors | None) -> dict[str, float]:
    """By SUPPORT_FEATURES; zeros where there is nothing to compare."""
    said, given = _Sentence(claim), [_Sentence(one) for one in sentences]
    return _measure(said, given, morphemes)[0] if said.words and given else dict.fromkeys(SUPPORT_FEATURES, 0.0)


def _measure(
    said: _Sentence, given: Sequence[_Sentence], morphemes: MorphemeVectors | None
) -> tuple[dict[str, float], int, list[int]]:
    """The features, the number of the sentence that holds the most, and those of all that hold nearly as much."""
    near = _nearness(said, given, morphemes)  # (sentences, words)
    weights = np.array([weight(token) for token in said.words])
    worth = np.where(near > 0.999, 1.0, np.where(near > CHANCE_COSINE, near * NEAR, 0.0))
    held = worth @ weights
    place = int(np.argmax(held))
    beside = np.flatnonzero(held >= NEARLY_AS_MUCH * held[place]).tolist()
    best, whole = near.max(axis=0), worth.max(axis=0)
    nouns = np.array([token.tag in _NOUNS for token in said.words])
    new = best < 0.999
    clauses = [float((worth[:, inside] @ weights[inside]).max() / weights[inside].sum()) for inside in _clauses(said)]
    exact = float(((near[place] > 0.999) @ weights) / weights.sum())
    found = {
        "held": float(whole @ weights / weights.sum()),
        "held to the letter": float((~new) @ weights / weights.sum()),
        "held of the last clause": clauses[-1],
        "held of the weakest clause": min(clauses),
        "topic": _topic_nearness(said, given, weights, morphemes),
        "new nouns": float((new & nouns).sum() / max(1, nouns.sum())),
        "other verbs": float((new & ~nouns).sum() / _NOUNS_COUNTED),
        "strange verbs": float(((best < 0.5) & ~nouns).sum() / _NOUNS_COUNTED),
        "unheld": float(new.sum() / _WORDS_COUNTED),
        "nearness of the unheld": float(near[place][near[place] < 0.999].mean())
        if (near[place] < 0.999).any()
        else 1.0,
        "weakest word": float(1.0 - best.min()),
        "letters": _letters_held(said, given),
        "near copy": float(exact > COPIED),
    }
    return found | _compare_order(said, given[place]) | _compare_facts(said, given, given[place]), place, beside


def _nearness(said: _Sentence, given: Sequence[_Sentence], morphemes: MorphemeVectors | None) -> Floats:
    """Of each word of the claim to the nearest of each sentence: 1 for the word itself or its letters."""
    near = np.zeros((len(given), len(said.words)), dtype=np.float32)
    ours = said.vectors(morphemes) if morphemes is not None else None
    for row, sentence in enumerate(given):
        if morphemes is not None and ours is not None and sentence.words:
            near[row] = np.minimum((ours @ sentence.vectors(morphemes).T).max(axis=1), 0.99)
        for at, token in enumerate(said.words):
            if token.form in sentence.forms or (len(token.form) > 1 and token.form in sentence.letters):
                near[row, at] = 1.0
    return near


def _clauses(said: _Sentence) -> list[NDArray[np.intp]]:
    """The words of each clause, by their numbers; short clauses are left out unless there is no other."""
    ends = [token.end for token in said.tokens if token.tag in _CLAUSE_ENDS]
    number = np.array([sum(end <= token.start for end in ends) for token in said.words])
    parts = [np.flatnonzero(number == one) for one in dict.fromkeys(number.tolist())]
    return [part for part in parts if len(part) >= _FEWEST_IN_CLAUSE] or [np.arange(len(said.words))]


def _topic_nearness(
    said: _Sentence, given: Sequence[_Sentence], weights: NDArray[np.float64], morphemes: MorphemeVectors | None
) -> float:
    """The cosine of the claim's mean vector with the nearest sentence's; 0 without vectors."""
    if morphemes is None:
        return 0.0
    ours = (said.vectors(morphemes) * weights[:, None]).sum(axis=0)
    theirs = [one.vectors(morphemes).sum(axis=0) for one in given if one.words]
    return max((float(ours @ one / (np.linalg.norm(ours) * np.linalg.norm(one) + 1e-6)) for one in theirs), default=0.0)


def _letters_held(said: _Sentence, given: Sequence[_Sentence]) -> float:
    """The share of the claim's pairs of letters that the passage has."""
    pairs = {said.letters[at : at + 2] for at in range(len(said.letters) - 1)}
    theirs = {one.letters[at : at + 2] for one in given for at in range(len(one.letters) - 1)}
    return len(pairs & theirs) / max(1, len(pairs))


def _compare_order(said: _Sentence, sentence: _Sentence) -> dict[str, float]:
    """How much of the claim stands in the nearest sentence in the same order, of all and of the shared words."""
    ours, theirs = [one.form for one in said.words], [one.form for one in sentence.words]
    shared = [form for form in ours if form in sentence.forms]
    return {
        "order": _longest_common(ours, theirs) / len(ours),
        "order of the shared": 1.0 - _longest_common(shared, theirs) / max(1, len(shared)),
    }


def _longest_common(left: Sequence[str], right: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    before = [0] * (len(right) + 1)
    for one in left:
        row = [0]
        for at, other in enumerate(right):
            row.append(before[at] + 1 if one == other else max(before[at + 1], row[-1]))
        before = row
    return before[-1]


def _compare_facts(said: _Sentence, given: Sequence[_Sentence], nearest: _Sentence) -> dict[str, float]:
    """What goes against the passage, or is not in it: denial, numbers, names, roles, absolutes."""
    whole = " ".join(one.text for one in given)
    stance = compare_statement(said.text, [one.text for one in given]).label
    overlap = len(said.forms & nearest.forms) / max(1, len(said.forms))
    numbers = korean.numbers(said.text)
    near_values = {one.value for one in korean.numbers(nearest.text)}
    quantities = {(one.value, one.unit) for one in korean.numbers(whole)}
    bonds = frozenset[tuple[str, str]]().union(*(one.bonds for one in given))
    nouns, predicates = {noun for noun, _ in bonds}, {predicate for _, predicate in bonds}
    crossed = [one for one in said.bonds if one not in bonds and one[0] in nouns and one[1] in predicates]
    every = {token.form for one in given for token in one.tokens}
    differs = said.negates != nearest.negates
    letters = korean.squeeze(whole).lower()
    names = [token.form for token in said.words if token.tag in NAMED_TAGS and len(token.form) > 1]
    return {
        "supported by rule": float(stance == "supported"),
        "refuted by rule": float(stance == "refuted"),
        "denied in the passage alone": float(nearest.negates and not said.negates),
        "denial turned in a copy": float(differs and overlap > TURNED),
        "denial differs": float(denies_alone(said.text, nearest.text)),
        "denies": float(bool(_DENIED.search(said.text))),
        "number not there": float(any(one.value not in near_values for one in numbers)),
        "quantity not there": float(any((one.value, one.unit) not in quantities for one in numbers)),
        "crossed": min(len(crossed), 3) / 3,
        "same subject": float(bool(said.subjects & nearest.subjects)),
        "name not there": float(any(korean.squeeze(name).lower() not in letters for name in names)),
        "narrowed": float(bool(_ONLY.search(said.text)) and not _ONLY.search(nearest.text)),
        "new adverbs": min(3, sum(one.tag in ("MAG", "MM") and one.form not in every for one in said.tokens)) / 3,
    }


def _find_fault(said: _Sentence, given: Sequence[_Sentence], found: dict[str, float]) -> str:
    """The first hard fact of the claim that ``given``, the sentences about the same, have otherwise, or not at all."""
    values = {one.value for sentence in given for one in korean.numbers(sentence.text)}
    if any(one.value not in values for one in korean.numbers(said.text)):
        return "number"
    if found["name not there"]:
        return "name"
    return "negation" if found["denial turned in a copy"] or found["refuted by rule"] else ""
