"""CSV: one card a row (front, back, kind), as spreadsheets and card programs read it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from learning.exchange.export.parts import without_emphasis
from learning.models import Question, mark

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # in full width too: spreadsheets read them the same


def write(questions: Sequence[Question], title: str = "") -> str:
    """Front, back, tags; cells that a spreadsheet would run as formulas are quoted with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    for question in questions:
        options = "\n".join(f"{mark(option.id)} {option.text}" for option in question.options)
        row = (
            f"{without_emphasis(question.stem)}\n{options}".strip(),
            f"{question.shown_answer()}\n{question.explanation}",
            question.kind,
        )
        writer.writerow(map(escape_cell, row))
    return text.getvalue()


def escape_cell(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula, quoted with an apostrophe; any other as it is."""
    return f"'{cell}" if cell.lstrip(" \n\u3000").startswith(FORMULA) else cell
