"""Citations as chips; a click opens the page with the sentence marked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from knowledge import Citation
from ui import viewer
from ui.escape import escape
from ui.session import assistant, shown_errors
from ui.texts import t

TITLE_LENGTH = 18


def chips(citations: Sequence[Citation], key: str) -> None:
    """One button a citation, on lines as wide as the screen."""
    with st.container(horizontal=True, key=f"chips-{key}"):
        for citation in citations:
            short = citation.title if len(citation.title) <= TITLE_LENGTH else citation.title[: TITLE_LENGTH - 1] + "…"
            label = t("page_chip", marker=citation.marker, title=short, page=citation.page)
            icon = {"확인됨": ":material/check_circle:", "근거 약함": ":material/help:"}.get(citation.status)
            clicked = st.button(
                escape(label),
                key=f"cite-{key}-{citation.marker}-{citation.start}",
                icon=icon,
                help=escape(citation.quote),
            )
            if clicked:
                show_page(citation)


def show_page(citation: Citation) -> None:
    """Open the cited page in a dialog."""
    title = escape(t("page_of", title=citation.title, page=citation.page))
    st.dialog(title, width="large")(marked_page)(citation)


def marked_page(citation: Citation) -> None:
    """The page: a picture with the sentence in yellow, or its text where there is no paper."""
    with shown_errors():
        library = assistant().library
        st.markdown(f"> {escape(' '.join(citation.quote.split()))}")
        st.caption(citation.status)
        span = citation.start, citation.end
        boxes = library.boxes(citation.source_id, *span)
        for number in sorted({citation.page} | {box.page for box in boxes}):
            viewer.page(library, citation.source_id, number, span)
