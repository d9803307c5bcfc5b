"""Markdown: an exam, then its key with explanations and pages."""

from __future__ import annotations

from collections.abc import Sequence

from learning.exchange.export.parts import where
from learning.models import Question, mark


def write(questions: Sequence[Question], title: str = "") -> str:
    """An exam: the questions, then the key with explanations and pages."""
    lines = ["# 문제", ""]
    for number, question in enumerate(questions, 1):
        lines += [f"{number}. {question.stem.replace(chr(10), chr(10) + '   ')}", ""]
        lines += [f"   - {mark(option.id)} {option.text}" for option in question.options]
        lines += ["" if question.options else "   답: ____________", ""]
    lines += ["# 정답과 풀이", ""]
    for number, question in enumerate(questions, 1):
        lines.append(f"{number}. **{question.shown_answer()}** {question.explanation} ({where(question)})")
    return "\n".join(lines) + "\n"
