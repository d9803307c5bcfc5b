"""OX: a sentence of the book as it stands, or made false by one exchange of the same kind."""

from __future__ import annotations

import random

from learning.falsify import distractors, exchange
from learning.kinds.draft import Draft
from learning.material import Fact, Material

OPTIONS = (("O", "맞다"), ("X", "틀리다"))


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    text = fact.sentence.text
    term = fact.terms[0]
    true_one = rng.random() < 0.5
    others = [] if true_one else distractors(term, fact, material, rng, 3)
    if not true_one and not others:
        return None
    claim = text if true_one else exchange(text, term, rng.choice(others))
    stem = "다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n" + " ".join(claim.split())
    told = " ".join(text.split())
    explanation = told if true_one else f"바른 내용: {told}"
    return Draft("ox", stem, OPTIONS, ("O" if true_one else "X",), explanation, term.text, 0.4)
