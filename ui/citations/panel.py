"""The cited page: beside what cites it on a wide screen, over it on a narrow one. Escape closes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from knowledge import Citation
from ui.citations.chips import marked_page, name_place
from ui.escape import escape
from ui.page_frame import close_by_going_back, focus_button
from ui.texts.catalogue import t

CLOSE_KEY = "close-cited"  # key of the button that closes the page
# Two columns need more room than one. Up to 640 px they fall under each other: the page would open out of sight.
PLACED = """<style>
[data-testid="stMainBlockContainer"]:has(.st-key-cited-page),
body:has(.st-key-cited-page) [data-testid="stBottomBlockContainer"] { max-width: 90rem; }
[data-testid="stColumn"]:has(.st-key-cited-page) { position: sticky; top: 4rem; align-self: flex-start; }
.st-key-cited-page { max-height: calc(100vh - 11rem); overflow-y: auto; }
@media (max-width: 640px) {
  .st-key-cited-page {
    position: fixed; inset: 3.75rem 0 0 0; z-index: 1000; max-height: none; border-radius: 0;
    background: Canvas; padding: 1rem;
  }
}
</style>"""


def get_open_citations() -> list[Citation]:
    """The citations whose page is open; [] where none is."""
    found = st.session_state.get("cited")
    return [one for one in found if isinstance(one, Citation)] if isinstance(found, list) else []


def open_beside(group: Sequence[Citation], chip: str) -> None:
    """Open the page of citations beside the conversation; the focus goes there, and back to ``chip`` when it closes."""
    st.session_state.cited, st.session_state.cited_from, st.session_state.focus = list(group), chip, CLOSE_KEY


def close() -> None:
    st.session_state.pop("cited", None)
    st.session_state.focus = st.session_state.pop("cited_from", None)


def place_focus() -> None:
    """Put the focus where opening or closing the page has sent it, once."""
    if key := st.session_state.pop("focus", None):
        focus_button(key)


def follow_back_button() -> None:
    """Have the browser's Back close the page that is open, and take its step out of the history when it is closed."""
    close_by_going_back(CLOSE_KEY if get_open_citations() else "")


def panel(group: Sequence[Citation]) -> None:
    """The page of citations with their sentences marked."""
    st.html(PLACED)
    with st.container(key="cited-page", border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"**{escape(name_place(group[0]))}**", width="stretch")
            st.button(
                t("close"), key=CLOSE_KEY, icon=":material/close:", type="tertiary", on_click=close, shortcut="Esc"
            )
        marked_page(group)
