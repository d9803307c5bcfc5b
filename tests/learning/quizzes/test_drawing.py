"""How one question is drawn out of a queue: what is not tried yet and what fails only now stays in it."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.kinds.draft import Draft
from learning.quizzes.drawing import MOST_TRIES, NO_WORTH, draw_question
from learning.quizzes.question_gate import QuestionGate
from learning.validation.question_worth import JUDGED_KINDS, UNJUDGED, least_question_worth, question_worth
from settings import ROOT
from weights import load_weights


def test_facts_that_were_not_tried_and_those_that_fail_only_now_are_kept(sample_library: Library) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    material = replace(extract_facts(sample_library, [source], None), choosy=False)
    gate = QuestionGate(sample_library, (), (), Counter())
    queue = [fact for fact in material.facts if fact.form == "sentence"]
    assert len(queue) > MOST_TRIES
    impossible = 99.0  # no question is worth so much
    given_up = list(queue)
    assert draw_question("ox", given_up, (), material, random.Random(1), gate, [], impossible) is None
    assert len(given_up) == len(queue) - MOST_TRIES  # the rest waits for the next try
    first = draw_question("ox", queue, (), material, random.Random(1), gate, [], least_question_worth("last"))
    assert first is not None
    taken = {term.text for fact in material.facts for term in fact.terms}
    made = [first.model_copy(update={"concept": concept}) for concept in sorted(taken)]
    fresh = QuestionGate(sample_library, (), (), Counter())
    assert draw_question("ox", list(queue), (), material, random.Random(1), fresh, made, -99.0) is None
    assert NO_WORTH not in fresh.worths.values()  # every concept is asked for already, and may not be in another quiz


def test_kinds_that_nobody_judged_are_named_and_not_read_off_a_weight(sample_library: Library) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    material = extract_facts(sample_library, [source], None)
    weights = load_weights(ROOT / "learning" / "validation" / "question_worth.json")
    assert {f"kind:{kind}" for kind in JUDGED_KINDS} == {name for name in weights.values if name.startswith("kind:")}
    draft = Draft("essay", "물음", (), ("답",), "", "답", 0.5)
    assert question_worth(draft, material.facts[0], material) == UNJUDGED
