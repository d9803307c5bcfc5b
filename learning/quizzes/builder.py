"""A quiz from chosen pages: facts spread over the pages, kinds in turn, every question checked, seeded."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from errors import QuizError
from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import FAIR_SALIENCE, LEAST_SALIENCE
from learning.kinds import KINDS, form_of, statements_in, usual_kinds
from learning.kinds.draft import with_key_at
from learning.models import Question
from learning.quizzes.planning import asked_sentences, shares_of, used_sentences
from learning.quizzes.question_gate import QuestionGate
from storage.tables import QuestionRow, utcnow

TIERS = (9.0, 1.5, 1.35, 1.2, 1.1, -9.0)  # of salience, which is twice a chance
EVEN_WORTH = 1.0  # of salience: as likely as not worth asking about
DRAFT_TRIES = 2  # drafts of one fact and kind: another exchange or other fellows may pass


def make_quiz(
    library: Library,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    n: int = 10,
    kinds: Sequence[str] | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    avoid: Collection[str] = (),
    earlier: Sequence[Question] = (),
    rejected: Counter[str] | None = None,
    material: FactPool | None = None,
) -> list[Question]:
    """At most n questions, stored under their ids (the same question has the same id); fewer where the pages hold less.

    Without a ``seed`` what was asked before is asked again only where nothing else is left; with one, the same library
    gives the same quiz. ``avoid`` are question ids not to hand out again, ``earlier`` questions that none may say
    again; ``kinds`` None: the usual ones; ``rejected`` counts the candidates and what kept each of them out (its first
    fault); ``material`` is what ``extract_facts`` found, where that is known. Raises QuizError where nothing can be
    made.
    """
    kinds = usual_kinds() if kinds is None else kinds
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds or n < 1:
        known = ", ".join(KINDS)
        raise QuizError(
            f"문제 종류나 개수가 맞지 않습니다. 종류: {known}, 개수: 1 이상",
            code="bad_quiz_request",
            english=f"Unknown kind, or no number of questions. Kinds: {known}; at least 1 question.",
        )
    material = material or extract_facts(library, source_ids, pages)
    rng = random.Random(seed)
    gate = QuestionGate(library, avoid, earlier, rejected if rejected is not None else Counter())
    made: list[Question] = []
    used = {place for question in earlier for place in used_sentences(question)}
    asked = asked_sentences(library, source_ids) if seed is None else frozenset()
    for fresh in (True, False) if asked else (False,):
        for choosy, most in _passes(kinds, n):
            passed, wanted = replace(material, choosy=choosy), most(made)
            _fill(made, n, kinds, passed, {*used, *(asked if fresh else ())}, rng, gate, progress, wanted)
            used.update(place for question in made for place in used_sentences(question))
    if not made:
        raise QuizError(
            "문장으로 된 글이 적어(슬라이드·개조식) 문제를 만들지 못했습니다." + _advise(pages, kinds),
            code="nothing_to_ask",
            english="No question can be made from these pages; choose more pages or other kinds.",
        )
    save_questions(library, made)
    return made


def _bar(fact: Fact, choosy: bool) -> float:
    """How much a fact must be worth asking about: a line as likely as not, a sentence as the fit says."""
    return (FAIR_SALIENCE if fact.form == "sentence" else EVEN_WORTH) if choosy else LEAST_SALIENCE


def _passes(kinds: Sequence[str], n: int) -> tuple[tuple[bool, Callable[[Sequence[Question]], Mapping[str, int]]], ...]:
    """In which order a quiz is filled: whether only what is good is asked, and how many of each kind it may have then.

    Every kind gets its share of what is good; a kind that has none, one of what is fair; then what is good fills the
    rest, and only then what is fair.
    """
    share = shares_of(kinds, n)

    def of_missing(made: Sequence[Question]) -> Mapping[str, int]:
        there = {one.kind for one in made}
        return {kind: min(1, share[kind]) if kind not in there else 0 for kind in share}

    return (True, lambda _: share), (False, of_missing), (True, lambda _: {}), (False, lambda _: {})


def _advise(pages: tuple[int, int] | None, kinds: Sequence[str]) -> str:
    """What may still help: more pages or other kinds, where not all of them were asked for already."""
    ways = ["쪽 범위를 넓혀"] if pages else []
    ways += ["다른 문제 유형도 골라"] if len(set(kinds)) < len(KINDS) else []
    return f" {', '.join(ways)} 보세요." if ways else ""


def _fill(
    made: list[Question],
    n: int,
    kinds: Sequence[str],
    material: FactPool,
    used: set[tuple[str, int]],
    rng: random.Random,
    gate: QuestionGate,
    progress: Callable[[int, int], None] | None,
    most: Mapping[str, int],
) -> None:
    """Add questions of the kinds in turn until there are n, or no kind has any more; of a kind at most ``most``."""
    facts = [fact for fact in (*material.facts, *material.lines) if fact.salience >= _bar(fact, material.choosy)]
    queues = {
        kind: [
            *(_order_facts(list(material.tables), rng) if KINDS[kind].of_tables else ()),
            *_order_facts(
                [fact for fact in facts if fact.form == "sentence" or (KINDS[kind].of_lines and fact.form != "named")],
                rng,
            ),
        ]
        for kind in dict.fromkeys(kinds)
    }
    dry: set[str] = set()
    turn = 0
    while len(made) < n and len(dry) < len(queues):
        kind = kinds[turn % len(kinds)]
        turn += 1
        if kind in dry:
            continue
        if kind in most and sum(one.kind == kind for one in made) >= most[kind]:
            dry.add(kind)
            continue
        question = _next(kind, queues[kind], used, material, rng, gate, made)
        if question is None:
            dry.add(kind)
            continue
        made.append(question)
        used.update(used_sentences(question))
        if progress:
            progress(len(made), n)


def make_any(library: Library, source_ids: Sequence[str], **wanted: Any) -> list[Question]:
    """``make_quiz``, but [] where nothing can be made."""
    try:
        return make_quiz(library, source_ids, **wanted)
    except QuizError as error:
        if error.code != "nothing_to_ask":
            raise
        return []


def _next(
    kind: str,
    queue: list[Fact],
    used: Collection[tuple[str, int]],
    material: FactPool,
    rng: random.Random,
    gate: QuestionGate,
    made: Sequence[Question],
) -> Question | None:
    """The first question of a kind that passes; facts that give none leave the queue, a
    concept is asked for once in a quiz.
    """
    concepts = {question.concept for question in made}
    while queue:
        fact = queue.pop(0)
        if (fact.sentence.source_id, fact.sentence.start) in used:
            continue
        terms = tuple(term for term in fact.terms if term.text not in concepts)
        make = KINDS[kind].make if fact.form == "sentence" else KINDS[kind].of_lines
        for _ in range(DRAFT_TRIES if terms or fact.form != "sentence" else 0):
            draft = make(replace(fact, terms=terms), material, rng) if make else None
            if draft is None or draft.concept in concepts:
                continue
            if statements_in(kind) == "stem" and any(
                (o.sentence.source_id, o.sentence.start) in used for o in draft.others
            ):
                continue  # as likely for a true statement as for one made false
            if KINDS[kind].form == "truefalse" and _too_often(draft.answer[0], made):
                continue
            if draft.any_order:
                draft = with_key_at(draft, _place(made, len(draft.options), rng))
            if question := gate.admit(draft, fact):
                return question
    return None


def _too_often(answer: str, made: Sequence[Question]) -> bool:
    """Whether O or X has been the answer two times more than the other."""
    uses = Counter(q.answer[0] for q in made if form_of(q) == "truefalse")
    return uses[answer] - (uses.total() - uses[answer]) >= 2


def _place(made: Sequence[Question], size: int, rng: random.Random) -> int:
    """A place for the key, by chance among the two that the quiz has used least."""
    uses = Counter(q.answer[0] for q in made if len(q.options) == size)
    return rng.choice(sorted(range(size), key=lambda place: (uses[str(place + 1)], rng.random()))[:2])


def _order_facts(facts: list[Fact], rng: random.Random) -> list[Fact]:
    """What is most worth asking first; among that, an order that goes through the pages
    in turn, chance within a page.
    """
    tiers = [[fact for fact in facts if low <= fact.salience < high] for high, low in pairwise(TIERS)]
    return [fact for tier in tiers for fact in _interleave_pages(tier, rng)]


def _interleave_pages(facts: list[Fact], rng: random.Random) -> list[Fact]:
    by_page: dict[tuple[str, int], list[Fact]] = {}
    for fact in facts:
        by_page.setdefault((fact.sentence.source_id, fact.sentence.page), []).append(fact)
    for group in by_page.values():
        rng.shuffle(group)
        group.sort(key=lambda fact: -round(fact.salience, 1))
    queues = list(by_page.values())
    rng.shuffle(queues)
    ordered = []
    while queues:
        ordered += [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
    return ordered


def save_questions(library: Library, questions: Sequence[Question]) -> None:
    """Keep questions under the library's owner, those that are kept already left alone; one
    without evidence has no source.
    """
    if not questions:
        return
    rows = [
        {
            "id": question.id,
            "owner": library.owner,
            "source_id": question.citation.source_id or None,
            "kind": question.kind,
            "payload": question.model_dump(mode="json"),
            "created_at": utcnow(),
        }
        for question in questions
    ]
    with library.database.session() as session:
        session.execute(insert(QuestionRow).on_conflict_do_nothing(), rows)
