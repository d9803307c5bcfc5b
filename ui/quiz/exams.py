"""Exams on the quiz page: the mock exam and its clock, a quiz in the manner of a past
paper, and hints one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

import streamlit as st

from knowledge import Source
from learning import Grade, Question
from learning.quizzes.mock_exam import MockExam, by_chapter, make_mock
from learning.quizzes.past_papers import LARGEST_EXAM, PastPaper, imitate, paper_of
from ui.escape import escape
from ui.quiz import session
from ui.quiz.countdown import shown_time
from ui.quiz.question_fields import kind_names
from ui.quiz.session import Sitting
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

MINUTES, LONGEST_EXAM = 30, 180


def mock_form(source_id: str, pages: tuple[int, int] | None) -> None:
    """모의고사: how many questions, and how long."""
    with st.expander(t("mock_head"), icon=":material/timer:"):
        st.caption(t("mock_note"))
        count = st.number_input(t("mock_count"), 1, LARGEST_EXAM, 20, key="mock-count")
        minutes = st.number_input(t("mock_minutes"), 1, LONGEST_EXAM, MINUTES, key="mock-minutes")
        if st.button(t("mock_start"), icon=":material/timer:", key="mock-start"):
            with st.spinner(t("making")):
                made = make_mock(
                    assistant().library,
                    [source_id],
                    pages=pages,
                    n=int(count),
                    minutes=float(minutes),
                    now=datetime.now(UTC),
                )
            made.started = datetime.now(UTC)  # the time that making took is not the learner's
            session.start_mock(made, fewer=len(made.questions) < count)
            st.rerun()


@st.fragment(run_every=1.0)
def running(quiz: Sitting, exam: MockExam) -> None:
    """The time that is left; when there is none, answers on their way are waited for, and the exam is handed in."""
    if quiz.over or quiz.drawn != quiz.changes:
        st.rerun()
    if quiz.out_of_time:
        with shown_errors():
            quiz.hand_in(assistant().learner)
            st.rerun()
    now = datetime.now(UTC)
    if exam.over(now):
        st.progress(0.0, text=t("mock_closing"))
        return
    left = exam.left(now)
    st.progress(left / exam.limit, text=t("mock_left", time=shown_time(left.total_seconds())))


def like_form(source_id: str, pages: tuple[int, int] | None) -> None:
    """기출: a paper of the library is read, and a quiz of its mix made from the chosen source."""
    library = assistant().library
    titles = {source.id: source.title for source in library.sources() if source.id != source_id}
    if not titles:
        return
    with st.expander(t("like_head"), icon=":material/content_paste_search:"):
        st.caption(t("like_note"))
        chosen = st.selectbox(
            t("like_paper"),
            list(titles),
            format_func=lambda i: titles[i],
            index=None,
            placeholder=t("like_paper"),
            key="like-paper",
        )
        if chosen is None:
            return
        paper = read(library.source(chosen))
        st.markdown(escape(profile(paper)))
        if st.button(t("like_make"), icon=":material/content_copy:", key="like-make"):
            bar = st.progress(0.0, text=t("making"))

            def report(done: int, total: int) -> None:
                bar.progress(done / total, text=t("making"))

            made = imitate(library, paper, [source_id], pages=pages, progress=report)
            ids = [one.id for one in made.questions]
            session.start(ids, made.points, fewer=len(ids) < min(len(paper.items), LARGEST_EXAM))
            st.rerun()


def read(source: Source) -> PastPaper:
    """The exam that a source is, kept until another is read, or another edition of it."""
    held = st.session_state.get("paper_read")
    if held is None or held[0] != source:
        held = st.session_state.paper_read = (source, paper_of(assistant().library, source.id))
    return cast(PastPaper, held[1])


def profile(paper: PastPaper) -> str:
    """What the paper asks, in a sentence or two."""
    names = kind_names()
    kinds = ", ".join(t("like_kind", kind=names[key], n=n) for key, n in paper.kinds.items())
    said = t("like_found", n=len(paper.items), kinds=kinds, negative=f"{paper.negative_share:.0%}")
    said += f" {t('like_points', points=f'{sum(paper.points):g}')}" if paper.points else ""
    return f"{said} {t('like_most', most=LARGEST_EXAM)}" if len(paper.items) > LARGEST_EXAM else said


def points_line(quiz: Sitting, question: Question) -> None:
    """What a question of such a quiz is worth."""
    if points := quiz.points.get(question.id):
        st.caption(t("points_line", points=f"{points:g}"))


def hint_lines(quiz: Sitting, question: Question) -> None:
    """The hints asked for so far, and the button for one more."""
    every, shown = quiz.hints(question, assistant().library), quiz.hinted.get(question.id, 0)
    for number, said in enumerate(every[:shown], 1):
        st.caption(f":material/lightbulb: {escape(t('hint_line', n=number, said=said))}")
    if shown < len(every):
        st.button(
            t("hint_more", left=len(every) - shown),
            key=f"hint-{quiz.number}-{question.id}",
            icon=":material/lightbulb:",
            type="tertiary",
            help=t("hint_help"),
            on_click=quiz.ask_hint,
            args=(question.id,),
        )


def scores(quiz: Sitting, grades: Mapping[str, Grade]) -> None:
    """Points where there are some, and a mock exam by its chapters."""
    if quiz.late:
        st.info(t("mock_over"), icon=":material/timer_off:")
    most = sum(quiz.points.values())
    if most:
        earned = sum(points * grades[key].score for key, points in quiz.points.items())
        st.caption(t("points_total", earned=f"{earned:g}", most=f"{most:g}"))
    if quiz.mock:
        st.markdown(f"**{t('mock_chapters')}**")
        found = by_chapter(assistant().learner, quiz.questions, grades)
        lines = [
            {
                t("source"): escape(one.source),
                t("chapter"): escape(one.chapter) or t("no_chapter"),
                t("mock_score"): t("mock_score_line", earned=f"{one.earned:g}", most=one.questions),
            }
            for one in found
        ]
        st.table(lines, hide_index=True)
