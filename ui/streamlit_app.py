"""Navigation only: one file a page in ``ui/views``. Run with ``python3 run.py``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ui.page_frame import APP_NAME, frame_page
from ui.session import current_account, may_administer, restore_language, shown_errors, sidebar
from ui.texts.catalogue import t


def account_pages() -> list[StreamlitPage]:
    """What only who is signed in has: classes, assignments, the account."""
    account = current_account()
    if account is None:
        return []
    own = [
        st.Page("views/homework.py", title=t("tasks"), icon=":material/assignment:"),
        st.Page("views/my_account.py", title=t("account"), icon=":material/account_circle:"),
    ]
    if account.teaches:
        own.insert(0, st.Page("views/class_book.py", title=t("classes"), icon=":material/groups:"))
    return own


def main() -> None:
    st.set_page_config(page_title=APP_NAME, page_icon="🐢", layout="centered")
    admitted = False
    with shown_errors():
        current_account()  # first of all: nobody else gets further
        admitted = True
    if not admitted:
        return
    restore_language()
    pages = [
        st.Page("views/ask.py", title=t("ask"), icon=":material/forum:", default=True),
        st.Page("views/library.py", title=t("library"), icon=":material/library_books:"),
        st.Page("views/quiz.py", title=t("quiz"), icon=":material/quiz:"),
        st.Page("views/papers.py", title=t("papers"), icon=":material/description:"),
        st.Page("views/summary.py", title=t("summary"), icon=":material/short_text:"),
        st.Page("views/topic_tree.py", title=t("topics"), icon=":material/account_tree:"),
        st.Page("views/wrong_notes.py", title=t("wrong_notes"), icon=":material/edit_note:"),
        st.Page("views/progress.py", title=t("progress"), icon=":material/insights:"),
    ]
    if may_administer():
        pages[-1:-1] = [
            st.Page("views/review.py", title=t("feedback_review"), icon=":material/rate_review:"),
            st.Page("views/model.py", title=t("model"), icon=":material/memory:"),
        ]
    pages += account_pages()
    page = st.navigation(pages)
    frame_page(getattr(page, "title", ""))  # a run without a server gives its pages no titles
    sidebar()
    page.run()


if __name__ == "__main__":
    main()
