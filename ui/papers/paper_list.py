"""The papers that are kept, each to open, copy and delete; a new one below."""

from __future__ import annotations

import streamlit as st

from learning.papers.exam_paper import KeptPaper
from ui.escape import escape
from ui.papers.new_paper import show_new_paper
from ui.papers.paper_desk import bring_paper_back, copy_paper, delete_paper, open_paper, paper_shelf
from ui.quiz.countdown import shown_day
from ui.texts.catalogue import t

PAPERS_SHOWN = 20  # papers at a time


def show_papers() -> None:
    """The list, the way back after a deletion, and the form of a new paper."""
    st.caption(t("papers_note"))
    if "paper_gone" in st.session_state:
        st.warning(escape(t("paper_deleted", title=st.session_state.paper_gone.title)))
        st.button(t("undo"), key="undo-paper", icon=":material/undo:", type="primary", on_click=bring_paper_back)
    found = paper_shelf().all()
    if not found:
        st.info(t("no_papers"))
    last = -(-len(found) // PAPERS_SHOWN)
    page = st.pagination(last, key="papers-page") if last > 1 else 1
    for kept in found[(page - 1) * PAPERS_SHOWN : page * PAPERS_SHOWN]:
        show_line(kept)
    show_new_paper(expanded=not found)


def show_line(kept: KeptPaper) -> None:
    """One paper, by its name."""
    with st.container(border=True):
        st.button(
            escape(kept.title),
            key=f"paper-{kept.id}",
            icon=":material/description:",
            width="stretch",
            on_click=open_paper,
            args=(kept.id,),
        )
        said = {"n": kept.questions, "points": f"{kept.points:g}", "day": shown_day(kept.updated_at)}
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption(t("paper_line", **said), width="stretch")
            st.button(
                t("paper_copy"),
                key=f"copy-{kept.id}",
                icon=":material/content_copy:",
                type="tertiary",
                on_click=copy_paper,
                args=(kept,),
            )
            st.button(
                t("remove"),
                key=f"delete-{kept.id}",
                icon=":material/delete:",
                type="tertiary",
                on_click=delete_paper,
                args=(kept,),
            )
