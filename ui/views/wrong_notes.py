"""오답노트: what was answered wrongly and why, the right answer and its page, another try, and a new question like it."""

from __future__ import annotations

import streamlit as st

from learning import WrongNote
from learning.exchange.export import FORMATS, PRINTED
from learning.exchange.export.notes import write as write_notes
from learning.kinds import form_of
from learning.quizzes.daily_review import similar
from ui.citations.chips import chips
from ui.escape import escape
from ui.quiz import session
from ui.quiz.countdown import now, shown_day, zone
from ui.quiz.question_fields import field, reason, rubric
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

NOTES_SHOWN = 10  # notes at a time


def card(note: WrongNote, number: int) -> None:
    """One wrong note: the question, what was said, the answer on demand, another try, and a new question like it."""
    question = note.question
    with st.container(border=True):
        with st.form(f"retry-{question.id}", border=False):
            said = field(question, number, f"retry-answer-{question.id}-{note.attempts}")
            submitted = st.form_submit_button(t("again"), icon=":material/replay:")
        if submitted:
            grade = assistant().learner.submit(question.id, said)
            if grade.correct:
                st.toast(f"{t('right')}! {escape(grade.answer)}")
                st.rerun()
            st.error(escape(grade.feedback))
        mine = escape(question.shown_response(note.last_response)) or "–"
        st.caption(f"{t('my_answer')}: {mine} · {t('tries', n=note.attempts)} · {next_review(note)}")
        with st.expander(t("answer_is")):
            if form_of(question) == "prose":
                rubric(question, note.last_response)
            else:
                st.markdown(f"**{escape(question.shown_answer())}**")
                if note.last_response:
                    reason(question, note.last_response, f"note-{question.id}")
            st.caption(escape(question.explanation))
        chips((question.citation, *question.citations), f"wrong-{question.id}")
        if st.button(t("similar"), key=f"similar-{question.id}", icon=":material/content_copy:", type="tertiary"):
            session.start([similar(assistant().library, assistant().learner, question).id])
            st.switch_page("views/quiz.py")


def next_review(note: WrongNote) -> str:
    due = note.next_review(now())
    return t("next_day", day=shown_day(due)) if due else t("next_now")


def printable(notes: list[WrongNote]) -> None:
    """The notes to print: with all that is said of them and new questions, and as a sheet
    to answer afresh with its key.
    """
    library, here, title = assistant().library, zone(), t("notes_title")  # a download is made outside the session

    def write() -> bytes:
        made = FORMATS[PRINTED].write([note.question for note in notes], title)
        return made if isinstance(made, bytes) else made.encode()

    def print_explanations() -> bytes:
        return write_notes(notes, library, here, title)

    with st.container(horizontal=True):
        for name, file, made in (
            ("print_notes", "wrong-notes.pdf", print_explanations),
            ("print_again", "wrong-again.pdf", write),
        ):
            st.download_button(
                t(name), made, file, FORMATS[PRINTED].mime, on_click="ignore", icon=":material/print:", key=name
            )


def disputes() -> None:
    """정답으로 인정: what the learner counted as right, to be confirmed or taken back."""
    learner = assistant().learner
    asked = learner.disagreements()
    if not asked:
        return
    with st.expander(t("disputes", n=len(asked)), icon=":material/gavel:"):
        st.caption(t("disputes_help"))
        for one in asked:
            st.markdown(f"**{escape(one.question.stem.replace('**', ''))}**")
            mine, right = escape(one.question.shown_response(one.response)), escape(one.question.shown_answer())
            st.caption(f"{t('my_answer')}: {mine} · {t('answer_is')}: {right}")
            with st.container(horizontal=True):
                agreed = st.button(t("rule_agree"), key=f"agree-{one.id}")
                refused = st.button(t("rule_refuse"), key=f"refuse-{one.id}")
            if agreed or refused:
                learner.rule(one.id, agreed)
                st.rerun()


st.title(t("wrong_notes"))
with shown_errors():
    notes = assistant().learner.wrong_notes()
    if not notes:
        st.info(t("no_wrong"))
        if st.button(t("go_quiz"), type="primary", icon=":material/quiz:"):
            st.switch_page("views/quiz.py")
    else:
        st.caption(t("wrong_count", n=len(notes), due=assistant().learner.waiting()))
        printable(notes)
        shown = int(st.session_state.get("notes_shown", NOTES_SHOWN))
        for position, wrong in enumerate(notes[:shown], 1):
            card(wrong, position)
        if len(notes) > shown and st.button(t("more_notes", n=min(NOTES_SHOWN, len(notes) - shown))):
            st.session_state.notes_shown = shown + NOTES_SHOWN
            st.rerun()
    disputes()
