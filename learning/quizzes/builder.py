"""A quiz from chosen pages: facts spread over the pages, kinds in turn, every question checked, seeded."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.dialects.sqlite import insert

import korean
from errors import QuizError
from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact, FactPool
from learning.facts.salience import FAIR_SALIENCE, LEAST_SALIENCE
from learning.kinds import KINDS, usual_kinds
from learning.models import Question
from learning.quizzes.drawing import draw_question
from learning.quizzes.fact_order import asks_for, order_facts
from learning.quizzes.planning import asked_sentences, shares_of, used_sentences
from learning.quizzes.question_gate import QuestionGate
from learning.validation.question_worth import WorthBar, least_question_worth
from storage.tables import QuestionRow, utcnow

EVEN_WORTH = 1.0  # of salience: as likely as not worth asking about
MOST_MISSES = 1  # times that a long queue of a kind gives nothing in a row of tries, before the kind is given up
USUAL_QUIZ = 10  # questions that a quiz has, however good they are, where the pages hold them: the usual quiz


# How good a question must be, how many of each kind there may be beside those made so far, and how many in all.
_Pass = tuple[WorthBar, Callable[[Sequence[Question]], Mapping[str, int]], int]


def make_quiz(
    library: Library,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    n: int = USUAL_QUIZ,
    kinds: Sequence[str] | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    avoid: Collection[str] = (),
    earlier: Sequence[Question] = (),
    rejected: Counter[str] | None = None,
    material: FactPool | None = None,
    prefer: Collection[str] = (),
) -> list[Question]:
    """At most n questions, stored under their ids (the same question has the same id); fewer where the pages hold less.

    Without a ``seed`` what was asked before is asked again only where nothing else is left; with one, the same library
    gives the same quiz. ``avoid`` are question ids not to hand out again, ``earlier`` questions that none may say
    again; ``kinds`` None: the usual ones; ``rejected`` counts the candidates and what kept each of them out (its first
    fault); ``material`` is what ``extract_facts`` found, where that is known; ``prefer`` are concepts asked for first
    (``Progress.weak_concepts``). Raises QuizError where nothing can be made.
    """
    chosen, kinds = kinds is not None, usual_kinds() if kinds is None else kinds
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
    first = frozenset(map(korean.squeeze, prefer))
    used = {place for question in earlier for place in used_sentences(question)}
    asked = asked_sentences(library, source_ids) if seed is None else frozenset()
    pools = {choosy: replace(material, choosy=choosy) for choosy in (True, False)}
    for fresh in (True, False) if asked else (False,):
        for bar, most, enough in _passes(kinds, n, chosen):
            passed, wanted = pools[bar == "good"], most(made)
            _fill(
                made, enough, kinds, passed, {*used, *(asked if fresh else ())}, rng, gate, progress, wanted, bar, first
            )
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


def _passes(kinds: Sequence[str], n: int, chosen: bool) -> tuple[_Pass, ...]:
    """In which order a quiz is filled: how good a question must be, how many of each kind there may be then, and how
    many questions together.

    Every kind gets its share of what is good or fair, a ``chosen`` one of what will do as well; a kind that has none,
    the best that it has. Then what is good fills the rest, then what is fair, then what will do. What is below that is
    asked only where there would be less than a handful, of ``chosen`` kinds before others make up for them, and what
    is hardly ever right last of all: a longer quiz is rather short than bad.
    """
    share, few = {**dict.fromkeys(kinds, 0), **shares_of(kinds, n)}, min(n, USUAL_QUIZ)

    def of_share(made: Sequence[Question]) -> Mapping[str, int]:
        return share

    def of_missing(made: Sequence[Question]) -> Mapping[str, int]:
        there = {one.kind for one in made}
        return {kind: min(1, share[kind]) if kind not in there else 0 for kind in share}

    def of_any(made: Sequence[Question]) -> Mapping[str, int]:
        return {}

    fair = (("good", of_share, n), ("fair", of_share, n))
    kept = (("least", of_share, n), ("any", of_share, few), ("last", of_share, few)) if chosen else ()
    rest = (("good", of_any, n), ("fair", of_any, n), ("least", of_any, n), ("any", of_any, few))
    last = (("last", of_any, few),)
    return *fair, *kept, ("last" if chosen else "any", of_missing, n), *rest, *last


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
    bar: WorthBar,
    first: frozenset[str],
) -> None:
    """Add questions of the kinds in turn until there are n, or no kind has any more; of a kind at most ``most``."""
    facts = [fact for fact in (*material.facts, *material.lines) if fact.salience >= _bar(fact, material.choosy)]
    queues = {
        kind: [
            *(order_facts(list(material.tables), rng) if KINDS[kind].of_tables else ()),
            *order_facts(
                [fact for fact in facts if fact.form == "sentence" or (KINDS[kind].of_lines and fact.form != "named")],
                rng,
            ),
        ]
        for kind in dict.fromkeys(kinds)
    }
    for queue in queues.values() if first else ():
        queue.sort(key=lambda fact: not asks_for(fact, first))
    dry: set[str] = set()
    misses: Counter[str] = Counter()
    turn = 0
    while len(made) < n and len(dry) < len(queues):
        kind = kinds[turn % len(kinds)]
        turn += 1
        if kind in dry:
            continue
        if kind in most and sum(one.kind == kind for one in made) >= most[kind]:
            dry.add(kind)
            continue
        question = draw_question(kind, queues[kind], used, material, rng, gate, made, least_question_worth(bar))
        if question is None:
            misses[kind] += 1
            if not queues[kind] or misses[kind] > MOST_MISSES:
                dry.add(kind)
            continue
        made.append(question)
        misses[kind] = 0
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
