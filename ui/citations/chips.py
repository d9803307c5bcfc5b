"""Citations as chips that say how sure they are; a click opens the page with the sentence marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from knowledge import Citation, EvidenceState
from ui.citations import page_viewer
from ui.escape import escape, escape_lines
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

TITLE_LENGTH = 18
STATES = {  # icon, text
    EvidenceState.CONFIRMED: (":material/check_circle:", "state_sure"),
    EvidenceState.WEAK: (":material/help:", "state_weak"),
    EvidenceState.NEAR: (":material/find_in_page:", "state_near"),
    EvidenceState.NONE: (":material/cancel:", "state_none"),
}


OpenPage = Callable[[Sequence[Citation], str], None]


def chips(citations: Sequence[Citation], key: str, open_page: OpenPage | None = None) -> None:
    """One button a page, on lines as wide as the screen; the page opens in a dialog unless told otherwise."""
    with st.container(horizontal=True, key=f"chips-{key}"):
        for group in group_by_page(citations):
            citation = group[0]
            short = citation.title if len(citation.title) <= TITLE_LENGTH else citation.title[: TITLE_LENGTH - 1] + "…"
            marker = ", ".join(dict.fromkeys(str(one.marker) for one in group))
            said = {"marker": marker, "title": short, "state": state(weakest(group))}
            page = citation.page_label or citation.page
            label = t("time_chip", time=citation.time, **said) if citation.time else t("page_chip", page=page, **said)
            chip = f"cite-{key}-{citation.marker}-{citation.start}"
            clicked = st.button(
                escape(label),
                key=chip,
                icon=STATES[weakest(group).status][0] if weakest(group).status in STATES else None,
                help=escape(citation.quote),
                on_click=open_page,
                args=(group, chip),
            )
            if clicked and open_page is None:
                show_page(group)


def group_by_page(citations: Sequence[Citation]) -> list[list[Citation]]:
    """The citations page by page, in the order in which the pages come first; those of a time stand alone."""
    groups: dict[tuple[str, int, str], list[Citation]] = {}
    for one in citations:
        groups.setdefault((one.source_id, one.page, one.time), []).append(one)
    return list(groups.values())


def weakest(group: Sequence[Citation]) -> Citation:
    """The citation of a page that is the least sure."""
    order = list(STATES)
    return max(group, key=lambda one: order.index(one.status) if one.status in order else len(order))


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


def show_page(group: Sequence[Citation]) -> None:
    """Open the cited page in a dialog."""
    title = escape(name_place(group[0]))
    st.dialog(title, width="large")(marked_page)(group)


def marked_page(group: Sequence[Citation]) -> None:
    """The page: a picture with the sentences in yellow, or its text where there is no paper."""
    with shown_errors():
        library = assistant().library
        for citation in group:
            st.markdown(f"> {escape_lines(citation.quote)}")
            icon = f"{STATES[citation.status][0]} " if citation.status in STATES else ""
            st.caption(icon + escape(state(citation)))
        page_viewer.leaf_through(library, group[0].source_id, group[0].page, [(one.start, one.end) for one in group])
