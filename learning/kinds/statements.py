"""What kinds of several statements share: sentences of one subject that a teacher could set side by side."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from functools import lru_cache

import korean
from korean import josa, lexicon
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import FAIR_SALIENCE
from learning.facts.self_containment import needs_context
from learning.facts.topics import subject_of

_NOT_FIT = lexicon.pattern("hedges", "no_statement_of_a_quiz")
_MAY = lexicon.pattern("hedges", "may")
_AT_TIMES = lexicon.pattern("hedges", "at_times")
LONGEST_STATEMENT = 90
ALIKE_LENGTHS = 1.7  # the longest statement of a question by the shortest


def flat_text(fact: Fact) -> str:
    """The sentence on one line."""
    return _flatten(fact.sentence.text)


@lru_cache(maxsize=32_768)
def _flatten(text: str) -> str:
    return " ".join(text.split())


def fits_in_set(fact: Fact) -> bool:
    """Whether the sentence may be one statement among several: no negation, no absolute or vague word, no subject
    that others have too, of a fair length.
    """
    return _fits_in_set(flat_text(fact))


@lru_cache(maxsize=32_768)
def _fits_in_set(text: str) -> bool:
    return (
        len(text) <= LONGEST_STATEMENT
        and not _NOT_FIT.search(text)
        and not _says_possibility(text, True)
        and not needs_context(text)
    )


def is_possibility(fact: Fact, choosy: bool = True) -> bool:
    """Whether the sentence only says what can be so, or (``choosy``) at times is: no exchange makes that plainly
    false.
    """
    return _says_possibility(flat_text(fact), choosy)


def _says_possibility(text: str, choosy: bool) -> bool:
    return bool(_MAY.search(text) or (choosy and _AT_TIMES.search(text)))


def fellow_statements(
    fact: Fact, material: FactPool, rng: random.Random, count: int, without: Collection[str] = ()
) -> list[Fact]:
    """Other statements for this one, those of its subject first, then those of the pages beside it; none says it
    again.
    """
    size = len(flat_text(fact))
    found = []
    for other in material.facts:
        apart = abs(other.sentence.page - fact.sentence.page)
        if (
            other.sentence.source_id != fact.sentence.source_id
            or other.sentence.start == fact.sentence.start
            or (apart > 2 and other.topic != fact.topic)
            or not fits_in_set(other)
            or flat_text(other) in without
            or (material.choosy and other.salience < FAIR_SALIENCE)
        ):
            continue
        length = len(flat_text(other))
        if max(size, length) <= ALIKE_LENGTHS * min(size, length):
            found.append((other.topic != fact.topic, apart, rng.random(), other))
    chosen: list[Fact] = []
    for _, _, _, other in sorted(found, key=lambda one: one[:3]):
        if len(chosen) < count and not any(_same(other, one) for one in [fact, *chosen]):
            chosen.append(other)
    return chosen


def subject_phrase(facts: list[Fact]) -> str:
    """What the statements are of: "'강화도 조약' 단원의 내용", or the pages where they stand."""
    topics = {fact.topic for fact in facts}
    if len(topics) == 1 and "" not in topics:
        return f"'{topics.pop()}' 단원의 내용"
    subjects = {fact.about for fact in facts}
    if len(subjects) == 1 and "" not in subjects:
        return f"'{subjects.pop()}'에 관한 내용"
    pages = sorted({fact.sentence.page for fact in facts})
    where = f"{pages[0]}쪽" if len(pages) == 1 else f"{pages[0]}~{pages[-1]}쪽"
    return f"「{facts[0].title}」 {where}의 내용" if subject_of(facts[0].title) else f"교재 {where}의 내용"


def is_quoted(text: str, spans: Sequence[str]) -> bool:
    """Whether a text is one of the spans, blanks aside."""
    return any(korean.squeeze(text) == korean.squeeze(span) for span in spans)


def quote_statements(facts: list[Fact]) -> str:
    """Each statement as the book has it, with its page."""
    return " ".join(f"{flat_text(fact)}({fact.sentence.page}쪽)" for fact in facts)


def as_means(subject_text: str) -> str:
    """The subject with 으로/로: "…의 내용으로"."""
    return josa(subject_text, "으로/로")


def _same(left: Fact, right: Fact) -> bool:
    """Two sentences that share most of their terms say much the same, or one betrays the other."""
    a, b = {t.text for t in left.terms}, {t.text for t in right.terms}
    return len(a & b) > 0.5 * min(len(a), len(b)) and len(a & b) > 1
