"""Empty states: what is missing, and the one button that leads on."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.session import library, t

VIEWS = Path("views")


def empty_state(title: str, text: str, icon: str) -> st.delta_generator.DeltaGenerator:
    """A framed note in the middle of the page; returns the container for its button."""
    box = st.container(border=True, horizontal_alignment="center", gap="small")
    box.markdown(f"### :material/{icon}: {title}", text_alignment="center", anchors=False)
    box.markdown(text, text_alignment="center")
    return box


def without_sources() -> bool:
    """Whether the library is empty; if so, the page says where to go."""
    if library().sources():
        return False
    box = empty_state(t("library_empty"), t("need_source"), "menu_book")
    if box.button(t("to_library"), type="primary", icon=":material/local_library:"):
        go("library")
    return True


def go(view: str) -> None:
    """Switch to a page."""
    st.switch_page(str(VIEWS / f"{view}.py"))
