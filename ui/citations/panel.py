"""The cited page: beside what cites it on a wide screen, over it on a narrow one. Escape closes it."""

from __future__ import annotations

import streamlit as st

from knowledge import Citation
from ui.citations.chips import marked_page, name_place
from ui.escape import escape
from ui.page_frame import focus_button
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


def get_open_citation() -> Citation | None:
    """The citation whose page is open."""
    found = st.session_state.get("cited")
    return found if isinstance(found, Citation) else None


def open_beside(citation: Citation, chip: str) -> None:
    """Open a citation's page beside the conversation; the focus goes there, and back to ``chip`` when it closes."""
    st.session_state.cited, st.session_state.cited_from, st.session_state.focus = citation, chip, CLOSE_KEY


def close() -> None:
    st.session_state.pop("cited", None)
    st.session_state.focus = st.session_state.pop("cited_from", None)


def place_focus() -> None:
    """Put the focus where opening or closing the page has sent it, once."""
    if key := st.session_state.pop("focus", None):
        focus_button(key)


def panel(citation: Citation) -> None:
    """The page of a citation with its sentence marked."""
    st.html(PLACED)
    with st.container(key="cited-page", border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            st.markdown(f"**{escape(name_place(citation))}**", width="stretch")
            st.button(
                t("close"), key=CLOSE_KEY, icon=":material/close:", type="tertiary", on_click=close, shortcut="Esc"
            )
        marked_page(citation)
