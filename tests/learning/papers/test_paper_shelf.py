"""A paper is kept as it stands: what is changed, moved, deleted and brought back is there when it is opened again."""

import pytest

from errors import QuizError
from knowledge import Library
from learning import Question
from learning.papers.exam_paper import MOST_PLACED_QUESTIONS, ExamPaper, PaperHeading
from learning.papers.paper_shelf import PaperShelf


def test_a_paper_is_listed_named_copied_and_deleted_with_a_way_back(papers: PaperShelf, paper: ExamPaper) -> None:
    papers.rename(paper.id, "  2학기\n기말고사 ")
    papers.set_heading(paper.id, PaperHeading(school="한빛중학교", subject="역사"))
    copied = papers.copy(paper.id, "내년 시험")
    assert copied.id != paper.id and copied.questions == paper.questions and copied.heading.school == "한빛중학교"
    assert {one.id for one in copied.items}.isdisjoint(one.id for one in paper.items)
    told = {one.id: one for one in papers.all()}
    assert told[paper.id].title == "2학기 기말고사" and told[paper.id].questions == len(paper.items)
    assert told[copied.id].points == pytest.approx(sum(paper.points))
    papers.remove(paper.id)
    assert paper.id not in {one.id for one in papers.all()}
    with pytest.raises(QuizError) as refused:
        papers.open(paper.id)
    assert refused.value.code == "unknown_paper"
    assert papers.restore(paper.id).questions == paper.questions


def test_a_question_is_moved_taken_out_and_put_back_in_its_place(papers: PaperShelf, paper: ExamPaper) -> None:
    first, second, third = (one.id for one in paper.items[:3])
    assert papers.move(third, -2) == 0
    assert [one.id for one in papers.open(paper.id).items[:3]] == [third, first, second]
    assert papers.move(third, 100) == len(paper.items) - 1
    papers.move(third, 2 - len(paper.items) + 1)
    papers.remove_item(second)
    assert [one.id for one in papers.open(paper.id).items[:2]] == [first, third]
    with pytest.raises(QuizError):
        papers.move(second, 1)
    papers.restore_item(second)
    assert [one.id for one in papers.open(paper.id).items] == [one.id for one in paper.items]


def test_an_edited_question_remembers_the_one_before(
    papers: PaperShelf, paper: ExamPaper, paper_questions: list[Question]
) -> None:
    item = paper.items[0]
    changed = paper_questions[0].model_copy(update={"id": "changed-by-hand", "stem": "고친 발문은 무엇인가?"})
    papers.put_question(item.id, changed)
    held = papers.open(paper.id).items[0]
    assert (held.id, held.question, held.versions) == (item.id, changed, 2)
    assert papers.revert(item.id)
    assert papers.open(paper.id).items[0] == item
    assert not papers.revert(item.id)


def test_questions_are_added_at_a_place_and_points_are_kept(
    papers: PaperShelf, paper: ExamPaper, paper_questions: list[Question]
) -> None:
    (added,) = papers.add(paper.id, [paper_questions[3]], 4.04, at=1)
    papers.set_points({paper.items[0].id: 2.5})
    held = papers.open(paper.id)
    assert held.items[1].id == added and held.items[1].points == 4.0 and held.items[0].points == 2.5
    with pytest.raises(QuizError) as refused:
        papers.add(paper.id, [paper_questions[0]] * MOST_PLACED_QUESTIONS)
    assert refused.value.code == "too_many_questions" and papers.open(paper.id) == held


def test_another_owner_has_no_such_paper(papers: PaperShelf, paper: ExamPaper) -> None:
    other = Library.open(papers.library.path, owner="other")
    try:
        strange = PaperShelf(other)
        assert strange.all() == []
        for ask in (strange.open, strange.remove, strange.copy, strange.restore):
            with pytest.raises(QuizError) as refused:
                ask(paper.id)
            assert refused.value.code == "unknown_paper"
        for change in (strange.remove_item, strange.restore_item, strange.revert):
            with pytest.raises(QuizError) as refused:
                change(paper.items[0].id)
            assert refused.value.code == "unknown_item"
    finally:
        other.close()
    assert papers.open(paper.id).questions == paper.questions
