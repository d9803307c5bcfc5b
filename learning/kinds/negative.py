"""부정 발문: four statements of the book and one made false, which is the key; the negation in the stem is marked."""

from __future__ import annotations

import random

from korean import josa
from learning.distractors.false_statements import asks_of, falsified
from learning.facts.extraction import Fact, Material
from learning.kinds.draft import Draft, numbered
from learning.kinds.statements import as_means, fellows, fit, plain, subject

CHOICES = 5


def make(fact: Fact, material: Material, rng: random.Random) -> Draft | None:
    if not fit(fact) or not fact.terms:
        return None
    made = falsified(fact, material, rng)
    if made is None:
        return None
    claim, term, other = " ".join(made[0].split()), made[1], made[2]
    others = fellows(fact, material, rng, CHOICES - 1)
    if len(others) < CHOICES - 1 or claim in {plain(one) for one in others}:
        return None
    texts = [claim, *(plain(one) for one in others)]
    rng.shuffle(texts)
    stem = f"다음 중 {as_means(subject([fact, *others]))} 옳지 **않은** 것은?"
    pages = ", ".join(f"{page}쪽" for page in sorted({one.sentence.page for one in others}))
    note = f"{josa(f'‘{other}’', '이/가')} 아니라 ‘{term.text}’입니다. 바른 내용: {plain(fact)} 나머지는 교재의 내용과 같습니다({pages})."
    key = str(texts.index(claim) + 1)
    return Draft(
        "negative", stem, numbered(texts), (key,), note, asks_of(fact, term), 0.55, (term.text,), tuple(others), True
    )
