"""A question and its answer as pieces of the printed 오답노트."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from learning.exchange.export.parts import plain, where, without_emphasis
from learning.kinds import form_of
from learning.kinds.gap import BLANK
from learning.models import Option, Question, mark

if TYPE_CHECKING:
    from learning.exchange.export.paper import Paper, Piece

ANSWERS = "정답과 해설"
CLOSED = BLANK.replace(" ", "")  # a line never ends inside it


def letters(blocks: Iterable[Sequence[Piece]]) -> str:
    """All that blocks say, for the fonts to be chosen by."""
    return "".join(
        piece.lead + piece.text + "".join(text for _, text in piece.choices) for block in blocks for piece in block
    )


def question_pieces(question: Question, number: int) -> Iterator[Piece]:
    """The stem, its text in a box, and the options or a line to write on."""
    from learning.exchange.export.paper import Piece

    head, _, body = without_emphasis(plain(question.stem)).strip().partition("\n")
    yield Piece(head, lead=f"{number}.", bold=True)
    if body.strip():
        yield Piece(body.strip().replace(BLANK, CLOSED), boxed=True)
    if form_of(question) == "truefalse":
        yield Piece("(  O  ,  X  )", gap=2)
    elif question.options:
        yield Piece("", choices=tuple((mark(option.id), _one_line(option)) for option in question.options))
    else:
        yield Piece("답: ______________________________", gap=2)


def answer_pieces(question: Question, number: int) -> Iterator[Piece]:
    from learning.exchange.export.paper import Piece

    yield Piece(plain(question.shown_answer()), lead=f"{number}.", bold=True)
    yield Piece(plain(question.explanation))
    yield Piece(where(question), small=True)


def _one_line(option: Option) -> str:
    return " ".join(plain(option.text).split())


def column_pieces(paper: Paper, piece: Piece) -> list[Piece]:
    return paper.choices(piece) if piece.choices else [piece]
