"""퀴즈: choose pages, kinds and how many; take it; see each answer explained by its page."""

from __future__ import annotations

import streamlit as st

from learning import KINDS, Question, make_quiz
from learning.export import FORMATS, title_of
from ui.questions import field, result
from ui.session import assistant, empty_library, shown_errors
from ui.texts import language, t


def form() -> None:
    """What the quiz shall be made of."""
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("source"), list(titles), format_func=lambda i: titles[i], key="quiz-source")
    last = library.source(source_id).pages
    pages = st.slider(t("pages"), 1, last, (1, last), key=f"quiz-pages-{source_id}") if last > 1 else (1, 1)
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

        chosen = None if pages == (1, last) else pages
        recent = {q.id for q, _, _ in assistant().learner.history(50)}
        made = make_quiz(
            library,
            [source_id],
            pages=chosen,
            n=int(count),
            kinds=tuple(kinds),
            avoid=recent,
            progress=report,
        )
        start([question.id for question in made])
        st.session_state.quiz_fewer = len(made) < count
        st.rerun()


def start(ids: list[str]) -> None:
    """Begin with these questions."""
    st.session_state.quiz_ids = ids
    st.session_state.quiz_round = st.session_state.get("quiz_round", 0) + 1
    st.session_state.pop("quiz_grades", None)


def take(questions: list[Question]) -> None:
    """The paper, and the button that grades it."""
    if st.session_state.pop("quiz_fewer", False):
        st.info(t("fewer", made=len(questions)))
    turn = st.session_state.get("quiz_round", 0)
    with st.form(f"quiz-{turn}"):
        said = {}
        for number, question in enumerate(questions, 1):
            said[question.id] = field(question, number, f"answer-{turn}-{question.id}")
            st.divider()
        if st.form_submit_button(t("grade"), type="primary", icon=":material/done_all:"):
            st.session_state.quiz_grades = [assistant().learner.submit(i, response) for i, response in said.items()]
            st.rerun()


def results(questions: list[Question]) -> None:
    """The score, every question explained, and what to do next."""
    grades = {grade.question_id: grade for grade in st.session_state.quiz_grades}
    right = sum(grade.correct for grade in grades.values())
    st.subheader(t("score", total=len(questions), right=right))
    st.progress(right / max(len(questions), 1))
    for number, question in enumerate(questions, 1):
        result(question, grades[question.id], number, f"quiz-{question.id}")
    wrong = [question.id for question in questions if not grades[question.id].correct]
    with st.container(horizontal=True):
        if st.button(t("again"), icon=":material/replay:"):
            start([question.id for question in questions])
            st.rerun()
        if wrong and st.button(t("only_wrong"), icon=":material/priority_high:"):
            start(wrong)
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
            st.session_state.quiz_file = (made, FORMATS[chosen].write(questions, title_of(questions)))
        st.download_button(
            t("export_file", name=t(f"format_{chosen}")),
            st.session_state.quiz_file[1],
            f"quiz.{FORMATS[chosen].ending}",
            FORMATS[chosen].mime,
            on_click="ignore",
            icon=":material/download:",
        )


st.title(t("quiz"))
with shown_errors():
    if not empty_library():
        ids = st.session_state.get("quiz_ids")
        if ids:
            paper = [assistant().learner.question(identifier) for identifier in ids]
            if "quiz_grades" in st.session_state:
                results(paper)
            else:
                take(paper)
            with st.container(horizontal=True):
                if st.button(t("new_quiz"), icon=":material/add:"):
                    st.session_state.pop("quiz_ids")
                    st.rerun()
            export(paper)
        else:
            form()
