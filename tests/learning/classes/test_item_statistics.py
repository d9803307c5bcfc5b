"""Item statistics: what is worked out by hand, and what holds of any scores."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.classes.item_statistics import (
    cronbach_alpha,
    describe_exam,
    discrimination,
    discriminative_efficiency,
)
from storage.tables import utcnow
from tests.learning.classes.conftest import School

TABLE = st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4), min_size=2, max_size=20)


def test_alpha_is_what_the_formula_gives_by_hand() -> None:
    scores = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], np.float64)
    # variances 1/4, 1/3, 1/4; totals 3, 2, 1, 0 with variance 5/3: 3/2 * (1 - (5/6) / (5/3)) = 3/4
    assert cronbach_alpha(scores) == pytest.approx(0.75)
    assert discrimination(scores[:, 1], scores[:, 0] + scores[:, 2]) == pytest.approx(1 / np.sqrt(2))
    assert discriminative_efficiency(scores[:, 1], scores[:, 0] + scores[:, 2]) == pytest.approx(100)


def test_what_too_few_or_equal_scores_cannot_say_is_none() -> None:
    assert (
        cronbach_alpha(np.zeros((0, 3))) is cronbach_alpha(np.ones((5, 3))) is cronbach_alpha(np.ones((5, 1))) is None
    )
    same, spread = np.ones(4), np.array([0.0, 1.0, 2.0, 3.0])
    assert discrimination(same, spread) is discriminative_efficiency(same, spread) is None
    assert discrimination(np.ones(1), np.ones(1)) is discriminative_efficiency(np.ones(1), np.ones(1)) is None


@given(TABLE)
def test_the_figures_stay_within_their_bounds_and_do_not_depend_on_the_order_of_takers(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    alpha, turned = cronbach_alpha(scores), cronbach_alpha(scores[::-1])
    assert (alpha is None) == (turned is None) and (alpha is None or alpha == pytest.approx(turned))
    assert alpha is None or alpha <= 1 + 1e-9
    for place in range(4):
        rest = scores.sum(axis=1) - scores[:, place]
        found, most = discrimination(scores[:, place], rest), discriminative_efficiency(scores[:, place], rest)
        assert found is None or -1 - 1e-9 <= found <= 1 + 1e-9
        assert most is None or most <= 100 + 1e-6


def test_a_class_s_first_takes_make_the_table(school: School) -> None:
    now = utcnow()
    task = school.assignments("선생").assign(
        school.room.id, "확인", school.questions, now + timedelta(days=1), attempts=2, now=now
    )
    others = task.questions[1:]
    for name, good in (("하나", len(task.questions)), ("두리", 1)):
        mine = school.assignments(name)
        for right in (good, 0):  # a second take, which does not count
            said = {one.id: one.answer[0] if place < right else "모름" for place, one in enumerate(task.questions)}
            mine.hand_in(mine.start(task.id, now).id, said, now)
    table = describe_exam(task, school.assignments("선생").standings(task.id, now))
    assert table.takers == 2 and [one.facility for one in table.items] == [1.0] + [0.5] * len(others)
    assert table.items[0].discrimination is None and all(one.discrimination for one in table.items[1:])
    assert table.mean == pytest.approx((1 + 1 / len(task.questions)) / 2) and table.alpha is not None
    for item in table.items:
        assert {one.text for one in item.options} == {one.text for one in item.question.options}
        assert sum(one.chosen for one in item.options) <= 2
        assert [one.is_key for one in item.options] == [one.id in item.question.answer for one in item.question.options]
    empty = describe_exam(task, [])
    assert (empty.takers, empty.alpha, len(empty.items)) == (0, None, len(task.questions))
