"""Questions on paper and for other programs: a Markdown exam with its key, a CSV that Anki imports, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from learning.models import Question

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def markdown(questions: Sequence[Question]) -> str:
    """An exam: the questions, then the key with explanations and pages."""
    lines = ["# 문제", ""]
    for number, question in enumerate(questions, 1):
        lines += [f"{number}. {question.stem.replace(chr(10), chr(10) + '   ')}", ""]
        lines += [f"   - {_mark(option.id)} {option.text}" for option in question.options]
        lines += ["" if question.options else "   답: ____________", ""]
    lines += ["# 정답과 풀이", ""]
    for number, question in enumerate(questions, 1):
        where = f"「{question.citation.title}」 {question.citation.page}쪽"
        lines.append(f"{number}. **{question.shown_answer()}** {question.explanation} ({where})")
    return "\n".join(lines) + "\n"


def to_csv(questions: Sequence[Question]) -> str:
    """Front, back, tags; cells that a spreadsheet would run as formulas are quoted with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    for question in questions:
        options = "\n".join(f"{_mark(option.id)} {option.text}" for option in question.options)
        row = (
            f"{question.stem}\n{options}".strip(),
            f"{question.shown_answer()}\n{question.explanation}",
            question.kind,
        )
        writer.writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row)
    return text.getvalue()


def to_json(questions: Sequence[Question]) -> str:
    return json.dumps({"questions": [q.model_dump(mode="json") for q in questions]}, ensure_ascii=False, indent=1)


FORMATS: dict[str, Callable[[Sequence[Question]], str]] = {"markdown": markdown, "csv": to_csv, "json": to_json}


def _mark(option: str) -> str:
    return chr(0x245F + int(option)) if option.isdigit() else option
