"""반: a teacher's classes, what they read, what they are set, who has done it, and what the items are worth."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from learning import Question, make_quiz
from learning.classes.assignments import MOST_ATTEMPTS
from learning.classes.class_rooms import ClassRoom
from learning.classes.item_statistics import ItemStatistics, describe_exam
from learning.classes.submissions import Assignment
from learning.models import mark
from ui.classes.own_classes import assignments, class_rooms, shown_due
from ui.escape import escape
from ui.quiz.countdown import now, zone
from ui.quiz.question_fields import show_stem
from ui.session import assistant, current_account, open_accounts, shown_errors
from ui.texts.catalogue import t

USUAL_QUESTIONS, MOST_DRAFTED, USUAL_DAYS = 10, 30, 7


def make_box() -> None:
    """A new class."""
    with st.form("make-class", clear_on_submit=True):
        name = st.text_input(t("class_name"), max_chars=60)
        if st.form_submit_button(t("class_make"), icon=":material/group_add:") and name.strip():
            with shown_errors():
                class_rooms().make(name)
                st.rerun()


def people_box(room: ClassRoom) -> None:
    """The code, and who is in the class."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escape(t("class_code", code=f"{room.code[:4]}-{room.code[4:]}")))
        if st.button(t("class_new_code"), key=f"code-{room.id}", type="tertiary", icon=":material/autorenew:"):
            class_rooms().renew_code(room.id)
            st.rerun()
    with st.expander(t("class_members", n=room.members), icon=":material/groups:"):
        for member in class_rooms().members(room.id):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(escape(member.name))
                label = t("class_send_away", name=escape(member.name))
                if st.button(label, key=f"away-{member.account_id}", type="tertiary"):
                    class_rooms().send_away(room.id, member.owner)
                    st.rerun()


def own_sources() -> dict[str, str]:
    """The titles of the teacher's own sources by their ids."""
    library = assistant().library
    return {one.id: one.title for one in library.sources() if library.is_own(one.id)}


def share_box(room: ClassRoom, own: dict[str, str]) -> None:
    """Which of the teacher's sources the class may read."""
    shared, key = class_rooms().shared(room.id), f"share-{room.id}"
    shown = [one for one in own if one in shared]
    st.session_state[key] = shown
    st.multiselect(
        t("class_shared"),
        list(own),
        format_func=lambda one: own[one],
        key=key,
        help=t("class_shared_help"),
        on_change=keep_shares,
        args=(room.id, key, shown),
    )


def keep_shares(class_id: str, key: str, shown: list[str]) -> None:
    """Share and take back what differs from what this tab had shown, and nothing else; a callback."""
    chosen = list(st.session_state.get(key, shown))
    with shown_errors():
        for source_id in chosen:
            if source_id not in shown:
                class_rooms().share(class_id, source_id)
        for source_id in shown:
            if source_id not in chosen:
                class_rooms().unshare(class_id, source_id)


def draft_box(room: ClassRoom, own: dict[str, str]) -> None:
    """Questions from a source, looked over, then set with a deadline."""
    with st.expander(t("task_new"), icon=":material/assignment_add:", key=f"new-task-{room.id}"):
        source_id = st.selectbox(t("task_source"), list(own), format_func=lambda one: own[one], key=f"from-{room.id}")
        count = st.number_input(t("task_count"), 1, MOST_DRAFTED, USUAL_QUESTIONS, key=f"count-{room.id}")
        if st.button(t("task_draft"), key=f"draft-{room.id}", icon=":material/quiz:") and source_id:
            with shown_errors():
                st.session_state[f"drafted-{room.id}"] = make_quiz(assistant().library, [source_id], n=int(count))
        drafted: list[Question] = st.session_state.get(f"drafted-{room.id}", [])
        if drafted:
            set_box(room, drafted)


