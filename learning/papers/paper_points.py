"""How the points of a paper are shared out, and those of a question over its rubric."""

from __future__ import annotations

from collections.abc import Sequence

from learning.grading.rubric import criteria
from learning.models import RubricLine
from learning.papers.exam_paper import ExamPaper, PlacedQuestion

WRITTEN_WEIGHT = 2.0  # of a question that is answered in words, beside one that is answered by a number
DIFFICULT_WEIGHT = 0.5  # what the most difficult question weighs more than the easiest


def share_points(paper: ExamPaper, total: float) -> dict[str, float]:
    """Points by item that add up to ``total``: whole ones where there are enough, else tenths; more for what is
    written and for what is difficult.
    """
    if not paper.items:
        return {}
    weights = [
        (WRITTEN_WEIGHT if item.written else 1.0) + DIFFICULT_WEIGHT * item.question.difficulty for item in paper.items
    ]
    step = 1.0 if total >= len(weights) and total == int(total) else 0.1
    shared = share_steps(weights, max(len(weights), round(total / step)))
    return {item.id: round(count * step, 1) for item, count in zip(paper.items, shared)}


def share_steps(weights: Sequence[float], steps: int) -> list[int]:
    """Whole steps over weights, at least one each, by largest remainders."""
    free, whole = max(0, steps - len(weights)), sum(weights)
    exact = [1 + free * weight / whole - 0.0 for weight in weights]
    counts = [int(one) for one in exact]
    rest = sorted(range(len(weights)), key=lambda place: (counts[place] - exact[place], place))
    for place in rest[: max(0, steps - sum(counts))]:
        counts[place] += 1
    return counts


def rubric_lines(item: PlacedQuestion) -> tuple[RubricLine, ...]:
    """The rubric of a 서술형 as it is printed: its criteria, their points so that they add up to the item's."""
    found = criteria(item.question)
    texts = [" ".join(one.quote.split()) for one in found]
    if not texts:
        return ()
    step = 0.5 if item.points * 2 == int(item.points * 2) and item.points * 2 >= len(texts) else 0.1
    counts = share_steps([one.points for one in found], round(item.points / step))
    return tuple(RubricLine(text=text, points=round(count * step, 1)) for text, count in zip(texts, counts) if text)
