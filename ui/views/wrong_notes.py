"""오답노트: what was answered wrongly, the right answer and its page, and another try."""

from __future__ import annotations

import streamlit as st

from learning import WrongNote
from ui.citations import chips
from ui.escape import escape
from ui.questions import field, shown_response
from ui.session import assistant, shown_errors
from ui.texts import t


def card(note: WrongNote, number: int) -> None:
    """One wrong note: the question, what was said, the answer on demand, and another try."""
    question = note.question
    with st.container(border=True):
        with st.form(f"retry-{question.id}", border=False):
            said = field(question, number, f"retry-answer-{question.id}-{note.attempts}")
            submitted = st.form_submit_button(t("again"), icon=":material/replay:")
        if submitted:
            grade = assistant().learner.submit(question.id, said)
            if grade.correct:
                st.toast(f"{t('right')}! {grade.answer}")
                st.rerun()
            st.error(escape(grade.feedback))
        st.caption(
            f"{t('my_answer')}: {escape(shown_response(question, note.last_response)) or '–'} · {t('tries', n=note.attempts)}"
        )
        with st.expander(t("answer_is")):
            st.markdown(f"**{escape(question.shown_answer())}**")
            st.caption(escape(question.explanation))
        chips([question.citation], f"wrong-{question.id}")


st.title(t("wrong_notes"))
with shown_errors():
    notes = assistant().learner.wrong_notes()
    if not notes:
        st.info(t("no_wrong"))
        if st.button(t("go_quiz"), type="primary", icon=":material/quiz:"):
            st.switch_page("views/quiz.py")
    else:
        st.caption(t("wrong_count", n=len(notes), due=len(assistant().learner.due())))
        for position, wrong in enumerate(notes, 1):
            card(wrong, position)
