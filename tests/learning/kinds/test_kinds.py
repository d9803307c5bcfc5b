"""Every kind of question, over the sample textbooks: its form, its proof in the book, and
that nothing gives it away.
"""

from __future__ import annotations

import re
from collections import Counter

import korean
from knowledge import Library
from learning import KINDS, Learner, Question, make_quiz
from learning.facts.entity_types import entity_type
from learning.facts.extraction import extract_facts
from learning.facts.fact import FactPool
from learning.grading.grader import grade_response
from learning.kinds.order import dated_event
from learning.validation.checks import near_duplicate, run_linter
from learning.validation.item_flaws import lint
from tests.learning.kinds.kind_parts import STATEMENTS, history_of


def of(questions: list[Question], kind: str) -> list[Question]:
    found = [q for q in questions if q.kind == kind]
    assert found, kind
    return found


def key_of(q: Question) -> str:
    return next(o.text for o in q.options if o.id in q.answer)


def test_every_registered_kind_is_made_named_and_answered(questions: list[Question]) -> None:
    assert {q.kind for q in questions} == set(KINDS)
    assert len(questions) == 60
    assert all(kind.korean and kind.english for kind in KINDS.values())
    for q in questions:
        assert grade_response(q, q.answer[0])[0] == 1.0
        if q.kind in STATEMENTS:
            assert [o.id for o in q.options] == list("12345")
            assert grade_response(q, key_of(q))[0] == 1.0 and grade_response(q, f"{q.answer[0]}번")[0] == 1.0
            wrong = next(o for o in q.options if o.id not in q.answer)
            assert grade_response(q, wrong.id)[0] == 0.0 and q.shown_answer().endswith(key_of(q))


def test_a_question_comes_back_from_the_store_as_it_was(sample_library: Library, questions: list[Question]) -> None:
    learner = Learner(sample_library.database, sample_library.owner)
    for kind in STATEMENTS:
        q = of(questions, kind)[0]
        assert learner.question(q.id) == q


def test_the_key_stands_in_the_cited_span(sample_library: Library, questions: list[Question]) -> None:
    for q in questions:
        c = q.citation
        assert sample_library.text(c.source_id, c.start, c.end) == c.quote
        assert korean.squeeze(q.concept) in korean.squeeze(c.quote), q.stem


def test_bogi_the_right_statements_and_only_they_are_the_books(
    sample_library: Library, questions: list[Question]
) -> None:
    book = {" ".join(s.text.split()) for s in sample_library.sentences(history_of(sample_library))}
    for q in of(questions, "bogi"):
        head, mark, *lines = q.stem.split("\n")
        assert mark == "<보기>" and "옳은 것만을" in head and head.endswith("?")
        said = dict(line.split(". ", 1) for line in lines)
        assert list(said) == list("ㄱㄴㄷㄹ"[: len(said)]) and len(said) in (3, 4)
        assert key_of(q).split(", ") == [
            letter for letter in said if any(sentence.endswith(said[letter]) for sentence in book)
        ]  # a word that only joins a sentence to the one before is left off
        cited = " ".join(q.citation.quote.split())
        assert any(said[letter] == cited for letter in key_of(q).split(", "))
        combinations = [o.text.split(", ") for o in q.options]
        assert combinations == sorted(combinations, key=lambda c: (len(c), c))
        assert all(re.search(rf"{letter}(은 옳습니다|의 바른 내용)", q.explanation) for letter in said)


def test_negative_the_negation_is_marked_and_the_key_alone_is_not_in_the_book(
    sample_library: Library, questions: list[Question]
) -> None:
    book = {" ".join(s.text.split()) for s in sample_library.sentences(history_of(sample_library))}
    for q in of(questions, "negative"):
        assert q.stem.endswith("옳지 **않은** 것은?")
        told = [o.id for o in q.options if any(sentence.endswith(o.text) for sentence in book)]  # "또한" left out
        assert [o.id for o in q.options if o.id not in told] == list(q.answer)
        assert q.concept in q.explanation and " ".join(q.citation.quote.split()) in q.explanation


def test_order_the_key_follows_the_years_of_the_book(sample_library: Library, questions: list[Question]) -> None:
    material = extract_facts(sample_library, [history_of(sample_library)], None)
    year_of = {told[1]: told[0] for told in map(dated_event, material.facts) if told}
    for q in of(questions, "order"):
        lines = dict(line.split(" ", 1) for line in q.stem.split("\n")[1:])
        assert not re.search(r"\d{4}\s?년", q.stem)
        assert key_of(q).split(" → ") == sorted(lines, key=lambda label: year_of[lines[label]])
        assert len({o.text for o in q.options}) == 5
        assert all(sorted(o.text.split(" → ")) == sorted(lines) for o in q.options)


def test_match_only_the_key_pairs_what_the_book_pairs(questions: list[Question], material: FactPool) -> None:
    told = [(fact.sentence, *fact.more) for fact in (*material.facts, *material.lines)]
    book = [korean.squeeze(" ".join(span.text for span in spans)) for spans in told]
    for q in of(questions, "match"):
        right = [
            o.id
            for o in q.options
            if any(all(korean.squeeze(part) in text for part in o.text.split(" – ")) for text in book)
        ]
        assert right == list(q.answer)
        assert len({o.text.split(" – ")[0] for o in q.options}) == 5


def test_nothing_gives_a_question_away(questions: list[Question]) -> None:
    assert [run_linter(q) for q in questions if lint(q)] == []
    for q in questions:
        if q.kind in ("mcq5", "negative", "match"):
            assert len({korean.squeeze(o.text) for o in q.options}) == 5
        if q.kind == "mcq5":
            assert len({entity_type(o.text, "name") for o in q.options}) <= 2


def test_no_question_of_a_quiz_says_another_again(questions: list[Question]) -> None:
    assert not any(near_duplicate(q, questions[:n]) for n, q in enumerate(questions))
    assert near_duplicate(questions[0], [questions[0].model_copy(update={"id": "other"})])


def test_places_of_the_key_are_uniform(sample_library: Library) -> None:
    places = Counter(
        q.answer[0]
        for seed in range(4)
        for q in make_quiz(sample_library, [history_of(sample_library)], n=30, kinds=("mcq5", *STATEMENTS), seed=seed)
        if len(q.options) == 5
    )
    expected = places.total() / 5
    assert sum((places[p] - expected) ** 2 / expected for p in "12345") < 9.49  # chi-square, 4 degrees, p > 0.05
