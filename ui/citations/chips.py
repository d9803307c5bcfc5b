"""Citations as chips that say how sure they are; a click opens the page with the sentence marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from knowledge import Citation, EvidenceState
from ui.citations import page_viewer
from ui.escape import escape
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

TITLE_LENGTH = 18
STATES = {  # icon, text
    EvidenceState.CONFIRMED: (":material/check_circle:", "state_sure"),
    EvidenceState.WEAK: (":material/help:", "state_weak"),
    EvidenceState.NEAR: (":material/find_in_page:", "state_near"),
    EvidenceState.NONE: (":material/cancel:", "state_none"),
}


def chips(citations: Sequence[Citation], key: str, open_page: Callable[[Citation, str], None] | None = None) -> None:
    """One button a citation, on lines as wide as the screen; the page opens in a dialog unless told otherwise."""
    with st.container(horizontal=True, key=f"chips-{key}"):
        for citation in citations:
            short = citation.title if len(citation.title) <= TITLE_LENGTH else citation.title[: TITLE_LENGTH - 1] + "…"
            said = {"marker": citation.marker, "title": short, "state": state(citation)}
            page = citation.page_label or citation.page
            label = t("time_chip", time=citation.time, **said) if citation.time else t("page_chip", page=page, **said)
            chip = f"cite-{key}-{citation.marker}-{citation.start}"
            clicked = st.button(
                escape(label),
                key=chip,
                icon=STATES[citation.status][0] if citation.status in STATES else None,
                help=escape(citation.quote),
                on_click=open_page,
                args=(citation, chip),
            )
            if clicked and open_page is None:
                show_page(citation)


def name_place(citation: Citation) -> str:
    """Title and place of a citation: its time, or the printed number, and the file's own where they differ."""
    if citation.time:
        return t("time_of", title=citation.title, time=citation.time)
    if citation.page_label:
        return t("printed_page_of", title=citation.title, label=citation.page_label, page=citation.page)
    return t("page_of", title=citation.title, page=citation.page)


def state(citation: Citation) -> str:
    """How sure a citation is, in a word."""
    return t(STATES[citation.status][1]) if citation.status in STATES else citation.status


def show_page(citation: Citation) -> None:
    """Open the cited page in a dialog."""
    title = escape(name_place(citation))
    st.dialog(title, width="large")(marked_page)(citation)


def marked_page(citation: Citation) -> None:
    """The page: a picture with the sentence in yellow, or its text where there is no paper."""
    with shown_errors():
        library = assistant().library
        st.markdown(f"> {escape(citation.quote)}")
        icon = f"{STATES[citation.status][0]} " if citation.status in STATES else ""
        st.caption(icon + escape(state(citation)))
        span = citation.start, citation.end
        boxes = library.boxes(citation.source_id, *span)
        for number in sorted({citation.page} | {box.page for box in boxes}):
            page_viewer.page(library, citation.source_id, number, span)
