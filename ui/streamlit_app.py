"""The app's entry: navigation only. Start it with ``python -m streamlit run ui/streamlit_app.py`` from any folder."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import streamlit as st  # noqa: E402

from errors import HyunmooError  # noqa: E402
from ui import session  # noqa: E402
from ui.session import t  # noqa: E402
from ui.sidebar import sidebar  # noqa: E402

PAGES = {
    "library": ":material/local_library:",
    "ask": ":material/forum:",
    "quiz": ":material/quiz:",
    "summary": ":material/summarize:",
    "wrong_notes": ":material/edit_note:",
}

st.set_page_config(page_title=session.plain("app"), page_icon=str(HERE / "theme" / "icon.png"), layout="centered")
st.html(HERE / "theme" / "style.css")
st.html(HERE / "theme" / f"uploader_{session.language()}.css")
page = st.navigation(
    [
        st.Page(
            HERE / "views" / f"{name}.py",
            title=session.plain(name),
            icon=icon,
            url_path=name,
            default=name == "library",
        )
        for name, icon in PAGES.items()
    ]
)
try:
    with st.spinner(t("opening")):
        session.assistant()
except HyunmooError as error:
    st.error(session.reason(error), icon=":material/error:")
    st.stop()
sidebar()
session.show_flashes()
page.run()
