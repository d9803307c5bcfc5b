"""More questions for a paper: one's own, those of a file, and new ones from a book."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from errors import QuizError
from knowledge import Citation
from learning.exchange.import_ import IMPORT_ENDINGS, import_file
from learning.papers.editing import cite_page, write_question
from learning.papers.exam_paper import ExamPaper
from ui.escape import escape
from ui.papers.new_paper import QUESTION_FORMS, ask_for_questions
from ui.papers.paper_desk import paper_shelf
from ui.papers.question_editor import ask_question, show_flaws, show_refusal
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

MORE_COUNTS = (4, 0, 0, 0)  # questions of each form, as the fields hold them first
LARGEST_QUESTION_FILE = 20  # megabytes of a file of questions


def show_own_question(paper: ExamPaper) -> None:
    """The fields of a question of one's own, with its place in a book where it has one."""
    with st.expander(t("own_head"), icon=":material/edit_square:"):
        turn = int(st.session_state.get("own_turn", 0))  # another one each time: its fields begin empty
        form = st.segmented_control(
            t("own_form"),
            QUESTION_FORMS,
            default=QUESTION_FORMS[0],
            format_func=lambda one: t(f"count_{one}"),
            required=True,
            key=f"own-form-{turn}",
        )
        written = ask_question(f"own-{turn}-{form}", form or QUESTION_FORMS[0], None)
        cited = _ask_place(turn)
        question = None
        if written.stem.strip():
            try:
                question = write_question(
                    paper.owner,
                    form or QUESTION_FORMS[0],
                    stem=written.stem,
                    options=written.options,
                    answer=written.answer,
                    explanation=written.explanation,
                    rubric=written.rubric,
                    citation=cited,
                    title=paper.title,
                )
                show_flaws(question)
            except QuizError as error:
                show_refusal(error)
        if st.button(t("own_add"), key="own-add", type="primary", icon=":material/add:", disabled=question is None):
            with shown_errors():
                assert question is not None
                worth = sum(one.points for one in written.rubric) or (paper.points[-1] if paper.items else 5.0)
                paper_shelf().add(paper.id, [question], worth)
                st.session_state.own_turn = turn + 1
                st.session_state.item_place = len(paper.items)
                st.toast(t("own_added", n=len(paper.items) + 1))
                st.rerun()


def _ask_place(turn: int) -> Citation | None:
    """The page, and the sentence on it, that a question rests on; None for no book."""
    library = assistant().library
    titles = {"": t("own_no_book")} | {source.id: source.title for source in library.sources()}
    source_id = st.selectbox(t("own_place"), list(titles), format_func=lambda one: titles[one], key=f"own-book-{turn}")
    if not source_id:
        return None
    left, right = st.columns([1, 4])
    last = library.source(source_id).pages
    page = left.number_input(t("own_page"), 1, max(1, last), 1, key=f"own-page-{turn}")
    quote = right.text_input(t("own_quote"), key=f"own-quote-{turn}").strip()
    cited = cite_page(library, source_id, int(page), quote)
    if quote and not cited.quote:
        st.caption(t("own_quote_missing"))
    return cited


def show_more_questions(paper: ExamPaper) -> None:
    """New questions of a book, at the end of the paper."""
    with st.expander(t("more_head"), icon=":material/library_add:"):
        wanted = ask_for_questions("more", MORE_COUNTS)
        if st.button(t("more_make"), key="more-make", icon=":material/library_add:", disabled=not sum(wanted.counts)):
            with shown_errors(), st.spinner(t("making")):
                st.session_state.pop("paper_told", None)
                made = wanted.make(paper.questions)
                paper_shelf().add(paper.id, made)
                st.session_state.item_place = len(paper.items)
                st.toast(t("more_added", n=len(made)))
                st.rerun()


def show_file_questions(paper: ExamPaper) -> None:
    """The questions of a file, at the end of the paper."""
    with st.expander(t("file_head"), icon=":material/upload_file:"):
        st.caption(t("file_note"))
        turn = int(st.session_state.get("file_turn", 0))
        given = st.file_uploader(
            t("file_head"),
            type=list(IMPORT_ENDINGS),
            key=f"paper-file-{turn}",
            max_upload_size=LARGEST_QUESTION_FILE,
            label_visibility="collapsed",
        )
        if given is None:
            return
        with shown_errors(), tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"questions.{given.name.rpartition('.')[2].lower()}"
            path.write_bytes(given.getvalue())
            found = import_file(assistant().library, path)
            paper_shelf().add(paper.id, found.questions)
            st.session_state.paper_told = [
                t("more_added", n=len(found.questions)),
                *(t("file_fault", line=one.line, message=one.message) for one in found.faults[:20]),
            ]
            st.session_state.file_turn = turn + 1
            st.rerun()


def show_told() -> None:
    """What fell short when questions were made or read."""
    for said in st.session_state.get("paper_told") or ():
        st.info(escape(said))
