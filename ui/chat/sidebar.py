"""The conversations in the sidebar: found, opened, named, taken away as a file, deleted with a way back."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st

from agent.answer import Thread
from ui.citations import panel
from ui.escape import escape
from ui.session import asking, assistant, current_thread, leaving, new_thread_id, shown_errors
from ui.texts.catalogue import t

LISTED = 20
SIDEBAR_REFRESH_SECONDS = 2.0  # seconds


def conversations() -> None:
    """Open another conversation, start one, and what can be done with this one."""
    with st.sidebar, shown_errors():
        st.subheader(t("threads"))
        st.button(t("new_thread"), icon=":material/add:", width="stretch", on_click=_open, args=(new_thread_id(),))
        if st.session_state.get("left"):
            undo()
        known = [thread for thread in assistant().threads() if thread.id not in leaving()]
        if not known:
            st.caption(t("no_threads"))
            return
        text = st.text_input(t("find_thread"), key="find-thread", placeholder=t("find_thread_hint")).strip()
        found = [thread for thread in assistant().find_threads(text) if thread.id not in leaving()] if text else known
        if not found:
            st.caption(t("no_thread_found"))
        for thread in found[:LISTED]:
            row(thread)
        if len(found) > LISTED:
            st.caption(t("more_threads", n=len(found) - LISTED))


def row(thread: Thread) -> None:
    """One conversation; the open one with its menu."""
    here = thread.id == current_thread()
    with st.container(horizontal=True, gap="small", wrap=False, vertical_alignment="center"):
        st.button(
            escape(thread.name),
            key=f"thread-{thread.id}",
            type="secondary" if here else "tertiary",
            width="stretch",
            on_click=_open,
            args=(thread.id,),
        )
        if here:
            with st.popover("", icon=":material/more_vert:", help=t("thread_menu"), key=f"menu-{thread.id}"):
                menu(thread)


def menu(thread: Thread) -> None:
    """Name, summary, file, delete."""
    key = f"name-{thread.id}"
    st.text_input(
        t("rename_thread"), value=thread.name, key=key, max_chars=40, on_change=_rename, args=(thread.id, key)
    )
    st.button(
        t("summarize_thread"),
        key=f"summarize-{thread.id}",
        icon=":material/short_text:",
        width="stretch",
        on_click=_summarize,
        args=(thread.id,),
    )
    st.download_button(
        t("export_thread"),
        partial(assistant().export_thread, thread.id),
        file_name(thread),
        "text/markdown",
        key=f"export-{thread.id}",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )
    st.button(
        t("delete_thread"),
        key=f"delete-{thread.id}",
        icon=":material/delete:",
        width="stretch",
        on_click=_delete,
        args=(thread,),
    )


def file_name(thread: Thread) -> str:
    """The conversation's name as a file's: letters, digits, spaces and hyphens of it."""
    return (re.sub(r"[^\w -]", "", thread.name).strip() or thread.id) + ".md"


@st.fragment(run_every=SIDEBAR_REFRESH_SECONDS)
def undo() -> None:
    """The way back after a deletion, while there is one."""
    left = st.session_state.get("left")
    if not left or left[0] not in leaving():
        st.session_state.pop("left", None)
        st.rerun()
    st.warning(escape(t("thread_deleted", name=left[1])))
    if st.button(t("undo"), key="undo-thread", icon=":material/undo:", type="primary", width="stretch"):
        st.session_state.pop("left", None)
        if leaving().back(left[0]):
            st.toast(t("restored"))
            _open(left[0])
        st.rerun()


def _open(thread: str) -> None:
    st.session_state.thread = thread
    panel.close()


def _summarize(thread: str) -> None:
    asking().ask(t("summarize_thread_ask"), thread, None, "summary")


def _rename(thread: str, key: str) -> None:
    name = str(st.session_state.get(key, "")).strip()
    if name:
        with shown_errors():
            assistant().rename_thread(thread, name)


def _delete(thread: Thread) -> None:
    for asked in asking().of(thread.id):
        asking().stop(asked)
    leaving().put(thread.id)
    st.session_state.left = (thread.id, thread.name)
    _open(new_thread_id())
