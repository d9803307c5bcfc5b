"""과제: join a class, see what is set, take it, see how it went and why."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from learning import Question
from learning.classes.submissions import Assignment, Submission
from storage.tables import utcnow
from ui.citations.chips import chips
from ui.classes.own_classes import assignments, class_rooms, join_class, shown_due
from ui.escape import escape
from ui.quiz.question_fields import field, show_stem
from ui.served_settings import served_settings
from ui.session import assistant, current_account, open_accounts, shown_errors
from ui.texts.catalogue import t


def join_box() -> None:
    """The classes that one is in, and a code for another one."""
    for room in class_rooms().joined():
        st.caption(escape(t("class_line", name=room.name, teacher=room.teacher)))
    with st.form("join-class", clear_on_submit=True):
        code = st.text_input(t("join_code"), max_chars=20)
        if st.form_submit_button(t("join"), icon=":material/group_add:") and code.strip():
            with shown_errors():
                behind = served_settings().public_url  # then every address is the proxy's
                address = "" if behind else str(st.context.ip_address or "")
                joined = join_class(open_accounts(), current_account(), class_rooms(), code, address)
                st.toast(escape(t("joined", name=joined.name)))
                st.rerun()


def task_card(task: Assignment) -> None:
    """One assignment: when it is due, what was done of it, and the way on."""
    takes = assignments().takes(task.id)
    over, left = task.is_over(utcnow()), task.attempts - len(takes)
    under_way = bool(takes) and takes[-1].handed_in_at is None
    with st.container(border=True, key=f"task-{task.id}"):
        st.markdown(f"**{escape(task.title)}**")
        state = t("task_over") if over else t("task_left", n=left + under_way)
        st.caption(f"{shown_due(task)} · {state}")
        done = [take for take in takes if take.handed_in_at is not None]
        if done:
            best = max(take.total for take in done)
            st.markdown(t("task_result", most=len(task.questions), total=f"{best:g}"))
        with st.container(horizontal=True):
            if not over and (under_way or left > 0):
                key = "task_go_on" if under_way else "task_again" if done else "task_start"
                if st.button(t(key), key=f"start-{task.id}", type="primary", icon=":material/edit:"):
                    with shown_errors():
                        st.session_state.take = assignments().start(task.id).id
                        st.session_state.task = task.id
                        st.rerun()
            if done and st.button(t("task_see"), key=f"see-{task.id}", icon=":material/fact_check:"):
                st.session_state.task, st.session_state.take = task.id, None
                st.rerun()


def keep_field(take_id: int, question_id: str, key: str) -> None:
    """Keep an answer as it is given; a callback."""
    with shown_errors():
        assignments().keep_answers(take_id, {question_id: str(st.session_state.get(key) or "")})


def take_it(task: Assignment, take: Submission) -> None:
    """The questions in this take's order, and the button that hands them in."""
    questions = {one.id: one for one in task.questions}
    st.caption(f"{shown_due(task)} · {t('task_kept')}")
    said: dict[str, str] = {}
    for number, question_id in enumerate(take.order, 1):
        key = f"take-{take.id}-{question_id}"
        said[question_id] = field(
            questions[question_id],
            number,
            key,
            take.answers.get(question_id, ""),
            lambda asked, key: keep_field(take.id, asked, key),
        )
        st.divider()
    st.caption(t("answered", total=len(said), done=sum(bool(one) for one in said.values())))
    if st.button(t("task_hand_in"), type="primary", icon=":material/done_all:", key="hand-in"):
        with shown_errors():
            assignments().hand_in(take.id, said)
            st.session_state.take = None
            st.rerun()


def show_result(task: Assignment, takes: list[Submission]) -> None:
    """The latest take that was handed in: each question, and once nothing more can be handed in, why."""
    done = [take for take in takes if take.handed_in_at is not None]
    if not done:
        return
    take, questions = done[-1], {one.id: one for one in task.questions}
    open_now = task.is_over(utcnow()) or len(takes) >= task.attempts
    st.markdown(f"**{t('task_result', most=len(questions), total=f'{take.total:g}')}**")
    st.caption(t("task_draft_score"))
    if not open_now:
        st.info(t("task_wait"))
    for number, question_id in enumerate(take.order, 1):
        show_item(questions[question_id], take.scores, take.answers.get(question_id, ""), number, open_now)


def show_item(question: Question, scores: Mapping[str, float], response: str, number: int, explained: bool) -> None:
    """One question of a take that was handed in."""
    score, said = scores.get(question.id, 0.0), escape(question.shown_response(response)) or "–"
    show_stem(question, number)
    if score == 1.0:
        st.success(f"{t('right')} · {said}", icon=":material/check:")
    else:
        right = f" · {t('answer_is')}: {escape(question.shown_answer())}" if explained else ""
        word = t("nearly") if score else t("wrong")
        (st.warning if score else st.error)(f"{word} · {t('my_answer')}: {said}{right}", icon=":material/close:")
    if explained:
        st.caption(escape(question.explanation))
        if assistant().library.has(question.citation.source_id):
            chips((question.citation, *question.citations), f"item-{question.id}")


def page() -> None:
    st.title(t("tasks"))
    chosen = {one.id: one for one in assignments().set_to_me()}
    task = chosen.get(str(st.session_state.get("task")))
    if task is None:
        join_box()
        for one in chosen.values():
            task_card(one)
        if not chosen:
            st.info(t("task_none"))
        return
    if st.button(t("task_back"), key="task-back", type="tertiary", icon=":material/arrow_back:"):
        st.session_state.task = None
        st.rerun()
    st.header(escape(task.title))
    takes = assignments().takes(task.id)
    under_way = next((one for one in takes if one.id == st.session_state.get("take") and not one.handed_in_at), None)
    if under_way is not None:
        take_it(task, under_way)
    else:
        show_result(task, takes)


with shown_errors():
    page()
