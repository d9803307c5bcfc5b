"""The figures of an answer: each picture with its caption, and a button to the page where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from agent.answer import AnswerFigure
from knowledge import Citation
from ui.citations.panel import open_beside
from ui.escape import escape, escape_quote
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

LONGEST_ALT = 500  # characters


def show_answer_figures(figures: Sequence[AnswerFigure], key: str) -> None:
    """The figures one below the other, each no wider than the column."""
    for number, figure in enumerate(figures):
        with st.container(key=f"figure-{key}-{number}"), shown_errors():
            show_figure_picture(figure)
            chip = f"figure-page-{key}-{number}"
            st.button(
                escape(t("figure_open", page=figure.page_label or figure.page)),
                key=chip,
                icon=":material/image:",
                help=escape(name_figure(figure)),
                on_click=open_beside,
                args=([cite_figure(figure)], chip),
            )


def show_figure_picture(figure: AnswerFigure) -> None:
    """A figure's picture with its caption, which is read aloud as well; a sentence where it cannot be shown."""
    picture = None
    library = assistant().library
    if figure.drawn and library.has(figure.source_id):
        with st.spinner(t("figure_drawing")):
            picture = library.figure_picture(figure.source_id, figure.ordinal, figure.title)
    if picture is None:
        st.caption(escape(t("figure_lacking", title=name_figure(figure))))
        return
    st.image(picture, caption=escape_quote(name_figure(figure)), alt=name_figure(figure)[:LONGEST_ALT])


def name_figure(figure: AnswerFigure) -> str:
    """What stands under a figure: its caption, or that it has none."""
    return figure.title or t("figure_untitled")


def cite_figure(figure: AnswerFigure) -> Citation:
    """The place of a figure's caption as a citation, so that its page opens with it marked."""
    return Citation(
        1,
        figure.source_id,
        figure.source_title,
        figure.page,
        figure.start,
        figure.end,
        name_figure(figure),
        page_label=figure.page_label,
    )
