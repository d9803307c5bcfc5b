"""Is a statement supported or refuted by a text, by rules alone? Made to be silent where it is not sure.

A statement is supported where one sentence of the text says its words side by side, in its order, with the same
subject, object and predicate, and refuted where only one hard fact differs: the predicate is denied or its
opposite, or a number has another value. Sentences that report, contrast or plan ("...와 달리", "...려고 했으나") settle
nothing. Everything else is "unknown".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import korean
from korean import Token, lexicon

Label = Literal["supported", "refuted", "unknown"]

DENSE = 0.6  # share of the words between the first and the last shared one that the statement has too
FEWEST_WORDS = 3  # words: less says too little to be held against a text
_OPPOSITES = lexicon.pairs("antonyms", "nouns") + lexicon.pairs("antonyms", "stems")
_EMPTY = lexicon.words("function_words", "empty")


@dataclass(frozen=True)
class Comparison:
    """The label, and the sentence of the text that it rests on ("" for none)."""

    label: Label
    sentence: str


def compare_statement(claim: str, sentences: Sequence[str]) -> Comparison:
    """What the sentences say of a claim."""
    said = _Said.of(claim)
    if len(said.words) < FEWEST_WORDS:
        return Comparison("unknown", "")
    best = Comparison("unknown", "")
    for sentence in sentences:
        held = _Said.of(sentence)
        label = _compare(said, held)
        if label == "supported":
            return Comparison(label, sentence)
        if label == "refuted" and best.label == "unknown":
            best = Comparison(label, sentence)
    return best


@dataclass(frozen=True)
class _Word:
    """A content word, its role by the particle after it, and how it ends where it is a predicate."""

    form: str
    role: str  # "subject", "object" or ""
    ends: str  # "is" (이다), "does" (a verb that ends a clause), "" for the rest
    denied: bool


@dataclass(frozen=True)
class _Said:
    """A sentence as it is compared."""

    words: tuple[_Word, ...]
    numbers: frozenset[tuple[float, str]]
    text: str

    @classmethod
    def of(cls, text: str) -> _Said:
        tokens = list(korean.tokenize(text))
        places = [n for n, token in enumerate(tokens) if _counts(token)]
        words = []
        for n, following in zip(places, [*places[1:], len(tokens)]):
            after = tokens[n + 1 : following]
            before = tokens[max(0, n - 1) : n]
            words.append(
                _Word(tokens[n].form.lower(), _role(after), _ending(tokens[n], after), _is_denied(before, after))
            )
        return cls(tuple(words), frozenset((one.value, one.unit) for one in korean.numbers(text)), text)


_ONLY = lexicon.pattern("hedges", "narrows")
_UNSETTLED = lexicon.pattern("hedges", "unsettled")


def _counts(token: Token) -> bool:
    return (
        token.tag in ("NNG", "NNP", "VV", "VA", "SL", "XR", "NR", "MAG")
        and token.form not in _EMPTY
        and token.form not in lexicon.words("negation", "adverb")
    )


def _role(after: Sequence[Token]) -> str:
    marks = {token.tag for token in after} | {token.form for token in after if token.tag == "JX"}
    if "JKS" in marks or marks & lexicon.words("particles", "topic"):
        return "subject"
    return "object" if "JKO" in marks else ""


def _ending(word: Token, after: Sequence[Token]) -> str:
    """How a predicate ends; "" for a noun, and for a verb that only describes the noun after it."""
    if any(token.tag == "VCP" for token in after):
        return "is"
    verb = word.tag in ("VV", "VA") or any(
        token.tag in ("XSV", "XSA") or token.form in lexicon.words("function_words", "light_verb") for token in after
    )
    ends = [token for token in after if token.tag in ("EF", "EC", "ETM", "ETN")]
    return "does" if verb and ends and ends[-1].tag in ("EF", "EC") else ""


def _is_denied(before: Sequence[Token], after: Sequence[Token]) -> bool:
    denied = any(
        (token.form in lexicon.words("negation", "verb") and token.tag in ("VX", "VA", "VV")) or token.tag == "VCN"
        for token in after
    )
    return denied or any(
        token.form in lexicon.words("negation", "adverb") and token.tag == "MAG" for token in (*before, *after)
    )


def _compare(claim: _Said, held: _Said) -> Label:
    if _UNSETTLED.search(held.text) and not _UNSETTLED.search(claim.text):
        return "unknown"
    if set(_ONLY.findall(claim.text)) - set(_ONLY.findall(held.text)) or not claim.words[-1].ends:
        return "unknown"
    *rest, last = claim.words
    for place, word in enumerate(held.words):
        turned = _opposite(last.form, word.form)
        if not (word.form == last.form or turned) or word.ends != last.ends:
            continue
        start = _window(rest, held.words[:place])
        if start is None or len(rest) < DENSE * (place - start):
            continue
        other = claim.numbers - held.numbers
        same_units = {unit for _, unit in other} <= {unit for _, unit in held.numbers}
        faults = turned + (word.denied != last.denied) + bool(other)
        if faults == 0:
            return "supported"
        if faults == 1 and (not other or (same_units and len(other) == 1 and len(held.numbers) == 1)):
            return "refuted"
    return "unknown"


def _window(wanted: Sequence[_Word], held: Sequence[_Word]) -> int | None:
    """Where the nearest run of the wanted words before the predicate begins, in their order
    and roles; None where it is none.
    """
    place = len(held)
    for word in reversed(wanted):
        place -= 1
        while place >= 0 and held[place].form != word.form:
            place -= 1
        if place < 0 or held[place].denied != word.denied or (word.role and held[place].role != word.role):
            return None
    return place


def _opposite(left: str, right: str) -> bool:
    return any({left, right} == {a, b} for a, b in _OPPOSITES)
