"""The sheets of a paper: the paper itself, its answer sheet, a compact 정답표, and the key with explanations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from learning.exchange.export.parts import where
from learning.exchange.printing.print_text import print_explanation, print_line
from learning.exchange.printing.question_blocks import question_blocks
from learning.exchange.printing.sheet_blocks import (
    Block,
    BoxBlock,
    GridBlock,
    Group,
    LineBlock,
    LinesBlock,
    Sheet,
    plain_run,
)
from learning.exchange.printing.sheet_words import SheetWord
from learning.kinds import form_of
from learning.models import mark
from learning.papers.exam_paper import ExamPaper, PlacedQuestion
from learning.papers.paper_points import rubric_lines

Thing = TypeVar("Thing")
PRINTED_PARTS = ("paper", "sheet", "key", "solutions")  # what a paper is printed as
CHOICES_A_ROW = 5  # questions of a row of the answer sheet
KEYS_A_ROW = 10  # of a row of the 정답표
SHORT_KEY = 24  # letters of a key that stands in the 정답표 whole


def compose(paper: ExamPaper, part: str = PRINTED_PARTS[0]) -> Sheet:
    """One of the sheets of a paper. Raises KeyError for a part that is none of ``PRINTED_PARTS``."""
    made = {"paper": _paper, "sheet": _answer_sheet, "key": _key, "solutions": _solutions}
    return made[part](paper)


def paper_title(paper: ExamPaper) -> str:
    """The title with the letter of its form."""
    letter = paper.form or ("A" if paper.forms else "")
    return print_line(paper.title) + (f" ({letter}형)" if letter else "")


def _paper(paper: ExamPaper) -> Sheet:
    groups = [question_blocks(item.question, n, worth(paper, item)) for n, item in enumerate(paper.items, 1)]
    return Sheet(paper_title(paper), _subtitle(paper), tuple(_heading(paper)), tuple(groups))


def _subtitle(paper: ExamPaper) -> str:
    heading = paper.heading
    return "  ".join(print_line(one) for one in (heading.school, heading.grade, heading.subject) if one)


def _heading(paper: ExamPaper) -> Iterator[Block]:
    """Who made it and when; the line for the pupil's name; what is to be heeded."""
    heading = paper.heading
    told = [
        (name, print_line(said))
        for name, said in ((SheetWord.DAY, heading.date), (SheetWord.TEACHER, heading.teacher))
        if said
    ]
    counts = (sum(not item.written for item in paper.items), sum(item.written for item in paper.items))
    mixed = ", ".join(f"{name} {n}" for name, n in zip((SheetWord.CHOSEN, SheetWord.WRITTEN), counts) if n)
    told.append((SheetWord.ITEM, f"{mixed}, {paper.total:g}점" if paper.scored else mixed))
    yield GridBlock(
        (tuple(cell for pair in told for cell in pair),),
        heads=0,
        small=True,
        widths=tuple(width for _ in told for width in (0.8, 1.8)),
    )
    yield name_line(f"/ {paper.total:g}")
    if heading.instructions.strip():
        lines = [print_line(line) for line in heading.instructions.split("\n") if line.strip()]
        yield BoxBlock(tuple(plain_run(f"※ {line}") for line in lines))


def worth(paper: ExamPaper, item: PlacedQuestion) -> float | None:
    """The points of an item; None where the paper has none."""
    return item.points if paper.scored else None


def name_line(score: str) -> GridBlock:
    """학년, 반, 번호, 이름 and the score, to be filled in."""
    words = SheetWord
    cells = (words.YEAR, "", words.ROOM, "", words.NUMBER, "", words.NAME, "", words.SCORE, score)
    return GridBlock((cells,), (0.7, 0.6, 0.5, 0.6, 0.7, 0.7, 0.8, 2.2, 0.8, 1.2), heads=0, height=9.0)


