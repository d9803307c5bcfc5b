"""Quizzes out of what a learner has done: what is due today, a weak concept, a question like
one that was answered wrongly.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from errors import QuizError
from knowledge import Library
from learning.kinds import KINDS
from learning.models import Question
from learning.progress.learner import Learner
from learning.progress.progress import Progress, Range
from learning.quizzes.builder import make_any
from storage.tables import utcnow

PAGES_AROUND = 1  # pages before and after a concept's own, where new questions on it are looked for
OLD = 2  # questions of a practice that were asked before
MOST_NEW_QUESTIONS = 3  # new questions that are made for the one most alike
RECENT = 200  # attempts whose questions are not handed out as new


def today(learner: Learner, most: int, scope: Range | None = None, now: datetime | None = None) -> list[Question]:
    """The review of a day: forgotten questions worth most first, then all else that is
    due, then new ones, in the range.
    """
    now, scope = now or utcnow(), scope or Range()
    progress = Progress(learner)
    asked = {one.question.id for one in progress.attempts}
    chosen = progress.daily(most, scope, now)
    waiting = [one for one in learner.due(now) if scope.holds(one)]
    fresh = [one for one in chosen if one.id not in asked]
    ordered = {one.id: one for one in (*(one for one in chosen if one.id in asked), *waiting, *fresh)}
    return list(ordered.values())[:most]


def practise(library: Library, learner: Learner, concept: str, n: int = 5) -> list[Question]:
    """At most n questions on a concept: some that were asked before, and new ones from the pages where it stands.

    Raises QuizError (``unknown_concept``) where nothing was asked of it.
    """
    about = [one.question for one in learner.attempts() if one.question.concept == concept]
    known = {question.id: question for question in about}
    if not known:
        raise QuizError(
            f"'{concept}'에 대해 푼 문제가 없습니다. 퀴즈를 먼저 풀어 주세요.",
            code="unknown_concept",
            english="Nothing was asked about this concept yet.",
        )
    old = list(known.values())[:OLD]
    made = _make_questions(library, learner, old[0], n, tuple(KINDS), set(known))
    made.sort(key=lambda question: concept not in question.citation.quote)
    rest = [one for one in list(known.values())[OLD:] if one not in made]
    return [*old, *made, *rest][:n]


def similar(
    library: Library, learner: Learner, question: Question, avoid: Collection[str] = (), seed: int | None = None
) -> Question:
    """A new question of the same kind, else of another, from the same pages; the same concept
    before others, none of ``avoid``.

    Raises QuizError (``nothing_to_ask``) where the pages give none.
    """
    for kinds in ((question.kind,), tuple(KINDS)):
        made = _make_questions(library, learner, question, MOST_NEW_QUESTIONS, kinds, {question.id, *avoid}, seed)
        if made:
            return min(made, key=lambda one: (one.concept != question.concept, question.concept not in one.stem))
    raise QuizError(
        "이 쪽에서는 비슷한 새 문제를 더 만들 수 없습니다. 퀴즈에서 쪽 범위를 넓혀 만들어 보세요.",
        code="nothing_to_ask",
        english="These pages give no further question; make a quiz from more pages.",
    )


def _make_questions(
    library: Library,
    learner: Learner,
    near: Question,
    n: int,
    kinds: tuple[str, ...],
    avoid: Collection[str],
    seed: int | None = None,
) -> list[Question]:
    """New questions from around a question's page; none where the pages give none or the source has gone."""
    cited = near.citation
    if not library.has(cited.source_id):
        return []
    last = library.source(cited.source_id).pages
    pages = max(1, cited.page - PAGES_AROUND), min(last, cited.page + PAGES_AROUND)
    seen = {one.question.id for one in learner.attempts(RECENT)} | set(avoid)
    return make_any(
        library,
        [cited.source_id],
        pages=pages,
        n=n,
        kinds=kinds,
        avoid=seen,
        earlier=[near],
        seed=seed,
        prefer=[near.concept],
    )
