"""퀴즈: review what is due, or choose pages, kinds and how many; take it; see each answer explained by its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

import streamlit as st

from learning import Grade, OpenQuiz, Question
from learning.exchange.export import FORMATS, title_of
from learning.exchange.export import render_export as exported
from learning.papers.paper_shelf import PaperShelf
from learning.progress.progress import Range
from learning.quizzes.daily_review import today
from learning.quizzes.llm_writer import make_quiz_with
from learning.quizzes.planning import find_short_kinds, tell_short_kinds
from ui.escape import escape
from ui.papers.paper_desk import OPEN_PAPER
from ui.quiz import exams, session
from ui.quiz.countdown import now, shown_since, shown_time, zone
from ui.quiz.form import take
from ui.quiz.question_fields import kind_names, result
from ui.quiz.session import Sitting
from ui.session import assistant, empty_library, shown_errors, writer
from ui.texts.catalogue import language, t

DAILY = 10  # questions of a day's review
LATEST = 3  # quizzes left open that are shown at once


def review() -> None:
    """오늘 복습: what is due, by the exam date and the range where they are set."""
    learner = assistant().learner
    if not learner.attempts(1):
        return
    with st.container(border=True):
        st.header(t("today_head"))
        waiting = learner.waiting()
        st.markdown(t("today_due", n=waiting) if waiting else t("today_none"))
        with st.expander(t("exam_options"), icon=":material/event:"):
            scope = exam()
        ahead = scope.exam or scope.sources
        if st.button(
            t("today_start"),
            type="primary" if waiting else "secondary",
            icon=":material/event_repeat:",
            disabled=not waiting and not ahead,
        ):
            chosen = today(learner, DAILY, scope)
            if chosen:
                session.start([question.id for question in chosen])
                st.rerun()
            st.info(t("today_nothing"))
    st.header(t("new_quiz_head"))


def exam() -> Range:
    """The day of an exam and what it covers."""
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    day = st.date_input(t("exam_day"), None, min_value=now().date(), key="exam-day", format="YYYY-MM-DD")
    source_id = st.selectbox(
        t("exam_range"),
        list(titles),
        format_func=lambda i: titles[i],
        index=None,
        placeholder=t("all_sources"),
        key="exam-source",
    )
    pages = page_range(source_id, "exam") if source_id else None
    held = datetime.combine(day, time(9), zone()) if day else None
    return Range(frozenset([source_id] if source_id else ()), pages, held)


def page_range(source_id: str, key: str) -> tuple[int, int] | None:
    """Which pages of a source; None for all of them."""
    last = assistant().library.source(source_id).pages
    if last < 2:
        return None
    first, end = st.slider(t("pages"), 1, last, (1, last), key=f"{key}-pages-{source_id}")
    return None if (first, end) == (1, last) else (first, end)


def form() -> None:
    """What a new quiz shall be made of."""
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("source"), list(titles), format_func=lambda i: titles[i], key="quiz-source")
    pages = page_range(source_id, "quiz")
    count = st.number_input(t("count"), 1, 20, 5, key="quiz-count")
    names = kind_names()
    kinds = st.pills(
        t("kinds"),
        list(names),
        format_func=lambda k: names[k],
        selection_mode="multi",
        default=list(names),
        key="quiz-kinds",
    )
    if st.button(t("make_quiz"), type="primary", icon=":material/quiz:", disabled=not kinds):
        bar = st.progress(0.0, text=t("making"))

        def report(done: int, total: int) -> None:
            bar.progress(done / total, text=t("making"))

        recent = {q.id for q, _, _ in assistant().learner.history(50)}
        made = make_quiz_with(
            writer(),
            library,
            [source_id],
            pages=pages,
            n=int(count),
            kinds=tuple(kinds),
            avoid=recent,
            progress=report,
        )
        short = tell_short_kinds(find_short_kinds(made, tuple(kinds), int(count)))
        session.start([question.id for question in made], fewer=len(made) < count, short=short)
        st.rerun()
    exams.mock_form(source_id, pages)
    exams.like_form(source_id, pages)


def results(quiz: Sitting, grades: Mapping[str, Grade]) -> None:
    """The score, every question explained, and what to do next."""
    right = sum(grade.correct for grade in grades.values())
    st.header(t("score", total=len(quiz.questions), right=right))
    if quiz.trial:
        st.info(t("trial_result"), icon=":material/science:")
    st.progress(right / max(len(quiz.questions), 1))
    exams.scores(quiz, grades)
    spent = sum(quiz.spent.values())
    if spent >= 1:
        st.caption(t("spent", time=shown_time(spent)))
    for number, question in enumerate(quiz.questions, 1):
        grade = grades[question.id]
        result(question, grade, number, f"quiz-{question.id}", grade.attempt in quiz.accepted)
        if not grade.correct and grade.attempt and grade.response.strip():
            disagreed = st.button(
                t("accept"),
                key=f"accept-{grade.attempt}",
                icon=":material/gavel:",
                type="tertiary",
                help=t("accept_help"),
            )
            if disagreed:
                quiz.accept(assistant().learner, grade)
                st.rerun()
        st.divider()
    wrong = [question.id for question in quiz.questions if not grades[question.id].correct]
    with st.container(horizontal=True):
        if st.button(t("again"), icon=":material/replay:"):
            session.start_again(quiz, [question.id for question in quiz.questions])
            st.rerun()
        if wrong and st.button(t("only_wrong"), icon=":material/priority_high:"):
            session.start_again(quiz, wrong)
            st.rerun()


def elsewhere(quiz: Sitting) -> None:
    """A quiz that another window handed in or deleted."""
    st.info(t("ended_elsewhere"), icon=":material/tab_close:")
    if st.button(t("again"), icon=":material/replay:"):
        session.start([question.id for question in quiz.questions], list(quiz.points.values()))
        st.rerun()


def left_open() -> None:
    """The quizzes that were left with answers in them, in this window or another; the latest first."""
    thrown_away()
    left = session.desk().keeper.all()
    if not left:
        return
    st.header(t("left_open"))
    for quiz in left[:LATEST]:
        left_line(quiz)
    if len(left) > LATEST:
        with st.expander(t("left_more", n=len(left) - LATEST)):
            for quiz in left[LATEST:]:
                left_line(quiz)
    st.divider()


def left_line(quiz: OpenQuiz) -> None:
    """One of them: to go on with it, of which book and when it was, and to delete it."""
    st.button(
        t("resume_mock" if quiz.mock else "resume", total=len(quiz.questions), done=quiz.answered),
        key=f"resume-{quiz.id}",
        icon=":material/resume:",
        width="stretch",
        on_click=session.resume,
        args=(quiz.id,),
    )
    book = assistant().learner.question(quiz.questions[0]).citation.title
    said = " · ".join([*([book] if book else ()), t("left_since", since=shown_since(quiz.left))])
    with st.container(horizontal=True, gap="small", wrap=False, vertical_alignment="center"):
        st.caption(escape(f"{said} {t('left_over')}" if quiz.over(now()) else said), width="stretch")
        st.button(
            t("delete_quiz"),
            key=f"delete-quiz-{quiz.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=session.throw_away,
            args=(quiz,),
        )


def thrown_away() -> None:
    """The way back after a deletion."""
    if "thrown_quiz" in st.session_state:
        st.warning(t("quiz_thrown"))
        st.button(t("undo"), key="undo-quiz", icon=":material/undo:", type="primary", on_click=session.bring_back)


def keep_as_paper(quiz: Sitting) -> None:
    """The quiz as a paper, with its points where it has some; the page of papers shows it."""
    points = [quiz.points[one.id] for one in quiz.questions] if quiz.points else []
    kept = PaperShelf(assistant().library).keep(title_of(quiz.questions), quiz.questions, points)
    st.switch_page("views/papers.py", query_params={OPEN_PAPER: kept.id})


def format_name(name: str) -> str:
    """What a format is called on the page."""
    return FORMATS[name].korean if language() == "ko" else FORMATS[name].english


def export(questions: Sequence[Question]) -> None:
    """A menu of formats; the file is made when its format is chosen, and kept until another is."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("export_as"),
            list(FORMATS),
            format_func=format_name,
            index=None,
            placeholder=t("export_choose"),
            key="quiz-export",
            width=280,
        )
        if chosen is None:
            return
        made = (chosen, tuple(question.id for question in questions))
        if st.session_state.get("quiz_file", (None,))[0] != made:
            st.session_state.quiz_file = (
                made,
                exported(chosen, questions, title_of(questions), assistant().library),
            )
        st.download_button(
            escape(t("export_file", name=format_name(chosen))),
            st.session_state.quiz_file[1],
            f"quiz.{FORMATS[chosen].ending}",
            FORMATS[chosen].mime,
            on_click="ignore",
            icon=":material/download:",
        )


st.title(t("quiz"))
with shown_errors():
    if not empty_library():
        paper = session.desk().quiz
        if paper:
            if paper.grades is not None:
                results(paper, paper.grades)
            elif paper.elsewhere:
                elsewhere(paper)
            else:
                take(paper)
            with st.container(horizontal=True):
                st.button(t("new_quiz"), icon=":material/add:", on_click=session.leave)
                if paper.trial:
                    if st.button(t("trial_back"), icon=":material/description:"):
                        session.leave()
                        st.switch_page("views/papers.py")
                elif st.button(t("keep_paper"), key="keep-paper", icon=":material/description:"):
                    keep_as_paper(paper)
            export(paper.questions)
        else:
            left_open()
            review()
            form()
