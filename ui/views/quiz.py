"""퀴즈: review what is due, or choose pages, kinds and how many; take it; see each answer explained by its page."""

from __future__ import annotations

from datetime import datetime, time

import streamlit as st

from learning import KINDS, Question, make_quiz
from learning.export import FORMATS, title_of
from learning.export import made as exported
from learning.practice import today
from learning.progress import Range
from ui import papers, sitting
from ui.clock import now, shown_time, zone
from ui.escape import escape
from ui.questions import field, option_texts, result, show_stem
from ui.session import assistant, empty_library, shown_errors
from ui.texts import language, t

DAILY = 10  # questions of a day's review
ESSAY_MOST, WORD_MOST = 2000, 200  # characters


def review() -> None:
    """오늘 복습: what is due, by the exam date and the range where they are set."""
    learner = assistant().learner
    if not learner.attempts(1):
        return
    with st.container(border=True):
        st.subheader(t("today_head"))
        waiting = len(learner.due())
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
                sitting.start([question.id for question in chosen])
                st.rerun()
            st.info(t("today_nothing"))
    st.subheader(t("new_quiz_head"))


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
    names = {key: kind.korean if language() == "ko" else kind.english for key, kind in KINDS.items()}
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
        made = make_quiz(
            library,
            [source_id],
            pages=pages,
            n=int(count),
            kinds=tuple(kinds),
            avoid=recent,
            progress=report,
        )
        sitting.start([question.id for question in made])
        st.session_state.quiz_fewer = len(made) < count
        st.rerun()
    papers.mock_form(source_id, pages)
    papers.like_form(source_id, pages)


def take(questions: list[Question]) -> None:
    """The paper: all at once, or one question after the other by keyboard."""
    if st.session_state.pop("quiz_fewer", False):
        st.info(t("fewer", made=len(questions)))
    if sitting.mock():
        papers.running(questions)
    before = str(st.session_state.get("quiz_way", "way_all"))
    way = st.segmented_control(
        t("way"),
        ["way_all", "way_one"],
        format_func=t,
        default=before,
        required=True,
        key=f"quiz-way-{before}",  # another one once changed: the focus stays behind, so that Enter goes on
        help=t("way_one_help"),
    )
    if way != before:
        st.session_state.quiz_way = way
        st.rerun()
    (one_by_one if way == "way_one" else all_at_once)(questions)


@st.fragment
def all_at_once(questions: list[Question]) -> None:
    """Every question under the other, and the button that grades them."""
    for number, question in enumerate(questions, 1):
        key = f"answer-{sitting.round_number()}-{question.id}"
        field(question, number, key, sitting.said(question.id), sitting.note_field)
        papers.points_line(question)
        papers.hint_lines(question)
        st.divider()
    st.caption(t("answered", total=len(questions), done=sitting.answered()))
    if st.button(t("grade"), type="primary", icon=":material/done_all:", key="grade-all"):
        sitting.hand_in(questions)
        st.rerun()


@st.fragment
def one_by_one(questions: list[Question]) -> None:
    """One question; number keys choose, Enter goes on, the left arrow back."""
    total = len(questions)
    at = min(sitting.place(), total - 1)
    question = questions[at]
    st.progress((at + 1) / total, text=f"{at + 1} / {total}")
    with st.container(key="one-question"):
        show_stem(question, at + 1)
        if question.options:
            for place, (key, text) in enumerate(option_texts(question).items(), 1):
                picked = sitting.said(question.id) == key
                st.button(
                    text,
                    key=f"pick-{sitting.round_number()}-{question.id}-{key}-{picked}",  # as above
                    type="primary" if picked else "secondary",
                    shortcut=str(place),
                    width="stretch",
                    on_click=sitting.note,
                    args=(question.id, key),
                )
            forward = st.button(step_name(at, total), key=f"on-{at}", icon=":material/arrow_forward:", shortcut="Enter")
        else:
            forward = written(question, at, total)
        papers.hint_lines(question)
    if at:
        st.button(
            t("previous"),
            key=f"back-{at}",
            icon=":material/arrow_back:",
            type="tertiary",
            shortcut="Left",
            on_click=sitting.move,
            args=(-1, total),
        )
    st.caption(t("answered", total=total, done=sitting.answered()))
    if forward and at == total - 1:
        sitting.hand_in(questions)
        st.rerun()
    elif forward:
        sitting.move(1, total)
        st.rerun(scope="fragment")


def step_name(at: int, total: int) -> str:
    return t("grade") if at == total - 1 else t("next")


def written(question: Question, at: int, total: int) -> bool:
    """A field whose Enter keeps the answer and goes on."""
    key = f"word-{sitting.round_number()}-{question.id}"
    with st.form(f"form-{key}", border=False):
        if key not in st.session_state:
            st.session_state[key] = sitting.said(question.id)
        if question.kind == "essay":
            st.text_area(t("essay_answer"), key=key, max_chars=ESSAY_MOST, height=180, placeholder=t("essay_hint"))
        else:
            st.text_input(t("your_answer"), key=key, max_chars=WORD_MOST)
        forward = st.form_submit_button(step_name(at, total), icon=":material/arrow_forward:")
    if forward:
        sitting.note_field(question.id, key)
    return forward


def results(questions: list[Question]) -> None:
    """The score, every question explained, and what to do next."""
    grades = sitting.grades() or {}
    right = sum(grade.correct for grade in grades.values())
    st.subheader(t("score", total=len(questions), right=right))
    st.progress(right / max(len(questions), 1))
    papers.scores(questions, grades)
    if sitting.seconds() >= 1:
        st.caption(t("spent", time=shown_time(sitting.seconds())))
    for number, question in enumerate(questions, 1):
        grade = grades[question.id]
        result(question, grade, number, f"quiz-{question.id}", sitting.accepted(grade))
        if not grade.correct and grade.response.strip():
            disagreed = st.button(
                t("accept"),
                key=f"accept-{grade.attempt}",
                icon=":material/gavel:",
                type="tertiary",
                help=t("accept_help"),
            )
            if disagreed:
                sitting.accept(grade)
                st.rerun()
        st.divider()
    wrong = [question.id for question in questions if not grades[question.id].correct]
    with st.container(horizontal=True):
        if st.button(t("again"), icon=":material/replay:"):
            sitting.start([question.id for question in questions])
            st.rerun()
        if wrong and st.button(t("only_wrong"), icon=":material/priority_high:"):
            sitting.start(wrong)
            st.rerun()


def export(questions: list[Question]) -> None:
    """A menu of formats; the file is made when its format is chosen, and kept until another is."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("export_as"),
            list(FORMATS),
            format_func=lambda key: t(f"format_{key}"),
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
            escape(t("export_file", name=t(f"format_{chosen}"))),
            st.session_state.quiz_file[1],
            f"quiz.{FORMATS[chosen].ending}",
            FORMATS[chosen].mime,
            on_click="ignore",
            icon=":material/download:",
        )


st.title(t("quiz"))
with shown_errors():
    if not empty_library():
        paper = sitting.opened()
        if paper:
            if sitting.grades() is not None:
                results(paper)
            else:
                take(paper)
            with st.container(horizontal=True):
                st.button(t("new_quiz"), icon=":material/add:", on_click=sitting.leave)
            export(paper)
        else:
            review()
            form()
