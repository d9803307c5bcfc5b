"""Papers to print: PDF, HWPX for 한글, DOCX for Word. Their libraries take a while to start, so each is imported when
it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from learning.exchange.printing.compose_paper import PRINTED_PARTS, compose
from learning.exchange.printing.sheet_blocks import Sheet
from learning.models import Question
from learning.papers.exam_paper import ExamPaper, loose_paper

SheetWriter = Callable[..., bytes]


def print_pdf(*sheets: Sheet) -> bytes:
    """Sheets as one PDF. Raises QuizError (``no_korean_font``)."""
    from learning.exchange.printing.pdf_sheet import write_pdf

    return write_pdf(*sheets)


def print_hangul(sheet: Sheet) -> bytes:
    """A sheet as HWPX."""
    from learning.exchange.printing.hangul_sheet import write_hangul

    return write_hangul(sheet)


def print_word(sheet: Sheet) -> bytes:
    """A sheet as DOCX."""
    from learning.exchange.printing.word_sheet import write_word

    return write_word(sheet)


def write_with_solutions(questions: Sequence[Question], title: str) -> bytes:
    """Questions as a PDF to print, their key with explanations behind them."""
    paper = loose_paper(questions, title)
    return print_pdf(compose(paper), compose(paper, PRINTED_PARTS[-1]))


def write_for_hangul(questions: Sequence[Question], title: str) -> bytes:
    """Questions as a paper for 한글."""
    return print_hangul(compose(loose_paper(questions, title)))


def write_for_word(questions: Sequence[Question], title: str) -> bytes:
    """Questions as a paper for Word."""
    return print_word(compose(loose_paper(questions, title)))


def print_part(writer: SheetWriter, paper: ExamPaper, part: str) -> bytes:
    """One part of a paper as a file."""
    return writer(compose(paper, part))
