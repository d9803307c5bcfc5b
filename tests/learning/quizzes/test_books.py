"""The promises of a quiz on books of several manners: a programming text, a report of headings and lists, a
chapter of biology."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import korean
from knowledge import Library
from learning import KINDS, Question, make_quiz
from learning.facts.extraction import extract_facts
from learning.facts.fact import FactPool
from learning.facts.self_containment import has_dangling_reference
from learning.grading.grader import grade_response
from learning.validation.item_flaws import lint
from learning.validation.solver import solves_from_citations
from settings import Settings

BOOKS = Path(__file__).parents[2] / "books"
NAMES = ("programming", "report", "biology")
COMMON = {"ox", "cloze", "short"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("books")
    opened = Library.open(folder, settings=Settings(library=folder))
    for name in NAMES:
        opened.add(BOOKS / f"{name}.md")
    yield opened
    opened.close()


@pytest.fixture(scope="module", params=NAMES)
def source(request: pytest.FixtureRequest, library: Library) -> str:
    return next(one.id for one in library.sources() if one.filename == f"{request.param}.md")


@pytest.fixture(scope="module")
def pool(library: Library, source: str) -> FactPool:
    return extract_facts(library, [source], None)


@pytest.fixture(scope="module")
def questions(library: Library, source: str) -> list[Question]:
    return make_quiz(library, [source], n=24, kinds=tuple(KINDS), seed=3)


def test_there_is_enough_to_ask_in_every_common_kind(questions: list[Question]) -> None:
    assert len(questions) >= 10
    assert {question.kind for question in questions} >= COMMON


def test_no_fact_points_outside_its_sentence(pool: FactPool) -> None:
    assert pool.facts
    for fact in pool.facts:
        assert not has_dangling_reference(fact.sentence.text), fact.sentence.text


def test_every_citation_is_the_books_own_text(library: Library, questions: list[Question]) -> None:
    for question in questions:
        for one in (question.citation, *question.citations):
            assert library.text(one.source_id, one.start, one.end) == one.quote


def test_the_key_stands_in_the_cited_sentence(questions: list[Question]) -> None:
    for question in questions:
        if question.kind in ("mcq5", "cloze", "short"):
            texts = {option.id: option.text for option in question.options}
            keys = [texts.get(key, key) for key in question.answer]
            assert any(korean.squeeze(key) in korean.squeeze(question.citation.quote) for key in keys), question.stem


def test_options_are_distinct_and_exactly_one_is_right(questions: list[Question]) -> None:
    for question in questions:
        texts = [korean.squeeze(option.text) for option in question.options]
        assert len(set(texts)) == len(texts)
        if texts:
            assert len(question.answer) == 1 and question.answer[0] in {option.id for option in question.options}


def test_every_question_passes_the_linter_and_can_be_solved_from_its_citations(questions: list[Question]) -> None:
    for question in questions:
        assert lint(question) == [], question.stem
        assert solves_from_citations(question), question.stem
        assert {"quote_not_exact", "linter", "near_duplicate"} <= set(question.passed)


def test_the_key_is_graded_right(questions: list[Question]) -> None:
    for question in questions:
        spans = " ".join(question.spans())
        answer = spans if question.kind == "essay" else question.answer[0]
        assert grade_response(question, answer)[0] > 0.5, question.stem
