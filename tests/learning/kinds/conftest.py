"""The facts of a sample textbook, and questions of every kind made of them."""

from __future__ import annotations

import pytest

from knowledge import Library
from learning import KINDS, Question, make_quiz
from learning.facts.extraction import extract_facts
from learning.facts.fact import FactPool
from tests.learning.kinds.kind_parts import history_of


@pytest.fixture(scope="module")
def material(sample_library: Library) -> FactPool:
    return extract_facts(sample_library, [history_of(sample_library)], None)


@pytest.fixture(scope="module")
def questions(sample_library: Library) -> list[Question]:
    return make_quiz(sample_library, [history_of(sample_library)], n=60, kinds=tuple(KINDS), seed=4)
