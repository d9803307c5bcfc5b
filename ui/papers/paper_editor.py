"""The editor of a paper: its name and heading, its questions a page at a time, and what it is printed as."""

from __future__ import annotations

import streamlit as st

from learning.papers.exam_paper import ExamPaper, PaperHeading
from learning.papers.paper_points import share_points
from learning.papers.similar_items import find_in_earlier, find_similar
from ui.papers.item_card import show_item
from ui.papers.new_paper import LEAST_TOTAL, MOST_TOTAL, USUAL_TOTAL
from ui.papers.own_question import show_file_questions, show_more_questions, show_own_question, show_told
from ui.papers.paper_desk import bring_item_back, open_paper, paper_shelf, rename_paper
from ui.papers.paper_print import show_print
from ui.quiz import session
from ui.texts.catalogue import t

QUESTIONS_SHOWN = 10  # questions at a time: a change draws these anew, whatever the paper holds
EARLIER_PAPERS = 20  # papers that a paper is held against, the latest
HEADING_FIELDS = ("school", "subject", "grade", "date", "teacher")


def show_editor(paper_id: str) -> None:
    """The whole page of a paper."""
    paper = paper_shelf().open(paper_id)
    st.button(t("paper_back"), key="all-papers", icon=":material/arrow_back:", on_click=open_paper, args=("",))
    key = f"title-{paper.id}"
    st.text_input(t("paper_title"), paper.title, max_chars=120, key=key, on_change=rename_paper, args=(paper.id, key))
    show_heading(paper)
    show_points(paper)
    show_items(paper.id)
    show_own_question(paper)
    show_more_questions(paper)
    show_file_questions(paper)
    show_print(paper)
    if paper.items and st.button(t("trial_start"), key="trial", icon=":material/play_arrow:"):
        session.start_trial(paper.questions, paper.points)
        st.switch_page("views/quiz.py")


def show_heading(paper: ExamPaper) -> None:
    """What stands at the head of the paper; kept as it is left."""
    with st.expander(t("paper_heading"), icon=":material/badge:"):
        said: dict[str, str] = {}
        for names in (HEADING_FIELDS[:3], HEADING_FIELDS[3:]):
            for column, name in zip(st.columns(len(names)), names):
                longest = 30 if name in ("grade", "date") else 60
                there = getattr(paper.heading, name)
                said[name] = column.text_input(t(f"head_{name}"), there, max_chars=longest, key=f"{name}-{paper.id}")
        said["instructions"] = st.text_area(
            t("head_instructions"), paper.heading.instructions, max_chars=1000, key=f"instructions-{paper.id}"
        )
        heading = PaperHeading(**said)
        if heading != paper.heading:
            paper_shelf().set_heading(paper.id, heading)
            st.rerun()


def show_points(paper: ExamPaper) -> None:
    """All points together, shared out anew."""
    with (
        st.expander(t("points_share"), icon=":material/calculate:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        there = max(LEAST_TOTAL, paper.total or USUAL_TOTAL)
        most = max(MOST_TOTAL, there)  # a paper that was made elsewhere may have more
        total = st.number_input(
            t("paper_total"), LEAST_TOTAL, most, there, 1.0, format="%g", key=f"total-{paper.id}", width=160
        )
        shared = st.button(
            t("points_share"),
            key="share-points",
            icon=":material/calculate:",
            help=t("points_share_help"),
            disabled=not paper.items,
        )
        if shared:
            paper_shelf().set_points(share_points(paper, float(total)))
            st.rerun()


@st.fragment
def show_items(paper_id: str) -> None:
    """The questions, a page of them at a time; a change draws this part of the page alone."""
    paper = paper_shelf().open(paper_id)
    st.subheader(t("paper_state", n=len(paper.items), points=f"{paper.total:g}"), anchor=False)
    show_told()
    if "item_gone" in st.session_state:
        st.warning(t("item_deleted", n=st.session_state.item_gone[1]))
        st.button(t("undo"), key="undo-item", icon=":material/undo:", type="primary", on_click=bring_item_back)
    last = max(1, -(-len(paper.items) // QUESTIONS_SHOWN))
    if (place := st.session_state.pop("item_place", None)) is not None:
        st.session_state[f"items-page-{last}"] = min(last, place // QUESTIONS_SHOWN + 1)
    page = st.pagination(last, key=f"items-page-{last}") if last > 1 else 1
    similar = tell_similar(paper)
    for number in range((page - 1) * QUESTIONS_SHOWN, min(page * QUESTIONS_SHOWN, len(paper.items))):
        show_item(paper, number, similar.get(number, ""))


def tell_similar(paper: ExamPaper) -> dict[int, str]:
    """Place of a question -> which other one it is like, here or in an earlier paper; looked for again when the
    questions change.
    """
    held = (paper.id, tuple(one.id for one in paper.questions))
    if st.session_state.get("similar_known", ("",))[0] != held:
        shelf = paper_shelf()
        others = [shelf.open(kept.id) for kept in shelf.all()[:EARLIER_PAPERS] if kept.id != paper.id]
        found = find_in_earlier(
            paper.questions, {one.title: one.questions for one in others if not is_copy(paper, one)}
        )
        told = {place: t("item_in_earlier", title=title) for place, title in found.items()}
        told |= {place: t("item_similar", n=like + 1) for place, like in find_similar(paper.questions).items()}
        st.session_state.similar_known = (held, told)
    return dict(st.session_state.similar_known[1])


def is_copy(paper: ExamPaper, other: ExamPaper) -> bool:
    """Whether two papers hold mostly the same questions, so that one was copied of the other."""
    shared = {one.id for one in paper.questions} & {one.id for one in other.questions}
    return 2 * len(shared) > min(len(paper.items), len(other.items))
