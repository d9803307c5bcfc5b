"""What a paper is printed as: which form, which part of it, in which format; and forms made of it."""

from __future__ import annotations

import streamlit as st

from learning.exchange.export import FORMATS, PRINTED_PARTS, file_name, render_paper
from learning.papers.exam_paper import FORM_LETTERS, ExamPaper
from learning.papers.paper_forms import make_form
from ui.escape import escape
from ui.papers.paper_desk import add_form
from ui.session import assistant
from ui.texts.catalogue import language, t


def show_print(paper: ExamPaper) -> None:
    """The choices, and the file they make, written when it is asked for."""
    with st.expander(t("print_head"), icon=":material/print:", expanded=False):
        if not paper.items:
            st.caption(t("no_questions"))
            return
        letters = ["A", *sorted(paper.forms)]
        with st.container(horizontal=True, vertical_alignment="bottom"):
            letter = st.segmented_control(
                t("print_form"),
                letters,
                default="A",
                required=True,
                format_func=lambda one: t("print_form_name", letter=one),
                key=f"form-{paper.id}-{len(letters)}",
            )
            fresh = next((one for one in FORM_LETTERS if one not in paper.forms), "")
            if fresh:
                st.button(
                    t("print_add_form", letter=fresh),
                    key=f"add-form-{fresh}",
                    icon=":material/shuffle:",
                    help=t("print_add_form_help"),
                    on_click=add_form,
                    args=(paper, fresh),
                )
        left, right = st.columns(2)
        name = left.selectbox(t("print_format"), list(FORMATS), format_func=name_format, key="paper-format")
        parts = PRINTED_PARTS if FORMATS[name].printed else PRINTED_PARTS[:1]
        part = right.selectbox(
            t("print_part"), parts, format_func=lambda one: t(f"part_{one}"), key=f"part-{len(parts)}"
        )
        shown = make_form(paper, letter, paper.forms[letter]) if letter and letter in paper.forms else paper
        library = assistant().library  # a download is made outside the session

        def write() -> bytes:
            made = render_paper(name, shown, library, part)
            return made if isinstance(made, bytes) else made.encode()

        st.download_button(
            escape(t("print_make", name=f"{t(f'part_{part}')} · {name_format(name)}")),
            write,
            file_name(name, shown, part),
            FORMATS[name].mime,
            key="paper-download",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )


def name_format(name: str) -> str:
    """What a format is called on the page."""
    return FORMATS[name].korean if language() == "ko" else FORMATS[name].english
