"""A quiz from chosen pages: facts spread over the pages, kinds in turn, every question checked, seeded."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Sequence

from sqlalchemy.dialects.sqlite import insert

from errors import QuizError
from knowledge import Citation, Library
from learning.checks import faults
from learning.kinds import KINDS, Draft
from learning.material import Fact, gather
from learning.models import Option, Question
from storage.tables import QuestionRow, utcnow


def make_quiz(
    library: Library,
    source_ids: Sequence[str],
    *,
    pages: tuple[int, int] | None = None,
    n: int = 10,
    kinds: Sequence[str] = ("mcq5", "ox", "cloze", "short"),
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    avoid: Collection[str] = (),
) -> list[Question]:
    """At most n questions, stored under their ids (the same question has the same id); fewer where the pages hold less.

    ``avoid`` are question ids not to hand out again. Raises QuizError where nothing can be made.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds or n < 1:
        known = ", ".join(KINDS)
        raise QuizError(f"문제 종류나 개수가 맞지 않습니다. 종류: {known}, 개수: 1 이상", code="bad_quiz_request")
    material = gather(library, source_ids, pages)
    rng = random.Random(seed)
    order = _spread(list(material.facts), rng)
    made: list[Question] = []
    used: set[tuple[str, int]] = set()
    concepts: set[str] = set()
    dry: set[str] = set()
    turn = 0
    while len(made) < n and len(dry) < len(kinds):
        kind = kinds[turn % len(kinds)]
        turn += 1
        if kind in dry:
            continue
        question = None
        for fact in order:
            place = (fact.sentence.source_id, fact.sentence.start)
            if place in used:
                continue
            draft = KINDS[kind].make(fact, material, rng)
            if draft is None or draft.concept in concepts or faults(draft, fact, library):
                continue
            candidate = _finish(draft, fact, library.owner)
            if candidate.id in avoid:
                continue
            question = candidate
            used.add(place)
            concepts.add(draft.concept)
            break
        if question is None:
            dry.add(kind)
            continue
        made.append(question)
        if progress:
            progress(len(made), n)
    if not made:
        raise QuizError(
            "이 범위에서는 문제를 만들 수 없습니다. 문장이 더 많은 쪽을 고르거나 쪽 범위를 넓히고, 다른 문제 종류도 골라 보세요.",
            code="nothing_to_ask",
            english="No question can be made from these pages; choose more pages or other kinds.",
        )
    _store(library, made)
    return made


def _spread(facts: list[Fact], rng: random.Random) -> list[Fact]:
    """Facts in an order that goes through the pages in turn, chance within a page."""
    by_page: dict[tuple[str, int], list[Fact]] = {}
    for fact in facts:
        by_page.setdefault((fact.sentence.source_id, fact.sentence.page), []).append(fact)
    for group in by_page.values():
        rng.shuffle(group)
        group.sort(key=lambda fact: -round(fact.terms[0].weight + 0.3 * bool(fact.defines), 1))
    queues = list(by_page.values())
    rng.shuffle(queues)
    ordered = []
    while queues:
        ordered += [queue.pop(0) for queue in queues]
        queues = [queue for queue in queues if queue]
    return ordered


def _finish(draft: Draft, fact: Fact, owner: str) -> Question:
    sentence = fact.sentence
    citation = Citation(1, sentence.source_id, fact.title, sentence.page, sentence.start, sentence.end, sentence.text)
    said = "|".join(
        (owner, sentence.source_id, draft.kind, draft.stem, *draft.answer, *(text for _, text in draft.options))
    )
    return Question(
        id=hashlib.sha256(said.encode()).hexdigest()[:16],
        kind=draft.kind,
        stem=draft.stem,
        options=tuple(Option(id=key, text=text) for key, text in draft.options),
        answer=draft.answer,
        explanation=draft.explanation,
        citation=citation,
        concept=draft.concept,
        difficulty=draft.difficulty,
    )


def _store(library: Library, questions: Sequence[Question]) -> None:
    rows = [
        {
            "id": question.id,
            "owner": library.owner,
            "source_id": question.citation.source_id,
            "kind": question.kind,
            "payload": question.model_dump(mode="json"),
            "created_at": utcnow(),
        }
        for question in questions
    ]
    with library.database.session() as session:
        session.execute(insert(QuestionRow).on_conflict_do_nothing(), rows)
