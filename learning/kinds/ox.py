"""OX: a sentence of the book as it stands, or made false by one exchange of the same kind."""

from __future__ import annotations

import random

from learning.falsify import falsified
from learning.kinds.draft import Draft
from learning.kinds.statements import may_be
from learning.material import Fact, Material

OPTIONS = (("O", "맞다"), ("X", "틀리다"))


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    text = fact.sentence.text
    true_one = rng.random() < 0.5
    made = falsified(fact, material, rng) if not may_be(fact) else None
    if made is None:
        return None  # true ones too: else what cannot be made false would always be true
    claim, term = (text if true_one else made[0]), made[1]
    stem = "다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n" + " ".join(claim.split())
    told = " ".join(text.split())
    explanation = told if true_one else f"바른 내용: {told}"
    return Draft("ox", stem, OPTIONS, ("O" if true_one else "X",), explanation, term.text, 0.4, (term.text,))
