"""CSV for spreadsheets: a row a question under heads, a column an option, kinds by their Korean names."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from learning.exchange.export.cards import escape_cell
from learning.exchange.export.parts import plain, where, without_emphasis
from learning.kinds import kind_of
from learning.models import Question, mark

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that it is UTF-8
HEADS_BEFORE, HEADS_BEHIND = "번호,유형,문제", "정답,해설,배점,출처"
FEWEST_COLUMNS = 5  # of options


def write(questions: Sequence[Question], title: str = "", points: Sequence[float] = ()) -> str:
    """The table; cells that a spreadsheet would run as formulas are quoted with an apostrophe."""
    wide = max([FEWEST_COLUMNS, *(len(one.options) for one in questions)])
    options = [f"선택지 {number}" for number in range(1, wide + 1)]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*HEADS_BEFORE.split(","), *options, *HEADS_BEHIND.split(",")])
    for number, question in enumerate(questions, 1):
        kind = kind_of(question)
        texts = [plain(option.text) for option in question.options]
        key = mark(question.answer[0]) if question.options else plain("; ".join(question.answer))
        row = [
            str(number),
            kind.korean if kind else question.kind,
            without_emphasis(plain(question.stem)),
            *texts,
            *[""] * (wide - len(texts)),
            key,
            plain(question.explanation),
            f"{points[number - 1]:g}" if points else "",
            where(question),
        ]
        writer.writerow(map(escape_cell, row))
    return BYTE_ORDER_MARK + text.getvalue()
