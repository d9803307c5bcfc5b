"""5지선다: the term that fits a blank, or that a sentence tells of, among five of its kind."""

from __future__ import annotations

import random

from korean import josa
from learning.distractors.false_statements import is_subject
from learning.distractors.given_away import gives_away
from learning.distractors.numeric import value_of
from learning.distractors.selection import select_distractors
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import is_informative
from learning.kinds.draft import Draft, number_options
from learning.kinds.gap import BLANK, is_listed, is_worth_asking, leave_out, question_setting
from learning.kinds.kind import Kind, ModelItem
from learning.kinds.line_questions import choose_term
from learning.kinds.other_options import tell_others

MCQ_CHOICES = 5
FEWEST_OPTIONS = 3  # of an item of a past paper that is one of choices
ORDERED_BY_SIZE = ("year", "amount")  # options that stand in the order of their size
LONGEST_KEPT = (
    0.35  # share of the questions whose key is the longest option that are kept, so that length tells nothing
)


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    for term in sorted(fact.terms, key=lambda term: is_subject(term.text, fact)):
        called, text = leave_out(fact, term)
        if (
            (term.weight < 0.6 and term.text != fact.defines)
            or (not called and text.startswith(BLANK))
            or is_listed(fact, term, material.choosy)
            or not is_worth_asking(fact, term, material)
            or not is_informative(text)
            or gives_away(term.text, text)
        ):
            continue
        where = "" if called else question_setting(fact, term.text)
        if where is None:
            continue
        others = select_distractors(term, fact, material, rng, MCQ_CHOICES - 1, loose=True)
        shows = all(len(other) < len(term.text) for other in others) and rng.random() > LONGEST_KEPT
        if len(others) == MCQ_CHOICES - 1 and not shows:
            break
    else:
        return None
    texts = [term.text, *others]
    if term.kind in ORDERED_BY_SIZE:
        texts.sort(key=value_of)
    else:
        rng.shuffle(texts)
    key = str(texts.index(term.text) + 1)
    blank = (
        f"{where}다음 설명에서 빈칸 ㉠에 들어갈 말로 알맞은 것은?"
        if where
        else "다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?"
    )
    head = f"다음에서 설명하는 {josa(called, '은/는')}?" if called else blank
    mark = "정답은" if called else "㉠은"
    told = " ".join(fact.sentence.text.split())
    return Draft(
        "mcq5",
        f"{head}\n{text}",
        number_options(texts),
        (key,),
        f"{mark} '{term.text}'입니다. {told}{tell_others(others, fact.sentence.source_id, material)}",
        term.text,
        0.5,
        (term.text,),
        any_order=term.kind not in ORDERED_BY_SIZE,
        bloom="understand" if called else "remember",
    )


KIND = Kind(
    "mcq5",
    "5지선다",
    "Five choices",
    make,
    of_lines=choose_term,
    asked_as=r"객관식|5지|오지\s*선다|선다",
    asks_term=True,
    usual=True,
    mock_turn=1,
    plain="choice",
    model=ModelItem("choice", "다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?"),
    paper_turn=6,
    recognise=lambda item: item.options >= FEWEST_OPTIONS,
    judged=True,
)
