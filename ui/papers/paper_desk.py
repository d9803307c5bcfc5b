"""Which paper this tab has open, and what its buttons do; every change is kept in the library at once."""

from __future__ import annotations

import random

import streamlit as st

from learning.papers.editing import another_question
from learning.papers.exam_paper import ExamPaper, KeptPaper
from learning.papers.paper_shelf import PaperShelf
from ui.escape import escape
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

OPEN_PAPER = "paper"  # the name of the open paper's id in the address, so that a reload opens it again


def paper_shelf() -> PaperShelf:
    return PaperShelf(assistant().library)


def opened_paper() -> str:
    """The id of the open paper; "" while the list is shown."""
    return str(st.query_params.get(OPEN_PAPER, ""))


def open_paper(paper_id: str) -> None:
    """Show a paper; "" shows the list."""
    for key in ("edited_item", "item_gone", "paper_told", "item_page"):
        st.session_state.pop(key, None)
    if paper_id:
        st.query_params[OPEN_PAPER] = paper_id
    else:
        st.query_params.pop(OPEN_PAPER, None)


def copy_paper(kept: KeptPaper) -> None:
    with shown_errors():
        made = paper_shelf().copy(kept.id, t("paper_copy_of", title=kept.title))
        st.toast(escape(t("paper_copied", title=made.title)))


def delete_paper(kept: KeptPaper) -> None:
    """Delete a paper; ``bring_paper_back`` undoes it."""
    with shown_errors():
        paper_shelf().remove(kept.id)
        st.session_state.paper_gone = kept
        open_paper("")


def bring_paper_back() -> None:
    with shown_errors():
        paper_shelf().restore(st.session_state.pop("paper_gone").id)
        st.toast(t("restored"))


def rename_paper(paper_id: str, key: str) -> None:
    with shown_errors():
        paper_shelf().rename(paper_id, st.session_state[key])


def move_item(item_id: str, by: int) -> None:
    """Move a question, and turn the list to where it is now."""
    with shown_errors():
        st.session_state.item_place = paper_shelf().move(item_id, by)
        st.session_state.item_focus = f"{'down' if by > 0 else 'up'}-{item_id}"


def set_item_points(item_id: str, key: str) -> None:
    with shown_errors():
        paper_shelf().set_points({item_id: float(st.session_state[key])})


def delete_item(item_id: str, number: int) -> None:
    """Take a question out; ``bring_item_back`` undoes it."""
    with shown_errors():
        paper_shelf().remove_item(item_id)
        st.session_state.item_gone = (item_id, number)


def bring_item_back() -> None:
    with shown_errors():
        paper_shelf().restore_item(st.session_state.pop("item_gone")[0])
        st.toast(t("restored"))


def replace_item(paper_id: str, item_id: str, number: int) -> None:
    """Another question in its place."""
    with shown_errors():
        shelf = paper_shelf()
        shelf.put_question(item_id, another_question(shelf.library, shelf.open(paper_id), item_id))
        st.toast(t("item_replaced", n=number))


def revert_item(item_id: str, number: int) -> None:
    with shown_errors():
        if paper_shelf().revert(item_id):
            st.toast(t("item_reverted", n=number))


def edit_item(item_id: str) -> None:
    """Open the fields of a question; "" closes them."""
    st.session_state.edited_item = item_id


def add_form(paper: ExamPaper, letter: str) -> None:
    """Keep a form under a seed of its own."""
    with shown_errors():
        paper_shelf().set_form(paper.id, letter, random.randrange(10**6))
