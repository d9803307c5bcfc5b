"""The texts of a question as paper shows them: no page numbers of a book in a stem, no spaces that a line's end left,
no marks of Markdown.
"""

from __future__ import annotations

from korean import lexicon
from learning.exchange.export.parts import plain, split_emphasis
from learning.kinds.gap import BLANK
from learning.models import Question

CLOSED_BLANK = BLANK.replace(" ", "\u00a0")  # a line never ends inside it
_UNIT = lexicon.pattern("exam_papers", "space_before_a_unit")
_WORTH = lexicon.pattern("exam_papers", "points_behind_a_stem")
_PLACE = lexicon.pattern("exam_papers", "pages_of_a_book_in_a_stem")


def print_line(text: str) -> str:
    """One line of text for paper."""
    return _UNIT.sub("", " ".join(plain(text).split()))


def print_stem(question: Question) -> tuple[str, tuple[str, ...]]:
    """The asking sentence, its ``**`` kept for ``emphasised_parts``, and the lines below it."""
    head, *body = [print_line(line) for line in plain(question.stem).strip().split("\n")]
    head = _PLACE.sub("", _WORTH.sub("", head)).replace(BLANK, CLOSED_BLANK)
    return head, tuple(line.replace(BLANK, CLOSED_BLANK) for line in body if line)


def emphasised_parts(text: str) -> list[tuple[str, bool]]:
    """The pieces of a line, each with whether it is emphasised, so underlined."""
    return [(piece, strong) for piece, strong in split_emphasis(text) if piece]


def print_explanation(question: Question) -> str:
    """The explanation on one line, its pages kept: it is for the teacher."""
    return print_line(question.explanation)