def set_box(room: ClassRoom, drafted: list[Question]) -> None:
    """The questions, each to keep or leave out, and how they are set."""
    st.caption(t("task_drafted", n=len(drafted)))
    kept = []
    for number, question in enumerate(drafted, 1):
        show_stem(question, number)
        for option in question.options:
            st.caption(f"{mark(option.id)} {escape(option.text)}")
        st.caption(f"{t('answer_is')}: {escape(question.shown_answer())}")
        if st.checkbox(t("task_keep", n=number), value=True, key=f"keep-{room.id}-{question.id}"):
            kept.append(question)
    title = st.text_input(t("task_title"), max_chars=80, key=f"title-{room.id}")
    day = st.date_input(
        t("task_day"), now().date() + timedelta(days=USUAL_DAYS), min_value=now().date(), key=f"day-{room.id}"
    )
    hour = st.time_input(t("task_time"), time(23, 59), key=f"time-{room.id}")
    attempts = st.number_input(t("task_attempts"), 1, MOST_ATTEMPTS, 1, key=f"attempts-{room.id}")
    shuffled = st.checkbox(t("task_shuffled"), value=True, key=f"shuffled-{room.id}")
    if st.button(t("task_set"), type="primary", key=f"set-{room.id}", icon=":material/send:"):
        due = datetime.combine(day, hour, zone()).astimezone(UTC)
        with shown_errors():
            assignments().assign(room.id, title, kept, due, int(attempts), shuffled)
            st.session_state.pop(f"drafted-{room.id}")
            st.rerun()


def task_card(task: Assignment) -> None:
    """One assignment: who has done it, and what its items are worth."""
    standings = assignments().standings(task.id)
    done = sum(one.best is not None for one in standings)
    with st.expander(
        f"{escape(task.title)} · {t('task_done', n=len(standings), done=done)}", key=f"set-task-{task.id}"
    ):
        st.caption(shown_due(task))
        if st.button(t("task_results"), key=f"results-{task.id}", icon=":material/table_view:"):
            note_looks([one.account_id for one in standings if one.takes], task.title)
            st.session_state[f"shown-{task.id}"] = True
        if st.session_state.get(f"shown-{task.id}"):
            st.table(
                [
                    {
                        t("task_pupil"): escape(one.name),
                        t("task_score"): t("task_not_yet")
                        if one.best is None
                        else f"{one.best:g} / {len(task.questions)}",
                        t("task_takes"): str(len(one.takes)),
                    }
                    for one in standings
                ],
                hide_index=True,
            )
            st.caption(t("task_draft_score"))
            item_table(task)
        if st.button(t("task_withdraw"), key=f"withdraw-{task.id}", type="tertiary", icon=":material/delete:"):
            assignments().withdraw(task.id)
            st.rerun()


def note_looks(account_ids: list[str], what: str) -> None:
    """Write down whose results were looked at, and by whom."""
    account = current_account()
    for one in account_ids:
        if account is not None and account.id != one:
            open_accounts().note_look(account, one, what)


def item_table(task: Assignment) -> None:
    """정답률, 변별도 and the chosen options of every item, over first takes."""
    found = describe_exam(task, assignments().standings(task.id))
    st.subheader(t("item_table"))
    st.caption(t("item_note", n=found.takers))
    alpha = t("item_few") if found.alpha is None else t("item_alpha", alpha=f"{found.alpha:.2f}")
    st.markdown(alpha)
    st.table([item_row(number, one) for number, one in enumerate(found.items, 1)], hide_index=True)


def item_row(number: int, item: ItemStatistics) -> dict[str, str]:
    """One row of the table; the key's option is marked."""
    chosen = ", ".join(f"{mark(one.id)}{'✓' if one.is_key else ''} {one.chosen}" for one in item.options)
    stem = item.question.stem.partition("\n")[0].replace("**", "")
    return {
        t("item_number"): f"{number}. {escape(stem)}",
        t("item_facility"): f"{item.facility:.2f}",
        t("item_discrimination"): "–" if item.discrimination is None else f"{item.discrimination:.2f}",
        t("item_efficiency"): "–" if item.efficiency is None else f"{item.efficiency:.0f}",
        t("item_choices"): chosen or "–",
    }


def page() -> None:
    st.title(t("classes"))
    rooms = {one.id: one for one in class_rooms().taught()}
    if not rooms:
        st.info(t("class_none"))
        make_box()
        return
    chosen = st.selectbox(t("class_choose"), list(rooms), format_func=lambda one: rooms[one].name, key="class")
    room = rooms[chosen]
    people_box(room)
    if own := own_sources():
        share_box(room, own)
        draft_box(room, own)
    else:
        st.info(t("class_no_sources"))
        if st.button(t("go_library"), type="primary", icon=":material/library_books:", key="class-library"):
            st.switch_page("views/library.py")
    for task in assignments().of_class(room.id):
        task_card(task)
    with st.expander(t("class_make"), icon=":material/add:"):
        make_box()
    with st.popover(t("class_remove"), icon=":material/delete:"):
        st.caption(t("class_remove_sure"))
        if st.button(t("class_remove"), key=f"remove-{room.id}", type="primary"):
            class_rooms().remove(room.id)
            st.rerun()


with shown_errors():
    page()
