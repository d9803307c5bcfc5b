"""Taking a quiz: all questions at once, or one after the other by keyboard."""

from __future__ import annotations

import streamlit as st

from learning import Question
from ui.escape import escape
from ui.quiz import exams
from ui.quiz.question_fields import field, option_texts, show_stem
from ui.quiz.session import Sitting
from ui.session import assistant, error_text, shown_errors
from ui.texts.catalogue import t


def take(quiz: Sitting) -> None:
    """The paper: all at once, or one question after the other by keyboard."""
    if quiz.fewer:
        st.info(t("fewer", made=len(quiz.questions)))
    if quiz.short:
        st.info(escape(quiz.short))
    quiz.drawn = quiz.changes
    if quiz.trial:
        st.info(t("trial_note"), icon=":material/science:")
    if quiz.mock:
        exams.running(quiz, quiz.mock)
    paper(quiz)


@st.fragment
def paper(quiz: Sitting) -> None:
    """How to take it, and the questions; in one fragment, for a tap that leaves a field counts
    only where both are in the same.
    """
    if quiz.over:
        st.rerun()
    quiz.drawn = quiz.changes
    if quiz.trouble:
        st.warning(escape(f"{t('not_kept')} {error_text(quiz.trouble)}"), icon=":material/sync_problem:")
    way = str(st.session_state.get("quiz_way", "way_all"))
    key = f"quiz-way-{way}"  # another one once changed: the focus stays behind, so that Enter goes on
    st.segmented_control(
        t("way"),
        ["way_all", "way_one"],
        format_func=t,
        default=way,
        required=True,
        key=key,
        help=t("way_one_help"),
        on_change=_turn,
        args=(quiz, key),
    )
    (one_by_one if way == "way_one" else all_at_once)(quiz)
    ask_first(quiz)


def _turn(quiz: Sitting, key: str) -> None:
    st.session_state.quiz_way = st.session_state[key]
    quiz.changes += 1


def all_at_once(quiz: Sitting) -> None:
    """Every question under the other, and the button that grades them."""
    for number, question in enumerate(quiz.questions, 1):
        answer_field(quiz, question, number)
        exams.points_line(quiz, question)
        exams.hint_lines(quiz, question)
        st.divider()
    st.caption(t("answered", total=len(quiz.questions), done=quiz.answered_count))
    st.button(t("grade"), type="primary", icon=":material/done_all:", key="grade-all", on_click=hand_in, args=(quiz,))


def answer_field(quiz: Sitting, question: Question, number: int) -> None:
    """The question with its field, whose answer is kept as it is given."""
    field(question, number, f"answer-{quiz.number}-{question.id}", quiz.said.get(question.id, ""), quiz.note_field)


def hand_in(quiz: Sitting) -> None:
    """Grade it, where answers are left empty only when that was said to be meant; a callback, for these count whichever
    part of the page is run next.
    """
    if quiz.answered_count < len(quiz.questions) and not quiz.asked:
        quiz.asked = True
        quiz.changes += 1
        return
    with shown_errors():
        quiz.hand_in(assistant().learner)


def go_on(quiz: Sitting) -> None:
    """Answer more before it is handed in."""
    quiz.asked = False
    quiz.changes += 1


def ask_first(quiz: Sitting) -> None:
    """Whether to grade with answers left empty, where that was begun."""
    empty = len(quiz.questions) - quiz.answered_count
    if not quiz.asked or not empty:
        quiz.asked = False
        return
    st.warning(t("hand_in_empty", n=empty), icon=":material/help:")
    with st.container(horizontal=True):
        st.button(t("hand_in_anyway"), key="grade-anyway", type="primary", on_click=hand_in, args=(quiz,))
        st.button(t("hand_in_go_on"), key="grade-later", on_click=go_on, args=(quiz,))


def one_by_one(quiz: Sitting) -> None:
    """One question; number keys choose, Enter goes on, the left arrow back. Where one writes, Ctrl+Enter goes on."""
    total, at = len(quiz.questions), quiz.place
    question, last = quiz.questions[at], at == total - 1
    st.progress((at + 1) / total, text=f"{at + 1} / {total}")
    with st.container(key="one-question"):
        if question.options:
            show_stem(question, at + 1)
            picks(quiz, question)
        else:
            answer_field(quiz, question, at + 1)
        st.button(
            t("grade") if last else t("next"),
            key=f"on-{at}",
            icon=":material/arrow_forward:",
            shortcut="Enter" if question.options else "Ctrl+Enter",
            on_click=hand_in if last else quiz.move,
            args=(quiz,) if last else (1,),
        )
        exams.hint_lines(quiz, question)
    if at:
        st.button(
            t("previous"),
            key=f"back-{at}",
            icon=":material/arrow_back:",
            type="tertiary",
            shortcut="Left",
            on_click=quiz.move,
            args=(-1,),
        )
    st.caption(t("answered", total=total, done=quiz.answered_count))


def picks(quiz: Sitting, question: Question) -> None:
    """The options as buttons with number keys."""
    for place, (key, text) in enumerate(option_texts(question).items(), 1):
        picked = quiz.said.get(question.id) == key
        st.button(
            text,
            key=f"pick-{quiz.number}-{question.id}-{key}-{picked}",  # another one once picked: the focus stays behind
            type="primary" if picked else "secondary",
            shortcut=str(place),
            width="stretch",
            on_click=quiz.note,
            args=(question.id, key),
        )
