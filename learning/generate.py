"""A quiz from chosen pages: facts spread over the pages, kinds in turn, every question checked, seeded."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from sqlalchemy.dialects.sqlite import insert

from errors import QuizError
from knowledge import Citation, Library
from learning.checks import faults, near_duplicate, run_linter
from learning.kinds import KINDS, Draft
from learning.kinds.draft import seated
from learning.material import Fact, Material, gather
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
    dry: set[str] = set()
    turn = 0
    while len(made) < n and len(dry) < len(kinds):
        kind = kinds[turn % len(kinds)]
        turn += 1
        if kind in dry:
            continue
        fresh = [fact for fact in order if (fact.sentence.source_id, fact.sentence.start) not in used]
        question = _next(kind, fresh, material, rng, library, made, avoid)
        if question is None:
            dry.add(kind)
            continue
        made.append(question)
        used.add((question.citation.source_id, question.citation.start))
        if progress:
            progress(len(made), n)
    if not made:
        raise QuizError(
            "이 범위에서는 문제를 만들 수 없습니다. 문장이 더 많은 쪽을 고르거나 쪽 범위를 넓히고, 다른 문제 종류도 골라 보세요.",
            code="nothing_to_ask",
            english="No question can be made from these pages; choose more pages or other kinds.",
        )
    store(library, made)
    return made


def _next(
    kind: str,
    facts: Sequence[Fact],
    material: Material,
    rng: random.Random,
    library: Library,
    made: Sequence[Question],
    avoid: Collection[str],
) -> Question | None:
    """The first question of a kind that passes every check; a concept is asked for once in a quiz."""
    concepts = {question.concept for question in made}
    for fact in facts:
        terms = tuple(term for term in fact.terms if term.text not in concepts)
        draft = KINDS[kind].make(replace(fact, terms=terms), material, rng) if terms else None
        if draft is None or draft.concept in concepts or faults(draft, fact, library):
            continue
        if draft.kind == "ox" and _too_often(draft.answer[0], made):
            continue
        if draft.any_order:
            draft = seated(draft, _place(made, len(draft.options), rng))
        question = finish(draft, fact, library.owner)
        if question.id not in avoid and not run_linter(question) and not near_duplicate(question, made):
            return question
    return None


def _too_often(answer: str, made: Sequence[Question]) -> bool:
    """Whether O or X has been the answer two times more than the other."""
    uses = Counter(q.answer[0] for q in made if q.kind == "ox")
    return uses[answer] - (uses.total() - uses[answer]) >= 2


def _place(made: Sequence[Question], size: int, rng: random.Random) -> int:
    """A place for the key, by chance among the two that the quiz has used least."""
    uses = Counter(q.answer[0] for q in made if len(q.options) == size)
    return rng.choice(sorted(range(size), key=lambda place: (uses[str(place + 1)], rng.random()))[:2])


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


def finish(draft: Draft, fact: Fact, owner: str) -> Question:
    """The question of a draft, cited by its fact; the same draft of the same owner has the same id."""
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


def store(library: Library, questions: Sequence[Question]) -> None:
    """Keep questions under the library's owner, those that are kept already left alone; one without evidence has no source."""
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
