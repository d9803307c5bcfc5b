"""Forms keep what is asked and what is right; points add up to the tenth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import Option, Question
from learning.grading.grader import grade_response
from learning.papers.exam_paper import ExamPaper, PlacedQuestion, loose_paper
from learning.papers.paper_forms import keeps_order, make_form
from learning.papers.paper_points import rubric_lines, share_points, share_steps
from learning.papers.similar_items import find_in_earlier, find_similar


def right_texts(question: Question) -> list[str]:
    texts = {option.id: option.text for option in question.options}
    return [texts.get(key, key) for key in question.answer]


@pytest.mark.parametrize("seed", range(5))
def test_a_form_has_the_same_questions_and_keys(paper: ExamPaper, seed: int) -> None:
    form = make_form(paper, "B", seed)
    assert form == make_form(paper, "B", seed) and form.form == "B" and form.total == paper.total
    before = {item.id: item for item in paper.items}
    assert sorted(before) == sorted(item.id for item in form.items)
    assert [item.written for item in form.items] == [item.written for item in paper.items]
    moved = 0
    for item in form.items:
        old = before[item.id]
        assert right_texts(item.question) == right_texts(old.question) and item.points == old.points
        assert {o.text for o in item.question.options} == {o.text for o in old.question.options}
        if item.question.options:
            assert grade_response(item.question, item.question.answer[0])[0] == 1.0
            moved += item.question.options != old.question.options
        if keeps_order(old.question):
            assert item.question == old.question
    assert moved > 2 and [item.id for item in form.items] != [item.id for item in paper.items]


def test_words_are_no_labels_and_labels_keep_their_order(paper: ExamPaper) -> None:
    found = next(item.question for item in paper.items if len(item.question.options) == 5)
    question = found.model_copy(update={"kind": "mcq5"})

    def options(*texts: str) -> Question:
        named = tuple(Option(id=one.id, text=text) for one, text in zip(question.options, texts))
        return question.model_copy(update={"options": named})

    assert not keeps_order(options("엽록체", "소포체", "골지체", "미토콘드리아", "리보솜"))
    assert keeps_order(options("가, 나", "가, 다", "나, 다", "나, 라", "다, 라"))


def test_another_letter_is_another_form(paper: ExamPaper) -> None:
    assert make_form(paper, "B", 1).items != make_form(paper, "C", 1).items


@given(st.lists(st.floats(0.1, 9), min_size=1, max_size=60), st.integers(0, 400))
def test_steps_add_up_and_nobody_goes_without(weights: list[float], more: int) -> None:
    shared = share_steps(weights, len(weights) + more)
    assert sum(shared) == len(weights) + more and min(shared) >= 1


@pytest.mark.parametrize("total", [100, 50, 33, 12.5, 20])
def test_points_add_up(paper: ExamPaper, total: float) -> None:
    shared = share_points(paper, total)
    assert sum(shared.values()) == pytest.approx(max(total, 2.0)) and min(shared.values()) > 0


def test_rubric_points_add_up_to_the_item_s(paper: ExamPaper) -> None:
    essays = [item for item in paper.items if item.question.kind == "essay"]
    assert essays
    for item in essays:
        for points in (3.0, 4.5, 7.1):
            lines = rubric_lines(PlacedQuestion(id=item.id, question=item.question, points=points))
            assert sum(line.points for line in lines) == pytest.approx(points)


def test_similar_questions_are_found_in_the_paper_and_in_earlier_ones(paper_questions: list[Question]) -> None:
    assert find_similar(paper_questions) == {}
    again = paper_questions[0].model_copy(update={"id": "again", "explanation": "다르게 설명한다."})
    assert find_similar([*paper_questions, again]) == {len(paper_questions): 0}
    assert find_in_earlier([paper_questions[2]], {"작년 시험": paper_questions, "다른 시험": []}) == {0: "작년 시험"}
    assert (
        loose_paper(paper_questions, "묶음", [3.0] * 20).total == 60.0
        and not loose_paper(paper_questions, "묶음").scored
    )
