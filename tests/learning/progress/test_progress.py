"""The learner: attempts kept in full, disagreement, mastery with its doubt, FSRS dates, and what comes next."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler

from errors import QuizError
from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.progress.fsrs import recall, review
from learning.progress.item_selection import Standing, choose, select_due
from learning.progress.mastery import MasteryEvidence, difficulty, mastery
from learning.progress.progress import Progress, Range

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def questions(library: Library) -> list[Question]:
    return make_quiz(library, [library.sources()[0].id], n=5, kinds=("cloze", "short", "ox"), seed=1)


@pytest.fixture
def learner(library: Library) -> Learner:
    return Learner(library.database, library.owner)


def test_an_attempt_is_kept_in_full(learner: Learner, questions: list[Question]) -> None:
    ox = next(q for q in questions if q.kind == "ox")
    grade = learner.submit(ox.id, "맞다", NOW, seconds=12.5, hints=1)
    kept = learner.attempts()[0]
    assert (kept.id, kept.question, kept.choice, kept.seconds, kept.hints) == (grade.attempt, ox, "O", 12.5, 1)
    assert kept.at == NOW and kept.score == grade.score and kept.graded is None and kept.ruling == ""


def test_a_disagreement_counts_at_once_and_waits_for_review(learner: Learner, questions: list[Question]) -> None:
    q = next(q for q in questions if q.kind != "ox")
    wrong = learner.submit(q.id, "다른 이름", NOW)
    before = learner.wrong_notes()[0].due
    kept = learner.disagree(wrong.attempt)
    assert (kept.score, kept.graded, kept.ruling) == (1.0, 0.0, "asked") and learner.wrong_notes() == []
    assert [one.id for one in learner.disagreements()] == [wrong.attempt]
    assert learner.rule(wrong.attempt, agree=True).ruling == "agreed" and learner.disagreements() == []
    assert learner.submit(q.id, "다른 이름", NOW + timedelta(days=1)).correct
    other = learner.submit(q.id, "또 다른 이름", NOW + timedelta(days=2))
    learner.disagree(other.attempt)
    assert learner.rule(other.attempt, agree=False).score == 0.0
    assert [note.question.id for note in learner.wrong_notes()] == [q.id] and before is not None
    for call in (lambda: learner.disagree(10**6), lambda: learner.rule(other.attempt, True)):
        with pytest.raises(QuizError):
            call()


def test_an_attempt_is_its_owners(library: Library, learner: Learner, questions: list[Question]) -> None:
    grade = learner.submit(questions[0].id, "틀린 답", NOW)
    other = Learner(library.database, "다른 사람")
    for call in (lambda: other.disagree(grade.attempt), lambda: other.rule(grade.attempt, True)):
        with pytest.raises(QuizError):
            call()
    assert other.attempts() == [] and other.disagreements() == []
    standing = Progress(other)
    assert standing.concepts() == {} and standing.chapters() == {} and standing.next_questions(5) == []


def test_dates_are_those_of_py_fsrs() -> None:
    for seed in range(60):
        rng, now = random.Random(seed), NOW
        card, state = Card(), None
        for _ in range(rng.randint(1, 8)):
            score = rng.choice((0.0, 0.5, 1.0))
            rating = {0.0: Rating.Again, 0.5: Rating.Hard, 1.0: Rating.Good}[score]
            card, _ = Scheduler(enable_fuzzing=False).review_card(card, rating, now)
            state, when = review(state, score, now)
            assert when == card.due
            now += timedelta(hours=rng.randint(1, 900))


def test_mastery_grows_with_right_answers_and_its_doubt_with_age() -> None:
    fresh = mastery([MasteryEvidence(1.0, 0.0, NOW)] * 10, NOW)
    old = mastery([MasteryEvidence(1.0, 0.0, NOW - timedelta(days=200))] * 10, NOW)
    guessed = mastery([MasteryEvidence(1.0, 0.5, NOW)] * 10, NOW)
    none = mastery([], NOW)
    assert none.mean == 0.5 < old.mean < fresh.mean and guessed.mean < fresh.mean
    assert fresh.high - fresh.low < old.high - old.low < none.high - none.low
    assert fresh.low < fresh.mean < fresh.high and fresh.answers == 10
    assert difficulty(0.5, []) == 0.5 < difficulty(0.5, [0.0, 0.0]) <= 1.0


def standing(key: str, days: float, concept: str = "", kind: str = "short", mean: float = 0.5) -> Standing:
    last = NOW - timedelta(days=days)
    return Standing(key, concept or key, kind, review(None, 1.0, last)[0], last, mean)


def test_what_is_nearly_forgotten_comes_first_and_weak_concepts_before_strong() -> None:
    exam = NOW + timedelta(days=5)
    assert choose([standing("fresh", 0.1), standing("old", 40)], 1, NOW, exam) == ["old"]
    assert choose([standing("a", 10, mean=0.9), standing("b", 10, mean=0.1)], 1, NOW, exam) == ["b"]
    assert choose([standing("now", 0.001)], 1, NOW, exam) == []


def test_no_run_of_one_concept_or_one_kind() -> None:
    many = [standing(f"a{n}", 20, "가") for n in range(4)] + [standing("b", 18, "나", "ox"), standing("c", 18, "다")]
    first = choose(many, 3, NOW)
    assert {"b", "c"} <= set(first)


def test_only_what_has_sunk_is_due_and_the_eve_of_an_exam_asks_more() -> None:
    items = [standing("fresh", 0.3), standing("sunk", 60)]
    assert [one.question_id for one in select_due(items, NOW)] == ["sunk"]
    middle = standing("middle", 1.5)
    assert recall(middle.state or {}, NOW) > 0.85 and select_due([middle], NOW) == []
    assert select_due([middle], NOW, NOW + timedelta(hours=20)) == [middle]


def test_the_last_days_before_an_exam_wait_for_its_eve() -> None:
    sunk, gone = standing("sunk", 6), standing("gone", 300)
    known = recall(sunk.state or {}, NOW)
    assert 0.68 < known < 0.85 and recall(gone.state or {}, NOW) < 0.68
    assert select_due([sunk, gone], NOW) == select_due([sunk, gone], NOW, NOW + timedelta(days=20)) == [sunk, gone]
    assert select_due([sunk, gone], NOW, NOW + timedelta(days=3)) == [gone]
    assert select_due([sunk, gone], NOW, NOW + timedelta(hours=20)) == [sunk, gone]


def test_what_is_due_is_chosen_before_what_is_still_known() -> None:
    known, sunk = standing("known", 1, mean=0.0), standing("sunk", 12, mean=1.0)
    assert select_due([known, sunk], NOW) == [sunk] and choose([known, sunk], 1, NOW) == ["sunk"]


def test_the_next_questions_keep_to_the_range(library: Library, learner: Learner, questions: list[Question]) -> None:
    for q in questions:
        learner.submit(q.id, "틀린 답", NOW)
    progress, later = Progress(learner), NOW + timedelta(days=3)
    assert progress.next_questions(3, Range(exam=later + timedelta(days=7)), later)
    assert progress.next_questions(3, Range(frozenset({"없음"})), later) == []
    assert {q.id for q in progress.daily(10, None, later)} == {q.id for q in questions}
    assert set(progress.concepts(later)) == {q.concept for q in questions}
    chapters = progress.chapters(later)
    assert {title for title, _ in chapters} == {questions[0].citation.title}
    assert {chapter for _, chapter in chapters} <= {"1장 광합성", "2장 을사늑약"}
    assert set(progress.difficulties()) == {q.id for q in questions}
    assert all(progress.difficulties()[q.id] > q.difficulty for q in questions), "each was answered wrongly"


def test_of_two_alike_the_one_that_proved_harder_comes_first() -> None:
    easy, hard = (replace(standing(key, 20), difficulty=share) for key, share in (("z", 0.4), ("a", 0.6)))
    assert choose([easy, hard], 1, NOW) == choose([hard, easy], 1, NOW) == ["a"]
    assert choose([replace(easy, difficulty=0.6), replace(hard, difficulty=0.4)], 1, NOW) == ["z"]
