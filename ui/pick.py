"""Choosing a source and a range of its pages: everything, a chapter, or pages by number. Quiz and summary share it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from knowledge import Source
from ui import session
from ui.escape import shorten
from ui.session import plain, t

Pages = tuple[int, int]
UNIT_LENGTH = 40


class Unit(NamedTuple):
    """A choice of the range box; ``pages`` is None for pages by number."""

    label: str
    pages: Pages | None


def pick_source(key: str) -> Source:
    """The source box; there is at least one source."""
    sources = session.library().sources()
    by_id = {source.id: source for source in sources}
    if st.session_state.get(f"{key}-source") not in by_id:
        st.session_state.pop(f"{key}-source", None)
    chosen = st.selectbox(
        t("source"), list(by_id), format_func=lambda key: by_id[key].title, key=f"{key}-source", persist_state="session"
    )
    return by_id[chosen]


def pick_pages(source: Source, key: str) -> Pages:
    """The range box: everything, the chapters, or two page numbers."""
    if source.pages == 1:
        return 1, 1
    units = _units(source)
    chosen = st.selectbox(
        t("unit"),
        range(len(units)),
        format_func=lambda i: units[i].label,
        key=f"{key}-unit-{source.id}",
        persist_state="session",
    )
    pages = units[chosen].pages
    if pages is not None:
        return pages
    left, right = st.columns(2)
    first = left.number_input(t("first_page"), 1, source.pages, 1, key=f"{key}-first-{source.id}", persist_state="session")
    last = right.number_input(
        t("last_page"), 1, source.pages, source.pages, key=f"{key}-last-{source.id}", persist_state="session"
    )
    return min(first, last), max(first, last)


def _units(source: Source) -> list[Unit]:
    """Everything, each chapter with its pages, and pages by number."""
    headings = session.library().headings(source.id)
    top = min((heading.level for heading in headings), default=1)
    chapters = [heading for heading in headings if heading.level == top]
    units = [Unit(plain("whole", pages=source.pages), (1, source.pages))]
    for place, chapter in enumerate(chapters):
        last = chapters[place + 1].page if place + 1 < len(chapters) else source.pages
        last = max(chapter.page, last)
        title = shorten(chapter.title, UNIT_LENGTH)
        units.append(Unit(plain("unit_pages", title=title, first=chapter.page, last=last), (chapter.page, last)))
    return [*units, Unit(plain("own_range"), None)]
