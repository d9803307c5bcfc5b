"""Whether a text says a thing: the one judge, for answers, quizzes, written answers and summaries alike.

Answers ask for the state that a sentence earns (``state``), quizzes whether a statement is settled (``stance``),
written answers for what goes against the book (``denies``, ``wrong_numbers``), what a model says of a text for the
floor below which it is not believed (``is_plausible``, ``has_all_numbers``). Each is worked out when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import korean
from knowledge.evidence.contradiction import Comparison, compare_statement
from knowledge.evidence.entailment import ENTAILMENT_WEIGHTS, Entailment, entails
from knowledge.evidence.passage_support import SUPPORT_WEIGHTS, measure_support
from knowledge.models import EvidenceState
from korean import lexicon
from korean.numbers import Number
from korean.powers import write_powers
from korean.vectors import MorphemeVectors
from weights import load_weights

DOUBTFUL = load_weights(ENTAILMENT_WEIGHTS).thresholds["doubtful"]  # logits between this and 0 are shown as doubtful
UNSURE = load_weights(SUPPORT_WEIGHTS).thresholds["doubtful"]  # the same where a passage is judged
FAULTY = 10.0  # a wrong number, name or negation puts a sentence behind every other
FLOOR = 0.45  # share of a claim's content words that its evidence must have for a model's word to be believed
_DENIED = lexicon.pattern("negation", "denied")


@dataclass(frozen=True)
class Verdict:
    """What the sentences of a text, in their order, say of a claim."""

    claim: str
    sentences: tuple[str, ...]
    morphemes: MorphemeVectors | None = None

    @property
    def state(self) -> EvidenceState:
        """What the text makes of the claim: CONFIRMED, WEAK or NONE. One sentence is held against it word by word; of a
        passage counts what all of it says, in whatever words.
        """
        return self._nearest[1]

    @property
    def surety(self) -> float:
        """How sure that is: a logit, far below 0 where a hard fact is missing; to compare texts with each other."""
        return self._nearest[0]

    @property
    def place(self) -> int:
        """The number of that sentence, from 0; -1 where there are none."""
        return self._nearest[2]

    @cached_property
    def stance(self) -> Comparison:
        """ "supported", "refuted" or "unknown", and the sentence that settles it; silent where it is not sure."""
        return compare_statement(self.claim, self.sentences)

    @cached_property
    def denies(self) -> bool:
        """Whether one of claim and text denies and the other does not."""
        return len(_DENIED.findall(self.claim)) % 2 != len(_DENIED.findall(self._text)) % 2

    @cached_property
    def wrong_numbers(self) -> tuple[Number, ...]:
        """Numbers of the claim that the text has of the same unit, with other values."""
        known = {(one.value, one.unit) for one in korean.numbers(self._text)}
        units = {unit for _, unit in known}
        own = korean.numbers(self.claim)
        return tuple(one for one in own if one.unit in units and (one.value, one.unit) not in known)

    @cached_property
    def has_all_numbers(self) -> bool:
        """Whether every number of the claim stands in the text."""
        known = {number.value for sentence in self.sentences for number in korean.numbers(sentence)}
        return all(number.value in known for number in korean.numbers(self.claim))

    @cached_property
    def is_plausible(self) -> bool:
        """Whether the text has the claim's numbers and most of its words, and denies where the claim does.

        The same words in other roles ("고종이 …를 폐위했다") pass: a floor for what a model says, no judgement of our own.
        """
        if korean.squeeze(self.claim) in korean.squeeze(self._text):
            return True
        wanted, there = set(korean.content(self.claim)), set(korean.content(self._text))
        enough = len(wanted & there) >= FLOOR * len(wanted) > 0
        return self.has_all_numbers and enough and (_negates(self._text) or not _negates(self.claim))

    @property
    def _text(self) -> str:
        return self.sentences[0] if len(self.sentences) == 1 else " ".join(self.sentences)

    @cached_property
    def _nearest(self) -> tuple[float, EvidenceState, int]:
        if not self.sentences:
            return float("-inf"), EvidenceState.NONE, -1
        if len(self.sentences) == 1:
            return *_weigh(entails(self.claim, self.sentences[0], self.morphemes)), 0
        found = measure_support(self.claim, self.sentences, self.morphemes)
        surety, state = _weigh(Entailment(found.logit, found.fault), UNSURE)
        return surety, state, found.place


def judge(claim: str, evidence: str | Sequence[str], morphemes: MorphemeVectors | None = None) -> Verdict:
    """What a text, one sentence or several in their order, says of a claim; ``morphemes`` let near words count."""
    texts = (evidence,) if isinstance(evidence, str) else evidence
    return Verdict(write_powers(claim), tuple(map(write_powers, texts)), morphemes)


def _weigh(found: Entailment, doubtful: float = DOUBTFUL) -> tuple[float, EvidenceState]:
    if found.fault or found.logit <= doubtful:
        return found.logit - (FAULTY if found.fault else 0.0), EvidenceState.NONE
    return found.logit, EvidenceState.CONFIRMED if found.logit > 0 else EvidenceState.WEAK


def _negates(text: str) -> bool:
    """Whether a verb or an adjective is denied: 않다, 못하다, 아니다, 안/못 before it."""
    return any(
        (token.form in lexicon.words("negation", "verb") and token.tag in ("VX", "VA"))
        or (token.form in lexicon.words("negation", "adverb") and token.tag == "MAG")
        or token.tag == "VCN"
        for token in korean.tokenize(text)
    )
