"""모의고사: questions by chapter, each as many as it has pages, under a time limit; graded whole,
with a score for every chapter.

The limit is kept here, not where the exam is shown: an answer that comes after it counts as none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from errors import QuizError
from knowledge import Library
from learning.facts.extraction import extract_facts
from learning.facts.fact import Fact, FactPool
from learning.kinds import mock_kinds
from learning.models import Grade, Question
from learning.progress.chapters import Chapter, chapters
from learning.progress.learner import Answered, Learner
from learning.progress.progress import Progress
from learning.quizzes.builder import make_any

GRACE = timedelta(seconds=3)  # an answer on its way when the time was over


@dataclass(frozen=True)
class ChapterScore:
    """What one chapter earned: ``earned`` of ``questions``, partial credit included."""

    source: str
    chapter: str
    earned: float
    questions: int


@dataclass
class MockExam:
    """An exam under way: its questions, when it began, how long it lasts, and the answers given in time."""

    questions: tuple[Question, ...]
    started: datetime
    limit: timedelta
    said: dict[str, str] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)  # seconds by question

    @property
    def ends(self) -> datetime:
        return self.started + self.limit

    def left(self, now: datetime) -> timedelta:
        return max(timedelta(0), self.ends - now)

    def over(self, now: datetime) -> bool:
        return now >= self.ends

    def answer(self, question_id: str, response: str, now: datetime, seconds: float = 0.0) -> bool:
        """Keep an answer; False where the time is over, or the question is none of this exam."""
        if now > self.ends + GRACE or all(one.id != question_id for one in self.questions):
            return False
        self.said[question_id] = response
        self.spent[question_id] = self.spent.get(question_id, 0.0) + seconds
        return True


def make_mock(
    library: Library,
    source_ids: Sequence[str],
    *,
    n: int,
    minutes: float,
    now: datetime,
    pages: tuple[int, int] | None = None,
    kinds: Sequence[str] | None = None,
    seed: int | None = None,
) -> MockExam:
    """An exam of at most n questions over every chapter of the pages, in the order of the
    books; its time runs from ``now``.

    Raises QuizError: ``bad_mock_request``, ``nothing_to_ask``.
    """
    if n < 1 or minutes <= 0:
        raise QuizError(
            "모의고사는 1문제 이상, 제한 시간은 0분보다 길어야 합니다. 문제 수와 시간을 고쳐 주세요.",
            code="bad_mock_request",
            english="A mock exam needs at least one question and some time.",
        )
    kinds = mock_kinds() if kinds is None else kinds
    parts = [part for source_id in source_ids for part in chapters(library, source_id, pages)]
    whole = extract_facts(library, source_ids, pages)
    made: list[Question] = []
    wanted = [*zip(parts, shares([part.pages[1] - part.pages[0] + 1 for part in parts], n)), (None, n)]
    for part, count in wanted:  # the whole comes last, for what the chapters could not give
        count = min(count, n - len(made))
        if count > 0:
            material = pages_of(whole, part) if part else whole
            made += make_any(library, source_ids, n=count, kinds=kinds, seed=seed, earlier=made, material=material)
    if not made:
        raise QuizError(
            "이 범위에서는 모의고사를 만들 수 없습니다. 쪽 범위를 넓히거나 다른 문제 종류를 골라 주세요.",
            code="nothing_to_ask",
            english="No mock exam can be made from these pages.",
        )
    order = {source_id: place for place, source_id in enumerate(source_ids)}
    made.sort(key=lambda one: (order.get(one.citation.source_id, len(order)), one.citation.start))
    return MockExam(tuple(made), now, timedelta(minutes=minutes))


def hand_in(learner: Learner, exam: MockExam, now: datetime, *, ends: str = "") -> list[Grade]:
    """Grade every question, what was left empty too; each is kept as an attempt of the time when the exam ended.

    ``ends`` is the unfinished quiz that the exam is kept as: where another window handed it in, nothing is graded.
    """
    answers = [Answered(one.id, exam.said.get(one.id, ""), exam.spent.get(one.id, 0.0)) for one in exam.questions]
    return learner.submit_all(answers, min(now, exam.ends), ends=ends)


def by_chapter(learner: Learner, questions: Sequence[Question], grades: Mapping[str, Grade]) -> list[ChapterScore]:
    """The score of each chapter, in the order of the questions."""
    chapter_of = Progress(learner).chapter_of({one.citation.source_id for one in questions})
    asked: Counter[tuple[str, str]] = Counter()
    points: dict[tuple[str, str], float] = {}
    for one in questions:
        key = chapter_of(one)
        asked[key] += 1
        points[key] = points.get(key, 0.0) + (grades[one.id].score if one.id in grades else 0.0)
    return [ChapterScore(source, chapter, points[source, chapter], count) for (source, chapter), count in asked.items()]


def shares(sizes: Sequence[int], n: int) -> list[int]:
    """n things over parts by their sizes (largest remainders); no part goes without one while there are enough."""
    total, each = sum(sizes), int(n >= len(sizes))
    if not total:
        return [0 for _ in sizes]
    exact = [each + (n - each * len(sizes)) * size / total for size in sizes]
    counts = [int(one) for one in exact]
    rest = sorted(range(len(sizes)), key=lambda place: (counts[place] - exact[place], place))
    for place in rest[: n - sum(counts)]:
        counts[place] += 1
    return counts


def pages_of(whole: FactPool, part: Chapter) -> FactPool:
    """What stands on the pages of one chapter."""

    def inside(facts: Sequence[Fact]) -> tuple[Fact, ...]:
        first, last = part.pages
        return tuple(
            one for one in facts if one.sentence.source_id == part.source_id and first <= one.sentence.page <= last
        )

    return replace(whole, facts=inside(whole.facts), tables=inside(whole.tables), lines=inside(whole.lines))
