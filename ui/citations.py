"""Citations as chips; a click opens the page with the sentence marked: the picture of a PDF page, or the page's text."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from errors import QuestionError
from knowledge import Citation, Page, Source
from ui import session
from ui.escape import lines, marked, shorten
from ui.session import t

TITLE_LENGTH = 22
WINDOW = 1500  # characters shown on either side of the mark where a "page" is a whole file
SCALE = 2.0  # pixels a point: sharp at the widest dialog, about 200 KB a page
STATUS = {"확인됨": ("check_circle", "green"), "근거 약함": ("help", "orange"), "근거 없음": ("block", "gray")}


def chips(citations: Sequence[Citation], key: str, numbered: bool = True) -> None:
    """A row of buttons, one a citation."""
    if not citations:
        return
    with st.container(horizontal=True, gap="small"):
        for place, citation in enumerate(citations):
            chip(citation, f"{key}-{place}", numbered)


def chip(citation: Citation, key: str, numbered: bool = False) -> None:
    """One citation as a button that opens its page."""
    icon, _ = STATUS[citation.status]
    title = shorten(citation.title, TITLE_LENGTH)
    label = t("chip" if numbered else "page_of", marker=citation.marker, title=title, page=citation.page)
    if st.button(label, key=f"cite-{key}", icon=f":material/{icon}:", help=t(f"status_{citation.status}")):
        show_citation(citation)


def show_citation(citation: Citation) -> None:
    """Open the dialog on the citation's page."""
    st.session_state.viewer_page = citation.page
    st.dialog(session.plain("citation_title"), width="large")(_citation)(citation)


def show_source(source: Source, page: int = 1) -> None:
    """Open the dialog on a page of a source, nothing marked."""
    st.session_state.viewer_page = page
    st.dialog(session.plain("citation_title"), width="large")(_source)(source)


def _citation(citation: Citation) -> None:
    icon, color = STATUS[citation.status]
    st.markdown("> " + lines(citation.quote).replace("\n", "\n> "))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(t(f"status_{citation.status}"), icon=f":material/{icon}:", color=color, help=t("status_help"))  # type: ignore[arg-type]
        st.caption(t("page_of", title=citation.title, page=citation.page), width="content")
    try:
        _page(session.library().source(citation.source_id), citation)
    except QuestionError:
        st.info(t("gone"), icon=":material/info:")


def _source(source: Source) -> None:
    st.caption(t("page_of", title=source.title, page=st.session_state.viewer_page))
    _page(source, None)


def _page(source: Source, citation: Citation | None) -> None:
    """The page that the reader has turned to, with buttons to turn on."""
    number = _turn(source, citation)
    library = session.library()
    marks = library.boxes(source.id, citation.start, citation.end) if citation else []
    picture = library.page_image(source.id, number, scale=SCALE, marks=marks)
    if picture is not None:
        st.image(picture, width="stretch", alt=session.plain("page_alt", title=source.title, page=number))
        return
    page = library.page(source.id, number)
    with st.container(border=True):
        st.markdown(_text(page, citation) or t("page_blank"))


def _turn(source: Source, citation: Citation | None) -> int:
    number = min(max(int(st.session_state.viewer_page), 1), source.pages)
    if source.pages == 1:
        return 1
    with st.container(horizontal=True, vertical_alignment="center"):
        label = t("page_number", page=number, pages=source.pages)
        st.button(t("previous_page"), icon=":material/chevron_left:", disabled=number == 1, on_click=_go, args=(number - 1,))
        st.markdown(label, width="content")
        st.button(t("next_page"), icon=":material/chevron_right:", disabled=number == source.pages, on_click=_go, args=(number + 1,))
        if citation and citation.page != number:
            st.button(t("to_mark"), icon=":material/my_location:", on_click=_go, args=(citation.page,))
    return number


def _go(page: int) -> None:
    st.session_state.viewer_page = page


def _text(page: Page, citation: Citation | None) -> str:
    """The page's text around the mark, for sources without paper."""
    start = max(0, citation.start - page.start) if citation else 0
    end = max(0, citation.end - page.start) if citation else 0
    first = max(0, start - WINDOW)
    return marked(page.text[first : end + WINDOW], start - first, end - first).strip()
