"""빈칸: a sentence of the book with its key term left out; the particle after the blank is shown in both forms."""

from __future__ import annotations

import random

from korean import lexicon
from learning.distractors.false_statements import is_subject
from learning.distractors.given_away import gives_away
from learning.distractors.other_answers import fits_elsewhere
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import is_informative
from learning.facts.terms import Term
from learning.kinds.draft import Draft
from learning.kinds.gap import BLANK, is_listed, is_subject_of_sentence, is_worth_asking, leave_out, question_setting
from learning.kinds.kind import Kind, ModelItem, PaperItem
from learning.kinds.line_questions import fill_line
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.statements import is_possibility

__all__ = ["BLANK", "KIND", "make"]


_PAPER = lexicon.pattern("exam_papers", "blank")
CLOZE_SENTENCES = 2  # sentences that have a plain noun, for it to be a word of the book


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    if is_possibility(fact):
        return None  # what only may be so is so of others, too
    terms = [
        t
        for t in fact.terms
        if _worth(t, fact, material)
        and is_worth_asking(fact, t, material)
        and not is_listed(fact, t, material.choosy)
        and not is_subject_of_sentence(fact, t)
    ]
    terms.sort(key=lambda term: is_subject(term.text, fact))  # what the title names is no question
    for term in terms:
        called, text = leave_out(fact, term)
        where = question_setting(fact, term.text)
        # Its description alone is a short answer, a blank has to stand inside, and nothing may name what is left out.
        if (
            where is not None
            and is_informative(text)
            and not called
            and not text.startswith(BLANK)
            and not gives_away(term.text, text)
            and not fits_elsewhere(term, fact, material)
        ):
            break
    else:
        return None
    told = " ".join(fact.sentence.text.split())
    difficulty = 0.45 if term.kind == "name" else 0.6
    return Draft(
        "cloze",
        f"{where}다음 설명에서 빈칸 ㉠에 들어갈 말을 쓰시오.\n{text}"
        if where
        else f"다음 빈칸 ㉠에 들어갈 말을 쓰시오.\n{text}",
        (),
        (term.text,),
        f"㉠은 '{term.text}'입니다. {told}",
        term.text,
        difficulty,
        (term.text,),
    )


def _worth(term: Term, fact: Fact, material: FactPool) -> bool:
    """A word that the book defines, a name or an amount; a plain noun where the book comes back to it."""
    again = term.kind != "noun" or len(material.together.get(term.text, ())) >= CLOZE_SENTENCES
    return term.text == fact.defines or (term.weight >= 0.6 and again)


def _recognise(item: PaperItem) -> bool:
    return item.options < FEWEST_OPTIONS and bool(_PAPER.search(item.body))


KIND = Kind(
    "cloze",
    "빈칸 채우기",
    "Fill the blank",
    make,
    of_lines=fill_line,
    asked_as=r"빈\s?칸|괄호\s*(?:넣기|채우)",
    form="text",
    asks_term=True,
    usual=True,
    plain="blank",
    model=ModelItem("blank", "다음 빈칸 ㉠에 들어갈 말을 쓰시오."),
    paper_turn=9,
    recognise=_recognise,
    judged=True,
)