def _answer_sheet(paper: ExamPaper) -> Sheet:
    """Circles for what is chosen, lines for what is written."""
    chosen = [(n, item) for n, item in enumerate(paper.items, 1) if not item.written]
    written = [(n, item) for n, item in enumerate(paper.items, 1) if item.written]
    groups: list[Group] = []
    if chosen:
        cells = [(f"{n}", _circles(item)) for n, item in chosen]
        per_row = 3 if max(len(text) for _, text in cells) > 10 else CHOICES_A_ROW - 1
        rows = [tuple(cell for pair in _fill(row, per_row) for cell in pair) for row in in_rows(cells, per_row)]
        groups.append(
            (
                LineBlock(plain_run(SheetWord.CHOSEN, bold=True), level=0),
                GridBlock(tuple(rows), (0.5, 2.0) * per_row, heads=0, height=7.5),
            )
        )
    if written:
        groups.append((LineBlock(plain_run(SheetWord.WRITTEN, bold=True), level=0),))
    for n, item in written:
        lines = question_blocks(item.question, n)[-1]
        count = lines.count if isinstance(lines, LinesBlock) else 1
        groups.append((LineBlock(plain_run(f"{n}번 [{item.points:g}점]")), LinesBlock(max(1, count // 2))))
    return Sheet(
        f"{paper_title(paper)} {SheetWord.SHEET}",
        _subtitle(paper),
        (name_line(f"/ {paper.total:g}"),),
        tuple(groups),
        1,
    )


def in_rows(things: Sequence[Thing], wide: int) -> list[tuple[Thing, ...]]:
    """Things in rows of a width, the last one shorter."""
    return [tuple(things[at : at + wide]) for at in range(0, len(things), wide)]


def _circles(item: PlacedQuestion) -> str:
    return "  ".join(mark(option.id) for option in item.question.options)


def _fill(row: tuple[tuple[str, str], ...], wide: int) -> list[tuple[str, str]]:
    return [*row, *[("", "")] * (wide - len(row))]


def _key(paper: ExamPaper) -> Sheet:
    """Every key with its points: numbers side by side, words one under the other."""
    chosen = [(n, item) for n, item in enumerate(paper.items, 1) if not item.written]
    written = [(n, item) for n, item in enumerate(paper.items, 1) if item.written]
    groups: list[Group] = []
    if chosen:
        rows: list[tuple[str, ...]] = []
        for row in in_rows(chosen, KEYS_A_ROW):
            rest = [""] * (KEYS_A_ROW - len(row))
            rows.append((SheetWord.ITEM, *(f"{n}" for n, _ in row), *rest))
            rows.append((SheetWord.KEY, *(_short_key(item) for _, item in row), *rest))
            rows.append((SheetWord.POINTS, *(f"{item.points:g}" for _, item in row), *rest))
        groups.append((LineBlock(plain_run(SheetWord.CHOSEN, bold=True), level=0), GridBlock(tuple(rows), heads=0)))
    if written:
        told = [(f"{n}", print_line(item.question.shown_answer()), f"{item.points:g}") for n, item in written]
        groups.append((LineBlock(plain_run(SheetWord.WRITTEN, bold=True), level=0),))
        table = GridBlock(((SheetWord.ITEM, SheetWord.KEY, SheetWord.POINTS), *told), (0.5, 6.0, 0.6))
        groups.append((table,))
    total = LineBlock(plain_run(f"합계 {len(paper.items)}문항 {paper.total:g}점"), level=0, align="right")
    return Sheet(f"{paper_title(paper)} {SheetWord.KEY_TABLE}", _subtitle(paper), (), (*groups, (total,)), 1)


def _short_key(item: PlacedQuestion) -> str:
    return ", ".join(mark(key) for key in item.question.answer)


def _solutions(paper: ExamPaper) -> Sheet:
    groups = [_solution(item, n) for n, item in enumerate(paper.items, 1)]
    return Sheet(f"{paper_title(paper)} {SheetWord.SOLUTIONS}", _subtitle(paper), (), tuple(groups))


def _solution(item: PlacedQuestion, number: int) -> Group:
    """The key, its rubric where it has one, why, and where it stands in the book."""
    question = item.question
    blocks: list[Block] = [
        LineBlock(
            (*plain_run(print_line(question.shown_answer()), bold=True), *plain_run(f"\u00a0[{item.points:g}점]")),
            f"{number}.",
        )
    ]
    if form_of(question) == "text" and len(question.answer) > 1:
        blocks.append(LineBlock(plain_run(f"{SheetWord.ALSO} {', '.join(map(print_line, question.answer[1:]))}")))
    if form_of(question) == "prose":
        rubric = [(line.text, f"{line.points:g}점") for line in rubric_lines(item)]
        if rubric:
            blocks.append(GridBlock(((SheetWord.CRITERION, SheetWord.POINTS), *rubric), (5.0, 1.0), small=True))
    if said := print_explanation(question):
        blocks.append(LineBlock(plain_run(said)))
    if question.citation.title:
        blocks.append(LineBlock(plain_run(print_line(where(question))), small=True))
    return tuple(blocks)
