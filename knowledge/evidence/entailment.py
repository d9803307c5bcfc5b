"""Does one sentence follow from another? Hard facts first (numbers, dates, names, negation),
then a logit over shared meaning.

The logit's weights stand in ``entailment.json`` (``bench fit entailment``). A claim in a book's own words
is far from the doubtful middle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import korean
from korean import lexicon
from korean.analyzer import Token, is_content
from korean.vectors import MorphemeVectors
from weights import load_weights

ENTAILMENT_WEIGHTS = Path(__file__).with_suffix(".json")
FEATURE_NAMES = ("held", "held over half", "held over most", "numeral", "strange", "absolute")
HALF_HELD, MOST_HELD = 0.5, 0.75  # where the line of what a held share is worth may bend
LONG_NOUN = 3  # syllables from which a noun is as telling as a name
ALIKE_SENTENCES = 0.25  # share of its words that an otherwise equal sentence may have of its own
CHANCE_COSINE = 0.45  # cosines below this are chance
NEAR = 0.8  # what a near word counts for
_CARRYING = lexicon.words("function_words", "empty") | lexicon.words("function_words", "existence")
_NEGATION = lexicon.pattern("negation", "denied")
_ONLY = lexicon.pattern("hedges", "narrows")


@dataclass(frozen=True)
class Entailment:
    """``logit`` above 0: it follows. ``fault`` names a hard fact that the evidence does not have:
    "number", "name", "negation" or "".
    """

    logit: float
    fault: str


def entails(claim: str, evidence: str, morphemes: MorphemeVectors | None) -> Entailment:
    """Whether ``evidence`` says what ``claim`` says."""
    said, given = list(korean.tokenize(claim)), list(korean.tokenize(evidence))
    logit = load_weights(ENTAILMENT_WEIGHTS).score(features(claim, evidence, said, given, morphemes))
    return Entailment(logit, find_fault(claim, evidence, said))


def find_fault(claim: str, evidence: str, said: list[Token]) -> str:
    """The first hard fact of the claim that the evidence does not have."""
    values = {number.value for number in korean.numbers(evidence)}
    if any(number.value not in values for number in korean.numbers(claim)):
        return "number"
    letters = korean.squeeze(evidence).lower()
    named = [token.form for token in said if token.tag == "NNP" and len(token.form) >= 2]
    # The analyser takes 독립신문 for two common nouns here, for a name there.
    named += [token.form for token in korean.nouns(claim) if token.tag == "NNP" or len(token.form) >= LONG_NOUN]
    if any(korean.squeeze(name).lower() not in letters for name in named):
        return "name"
    if _put_in(claim, evidence, said):
        return "name"
    return "negation" if denies_alone(claim, evidence) else ""


def denies_alone(claim: str, evidence: str) -> bool:
    """Whether one of the two denies and the other does not."""
    return len(_NEGATION.findall(claim)) % 2 != len(_NEGATION.findall(evidence)) % 2


def _put_in(claim: str, evidence: str, said: list[Token]) -> bool:
    """Whether a sentence is the evidence's own but for a word that the evidence does not begin anywhere.

    It catches names that the analyser does not know ("아우내은"); verbs may be changed.
    """
    theirs, letters = set(evidence.split()), korean.squeeze(evidence).lower()
    starts = {token.start: token.tag for token in said}
    words = [(match.start(), match[0]) for match in re.finditer(r"\S+", claim)]
    strange = [(at, korean.squeeze(word).lower()) for at, word in words if word not in theirs]
    if len(strange) > ALIKE_SENTENCES * len(words):
        return False
    return any(
        len(word) >= LONG_NOUN and word[:2] not in letters and starts.get(at, "")[:1] not in ("V", "M")
        for at, word in strange
    )


def features(
    claim: str, evidence: str, said: list[Token], given: list[Token], morphemes: MorphemeVectors | None
) -> dict[str, float]:
    """By NAMES: share of meaning held, and how far it is over two marks; a strange numeral, strange nouns
    (of four), an absolute not there.
    """
    content = [token for token in said if is_content(token)]
    if not content:
        return dict.fromkeys(FEATURE_NAMES, 0.0)
    share = held_share(content, evidence, given, morphemes)
    forms = {token.form for token in given if is_content(token)}
    every = {token.form for token in given}
    strange = sum(t.tag in ("NNG", "NNP") and len(t.form) > 1 and t.form not in forms for t in content)
    return {
        "held": share,
        "held over half": max(0.0, share - HALF_HELD),
        "held over most": max(0.0, share - MOST_HELD),
        "numeral": float(any(token.tag in ("SN", "NR", "MM") and token.form not in every for token in said)),
        "strange": min(strange, 4) / 4,
        "absolute": float(bool(_ONLY.search(claim)) and not _ONLY.search(evidence)),
    }


def held_share(content: list[Token], evidence: str, given: list[Token], morphemes: MorphemeVectors | None) -> float:
    """How much of what the words of a claim carry is in the evidence, near synonyms counted in part; 0 to 1."""
    known = [token for token in given if is_content(token)]
    forms, letters = {token.form for token in known}, korean.squeeze(evidence)
    held = np.array([t.form in forms or (len(t.form) > 1 and t.form in letters) for t in content], dtype=np.float32)
    soft = held
    if morphemes is not None and held.min() < 1.0:
        theirs = [row for token in known if (row := morphemes.row(token.form, token.tag)) >= 0]
        ours = [morphemes.row(token.form, token.tag) for token in content]
        if theirs:
            table = morphemes.take(theirs)
            near = np.array([float((table @ morphemes.take([row])[0]).max()) if row >= 0 else 0.0 for row in ours])
            soft = np.maximum(held, np.where(near > CHANCE_COSINE, near * NEAR, 0.0))
    weights = np.array([weight(token) for token in content])
    return float(soft @ weights / weights.sum())


def is_carrying(token: Token) -> bool:
    """Whether a word only carries a sentence (하다, 되다, 있다)."""
    return token.form in _CARRYING


def weight(token: Token) -> float:
    """What a word counts for: names and numbers most, words that only carry a sentence least."""
    if is_carrying(token):
        return 0.2
    return {"NNP": 1.5, "SL": 1.5, "SN": 1.5, "NNG": 1.2, "XR": 1.2}.get(token.tag, 1.0)
