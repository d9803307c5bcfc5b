"""What a review is worth, when one is due, and in which order questions come: numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from learning.progress.fsrs import recall, review
from learning.progress.item_selection import Standing, choose, select_due, worth

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def standing(key: str, ago: timedelta, concept: str = "", kind: str = "short", **others: float) -> Standing:
    last = NOW - ago
    return Standing(key, concept or key, kind, review(None, 1.0, last)[0], last, **others)


def known(one: Standing, at: datetime = NOW) -> float:
    assert one.state is not None
    return recall(one.state, at)


def ids(found: list[Standing]) -> list[str]:
    return [one.question_id for one in found]


def test_a_review_at_the_exam_is_worth_what_is_not_known() -> None:
    asked = standing("a", 20 * DAY, mastery=1.0)
    assert worth(asked, NOW, NOW) == pytest.approx(1 - known(asked), abs=1e-6)
    new = Standing("n", "n", "short", mastery=1.0)
    assert worth(new, NOW, NOW) == pytest.approx(0.65, abs=1e-6), "35 of 100 are known from the book"
    assert worth(Standing("n", "n", "short"), NOW, NOW) == pytest.approx(0.65 * 1.25, abs=1e-6)


def test_a_review_before_the_exam_may_go_right_or_wrong() -> None:
    exam = NOW + 30 * DAY
    asked = standing("a", 40 * DAY, mastery=1.0)
    right, wrong = (recall(review(asked.state, score, NOW)[0], exam) for score in (1.0, 0.0))
    chance = known(asked)
    assert wrong < right and 0.3 < chance < 0.7
    expected = chance * right + (1 - chance) * wrong - known(asked, exam)
    assert worth(asked, exam, NOW) == pytest.approx(expected)
    new = Standing("n", "n", "short", mastery=1.0)
    right, wrong = (recall(review(None, score, NOW)[0], exam) for score in (1.0, 0.0))
    assert worth(new, exam, NOW) == pytest.approx(max(0.0, 0.35 * right + 0.65 * wrong - 0.35))


def test_a_review_that_would_do_harm_is_worth_nothing() -> None:
    new = Standing("n", "n", "short")
    assert worth(new, NOW + 5000 * DAY, NOW) == 0.0


def test_weak_concepts_and_hard_questions_weigh_more() -> None:
    plain = standing("a", 20 * DAY, mastery=1.0)
    base = worth(plain, NOW + 7 * DAY, NOW)
    assert base > 0

    def share(**fields: float) -> float:
        return worth(replace(plain, **fields), NOW + 7 * DAY, NOW) / base

    assert share(mastery=0.0) == pytest.approx(1.5) and share(mastery=0.6) == pytest.approx(1.2)
    assert share(difficulty=1.0) == pytest.approx(1.1) and share(difficulty=0.0) == pytest.approx(0.9)
    assert share(mastery=0.0, difficulty=1.0) == pytest.approx(1.65)


def test_nothing_is_asked_again_within_ten_minutes() -> None:
    new = Standing("new", "new", "short")
    early, late = standing("early", 9 * MINUTE), standing("late", 10 * MINUTE)
    assert ids(select_due([new, early, late], NOW, keep=1.01)) == ["late"], "and a question never asked is not due"
    assert choose([early, late], 5, NOW) == ["late"] and choose([early], 5, NOW) == []
    assert choose([new, early], 5, NOW) == ["new"]
    undated = replace(late, last=None)
    assert ids(select_due([undated], NOW, keep=1.01)) == ["late"] == choose([undated], 5, NOW)


def test_what_is_exactly_at_the_bar_is_not_due() -> None:
    one = standing("a", 20 * DAY)
    assert select_due([one], NOW, keep=known(one)) == [] and select_due([one], NOW, keep=known(one) + 1e-9) == [one]
    rest = NOW + 3 * DAY
    assert select_due([one], NOW, rest, keep=known(one) / 0.8) == []
    assert select_due([one], NOW, rest, keep=known(one) / 0.8 + 1e-9) == [one]
    eve = NOW + DAY
    assert select_due([one], NOW, eve, keep=max(0.93, known(one, eve))) == [one], "0.93 must be reached on the eve"
    fresh = standing("b", 15 * MINUTE)
    assert known(fresh, eve) > 0.93 and select_due([fresh], NOW, eve) == []
    assert select_due([fresh], NOW, eve, keep=known(fresh, eve)) == []
    assert select_due([fresh], NOW, eve, keep=known(fresh, eve) + 1e-9) == [fresh]


def test_the_eve_is_a_day_and_the_rest_before_it_five() -> None:
    sinking = standing("sinking", 1.5 * DAY)
    assert known(sinking) > 0.85 and known(sinking, NOW + DAY) < 0.93
    assert select_due([sinking], NOW, NOW + DAY) == [sinking]
    assert select_due([sinking], NOW, NOW + DAY + MINUTE) == []
    sunk = standing("sunk", 6 * DAY)
    assert 0.8 * 0.85 < known(sunk) < 0.85
    assert select_due([sunk], NOW, NOW + 5 * DAY) == [] and select_due([sunk], NOW, NOW + 5 * DAY + MINUTE) == [sunk]


def test_an_exam_that_is_over_counts_as_none() -> None:
    sunk, sinking = standing("sunk", 6 * DAY), standing("sinking", 1.5 * DAY)
    for past in (NOW, NOW - MINUTE, NOW - 40 * DAY):
        assert select_due([sunk, sinking], NOW, past) == select_due([sunk, sinking], NOW) == [sunk]
    near, far = standing("near", 30 * DAY, mastery=1.0), Standing("new", "new", "short", mastery=1.0)
    some = [near, far, standing("c", 60 * DAY, mastery=0.2)]
    for past in (NOW, NOW - DAY):
        assert choose(some, 3, NOW, past) == choose(some, 3, NOW) == choose(some, 3, NOW, NOW + 30 * DAY)


def test_what_is_worth_most_depends_on_how_far_the_exam_is() -> None:
    """What was never asked is won quickly and lost by next year; what was asked once lasts when asked again."""
    asked, new = standing("asked", DAY), Standing("new", "new", "short")
    for order in ([asked, new], [new, asked]):
        assert choose(order, 2, NOW, NOW + 10 * DAY) == ["new", "asked"] == choose(order, 2, NOW)
        assert choose(order, 2, NOW, NOW + 400 * DAY) == ["asked", "new"]
        assert choose(order, 2, NOW, NOW - 400 * DAY) == ["new", "asked"]


def test_each_question_comes_once_and_at_most_n_of_them() -> None:
    some = [standing(key, 20 * DAY) for key in "abc"]
    assert sorted(choose(some, 9, NOW)) == ["a", "b", "c"] and len(choose(some, 2, NOW)) == 2
    assert choose(some, 0, NOW) == [] and choose([], 3, NOW) == []
    assert choose(some, 1, NOW) == choose(some[::-1], 1, NOW) == ["c"], "whatever order they come in"


def weighted(key: str, weight: float, concept: str, kind: str) -> Standing:
    """A question due for twenty days whose worth is ``weight``, 0.9 to 1.65, times that of the plainest."""
    difficulty = 0.0 if weight < 1 else 0.5 if weight <= 1.5 else 1.0
    share = weight / (1 + 0.2 * (difficulty - 0.5))
    return standing(key, 20 * DAY, concept, kind, mastery=1 - (share - 1) / 0.5, difficulty=difficulty)


@pytest.mark.parametrize(("other", "second"), [(0.95, "other"), (0.91, "again")])
def test_a_concept_that_was_asked_counts_six_tenths(other: float, second: str) -> None:
    some = [
        weighted("first", 1.6, "물", "short"),
        weighted("again", 1.55, "물", "short"),
        weighted("other", other, "불", "short"),
    ]
    assert choose(some, 2, NOW) == ["first", second]


def test_each_question_of_a_concept_takes_another_four_tenths() -> None:
    some = [weighted(key, 1.6, "물", "short") for key in "abc"] + [weighted("other", 0.91, "불", "ox")]
    assert choose(some, 2, NOW)[1] != "other" and choose(some, 3, NOW)[2] == "other"


@pytest.mark.parametrize(("other", "third"), [(0.98, "ox"), (0.91, "short")])
def test_the_same_kind_a_third_time_counts_six_tenths(other: float, third: str) -> None:
    some = [weighted(f"short {n}", 1.65 - 0.05 * n, f"{n}", "short") for n in range(3)]
    chosen = choose([*some, weighted("ox", other, "불", "ox")], 3, NOW)
    assert [key.split()[0] for key in chosen] == ["short", "short", third]


def test_two_of_a_kind_in_a_row_are_no_run_and_neither_are_two_apart() -> None:
    some = [weighted("first", 1.6, "가", "short"), weighted("next", 1.5, "나", "short")]
    assert choose([*some, weighted("other", 1.45, "다", "ox")], 2, NOW) == ["first", "next"]
    mixed = [
        weighted("one", 1.65, "가", "short"),
        weighted("two", 1.6, "나", "ox"),
        weighted("three", 1.55, "다", "short"),
        weighted("four", 1.5, "라", "ox"),
    ]
    assert choose([*mixed, weighted("five", 1.4, "마", "order")], 4, NOW) == ["one", "two", "three", "four"]
    long = [
        weighted("one", 1.65, "가", "ox"),
        *(weighted(f"short {n}", 1.6 - n / 20, f"{n}", "short") for n in range(3)),
    ]
    assert choose([*long, weighted("last", 1.0, "마", "order")], 4, NOW)[-1] == "last", "a run after another kind"
