"""The sidebar under the navigation: what is in the library, which engine answers, which language is shown."""

from __future__ import annotations

import streamlit as st

from ui import session
from ui.session import t
from ui.texts import LANGUAGES


def sidebar() -> None:
    with st.sidebar:
        sources = session.library().sources()
        pages, passages = sum(s.pages for s in sources), sum(s.passages for s in sources)
        st.caption(t("stats", sources=len(sources), pages=pages, passages=passages))
        st.caption(t("engine", name=engine()))
        if "language" not in st.session_state:
            st.session_state.language = session.language()
        st.segmented_control(
            t("language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            required=True,
            label_visibility="collapsed",
        )


def engine() -> str:
    """The name of the engine that answers."""
    current = session.settings()
    if current.llm == "extractive":
        return session.plain("engine_extractive")
    return (
        current.server_model if current.llm == "server" else current.model.rstrip("/").split("/")[-1]
    ) or current.llm
