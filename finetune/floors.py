"""What an exam gives away for nothing: the longest option, and retrieval alone. A model that does not beat them has learned nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from finetune.evaluate import ExamItem, Score, scored
from knowledge import Library

LONGEST_QUERY = 500  # characters of question and option
_NEGATED = re.compile(
    r"(옳지|알맞지|적절하지|적합하지|맞지|해당하지|관계)\s*(가\s*)?(않은|없는|않는)|틀린|거리가\s*먼|아닌\s*것"
)


def floors(exam: Sequence[ExamItem], library: Library | None = None) -> tuple[Score, ...]:
    """The scores "longest" and, with a library, "retrieval"; no model is asked."""
    scores = [scored("longest", [longest(item) == item.answer for item in exam])]
    if library is not None:
        scores.append(scored("retrieval", [best_supported(item, library) == item.answer for item in exam]))
    return tuple(scores)


def longest(item: ExamItem) -> int:
    return max(range(len(item.choices)), key=lambda i: len(item.choices[i]))


def best_supported(item: ExamItem, library: Library) -> int:
    """The choice that the books cover best together with the question; the least where it is negated."""
    values = []
    for choice in item.choices:
        query = f"{item.question[: LONGEST_QUERY - len(choice) - 1]} {choice}"
        values.append(max((hit.coverage + 0.1 * hit.score for hit in library.search(query, k=3)), default=0.0))
    if _NEGATED.search(item.question):
        return values.index(min(values))
    return values.index(max(values))
