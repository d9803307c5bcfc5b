"""What a loader leaves out is counted by its reason, with examples that people can look at."""

from __future__ import annotations

import pytest

from knowledge.loaders.base import Outcome
from knowledge.loaders.left_out import LEFT_OUT_REASONS, LONGEST_EXAMPLE, MOST_EXAMPLES, LeftOut


def test_characters_are_counted_without_white_space_and_the_most_stands_first() -> None:
    outcome = Outcome()
    outcome.leave_out("page_number", "- 12 -")
    outcome.leave_out("running_head", "제3장  봄의 들판", times=4)
    assert list(outcome.left_out) == [
        LeftOut("running_head", 4 * 7, ("제3장 봄의 들판",)),
        LeftOut("page_number", 4, ("- 12 -",)),
    ]


def test_examples_are_few_short_and_different() -> None:
    outcome = Outcome()
    for number in range(20):
        outcome.leave_out("hidden", f"{number} " + "가" * 200)
        outcome.leave_out("hidden", f"{number} " + "가" * 200)
    (only,) = outcome.left_out
    assert len(only.examples) == len(set(only.examples)) == MOST_EXAMPLES
    assert all(len(example) == LONGEST_EXAMPLE for example in only.examples)


def test_nothing_is_nothing_and_a_reason_has_a_name() -> None:
    outcome = Outcome()
    outcome.leave_out("hidden", "  \n")
    assert list(outcome.left_out) == []
    with pytest.raises(KeyError):
        outcome.leave_out("unheard", "글")
    assert all(LeftOut(reason, 1).name for reason in LEFT_OUT_REASONS)
