"""서술형 graded by a rubric (채점 기준표): a criterion for every span that the question cites, partial
credit, and a reason with a quote.

A criterion asks for the words that carry its span beyond the question's own concept. A sentence of the answer
that denies what the span says, or gives another number, earns nothing for it. Not covered: style, and what is
right but not in the cited spans.
"""

from __future__ import annotations

from dataclasses import dataclass

import korean
from knowledge.evidence.judge import judge
from korean import lexicon
from korean.hanja import has_hanja, readings
from learning.models import Question

POINTS = 2  # of a criterion
FULL, HALF_COVERED = 0.6, 0.35  # shares of a criterion's words
_EMPTY = lexicon.words("function_words", "empty") | lexicon.words("function_words", "existence")


@dataclass(frozen=True)
class Criterion:
    """What one part of an answer must say: the span that it rests on, and the words that carry it."""

    quote: str
    words: frozenset[str]
    points: float = POINTS


@dataclass(frozen=True)
class Mark:
    """What one criterion earned, and why: ``said`` is the sentence of the answer, "" where none is near."""

    criterion: Criterion
    points: float
    said: str
    reason: str


def criteria(question: Question) -> tuple[Criterion, ...]:
    """The question's rubric: the teacher's own where there is one, else one criterion for every cited span."""
    own = _words(question.concept)
    if question.rubric:
        return tuple(Criterion(one.text, frozenset(_words(one.text) - own), one.points) for one in question.rubric)
    spans = [span for span in question.spans() if span.strip()] or [question.answer[0]]  # its own answer without a book
    return tuple(Criterion(span, frozenset(_words(span) - own)) for span in spans)


def marks(question: Question, said: str) -> tuple[Mark, ...]:
    """The points of an answer, criterion by criterion."""
    text = min(readings(said), key=len) if has_hanja(said) else said
    parts = [text[start:end] for start, end in korean.sentences(text)]
    return tuple(_mark(criterion, parts) for criterion in criteria(question))


def grade_essay(question: Question, said: str) -> tuple[float, str]:
    """The share of the points, and a line a criterion with its reason."""
    found = marks(question, said)
    earned, most = sum(mark.points for mark in found), sum(mark.criterion.points for mark in found)
    lines = [f"{earned:g}점 / {most:g}점"]
    lines += [
        f"기준 {n} ({mark.points:g}/{mark.criterion.points:g}점): {mark.reason}" for n, mark in enumerate(found, 1)
    ]
    return earned / most, "\n".join(lines)


def _mark(criterion: Criterion, parts: list[str]) -> Mark:
    """The points for the sentence that is nearest to the criterion's span."""
    shares = [(len(criterion.words & _words(part)) / max(1, len(criterion.words)), part) for part in parts]
    share, said = max(shares, default=(0.0, ""))
    quote = " ".join(criterion.quote.split())
    if share < HALF_COVERED:
        return Mark(criterion, 0, "", f"이 내용이 답에 없습니다. 교재: “{quote}”")
    verdict = judge(said, criterion.quote)
    if verdict.denies:
        return Mark(criterion, 0, said, f"“{said}”라고 썼지만 교재와 반대입니다. 교재: “{quote}”")
    if wrong := verdict.wrong_numbers:
        return Mark(
            criterion, 0, said, f"“{said}”의 수({wrong[0].value:g}{wrong[0].unit})가 교재와 다릅니다. 교재: “{quote}”"
        )
    if share >= FULL:
        return Mark(criterion, criterion.points, said, f"“{said}”라고 써서 기준을 채웠습니다.")
    missing = ", ".join(sorted(criterion.words - _words(said))[:3])
    return Mark(criterion, criterion.points / 2, said, f"“{said}”에 빠진 것이 있습니다({missing}). 교재: “{quote}”")


def _words(text: str) -> set[str]:
    return {word for word in korean.content(text) if word not in _EMPTY}
