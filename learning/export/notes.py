"""오답노트 on paper: each question with the learner's own answer, why it is wrong, the right one, and the page of the book, marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from knowledge import Library
from learning.export.marked import marked_page
from learning.export.parts import mark, plain, where
from learning.export.sheet import asked, laid
from learning.models import Question, WrongNote
from learning.rubric import marks
from learning.why import why_wrong

if TYPE_CHECKING:
    from learning.export.paper import Piece

MOST_PICTURES = 60  # of one sheet, so that it can be opened on a telephone


def write(notes: Sequence[WrongNote], library: Library, zone: tzinfo, title: str = "오답노트") -> bytes:
    """The sheet as bytes, one column of full width; dates as the zone has them. Raises QuizError (``no_korean_font``)."""
    from learning.export.paper import Paper  # its libraries take a while to start

    blocks = [list(_block(note, library, zone, number)) for number, note in enumerate(notes, 1)]
    text = "".join(
        piece.lead + piece.text + "".join(t for _, t in piece.choices) for block in blocks for piece in block
    )
    paper = Paper(title, text, columns=1)
    paper.start(title, f"{len(notes)}문제")
    for number, (note, block) in enumerate(zip(notes, blocks)):
        paper.place([piece for part in block for piece in laid(paper, part)])
        found = marked_page(library, note.question.citation) if number < MOST_PICTURES else None
        if found:
            paper.picture(*found)
    return paper.bytes()


def _block(note: WrongNote, library: Library, zone: tzinfo, number: int) -> list[Piece]:
    """The question as it was asked, then what was said of it."""
    from learning.export.paper import Piece

    question, said = note.question, note.last_response
    pieces = [piece for piece in asked(question, number) if not piece.text.startswith("답: ___")]
    pieces.append(Piece(f"내 답: {_shown(question, said) or '쓰지 않음'}  ({note.attempts}번 풂)"))
    if question.kind == "essay":
        pieces += [
            Piece(f"기준 {n} {one.points}/{one.criterion.points}점: {plain(one.reason)}")
            for n, one in enumerate(marks(question, said), 1)
        ]
        pieces.append(Piece(f"모범 답안: {plain(question.shown_answer())}", bold=True))
    else:
        pieces.append(Piece(f"정답: {plain(question.shown_answer())}", bold=True))
        reason = why_wrong(question, said, library) if said else None
        if reason and reason.text:
            pieces.append(Piece(f"왜 틀렸나: {plain(reason.text)}"))
        if reason and reason.citation and reason.citation != question.citation:
            pieces.append(Piece(f"{reason.citation.page}쪽: “{_line(reason.citation.quote)}”", small=True))
        pieces.append(Piece(f"풀이: {_line(question.explanation)}"))
    pieces.append(Piece(f"근거: {where(question)} · 다음 복습 {_day(note.due, zone)}", small=True))
    return pieces


def _shown(question: Question, response: str) -> str:
    """A response as the person chose it."""
    text = next((option.text for option in question.options if option.id == response), "")
    return _line(f"{mark(response)} {text}" if text and question.kind != "ox" else response)


def _day(at: datetime | None, zone: tzinfo) -> str:
    return f"{(here := at.astimezone(zone)).month}월 {here.day}일" if at else "지금"


def _line(text: str) -> str:
    return " ".join(plain(text).split())
