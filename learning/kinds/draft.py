"""A question before it is checked, numbered and stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge import Sentence
from learning.facts.fact import Fact
from learning.models import Bloom

TRUTH_OPTIONS = (("O", "맞다"), ("X", "틀리다"))


@dataclass(frozen=True)
class Draft:
    """``options`` as (id, text); ``answer`` as option ids or accepted texts.

    ``proof`` is what must stand in the cited sentence for the key to hold: the statement, or the term on which it
    turns.
    """

    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    answer: tuple[str, ...]
    explanation: str
    concept: str
    difficulty: float
    proof: tuple[str, ...] = ()
    others: tuple[Fact, ...] = ()  # the further facts that its statements come from
    any_order: bool = False  # whether the options may stand in any order, so that the key's place is free
    bloom: Bloom = ""  # its level of thought, where that is not its kind's
    spans: tuple[Sentence, ...] = ()  # further spans of its own fact, cited behind the first


def cited_spans(draft: Draft, fact: Fact) -> list[tuple[Fact, Sentence]]:
    """Every span that a question of the draft rests on, with its fact, those of its own fact first."""
    own = [(fact, span) for span in (fact.sentence, *draft.spans)]
    return [*own, *((other, span) for other in draft.others for span in (other.sentence, *other.more))]


def with_key_at(draft: Draft, place: int) -> Draft:
    """The draft with its key at a place (from 0), the other options in the order that they had."""
    texts = [text for _, text in draft.options]
    key = texts.pop(int(draft.answer[0]) - 1)
    texts.insert(place, key)
    return replace(draft, options=number_options(texts), answer=(str(place + 1),))


def number_options(texts: list[str]) -> tuple[tuple[str, str], ...]:
    """The options with their ids, "1" to "5"."""
    return tuple((str(number), text) for number, text in enumerate(texts, 1))
