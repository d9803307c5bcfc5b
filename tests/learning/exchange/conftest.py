"""Questions for every format: those of a sample textbook, and one with everything that a format may trip over."""

import pytest

from knowledge import Library
from learning import KINDS, Question, make_quiz
from tests.learning.exchange.export_parts import NASTY, written


@pytest.fixture(scope="module")
def made(sample_library: Library) -> list[Question]:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    return make_quiz(sample_library, [source], n=16, seed=5, kinds=tuple(KINDS))


@pytest.fixture(scope="module")
def questions(made: list[Question]) -> list[Question]:
    """A quiz of every kind, with a question of hostile text of each form."""
    return [*made, written("short", NASTY), written("mcq5", NASTY), written("ox", NASTY)]
