"""What holds for every page: how it looks, its language and title for a screen reader, and where the focus goes.

Streamlit gives no way to say these; the styles and scripts here are constants of ours, and no text of a document or
of a person ever stands in them.
"""

from __future__ import annotations

import json
import re
from string import Template

import streamlit as st

from ui.texts.catalogue import language, t

APP_NAME = "현무"
TALK_KEY = "talk"  # key of the container in which the conversation stands
STYLE = """<style>
.stMain [data-testid="stMarkdownContainer"] :is(p, li) { word-break: keep-all; overflow-wrap: anywhere; }
.stMain blockquote, .stMain blockquote p { color: inherit !important; opacity: 1 !important; }
.stMain [data-testid="stSliderThumbValue"], .stMain [data-testid="stSliderThumbValue"] p { color: inherit !important; }
[data-testid^="stBaseButton-primary"] { background-color: #1f6f5c !important; border-color: #1f6f5c !important; }
[class*="st-key-zoomed-"] { overflow-x: auto; }
.st-key-zoomed-150 img { width: 150% !important; max-width: none !important; }
.st-key-zoomed-200 img { width: 200% !important; max-width: none !important; }
.stMain kbd { color: inherit !important; opacity: 1 !important; }
@media (prefers-reduced-motion: reduce) { * { animation-duration: 0.01ms !important; transition: none !important; } }
[data-testid="stSidebarNavLink"]:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
</style>"""
# Streamlit's upload field speaks English alone: what it says is put out of sight, and said in the page's language.
_UPLOAD_WORDS = Template("""<style>
[data-testid="stFileUploaderDropzoneInstructions"] > * { display: none; }
[data-testid="stFileUploaderDropzone"] button p { font-size: 0; }
[data-testid="stFileUploaderDropzoneInstructions"]::after { content: $drop; font-size: 0.875rem; }
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after { content: $browse; }
</style>""")
_KEY = re.compile(r"[\w.-]+")


def frame_page(title: str) -> None:
    """A page's title in the browser, its language and its styles."""
    st.set_page_config(page_title=f"{title} · {APP_NAME}")
    st.html(
        STYLE
        + _UPLOAD_WORDS.safe_substitute(
            drop=json.dumps(t("drop_here"), ensure_ascii=False), browse=json.dumps(t("browse"), ensure_ascii=False)
        )
    )
    _run(f"document.documentElement.lang = {json.dumps(language())};")


def announce_talk() -> None:
    """Have a screen reader say what is added to the conversation, as it comes; called where the conversation stands."""
    _run(
        f"setTimeout(() => {{ const talk = document.querySelector('.st-key-{TALK_KEY}');"
        "talk?.setAttribute('role', 'log'); talk?.setAttribute('aria-live', 'polite'); }, 100);"
    )


def focus_button(key: str) -> None:
    """Put the focus on the button with this key, for whoever works by keyboard; it is not taken from a field in which
    somebody writes. Raises ValueError for what is no key.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of a button: {key!r}")
    _run(
        "for (const wait of [100, 500, 1200]) setTimeout(() => {"
        f" const button = document.querySelector('.st-key-{key} button'), held = document.activeElement;"
        " if (button && (wait === 100 ? !held?.matches('input, textarea') : !held || held === document.body))"
        " button.focus(); }, wait);"
    )


def send_to_login() -> None:
    """Leave the app for the page at which one signs in."""
    _run("window.location.assign('/login');")


def close_by_going_back(key: str) -> None:
    """Have the browser's Back press the button with this key instead of leaving the page; "" where nothing is open any
    more. Raises ValueError for what is no key.
    """
    if not key:
        _run("if (history.state?.opened) history.back();")
        return
    if not _KEY.fullmatch(key):
        raise ValueError(f"no key of a button: {key!r}")
    _run(
        "if (!history.state?.opened) { history.pushState({ ...history.state, opened: true }, '');"
        f" addEventListener('popstate', () => document.querySelector('.st-key-{key} button')?.click(),"
        " { once: true }); }"
    )


def _run(script: str) -> None:
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)
