"""부정 발문: four statements of the book and one made false, which is the key; the negation in the stem is marked."""

from __future__ import annotations

import random

from korean import josa
from learning.distractors.false_statements import concept_of, make_false_statement
from learning.facts.fact import Fact, FactPool
from learning.kinds.draft import Draft, number_options
from learning.kinds.kind import Kind
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.pair_questions import choose_wrong_pair
from learning.kinds.statements import as_means, fellow_statements, fits_in_set, flat_text, subject_phrase

NEGATIVE_CHOICES = 5


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    if not fits_in_set(fact) or not fact.terms:
        return None
    made = make_false_statement(fact, material, rng)
    if made is None:
        return None
    claim, term, other = " ".join(made[0].split()), made[1], made[2]
    others = fellow_statements(fact, material, rng, NEGATIVE_CHOICES - 1)
    if len(others) < NEGATIVE_CHOICES - 1 or claim in {flat_text(one) for one in others}:
        return None
    texts = [claim, *(flat_text(one) for one in others)]
    rng.shuffle(texts)
    stem = f"다음 중 {as_means(subject_phrase([fact, *others]))} 옳지 **않은** 것은?"
    pages = ", ".join(f"{page}쪽" for page in sorted({one.sentence.page for one in others}))
    note = f"{josa(f'‘{other}’', '이/가')} 아니라 ‘{term.text}’입니다. 바른 내용: {flat_text(fact)} 나머지는 교재의 내용과 같습니다({pages})."
    key = str(texts.index(claim) + 1)
    return Draft(
        "negative",
        stem,
        number_options(texts),
        (key,),
        note,
        concept_of(fact, term),
        0.55,
        (term.text,),
        tuple(others),
        True,
    )


KIND = Kind(
    "negative",
    "옳지 않은 것 고르기",
    "The false one of five",
    make,
    of_lines=choose_wrong_pair,
    asked_as=r"(?:옳지|맞지|적절하지)\s*않은|부정\s*발문|틀린\s*것",
    bloom="understand",
    statements="options",
    mock_turn=2,
    paper_turn=4,
    recognise=lambda item: item.options >= FEWEST_OPTIONS and item.negative,
    judged=True,
)
