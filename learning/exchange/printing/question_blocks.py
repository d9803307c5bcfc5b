"""One question as blocks: the stem with what it denies underlined, its <보기> or table, options, lines to write on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from learning.exchange.printing.print_text import emphasised_parts, print_line, print_stem
from learning.exchange.printing.sheet_blocks import (
    Block,
    BoxBlock,
    GridBlock,
    LineBlock,
    LinesBlock,
    OptionsBlock,
    PrintRun,
    plain_run,
)
from learning.exchange.printing.sheet_words import SheetWord
from learning.kinds import form_of
from learning.models import Question, mark

STEM_CELL_MARK = " | "  # between the cells of a table in a stem
LETTERS_A_LINE = 24  # of handwriting, in a column
FEWEST_RULED_LINES, MOST_RULED_LINES = 3, 12  # to write an essay on


def question_blocks(question: Question, number: int, points: float | None = None) -> tuple[Block, ...]:
    """The blocks of a question under its number, ``points`` behind the asking sentence."""
    head, body = print_stem(question)
    runs = [PrintRun(piece, bold=True, underline=strong) for piece, strong in emphasised_parts(head)]
    if points is not None:
        runs.append(PrintRun(f"\u00a0[{points:g}점]"))
    return (LineBlock(tuple(runs), lead=f"{number}."), *_body_blocks(body), *_answer_blocks(question))


def _body_blocks(lines: tuple[str, ...]) -> Iterator[Block]:
    """Rows with cells as a table, everything else in a frame."""
    rows = tuple(
        tuple(cell.strip() for cell in line.split(STEM_CELL_MARK.strip())) for line in lines if STEM_CELL_MARK in line
    )
    rest = [line for line in lines if STEM_CELL_MARK not in line]
    if rows:
        wide = max(map(len, rows))
        yield GridBlock(tuple((*row, *[""] * (wide - len(row))) for row in rows))
    title = SheetWord.BOX.value if rest and rest[0] == SheetWord.BOX.value else ""
    if said := rest[1:] if title else rest:
        runs = (tuple(PrintRun(piece, underline=strong) for piece, strong in emphasised_parts(line)) for line in said)
        yield BoxBlock(tuple(runs), title)


def _answer_blocks(question: Question) -> Iterator[Block]:
    form = form_of(question)
    if form == "truefalse":
        yield LineBlock(plain_run("(\u00a0\u00a0O\u00a0\u00a0,\u00a0\u00a0X\u00a0\u00a0)"))
    elif question.options:
        yield OptionsBlock(tuple((mark(option.id), print_line(option.text)) for option in question.options))
    elif form == "prose":
        wanted = math.ceil(1.5 * len(question.shown_answer()) / LETTERS_A_LINE) + 1
        yield LinesBlock(min(MOST_RULED_LINES, max(FEWEST_RULED_LINES, wanted)))
    else:
        yield LinesBlock(1, SheetWord.ANSWER)
