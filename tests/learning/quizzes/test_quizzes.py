"""Quizzes a teacher could hand out, Korean grading, and wrong ones that come back."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from errors import QuizError
from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.grading.grader import grade_response
from learning.grading.short_answer import accepted_spellings
from learning.quizzes.planning import find_short_kinds, tell_short_kinds


@pytest.fixture(scope="module")
def questions(sample_library: Library) -> list[Question]:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    return make_quiz(sample_library, [source], n=40, seed=3)


def test_every_kind_is_made_and_every_question_is_sound(sample_library: Library, questions: list[Question]) -> None:
    assert {q.kind for q in questions} == {"mcq5", "ox", "cloze", "short"} and len(questions) == 40
    assert len({q.stem for q in questions}) == len(questions)
    for q in questions:
        c = q.citation
        assert sample_library.text(c.source_id, c.start, c.end) == c.quote
        assert len(q.options) == {"mcq5": 5, "ox": 2}.get(q.kind, 0)
        assert len({o.text for o in q.options}) == len(q.options)
        if q.kind == "mcq5":
            right = next(o.text for o in q.options if o.id in q.answer)
            assert "".join(right.split()) in "".join(c.quote.split())
            assert not any(
                "".join(o.text.split()) in "".join(c.quote.split()) for o in q.options if o.id not in q.answer
            )
        if q.kind == "cloze":
            assert "㉠" in q.stem and q.answer[0] not in q.stem


def test_the_answer_is_not_always_in_the_same_place(sample_library: Library) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    places = [
        q.answer[0] for seed in range(6) for q in make_quiz(sample_library, [source], n=10, kinds=("mcq5",), seed=seed)
    ]
    assert max(places.count(place) for place in "12345") < 0.4 * len(places)


def test_a_seed_gives_the_same_quiz(sample_library: Library) -> None:
    source = sample_library.sources()[0].id
    assert make_quiz(sample_library, [source], n=4, seed=9) == make_quiz(sample_library, [source], n=4, seed=9)


def test_pages_are_respected_and_empty_ones_refused(sample_library: Library) -> None:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    assert all(15 <= q.citation.page <= 16 for q in make_quiz(sample_library, [source], pages=(15, 16), n=5, seed=1))
    with pytest.raises(QuizError):
        make_quiz(sample_library, [source], pages=(1, 1), n=5)
    with pytest.raises(QuizError):
        make_quiz(sample_library, [source], kinds=("없는 종류",))


def written(answer: str) -> Question:
    citation = {
        "marker": 1,
        "source_id": "s",
        "title": "t",
        "page": 1,
        "start": 0,
        "end": 1,
        "quote": "q",
        "status": "확인됨",
    }
    return Question(
        id="x",
        kind="short",
        stem="s",
        answer=(answer,),
        explanation="e",
        citation=citation,
        concept="c",
        difficulty=0.5,
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "response", "score"),
    [
        ("광합성", "광합성이다", 1.0),
        ("광합성", " 광합성입니다. ", 1.0),
        ("광합성", "광합성을", 1.0),
        ("광합성", "호흡", 0.0),
        ("광합성", "광합성이 아니다", 0.0),
        ("대한 제국", "대한제국", 1.0),
        ("을사늑약(乙巳勒約)", "을사늑약", 1.0),
        ("1905년", "1905년이다", 1.0),
        ("1905년", "1906년", 0.0),
        ("1,300만 원", "1300만원", 1.0),
        ("이토 히로부미", "이토 히로부니", 0.5),
        ("신간회", "", 0.0),
    ],
)
def test_short_answers_are_graded_as_a_korean_teacher_would(answer: str, response: str, score: float) -> None:
    assert grade_response(written(answer), response)[0] == score


def years() -> st.SearchStrategy[str]:
    """The key's year and those around it, put in several ways: random text alone is never right."""
    before, after = st.sampled_from(("", "약 ", "서기 ", " ")), st.sampled_from(("", "년", " 년", "년경", "년이다."))
    return st.builds("{}{}{}".format, before, st.integers(1895, 1915), after)


@settings(deadline=None)  # the analyser starts with the first
@given(st.text(max_size=60) | years())
@example("1905년")
@example("천구백오 년")
def test_grading_never_fails_and_a_number_never_passes_for_another(text: str) -> None:
    score, word = grade_response(written("1905년"), text)
    assert score in (0.0, 0.5, 1.0) and word
    if score:
        said = "".join(accepted_spellings(text))
        assert "1905" in said or "천구백오" in said


def test_choices_may_be_answered_by_number_sign_or_text(sample_library: Library) -> None:
    source = sample_library.sources()[0].id
    q = make_quiz(sample_library, [source], n=1, kinds=("mcq5",), seed=2)[0]
    key = q.answer[0]
    right = next(o.text for o in q.options if o.id == key)
    for response in (key, chr(0x245F + int(key)), f"{key}번", right):
        assert grade_response(q, response)[0] == 1.0
    ox = make_quiz(sample_library, [source], n=1, kinds=("ox",), seed=2)[0]
    yes, no = ("맞다", "틀리다") if ox.answer == ("O",) else ("아니오", "예")
    assert grade_response(ox, yes)[0] == 1.0 and grade_response(ox, no)[0] == 0.0


def test_wrong_answers_come_back_until_they_are_right(library: Library) -> None:
    learner = Learner(library.database, library.owner)
    q = make_quiz(library, [library.sources()[0].id], n=1, kinds=("cloze",), seed=1)[0]
    grade = learner.submit(q.id, "틀린 답")
    assert not grade.correct and grade.answer == q.answer[0]
    note = learner.wrong_notes()[0]
    assert note.question == q and note.last_response == "틀린 답" and note.attempts == 1 and note.due is not None
    assert learner.submit(q.id, q.answer[0]).correct
    assert learner.wrong_notes() == [] and [score for _, score, _ in learner.history()] == [1.0, 0.0]
    other = Learner(library.database, "다른 사람")
    with pytest.raises(QuizError):
        other.submit(q.id, "x")
    assert other.history() == []


def test_quizzes_in_a_row_ask_nothing_again_while_there_is_more(deck_of_terms: Library) -> None:
    source = deck_of_terms.sources()[0].id
    first = make_quiz(deck_of_terms, [source], n=5)
    second = make_quiz(deck_of_terms, [source], n=5)
    places = [{(one.citation.source_id, one.citation.start) for one in quiz} for quiz in (first, second)]
    assert len(first) == len(second) == 5 and not places[0] & places[1]
    assert make_quiz(deck_of_terms, [source], n=5, seed=7) == make_quiz(deck_of_terms, [source], n=5, seed=7)


def test_the_kinds_that_fall_short_are_told(deck_of_terms: Library) -> None:
    source = deck_of_terms.sources()[0].id
    made = make_quiz(deck_of_terms, [source], n=6, kinds=("mcq5", "order"), seed=1)
    (short,) = find_short_kinds(made, ("mcq5", "order"), 6)
    assert (short.kind, short.wanted, short.made) == ("order", 3, 0)
    assert "순서 배열 3문제 중 0문제" in tell_short_kinds([short]) and tell_short_kinds([]) == ""
