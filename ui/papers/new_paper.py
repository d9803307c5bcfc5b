"""What a new paper, or more questions for one, shall be made of: a book, its chapters, so many of each form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st

from learning import Question
from learning.kinds import KINDS, Form
from learning.papers.editing import make_for_paper
from learning.papers.paper_points import share_points
from learning.progress.chapters import Chapter, chapters
from ui.papers.paper_desk import open_paper, paper_shelf
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

QUESTION_FORMS: tuple[Form, ...] = get_args(Form)
USUAL_COUNTS = (16, 0, 0, 4)  # questions of each form, in their order
MOST_OF_A_FORM = 100
LEAST_TOTAL, USUAL_TOTAL, MOST_TOTAL = 1.0, 100.0, 1000.0  # points of a whole paper


@dataclass(frozen=True)
class WantedQuestions:
    """The chapters and, in the order of ``QUESTION_FORMS``, how many of each form."""

    chapters: tuple[Chapter, ...]
    counts: tuple[int, ...]

    def make(self, earlier: Sequence[Question] = ()) -> list[Question]:
        """The questions, none like one of ``earlier``; what fell short is told on the page."""
        rows = [
            (tuple(kind.id for kind in KINDS.values() if kind.form == form), count)
            for form, count in zip(QUESTION_FORMS, self.counts)
            if count
        ]
        made = make_for_paper(assistant().library, self.chapters, rows, earlier) if rows else []
        for form, count in zip(QUESTION_FORMS, self.counts):
            there = sum(KINDS[one.kind].form == form for one in made)
            if there < count:
                said = t("paper_short", kind=t(f"count_{form}"), wanted=count, made=there)
                st.session_state.setdefault("paper_told", []).append(said)
        return made


def ask_for_questions(key: str, counts: Sequence[int]) -> WantedQuestions:
    """The fields: a book, its chapters, and how many of each form."""
    library = assistant().library
    titles = {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("source"), list(titles), format_func=lambda one: titles[one], key=f"{key}-source")
    found = {
        f"{place}. {one.title}" if one.title else "": one for place, one in enumerate(chapters(library, source_id), 1)
    }
    chosen = (
        st.multiselect(
            t("paper_chapters"),
            list(found),
            format_func=lambda name: name.partition(". ")[2],
            placeholder=t("paper_all_chapters"),
            key=f"{key}-chapters-{source_id}",
        )
        if len(found) > 1
        else []
    )
    columns = st.columns(len(QUESTION_FORMS))
    wanted = tuple(
        int(column.number_input(t(f"count_{form}"), 0, MOST_OF_A_FORM, count, key=f"{key}-{form}"))
        for column, form, count in zip(columns, QUESTION_FORMS, counts)
    )
    return WantedQuestions(tuple(found[name] for name in chosen) or tuple(found.values()), wanted)


def show_new_paper(expanded: bool) -> None:
    """The form of a new paper."""
    with st.expander(t("paper_new"), icon=":material/add:", expanded=expanded):
        title = st.text_input(t("paper_title"), placeholder=t("paper_title_hint"), max_chars=120, key="new-paper-title")
        wanted = ask_for_questions("new-paper", USUAL_COUNTS)
        total = st.number_input(
            t("paper_total"), LEAST_TOTAL, MOST_TOTAL, USUAL_TOTAL, 1.0, format="%g", key="new-paper-total"
        )
        with st.container(horizontal=True):
            make = st.button(
                t("paper_make"),
                type="primary",
                icon=":material/note_add:",
                key="make-paper",
                disabled=not sum(wanted.counts),
            )
            empty = st.button(t("paper_empty"), icon=":material/draft:", key="empty-paper")
        if make or empty:
            with shown_errors(), st.spinner(t("making")):
                st.session_state.pop("paper_told", None)
                made = wanted.make() if make else []
                told = st.session_state.get("paper_told")
                shelf = paper_shelf()
                kept = shelf.keep(title or t("papers"), made)
                shelf.set_points(share_points(kept, float(total)))
                open_paper(kept.id)
                st.session_state.paper_told = told or []
                st.rerun()
