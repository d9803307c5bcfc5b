"""A format that the house does not write: stems and answers, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from learning.exchange.export import Format
from learning.models import Question


def write(questions: Sequence[Question], title: str) -> str:
    lines = [f"{' '.join(question.stem.split())} => {question.shown_answer()}" for question in questions]
    return "\n".join([f"토이: {title}", *lines]) + "\n"


ROW = Format("토이 목록 (toyx)", "Toy list (toyx)", "toyx", "text/plain", write)
