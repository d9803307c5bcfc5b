"""Does one sentence follow from another? Hard facts first (numbers, dates, names, negation), then a logit over shared meaning.

The logit is fitted to KLUE-NLI dev (premise, hypothesis: entailed or not; half of it, folds split by premise): balanced accuracy
0.71, word overlap alone 0.66 (``bench support``). A claim in a book's own words is far from the doubtful middle.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

import korean
from korean.analyzer import Token, is_content
from korean.vectors import MorphemeVectors

BIAS = 0.456
WEIGHTS = (-3.986, 4.786, -1.409, -1.451, -2.003)  # in the order of ``features``
LOWEST = 0.416  # the fitted parabola's lowest point; a claim of which less is held follows less, not more
FALL = -4.0
LONG = 3  # syllables from which a noun is as telling as a name
ALIKE = 0.25  # share of its words that an otherwise equal sentence may have of its own
CHANCE = 0.45  # cosines below this are chance
NEAR = 0.8  # what a near word counts for
_CARRYING = frozenset(
    "하 되 있 없 것 수 이 그 저 때 등 위하 대하 통하 따르 같 않 보 주 오 가 사람 경우 가능 많 좋 중 후 전".split()
)
_NEGATION = re.compile(r"않|못하|못한|못했|없|아니|(?<![가-힣])(?:안|못) |금지|불가")
_ONLY = re.compile(r"만(?=\s|을|이|은)|오직|항상|모든|모두|전혀|절대|유일|밖에|가장|매우|너무|처음|최초|마지막|최고")


@dataclass(frozen=True)
class Verdict:
    """``logit`` above 0: it follows. ``fault`` names a hard fact that the evidence does not have: "number", "name", "negation" or ""."""

    logit: float
    fault: str


def judge(claim: str, evidence: str, morphemes: MorphemeVectors | None) -> Verdict:
    """Whether ``evidence`` says what ``claim`` says."""
    said, given = list(korean.tokenize(claim)), list(korean.tokenize(evidence))
    return Verdict(_logit(claim, evidence, said, given, morphemes), fault(claim, evidence, said))


def fault(claim: str, evidence: str, said: list[Token]) -> str:
    """The first hard fact of the claim that the evidence does not have."""
    values = {number.value for number in korean.numbers(evidence)}
    if any(number.value not in values for number in korean.numbers(claim)):
        return "number"
    letters = korean.squeeze(evidence).lower()
    named = [token.form for token in said if token.tag == "NNP" and len(token.form) >= 2]
    # The analyser takes 독립신문 for two common nouns here, for a name there.
    named += [token.form for token in korean.nouns(claim) if token.tag == "NNP" or len(token.form) >= LONG]
    if any(korean.squeeze(name).lower() not in letters for name in named):
        return "name"
    if _put_in(claim, evidence, said):
        return "name"
    if len(_NEGATION.findall(claim)) % 2 != len(_NEGATION.findall(evidence)) % 2:
        return "negation"
    return ""


def _put_in(claim: str, evidence: str, said: list[Token]) -> bool:
    """Whether a sentence is the evidence's own but for a word that the evidence does not begin anywhere.

    It catches names that the analyser does not know ("아우내은"); verbs may be changed.
    """
    theirs, letters = set(evidence.split()), korean.squeeze(evidence).lower()
    starts = {token.start: token.tag for token in said}
    words = [(match.start(), match[0]) for match in re.finditer(r"\S+", claim)]
    strange = [(at, korean.squeeze(word).lower()) for at, word in words if word not in theirs]
    if len(strange) > ALIKE * len(words):
        return False
    return any(
        len(word) >= LONG and word[:2] not in letters and starts.get(at, "")[:1] not in ("V", "M")
        for at, word in strange
    )


def features(
    claim: str, evidence: str, said: list[Token], given: list[Token], morphemes: MorphemeVectors | None
) -> tuple[float, ...]:
    """Share of meaning held, its square, a strange numeral, strange nouns (of four), an absolute that is not there."""
    content = [token for token in said if is_content(token)]
    known = [token for token in given if is_content(token)]
    forms, letters = {token.form for token in known}, korean.squeeze(evidence)
    if not content:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    held = np.array([t.form in forms or (len(t.form) > 1 and t.form in letters) for t in content], dtype=np.float32)
    soft = held
    if morphemes is not None and held.min() < 1.0:
        theirs = [row for token in known if (row := morphemes.row(token.form, token.tag)) >= 0]
        ours = [morphemes.row(token.form, token.tag) for token in content]
        if theirs:
            table = morphemes.take(theirs)
            near = np.array([float((table @ morphemes.take([row])[0]).max()) if row >= 0 else 0.0 for row in ours])
            soft = np.maximum(held, np.where(near > CHANCE, near * NEAR, 0.0))
    weights = np.array([weight(token) for token in content])
    share = float(soft @ weights / weights.sum())
    every = {token.form for token in given}
    numeral = any(token.tag in ("SN", "NR", "MM") and token.form not in every for token in said)
    strange = sum(t.tag in ("NNG", "NNP") and len(t.form) > 1 and t.form not in forms for t in content)
    absolute = bool(_ONLY.search(claim)) and not _ONLY.search(evidence)
    return share, share * share, float(numeral), min(strange, 4) / 4, float(absolute)


def weight(token: Token) -> float:
    """What a word counts for: names and numbers most, words that only carry a sentence least."""
    if token.form in _CARRYING:
        return 0.2
    return {"NNP": 1.5, "SL": 1.5, "SN": 1.5, "NNG": 1.2, "XR": 1.2}.get(token.tag, 1.0)


def _logit(
    claim: str, evidence: str, said: list[Token], given: list[Token], morphemes: MorphemeVectors | None
) -> float:
    share, _, *others = features(claim, evidence, said, given, morphemes)
    held = max(share, LOWEST)
    values = (held, held * held, *others)
    return FALL * (held - share) + BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
