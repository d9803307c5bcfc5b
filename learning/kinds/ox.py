"""OX: a sentence of the book as it stands, or made false by one exchange of the same kind."""

from __future__ import annotations

import random

from learning.distractors.false_statements import concept_of, make_false_statement
from learning.facts.extraction import Fact, FactPool
from learning.kinds.draft import Draft
from learning.kinds.gap import question_setting
from learning.kinds.statements import is_possibility

LONGEST = 110  # characters of a statement
OPTIONS = (("O", "맞다"), ("X", "틀리다"))


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    text = fact.sentence.text
    true_one = rng.random() < 0.5
    where = question_setting(fact)
    fair = where is not None and not is_possibility(fact, material.choosy) and len(text) <= LONGEST
    made = make_false_statement(fact, material, rng) if fair else None
    if made is None:
        return None  # true ones too: else what cannot be made false would always be true
    claim, term = (text if true_one else made[0]), made[1]
    stem = f"{where}다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n" + " ".join(claim.split())
    told = " ".join(text.split())
    explanation = told if true_one else f"바른 내용: {told}"
    return Draft(
        "ox", stem, OPTIONS, ("O" if true_one else "X",), explanation, concept_of(fact, term), 0.4, (term.text,)
    )
