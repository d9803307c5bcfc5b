"""Navigation only: one file a page in ``ui/views``. Run with ``python3 run.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st

from ui.page_frame import APP_NAME, frame_page
from ui.session import restore_language, sidebar
from ui.texts.catalogue import t


def main() -> None:
    st.set_page_config(page_title=APP_NAME, page_icon="🐢", layout="centered")
    restore_language()
    pages = [
        st.Page("views/ask.py", title=t("ask"), icon=":material/forum:", default=True),
        st.Page("views/library.py", title=t("library"), icon=":material/library_books:"),
        st.Page("views/quiz.py", title=t("quiz"), icon=":material/quiz:"),
        st.Page("views/summary.py", title=t("summary"), icon=":material/short_text:"),
        st.Page("views/wrong_notes.py", title=t("wrong_notes"), icon=":material/edit_note:"),
        st.Page("views/review.py", title=t("feedback_review"), icon=":material/rate_review:"),
        st.Page("views/model.py", title=t("model"), icon=":material/memory:"),
        st.Page("views/progress.py", title=t("progress"), icon=":material/insights:"),
    ]
    page = st.navigation(pages)
    frame_page(getattr(page, "title", ""))  # a run without a server gives its pages no titles
    sidebar()
    page.run()


if __name__ == "__main__":
    main()
