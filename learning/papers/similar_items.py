"""Questions of a paper that are too like each other, or like those of earlier papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import korean
from learning.models import Question
from learning.validation.checks import Seen


def find_similar(questions: Sequence[Question]) -> dict[int, int]:
    """Place of a question -> place of an earlier one that asks nearly the same, or has the same key for the same
    concept; both from 0.
    """
    seen, found = Seen(), {}
    keys: dict[tuple[str, str], int] = {}
    for place, question in enumerate(questions):
        key = (korean.squeeze(question.concept), _key_text(question))
        like = min(seen.matches(question), default=keys.get(key, -1) if all(key) else -1)
        if like >= 0:
            found[place] = like
        seen.add(question)
        keys.setdefault(key, place)
    return found


def find_in_earlier(questions: Sequence[Question], papers: Mapping[str, Sequence[Question]]) -> dict[int, str]:
    """Place of a question -> the title of an earlier paper in which one like it stands."""
    found: dict[int, str] = {}
    for title, others in papers.items():
        seen = Seen(others)
        for place, question in enumerate(questions):
            if place not in found and seen.holds(question):
                found[place] = title
    return found


def _key_text(question: Question) -> str:
    texts = {option.id: option.text for option in question.options}
    said = korean.squeeze(texts.get(question.answer[0], question.answer[0]))
    return said if len(said) > 1 else ""
