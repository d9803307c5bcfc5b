"""A page of a source to look at: a picture where it has paper, its text where it has none, and the pages around it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from knowledge import Library
from knowledge.models import Box
from ui.escape import highlight_spans
from ui.texts.catalogue import t

ZOOMS = (100, 150, 200)  # percent of the panel's width


def page(library: Library, source_id: str, number: int, spans: Sequence[tuple[int, int]] = ()) -> None:
    """One page, with spans of the source's text marked on it."""
    boxes: Sequence[Box] = [box for span in spans for box in library.boxes(source_id, *span)]
    image = library.page_image(source_id, number, 2.0, boxes)
    if image is not None:
        alternative = t("page_picture", title=library.source(source_id).title, page=number)
        st.image(image, width="stretch", alt=alternative)
        return
    found = library.page(source_id, number)
    inside = [(start - found.start, end - found.start) for start, end in spans]
    with st.container(height=420):
        st.markdown(highlight_spans(found.text, inside))


def open_source(
    library: Library, source_id: str, title: str, pages: int, number: int = 1, span: tuple[int, int] | None = None
) -> None:
    """Leaf through a source in a dialog, from a page on; a span of its text is marked where it stands."""
    st.dialog(title, width="large")(_leaf)(library, source_id, pages, number, span)


def _leaf(library: Library, source_id: str, pages: int, number: int, span: tuple[int, int] | None) -> None:
    key = f"leaf-{source_id}"
    if st.session_state.get(f"{key}-opened") != number:
        st.session_state[f"{key}-opened"], st.session_state[key] = number, number
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            t("earlier"), icon=":material/chevron_left:", key=f"{key}-back", on_click=_turn, args=(key, -1, pages)
        )
        st.number_input(t("pages"), 1, max(1, pages), key=key)
        st.button(t("later"), icon=":material/chevron_right:", key=f"{key}-on", on_click=_turn, args=(key, 1, pages))
        st.caption(t("of_pages", pages=pages))
    page(library, source_id, int(st.session_state[key]), [span] if span else [])


def _turn(key: str, by: int, pages: int) -> None:
    st.session_state[key] = min(max(1, int(st.session_state[key]) + by), max(1, pages))


def leaf_through(library: Library, source_id: str, number: int, spans: Sequence[tuple[int, int]]) -> None:
    """A cited page with its spans marked, the pages before and behind it, and a closer look."""
    key = f"beside-{source_id}-{number}-{spans[0][0] if spans else 0}"
    pages = max(1, library.source(source_id).pages)
    at = min(max(1, int(st.session_state.get(key, number))), pages)
    st.session_state[key] = at
    with st.container(horizontal=True, vertical_alignment="center", key="leaf-cited"):
        st.button(
            t("earlier"),
            icon=":material/chevron_left:",
            key=f"{key}-back",
            disabled=at == 1,
            on_click=_turn,
            args=(key, -1, pages),
        )
        st.caption(t("page_of_pages", page=at, pages=pages))
        st.button(
            t("later"),
            icon=":material/chevron_right:",
            key=f"{key}-on",
            disabled=at == pages,
            on_click=_turn,
            args=(key, 1, pages),
        )
        zoom = st.segmented_control(
            t("zoom"),
            ZOOMS,
            default=ZOOMS[0],
            format_func=lambda percent: f"{percent}%",
            key=f"{key}-zoom",
            label_visibility="collapsed",
            required=True,
        )
    with st.container(key=f"zoomed-{zoom or ZOOMS[0]}"):
        boxes = [box for span in spans for box in library.boxes(source_id, *span)]
        going_on = {box.page for box in boxes} if at == number else set()
        for one in sorted({at} | going_on):
            page(library, source_id, one, spans)
