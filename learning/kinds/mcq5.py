"""5지선다: the term that fits a blank among five of its kind, or the one false sentence among true ones."""

from __future__ import annotations

import random

from learning.falsify import distractors, open_particle
from learning.kinds.cloze import BLANK
from learning.kinds.draft import Draft
from learning.material import Fact, Material

CHOICES = 5


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    for term in fact.terms:
        if term.weight < 0.6:
            break
        others = distractors(term, fact, material, rng, CHOICES - 1)
        if len(others) == CHOICES - 1:
            break
    else:
        return None
    if term.weight < 0.6:
        return None
    texts = [term.text, *others]
    if term.kind == "year":
        texts.sort()
    else:
        rng.shuffle(texts)
    options = tuple((str(number), text) for number, text in enumerate(texts, 1))
    key = str(texts.index(term.text) + 1)
    text = fact.sentence.text
    gap = text[: term.start] + BLANK + open_particle(text[term.end :])
    stem = "다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\n" + " ".join(gap.split())
    return Draft("mcq5", stem, options, (key,), f"㉠은 '{term.text}'입니다. {' '.join(text.split())}", term.text, 0.5)
