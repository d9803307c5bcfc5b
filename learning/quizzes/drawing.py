"""One question of a kind out of a queue of facts: the best of a few drafts that are worth it and pass every check."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from learning.facts.fact import Fact, FactPool
from learning.kinds import KINDS, form_of, statements_in
from learning.kinds.draft import Draft, with_key_at
from learning.models import Question
from learning.quizzes.question_gate import QuestionGate
from learning.validation.question_worth import question_worth

MOST_TRIES = 40  # facts that are newly tried for one question, so that a quiz takes no longer from a long book
NO_WORTH = -9.0  # of a fact that gives no question of a kind: below every bar but the last
RIVAL_QUESTIONS = 4  # questions of a kind of which the best is taken
DRAFT_TRIES = 2  # drafts of one fact and kind: another exchange or other fellows may pass


def draw_question(
    kind: str,
    queue: list[Fact],
    used: Collection[tuple[str, int]],
    material: FactPool,
    rng: random.Random,
    gate: QuestionGate,
    made: Sequence[Question],
    bar: float,
) -> Question | None:
    """The best of a few questions of a kind that passes; a concept is asked for once in a quiz.

    Facts that give none leave the queue; those that are not tried yet, or that give none only beside the questions
    ``made`` so far, stay in it, unless the queue ends first: then it is left empty.
    """
    concepts, tries = {question.concept for question in made}, 0
    later: list[Fact] = []
    while queue:
        found: list[tuple[float, Draft, Fact]] = []
        while queue and len(found) < RIVAL_QUESTIONS and tries < MOST_TRIES:
            fact = queue.pop(0)
            if (fact.sentence.source_id, fact.sentence.start) in used:
                continue
            key = (kind, material.choosy, fact.sentence.source_id, fact.sentence.start, fact.form)
            known = gate.worths.get(key)
            if known is not None and known < bar:
                continue
            tries += known is None
            draft, lasting = _draft(kind, fact, used, material, rng, concepts, made)
            if draft is None:
                later += [] if lasting else [fact]
                if lasting:
                    gate.worths[key] = NO_WORTH
                continue
            gate.worths[key] = worth = question_worth(draft, fact, material)
            if worth >= bar:
                found.append((worth, draft, fact))
            else:
                gate.reject("not_worth_handing_out")
        for place, (_, draft, fact) in enumerate(ranked := sorted(found, key=lambda one: -one[0])):
            if draft.any_order:
                draft = with_key_at(draft, _place(made, len(draft.options), rng))
            if question := gate.admit(draft, fact):
                queue[:] = [*(left for *_, left in ranked[place + 1 :]), *queue, *later]
                return question
        if tries >= MOST_TRIES:
            queue += later
            break
    return None


def _draft(
    kind: str,
    fact: Fact,
    used: Collection[tuple[str, int]],
    material: FactPool,
    rng: random.Random,
    concepts: Collection[str],
    made: Sequence[Question],
) -> tuple[Draft | None, bool]:
    """A draft of a fact that asks for no concept and shows no statement that the quiz has already; where there is none,
    whether the fact never gives one, or only not beside what the quiz has.
    """
    terms = tuple(term for term in fact.terms if term.text not in concepts)
    make = KINDS[kind].make if fact.form == "sentence" else KINDS[kind].of_lines
    lasting = len(terms) == len(fact.terms)
    for _ in range(DRAFT_TRIES if make and (terms or fact.form != "sentence") else 0):
        draft = make(replace(fact, terms=terms), material, rng) if make else None
        if draft is None:
            continue
        lasting = False
        if draft.concept in concepts:
            continue
        shown = any((one.sentence.source_id, one.sentence.start) in used for one in draft.others)
        if statements_in(kind) == "stem" and shown:
            continue  # as likely for a true statement as for one made false
        if KINDS[kind].form == "truefalse" and _too_often(draft.answer[0], made):
            continue
        return draft, False
    return None, lasting


def _too_often(answer: str, made: Sequence[Question]) -> bool:
    """Whether O or X has been the answer two times more than the other."""
    uses = Counter(q.answer[0] for q in made if form_of(q) == "truefalse")
    return uses[answer] - (uses.total() - uses[answer]) >= 2


def _place(made: Sequence[Question], size: int, rng: random.Random) -> int:
    """A place for the key, by chance among the two that the quiz has used least."""
    uses = Counter(q.answer[0] for q in made if len(q.options) == size)
    return rng.choice(sorted(range(size), key=lambda place: (uses[str(place + 1)], rng.random()))[:2])
