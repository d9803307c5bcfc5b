"""Exams on the quiz page: the mock exam and its clock, a quiz in the manner of a past paper, and hints one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from learning import KINDS, Grade, Question
from learning.mock_exam import by_chapter, make_mock
from learning.past_papers import PastPaper, imitate, paper_of
from ui import sitting
from ui.clock import shown_time
from ui.escape import escape
from ui.session import assistant
from ui.texts import language, t

MOST, MINUTES, LONGEST = 50, 30, 180


def mock_form(source_id: str, pages: tuple[int, int] | None) -> None:
    """모의고사: how many questions, and how long."""
    with st.expander(t("mock_head"), icon=":material/timer:"):
        st.caption(t("mock_note"))
        count = st.number_input(t("mock_count"), 1, MOST, 20, key="mock-count")
        minutes = st.number_input(t("mock_minutes"), 1, LONGEST, MINUTES, key="mock-minutes")
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
            sitting.start_mock(made)
            st.session_state.quiz_fewer = len(made.questions) < count
            st.rerun()


@st.fragment(run_every=1.0)
def running(questions: Sequence[Question]) -> None:
    """The time that is left; when there is none, the exam is handed in as it stands."""
    exam = sitting.mock()
    if exam is None or sitting.grades() is not None:
        return
    now = datetime.now(UTC)
    if exam.over(now):
        sitting.hand_in(questions)
        st.session_state.quiz_late = True
        st.rerun()
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
        paper = paper_of(library, chosen)
        st.markdown(escape(profile(paper)))
        if st.button(t("like_make"), icon=":material/content_copy:", key="like-make"):
            bar = st.progress(0.0, text=t("making"))

            def report(done: int, total: int) -> None:
                bar.progress(done / total, text=t("making"))

            made = imitate(
                library,
                paper,
                [source_id],
                pages=pages,
                progress=report,
            )
            sitting.start([one.id for one in made.questions])
            st.session_state.quiz_points = dict(zip((one.id for one in made.questions), made.points))
            st.session_state.quiz_fewer = len(made.questions) < len(paper.items)
            st.rerun()


def profile(paper: PastPaper) -> str:
    """What the paper asks, in a sentence or two."""
    names = {key: kind.korean if language() == "ko" else kind.english for key, kind in KINDS.items()}
    kinds = ", ".join(t("like_kind", kind=names[key], n=n) for key, n in paper.kinds.items())
    said = t("like_found", n=len(paper.items), kinds=kinds, negative=f"{paper.negative_share:.0%}")
    return f"{said} {t('like_points', points=f'{sum(paper.points):g}')}" if paper.points else said


def points_line(question: Question) -> None:
    """What a question of such a quiz is worth."""
    points = points_of(question)
    if points:
        st.caption(t("points_line", points=f"{points:g}"))


def points_of(question: Question) -> float:
    return float(st.session_state.get("quiz_points", {}).get(question.id, 0.0))


def hint_lines(question: Question) -> None:
    """The hints asked for so far, and the button for one more."""
    every, shown = sitting.hints_of(question), sitting.hinted(question.id)
    for number, said in enumerate(every[:shown], 1):
        st.caption(f":material/lightbulb: {escape(t('hint_line', n=number, said=said))}")
    if shown < len(every):
        st.button(
            t("hint_more", left=len(every) - shown),
            key=f"hint-{sitting.round_number()}-{question.id}",
            icon=":material/lightbulb:",
            type="tertiary",
            help=t("hint_help"),
            on_click=sitting.ask_hint,
            args=(question.id,),
        )


def scores(questions: Sequence[Question], grades: Mapping[str, Grade]) -> None:
    """Points where there are some, and a mock exam by its chapters."""
    if st.session_state.pop("quiz_late", False):
        st.info(t("mock_over"), icon=":material/timer_off:")
    most = sum(points_of(one) for one in questions)
    if most:
        earned = sum(points_of(one) * grades[one.id].score for one in questions)
        st.caption(t("points_total", earned=f"{earned:g}", most=f"{most:g}"))
    if sitting.mock():
        st.markdown(f"**{t('mock_chapters')}**")
        found = by_chapter(assistant().learner, questions, grades)
        lines = [
            {
                t("source"): escape(one.source),
                t("chapter"): escape(one.chapter) or t("no_chapter"),
                t("mock_score"): t("mock_score_line", earned=f"{one.earned:g}", most=one.questions),
            }
            for one in found
        ]
        st.table(lines, hide_index=True)
