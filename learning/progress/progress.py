"""What the learner has mastered by concept and chapter, how hard questions are, and which of them come next."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy import select

from learning.models import Attempt, Question
from learning.progress.chapters import chapter_level
from learning.progress.item_selection import Standing, choose, select_due
from learning.progress.learner import EVERY_QUESTION_ID, Learner
from learning.progress.mastery import Mastery, MasteryEvidence, difficulty, mastery
from storage.shared_sources import may_read
from storage.tables import CardRow, HeadingRow, SourceRow, utcnow

Key = TypeVar("Key")
Chapter = tuple[str, str]  # the source's title, and its chapter ("" before the first)


WEAK = 0.6  # expected share of right answers below which a concept is weak


@dataclass(frozen=True)
class Range:
    """What an exam covers: sources (none given: all) and pages of them, and the day when it is held."""

    sources: frozenset[str] = frozenset()
    pages: tuple[int, int] | None = None
    exam: datetime | None = None

    def holds(self, question: Question) -> bool:
        cited = question.citation
        inside = self.pages is None or self.pages[0] <= cited.page <= self.pages[1]
        return inside and (not self.sources or cited.source_id in self.sources)


class Progress:
    """One learner's standing, computed from the attempts as they are kept when it is first asked for."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner

    @cached_property
    def attempts(self) -> list[Attempt]:
        """Every answer, latest first."""
        return self.learner.attempts()

    def concepts(self, now: datetime | None = None) -> dict[str, Mastery]:
        """Mastery by concept, the weakest first."""
        return _by(self.attempts, lambda question: question.concept, now or utcnow())

    def group_mastery(self, key_of: Callable[[Question], Key], now: datetime | None = None) -> dict[Key, Mastery]:
        """Mastery by whatever ``key_of`` says of a question, the weakest first."""
        return _by(self.attempts, key_of, now or utcnow())

    def weak_concepts(self, most: int, now: datetime | None = None) -> list[str]:
        """What a new quiz should ask about first: concepts answered rather wrongly than rightly, the weakest first, and
        those whose questions are due.
        """
        weak = [name for name, known in self.concepts(now).items() if known.mean < WEAK]
        due = [question.concept for question in self.learner.due(now)]
        return list(dict.fromkeys([*weak, *due]))[:most]

    def chapters(self, now: datetime | None = None, kinds: Collection[str] = ()) -> dict[Chapter, Mastery]:
        """Mastery by source and chapter, the weakest first; by the answers to some kinds of question, or to all."""
        attempts = [one for one in self.attempts if not kinds or one.question.kind in kinds]
        chapter_of = self.chapter_of({one.question.citation.source_id for one in attempts})
        return _by(attempts, chapter_of, now or utcnow())

    def difficulties(self) -> dict[str, float]:
        """How hard each question answered so far is, 0 to 1; only the first answer to a question tells."""
        first = {one.question.id: one for one in self.attempts}  # latest first: the oldest stays
        return {key: difficulty(one.question.difficulty, [one.score]) for key, one in first.items()}

    def next_questions(self, n: int, scope: Range | None = None, now: datetime | None = None) -> list[Question]:
        """At most n of the stored questions that are worth most now: forgetting risk by the exam, weakness, variety."""
        now, scope = now or utcnow(), scope or Range()
        questions, standings = self._standings(scope, now)
        return [questions[key] for key in choose(standings, n, now, scope.exam)]

    def daily(self, most: int, scope: Range | None = None, now: datetime | None = None) -> list[Question]:
        """Today's review: what is due in the range, the worthiest first, then new
        questions up to the number asked for.
        """
        now, scope = now or utcnow(), scope or Range()
        questions, standings = self._standings(scope, now)
        waiting = select_due(standings, now, scope.exam)
        first = choose(waiting, most, now, scope.exam)
        fresh = [one for one in standings if one.state is None]
        return [questions[key] for key in [*first, *choose(fresh, most - len(first), now, scope.exam)]]

    def _standings(self, scope: Range, now: datetime) -> tuple[dict[str, Question], list[Standing]]:
        questions = {one.id: one for one in self.learner.questions(EVERY_QUESTION_ID) if scope.holds(one)}
        known, hard = self.concepts(now), self.difficulties()
        last: dict[str, datetime] = {}
        for attempt in self.attempts:
            last.setdefault(attempt.question.id, attempt.at)
        with self.learner.database.session() as session:
            own = session.scalars(select(CardRow).where(CardRow.owner == self.learner.owner))
            states = {card.question_id: card.state for card in own}
        return questions, [
            Standing(
                one.id,
                one.concept,
                one.kind,
                states.get(one.id),
                last.get(one.id),
                known[one.concept].mean if one.concept in known else 0.5,
                hard.get(one.id, one.difficulty),
            )
            for one in questions.values()
        ]

    def chapter_of(self, sources: Collection[str]) -> Callable[[Question], Chapter]:
        """From a question to its source and the chapter where its citation stands."""
        owner = self.learner.owner
        places: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        with self.learner.database.session() as session:
            titled = select(SourceRow.id, SourceRow.title).where(may_read(owner), SourceRow.id.in_(sources))
            titles: dict[str, str] = {key: title for key, title in session.execute(titled)}
            headed = select(HeadingRow).where(HeadingRow.source_id.in_(titles))
            for row in session.scalars(headed.order_by(HeadingRow.start)):
                places[row.source_id].append((row.start, row.level, row.title))
        chapters = {key: _chapter_places(found) for key, found in places.items()}

        def chapter(question: Question) -> Chapter:
            cited = question.citation
            found = chapters.get(cited.source_id, [])
            at = bisect_right([start for start, _ in found], cited.start) - 1
            return titles.get(cited.source_id, cited.title), found[at][1] if at >= 0 else ""

        return chapter


def _chapter_places(headings: list[tuple[int, int, str]]) -> list[tuple[int, str]]:
    """Where chapters begin: the headings of the highest level that a book has several of (its title stands alone)."""
    level = chapter_level([level for _, level, _ in headings])
    return [(start, title) for start, own, title in headings if own == level]


def _by(attempts: list[Attempt], key_of: Callable[[Question], Key], now: datetime) -> dict[Key, Mastery]:
    evidence: dict[Key, list[MasteryEvidence]] = defaultdict(list)
    for one in attempts:
        guess = 1 / len(one.question.options) if one.question.options else 0.0
        evidence[key_of(one.question)].append(MasteryEvidence(one.score, guess, one.at))
    found = {key: mastery(given, now) for key, given in evidence.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1].mean))
