"""The quiz pages without a browser, and what stands behind them: today's review, practice, reasons, days and times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from errors import QuizError
from knowledge import Library
from learning import KINDS, Learner, Question, make_quiz
from learning.feedback.hints import hints
from learning.feedback.wrong_answers import why_wrong
from learning.progress.progress import Range
from learning.progress.study_time import forecast, totals
from learning.quizzes.daily_review import practise, similar, today
from tests.ui.pages import grade_all, opened, seated

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")


def history(shelf: Library) -> str:
    return next(source.id for source in shelf.sources() if source.pages > 10)


def wrong(question: Question) -> str:
    """A response that is not the answer."""
    return next((one.id for one in question.options if one.id not in question.answer), "전혀 아닌 답")


def test_a_review_holds_what_is_due_in_the_range(shelf: Library, learner: Learner) -> None:
    asked = make_quiz(shelf, [history(shelf)], n=4, kinds=("ox", "cloze"), seed=1)
    for question in asked:
        learner.submit(question.id, wrong(question), NOW)
    later = NOW + timedelta(days=2)
    first = today(learner, 10, now=later)[: len(asked)]  # what was made and never asked comes after
    assert {one.id for one in first} == {one.id for one in asked}
    assert len(today(learner, 2, now=later)) == 2
    page = asked[0].citation.page
    inside = today(learner, 10, Range(pages=(page, page)), later)
    assert inside and all(one.citation.page == page for one in inside)
    assert not today(learner, 10, Range(frozenset({"another"})), later)


def test_practice_asks_old_and_new_questions(shelf: Library, learner: Learner) -> None:
    (asked,) = make_quiz(shelf, [history(shelf)], n=1, kinds=("mcq5",), seed=3)
    learner.submit(asked.id, wrong(asked), NOW)
    chosen = practise(shelf, learner, asked.concept)
    assert chosen[0].id == asked.id and 1 < len(chosen) <= 5 and len({one.id for one in chosen}) == len(chosen)
    assert all(abs(one.citation.page - asked.citation.page) <= 1 for one in chosen)
    with pytest.raises(QuizError) as raised:
        practise(shelf, learner, "없는 개념")
    assert raised.value.code == "unknown_concept"


def test_a_similar_question_is_another_one_from_the_same_pages(shelf: Library, learner: Learner) -> None:
    (asked,) = make_quiz(shelf, [history(shelf)], n=1, kinds=("ox",), seed=4)
    learner.submit(asked.id, wrong(asked), NOW)
    new = similar(shelf, learner, asked)
    assert new.id != asked.id and new.kind == "ox" and abs(new.citation.page - asked.citation.page) <= 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("cloze", "short", "essay", "data")])
def test_every_wrong_option_has_its_reason(shelf: Library, kind: str) -> None:
    for question in make_quiz(shelf, [history(shelf)], n=2, kinds=(kind,), seed=5):
        for option in question.options:
            if option.id not in question.answer:
                found = why_wrong(question, option.id, shelf)
                assert found.text.endswith(".")
                if found.citation:
                    cited = found.citation
                    assert shelf.text(cited.source_id, cited.start, cited.end) == cited.quote


def test_days_are_those_of_the_readers_clock(shelf: Library, learner: Learner) -> None:
    (asked,) = make_quiz(shelf, [history(shelf)], n=1, kinds=("ox",), seed=6)
    for hours in (-48, -24, 8):  # in Seoul: 2, 3 and 5 May
        learner.submit(asked.id, asked.answer[0], NOW + timedelta(hours=hours), seconds=30)
    here = (NOW + timedelta(hours=9)).astimezone(SEOUL)
    found = totals(learner.attempts(), here)
    assert (found.answers, found.today, found.week, found.streak) == (3, 30.0, 90.0, 1)
    assert totals([], here).streak == 0
    due = [NOW - timedelta(days=3), NOW, NOW + timedelta(days=1), NOW + timedelta(days=40)]
    days = forecast(due, NOW.astimezone(SEOUL))
    assert len(days) == 14 and [n for _, n in days[:3]] == [2, 1, 0] and sum(n for _, n in days) == 3


def test_every_kind_is_taken_and_explained(
    sample_folder: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_quiz(shelf, [history(shelf)], n=9, kinds=tuple(KINDS), seed=7)
    if not any(one.kind == "essay" for one in made):
        made += make_quiz(shelf, [history(shelf)], n=1, kinds=("essay",), earlier=made, seed=7)
    test = opened(sample_folder, "quiz", monkeypatch)
    seated(test, made)
    test.run()
    assert not test.exception
    for radio in test.radio:
        radio.set_value(radio.options and made_option(made, radio.key)).run()
    for field in (*test.text_input, *test.text_area):
        field.set_value("갑신정변").run()
    grade_all(test)
    assert not test.exception and any("문제 중" in str(one.value) for one in test.header)
    kept = Learner(shelf.database, shelf.owner).attempts()
    assert {one.question.id for one in kept} == {one.id for one in made}
    assert sum(one.seconds for one in kept) > 0
    for said in ("채점 기준표", "모범 답안"):
        assert any(said in str(one.value) for one in test.markdown), said
    accept = [one for one in test.button if str(one.key).startswith("accept-")]
    accept[0].click().run()
    assert not test.exception and len(Learner(shelf.database, shelf.owner).disagreements()) == 1
    for page in ("wrong_notes", "progress"):
        assert not test.switch_page(f"views/{page}.py").run().exception


@pytest.mark.parametrize("odd", ["²", "12345678", "9"])
def test_an_odd_answer_does_not_spoil_the_notes(
    sample_folder: Path, shelf: Library, learner: Learner, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    (asked,) = make_quiz(shelf, [history(shelf)], n=1, kinds=("mcq5",), seed=3)
    learner.submit(asked.id, odd)
    test = opened(sample_folder, "wrong_notes", monkeypatch)
    assert not test.exception and not test.error
    assert any("내 답" in str(one.value) and odd[0] in str(one.value) for one in test.caption)


def made_option(made: list[Question], key: str) -> str:
    """The first option of the question that a field is for."""
    return next(one.options[0].id for one in made if key.endswith(one.id))


def test_the_record_of_an_unused_library_says_what_to_do(sample_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(sample_folder, "progress", monkeypatch)
    assert not test.exception and test.info and any("퀴즈로 가기" in one.label for one in test.button)


def test_hints_come_one_by_one_and_are_kept_with_the_answer(
    sample_folder: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    (asked,) = make_quiz(shelf, [history(shelf)], n=1, kinds=("mcq5",), seed=21)
    test = opened(sample_folder, "quiz", monkeypatch)
    seated(test, [asked])
    test.run()
    every = hints(asked, shelf)
    for shown in range(1, len(every) + 1):
        next(one for one in test.button if str(one.key).startswith("hint-")).click().run()
        lines = [str(one.value) for one in test.caption if "힌트" in str(one.value)]
        assert not test.exception and len(lines) == shown
    assert not [one for one in test.button if str(one.key).startswith("hint-")]
    test.radio[0].set_value(asked.answer[0]).run()
    grade_all(test)
    kept = Learner(shelf.database, shelf.owner).attempts(1)[0]
    assert not test.exception and (kept.question.id, kept.hints, kept.score) == (asked.id, len(every), 1.0)


def test_a_mock_exam_hands_itself_in_when_its_time_is_over(
    sample_folder: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "quiz", monkeypatch)
    test.selectbox(key="quiz-source").set_value(history(shelf)).run()
    test.number_input(key="mock-count").set_value(5).run()
    test.button(key="mock-start").click().run()
    exam = test.session_state["desk"].quiz.mock
    assert not test.exception and len(exam.questions) == 5
    assert not [one for one in test.button if str(one.key).startswith("hint-")]
    first = test.radio[0]
    first.set_value(first.options and made_option(list(exam.questions), first.key)).run()
    before = len(Learner(shelf.database, shelf.owner).attempts())
    exam.started -= timedelta(hours=2)
    test.run()
    assert not test.exception and len(Learner(shelf.database, shelf.owner).attempts()) == before + 5
    assert any("시간이 끝나" in str(one.value) for one in test.info)
    assert any("단원별 점수" in str(one.value) for one in test.markdown) and len(test.table) >= 1
    answered = [one for one in Learner(shelf.database, shelf.owner).attempts(5) if one.response]
    assert len(answered) == 1 and all(one.at <= datetime.now(UTC) - timedelta(hours=1) for one in answered)


PAPER = "\n".join(
    f"{n}. 다음 중 {'옳지 않은' if n == 2 else '옳은'} 것은? [{2 + n % 2}점]\n① 가 ② 나 ③ 다 ④ 라 ⑤ 마"
    for n in range(1, 5)
)


def test_a_quiz_is_made_in_the_manner_of_a_past_paper(
    sample_folder: Path, shelf: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "기출.txt"
    file.write_text(PAPER, "utf-8")
    paper = shelf.add(file)
    test = opened(sample_folder, "quiz", monkeypatch)
    test.selectbox(key="quiz-source").set_value(history(shelf)).run()
    test.selectbox(key="like-paper").set_value(paper.id).run()
    assert any("모두 4문항" in str(one.value) and "배점 10점" in str(one.value) for one in test.markdown)
    test.button(key="like-make").click().run()
    assert not test.exception
    quiz = test.session_state["desk"].quiz
    assert sorted(one.kind for one in quiz.questions) == ["mcq5", "mcq5", "mcq5", "negative"]
    assert sorted(quiz.points.values()) == [2, 2, 3, 3]
    assert sum("배점은" in str(one.value) for one in test.caption) == 4
    other = next(source.id for source in shelf.sources() if source.pages > 4 and source.id != history(shelf))
    grade_all(test)
    assert any("10점 중" in str(one.value) for one in test.caption)
    next(one for one in test.button if "새 퀴즈" in one.label).click().run()
    test.selectbox(key="like-paper").set_value(other).run()
    assert not test.exception and any("시험지 형식을 찾지 못" in str(one.value) for one in test.error)
    shelf.remove(paper.id)


def test_a_table_is_shown_as_a_table(sample_folder: Path, shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    science = next(source.id for source in shelf.sources() if source.filename == "science.pdf")
    (asked,) = make_quiz(shelf, [science], n=1, kinds=("data",), seed=1)
    test = opened(sample_folder, "quiz", monkeypatch)
    seated(test, [asked])
    test.run()
    assert (
        not test.exception and len(test.table) == 1 and list(test.table[0].value.columns)[1:] == ["광합성", "세포 호흡"]
    )
    for option in asked.options:
        found = why_wrong(asked, option.id, shelf)
        assert option.id in asked.answer or (found.text.endswith(".") and found.citation == asked.citation)
