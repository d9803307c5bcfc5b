"""빈칸: a sentence of the book with its key term left out; the particle after the blank is shown in both forms."""

from __future__ import annotations

import random

from learning.falsify import open_particle
from learning.kinds.draft import Draft
from learning.material import Fact, Material

BLANK = "( ㉠ )"


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    term = next((t for t in fact.terms if t.weight >= 0.8), None)
    if term is None:
        return None
    text = fact.sentence.text
    stem = text[: term.start] + BLANK + open_particle(text[term.end :])
    stem = "다음 빈칸 ㉠에 들어갈 말을 쓰시오.\n" + " ".join(stem.split())
    difficulty = 0.45 if term.kind == "name" else 0.6
    return Draft(
        "cloze", stem, (), (term.text,), f"㉠은 '{term.text}'입니다. {' '.join(text.split())}", term.text, difficulty
    )
