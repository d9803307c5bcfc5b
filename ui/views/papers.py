"""시험지: papers kept, edited and printed."""

from __future__ import annotations

import streamlit as st

from errors import QuizError
from ui.papers.paper_desk import open_paper, opened_paper
from ui.papers.paper_editor import show_editor
from ui.papers.paper_list import show_papers
from ui.session import empty_library, shown_errors
from ui.texts.catalogue import t

st.title(t("papers"))
with shown_errors():
    if not empty_library():
        try:
            if opened_paper():
                show_editor(opened_paper())
            else:
                show_papers()
        except QuizError as error:
            if error.code == "unknown_paper":
                open_paper("")
            raise
