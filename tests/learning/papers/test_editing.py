"""Questions changed by hand: the key goes with its option, what is no question is refused, faults are told."""

import pytest

from errors import QuizError
from learning import Question
from learning.grading.grader import grade_response
from learning.models import RubricLine
from learning.papers.editing import another_question, cite_page, edit_question, make_for_paper, write_question
from learning.papers.exam_paper import ExamPaper
from learning.papers.paper_shelf import PaperShelf
from learning.progress.chapters import chapters
from learning.validation.edited_questions import find_question_flaws


def of_kind(paper_questions: list[Question], kind: str) -> Question:
    return next(one for one in paper_questions if one.kind == kind)


def edited(question: Question, **changes: object) -> Question:
    told = {
        "stem": question.stem,
        "options": [option.text for option in question.options],
        "answer": list(question.answer),
        "explanation": question.explanation,
        **changes,
    }
    return edit_question(question, "default", **told)  # type: ignore[arg-type]


def test_what_is_not_changed_stays_the_same_question(paper_questions: list[Question]) -> None:
    for question in paper_questions:
        assert edited(question) == question


def test_the_key_goes_with_its_option(paper_questions: list[Question]) -> None:
    question = of_kind(paper_questions, "mcq5")
    texts = [option.text for option in question.options]
    right = texts[int(question.answer[0]) - 1]
    first_wrong = next(place for place, text in enumerate(texts) if text != right)
    texts[first_wrong] = ""
    changed = edited(question, options=texts)
    assert len(changed.options) == 4 and changed.id != question.id
    assert {option.id: option.text for option in changed.options}[changed.answer[0]] == right
    assert grade_response(changed, changed.answer[0])[0] == 1.0


@pytest.mark.parametrize(
    "changes",
    [{"stem": "  "}, {"answer": [""]}, {"options": ["하나뿐"], "answer": ["1"]}, {"explanation": "가" * 5000}],
)
def test_what_is_no_question_is_refused_in_words(paper_questions: list[Question], changes: dict[str, object]) -> None:
    with pytest.raises(QuizError) as refused:
        edited(of_kind(paper_questions, "mcq5"), **changes)
    assert refused.value.code == "bad_question" and refused.value.english


def test_faults_are_told_beside(paper_questions: list[Question]) -> None:
    question = of_kind(paper_questions, "mcq5")
    assert find_question_flaws(question) == []
    texts = [option.text for option in question.options]
    right = int(question.answer[0]) - 1
    texts[right - 1] = f"정답은 {texts[right]}"
    codes = {flaw.code for flaw in find_question_flaws(edited(question, options=texts))}
    assert "option_grades_as_key" in codes
    wrong = edited(question, answer=[str((right + 1) % 5 + 1)])
    assert "key_not_in_evidence" in {flaw.code for flaw in find_question_flaws(wrong)}


def test_a_rubric_of_one_s_own_is_what_is_graded_by() -> None:
    lines = (RubricLine(text="증기 기관이 널리 쓰였다", points=3), RubricLine(text="도시에 인구가 모였다", points=2))
    question = write_question(
        "default", "prose", stem="산업 혁명의 결과를 서술하시오.", answer=["모범 답안"], rubric=lines
    )
    score, said = grade_response(question, "증기 기관이 널리 쓰였다.")
    assert score == pytest.approx(0.6) and "3점 / 5점" in said


def test_one_s_own_question_may_have_a_place_in_a_book(papers: PaperShelf, paper: ExamPaper) -> None:
    library = papers.library
    source = library.sources()[0]
    quote = library.page(source.id, 1).text.strip().split("\n")[0]
    cited = cite_page(library, source.id, 1, quote)
    assert cited.quote == quote and library.texts([(source.id, cited.start, cited.end)]) == [quote]
    assert cite_page(library, source.id, 1, "책에 없는 글").quote == ""
    question = write_question(
        "default", "truefalse", stem="맞으면 O, 틀리면 X를 고르시오.", answer=["O"], citation=cited
    )
    (item,) = papers.add(paper.id, [question], at=0)
    held = papers.open(paper.id).items[0]
    assert held.id == item and held.question == question and held.question.made == "person"
    assert grade_response(question, "O")[0] == 1.0 and grade_response(question, "X")[0] == 0.0


def test_another_question_is_none_of_the_paper_s(papers: PaperShelf, paper: ExamPaper) -> None:
    other = another_question(papers.library, paper, paper.items[0].id)
    assert other.id not in {one.id for one in paper.questions} and other.kind == paper.items[0].question.kind
    own = write_question("default", "text", stem="이 학급의 담임 교사는 누구인가?", answer=["김 교사"])
    held = papers.keep("혼자", [own])
    with pytest.raises(QuizError) as refused:
        another_question(papers.library, held, held.items[0].id)
    assert refused.value.code == "nothing_to_ask"


def test_so_many_of_each_kind_come_from_the_chosen_chapters(papers: PaperShelf) -> None:
    source = next(one.id for one in papers.library.sources() if one.filename == "history.pdf")
    chosen = chapters(papers.library, source)[1:3]
    found = make_for_paper(papers.library, chosen, [(("mcq5", "ox"), 6), (("short",), 2)], seed=3)
    assert [one.kind in ("mcq5", "ox") for one in found] == [True] * 6 + [False] * 2
    assert all(chosen[0].pages[0] <= one.citation.page <= chosen[1].pages[1] for one in found)
    more = make_for_paper(papers.library, chosen, [(("mcq5",), 2)], earlier=found, seed=3)
    assert more and not {one.id for one in more} & {one.id for one in found}
