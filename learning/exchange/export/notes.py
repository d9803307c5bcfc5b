"""오답노트 on paper: each question with the learner's own answer, why it is wrong, the right one, the page of the book,
marked, and a new one like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from errors import QuizError
from knowledge import Library
from learning.exchange.export.marked import marked_page
from learning.exchange.export.parts import plain, where
from learning.exchange.export.sheet import ANSWERS, answer_pieces, column_pieces, letters, question_pieces
from learning.feedback.wrong_answers import why_wrong
from learning.grading.rubric import marks
from learning.kinds import form_of
from learning.models import Question, WrongNote
from learning.progress.learner import Learner
from learning.quizzes.daily_review import similar
from storage.tables import utcnow

if TYPE_CHECKING:
    from learning.exchange.export.paper import Piece

MOST_PICTURES = 60  # of one sheet, so that it can be opened on a telephone
MOST_NEW = 10  # questions of one sheet: each takes as long as a quiz of a page or three


def write(
    notes: Sequence[WrongNote], library: Library, zone: tzinfo, title: str = "오답노트", now: datetime | None = None
) -> bytes:
    """The sheet as bytes, one column of full width; dates as the zone has them. Raises QuizError (``no_korean_font``).

    The first ``MOST_NEW`` notes have a new question like theirs, whose answers stand on the last page.
    """
    from learning.exchange.export.paper import Paper, Piece  # its libraries take a while to start

    now = now or utcnow()
    new = _new(notes[:MOST_NEW], library)
    blocks = [_block(note, library, zone, number, now) for number, note in enumerate(notes, 1)]
    more = {
        number: [Piece("비슷한 새 문제", small=True), *question_pieces(question, number)]
        for number, question in new.items()
    }
    key = [list(answer_pieces(question, number)) for number, question in new.items()]
    paper = Paper(title, ANSWERS + letters([*blocks, *more.values(), *key]), columns=1)
    paper.start(title, f"{len(notes)}문제")
    for number, (note, block) in enumerate(zip(notes, blocks), 1):
        paper.place([piece for part in block for piece in column_pieces(paper, part)])
        found = marked_page(library, note.question.citation) if number <= MOST_PICTURES else None
        if found:
            paper.picture(*found)
        if number in more:
            paper.place([piece for part in more[number] for piece in column_pieces(paper, part)])
    if new:
        paper.start(ANSWERS, "")
    for block in key:
        paper.place(block)
    return paper.bytes()


def _new(notes: Sequence[WrongNote], library: Library) -> dict[int, Question]:
    """A new question like each note's, by the number of the note; none where its pages give no more.
    Printed again, it is the same.
    """
    learner = Learner(library.database, library.owner)
    found: dict[int, Question] = {}
    for number, note in enumerate(notes, 1):
        try:
            found[number] = similar(library, learner, note.question, [one.id for one in found.values()], seed=0)
        except QuizError as error:
            if error.code != "nothing_to_ask":
                raise
    return found


def _block(note: WrongNote, library: Library, zone: tzinfo, number: int, now: datetime) -> list[Piece]:
    """The question as it was asked, then what was said of it."""
    from learning.exchange.export.paper import Piece

    question, said = note.question, note.last_response
    pieces = [piece for piece in question_pieces(question, number) if not piece.text.startswith("답: ___")]
    pieces.append(Piece(f"내 답: {_line(question.shown_response(said)) or '쓰지 않음'}  ({note.attempts}번 풂)"))
    if form_of(question) == "prose":
        pieces += [
            Piece(f"기준 {n} {one.points:g}/{one.criterion.points:g}점: {plain(one.reason)}")
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
    due = note.next_review(now)
    day = f"다음 복습 {(here := due.astimezone(zone)).month}월 {here.day}일" if due else "지금 복습할 차례"
    pieces.append(Piece(f"근거: {where(question)} · {day}", small=True))
    return pieces


def _line(text: str) -> str:
    return " ".join(plain(text).split())
