"""B형 and C형: the same questions in another order, their options too; the same seed gives the same form.

What is chosen stays before what is written. Options that have an order of their own (amounts, combinations of letters,
O and X) keep it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from korean import lexicon
from learning.kinds import form_of, statements_in
from learning.models import Option, Question, mark
from learning.papers.exam_paper import ExamPaper, PlacedQuestion

_AMOUNT = lexicon.pattern("numerals", "option_that_is_an_amount")
_LABELS = re.compile(r"[ㄱ-ㅎ㉠-㉭()（）가나다라마바사아자차카타파하,→\s·-]+")
_MARKS = re.compile("[①-⑳]")


def make_form(paper: ExamPaper, letter: str, seed: int) -> ExamPaper:
    """The form of a paper that a seed gives."""
    rng = random.Random(f"{seed}/{letter}")
    mixed = [item.model_copy(update={"question": mix_options(item.question, rng)}) for item in _in_turn(paper, rng)]
    return paper.model_copy(update={"items": tuple(mixed), "form": letter})


def _in_turn(paper: ExamPaper, rng: random.Random) -> list[PlacedQuestion]:
    """The items in another order; every place of a chosen one is taken by a chosen one."""
    chosen = [item for item in paper.items if not item.written]
    written = [item for item in paper.items if item.written]
    for group in (chosen, written):
        _derange(group, rng)
    return [(written if item.written else chosen).pop(0) for item in paper.items]


def _derange(group: list[PlacedQuestion], rng: random.Random) -> None:
    before = list(group)
    for _ in range(20):  # an order in which few stand where they stood
        rng.shuffle(group)
        if sum(one is other for one, other in zip(before, group)) <= max(0, len(group) // 5):
            return


def mix_options(question: Question, rng: random.Random) -> Question:
    """The question with its options in another order, its key and what its explanation says of ① to ⑤ with them."""
    if keeps_order(question):
        return question
    order = list(question.options)
    rng.shuffle(order)
    ids = [option.id for option in question.options]
    moved = {option.id: key for key, option in zip(ids, order)}
    marks = {mark(old): mark(new) for old, new in moved.items()}
    return question.model_copy(
        update={
            "options": tuple(Option(id=key, text=option.text) for key, option in zip(ids, order)),
            "answer": tuple(moved.get(key, key) for key in question.answer),
            "explanation": _MARKS.sub(lambda found: marks.get(found[0], found[0]), question.explanation),
        }
    )


def keeps_order(question: Question) -> bool:
    """Whether the options have an order of their own, or there are none to mix."""
    texts: Sequence[str] = [option.text.strip() for option in question.options]
    if len(texts) < 3 or form_of(question) == "truefalse" or statements_in(question.kind) == "stem":
        return True
    return all(_AMOUNT.match(text) for text in texts) or all(_LABELS.fullmatch(text) for text in texts)
