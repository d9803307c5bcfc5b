"""One question of a paper: as it is asked, its key, what is wrong with it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from errors import QuizError
from learning import Question
from learning.kinds import form_of
from learning.papers.editing import edit_question
from learning.papers.exam_paper import LEAST_POINTS, MOST_POINTS_EACH, ExamPaper, PlacedQuestion
from learning.papers.paper_points import rubric_lines
from ui.citations.chips import chips
from ui.escape import escape
from ui.page_frame import focus_button
from ui.papers.paper_desk import (
    delete_item,
    edit_item,
    move_item,
    paper_shelf,
    replace_item,
    revert_item,
    set_item_points,
)
from ui.papers.question_editor import WrittenQuestion, ask_question, show_flaws, show_refusal
from ui.quiz.question_fields import option_texts, show_stem
from ui.session import shown_errors
from ui.texts.catalogue import t


def show_item(paper: ExamPaper, place: int, similar: str) -> None:
    """The card of the question at a place (from 0); ``similar`` says which other one it is like."""
    item, number = paper.items[place], place + 1
    edited = st.session_state.get("edited_item") == item.id
    with st.container(border=True, key=f"item-{item.id}"):
        if edited:
            edit_fields(paper, item, number)
        else:
            show_question(item, number)
        if similar:
            st.caption(f":material/content_copy: {escape(similar)}")
        show_tools(paper, place, edited)


def show_question(item: PlacedQuestion, number: int) -> None:
    """The question, its options with the key among them, and what is wrong with it."""
    question = item.question
    show_stem(question, number)
    if question.options:
        lines = [f"**{text} ✓**" if key in question.answer else text for key, text in option_texts(question).items()]
        st.markdown("  \n".join(lines))
    else:
        st.markdown(escape(t("item_key", said=question.shown_answer())))
    if form_of(question) == "prose":
        lines = [f"- {escape(one.text)} ({one.points:g})" for one in rubric_lines(item)]
        st.caption("\n".join(lines))
    if question.explanation:
        st.caption(escape(question.explanation))
    if question.citation.source_id:
        chips((question.citation,), f"paper-{item.id}")
    show_flaws(question, st.session_state.setdefault("flaws_known", {}))


def show_tools(paper: ExamPaper, place: int, edited: bool) -> None:
    """Points, and the buttons that move, edit, replace and delete; the edited one answers to keys too."""
    item, number = paper.items[place], place + 1
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = f"points-{item.id}-{item.points:g}"
        st.number_input(
            t("item_points", n=number),
            LEAST_POINTS,
            MOST_POINTS_EACH,
            max(LEAST_POINTS, item.points),
            0.5,
            format="%g",
            key=key,
            width=130,
            on_change=set_item_points,
            args=(item.id, key),
        )
        for name, icon, by, keys in (
            ("up", ":material/arrow_upward:", -1, "Alt+Up"),
            ("down", ":material/arrow_downward:", 1, "Alt+Down"),
        ):
            st.button(
                t(f"item_{name}", n=number),
                key=f"{name}-{item.id}",
                icon=icon,
                type="tertiary",
                shortcut=keys if edited else None,
                disabled=not 0 <= place + by < len(paper.items),
                on_click=move_item,
                args=(item.id, by),
            )
        if not edited:
            show_changes(paper, item, number)
        st.button(
            t("item_delete", n=number),
            key=f"remove-{item.id}",
            icon=":material/delete:",
            type="tertiary",
            on_click=delete_item,
            args=(item.id, number),
        )
    if st.session_state.get("item_focus", "").endswith(item.id):
        focus_button(st.session_state.pop("item_focus"))


def show_changes(paper: ExamPaper, item: PlacedQuestion, number: int) -> None:
    """The buttons that edit the question, put another in its place, or bring the one before back."""
    buttons: list[tuple[str, str, Callable[..., None], tuple[object, ...]]] = [
        ("edit", ":material/edit:", edit_item, (item.id,)),
        ("replace", ":material/autorenew:", replace_item, (paper.id, item.id, number)),
    ]
    if item.versions > 1:
        buttons.append(("revert", ":material/history:", revert_item, (item.id, number)))
    for name, icon, action, args in buttons:
        st.button(
            t(f"item_{name}", n=number),
            key=f"{name}-{item.id}",
            icon=icon,
            type="tertiary",
            on_click=action,
            args=args,
        )


def edit_fields(paper: ExamPaper, item: PlacedQuestion, number: int) -> None:
    """The fields of a question, what is wrong with what they hold, and the buttons that keep it or not."""
    st.markdown(f"**{number}\\.**")
    st.caption(t("edit_keys"))
    written = ask_question(f"edit-{item.question.id}", form_of(item.question), item.question, rubric_lines(item))
    changed: Question | None = None
    try:
        changed = _changed(paper, item, written)
        show_flaws(changed)
    except QuizError as error:
        show_refusal(error)
    with st.container(horizontal=True):
        save = st.button(
            t("edit_save"),
            key=f"save-{item.id}",
            type="primary",
            icon=":material/save:",
            shortcut="Ctrl+Enter",
            disabled=changed is None,
        )
        st.button(t("edit_cancel"), key=f"leave-{item.id}", on_click=edit_item, args=("",))
    if save and changed is not None:
        with shown_errors():
            paper_shelf().put_question(item.id, changed)
            if written.rubric and changed.rubric:
                paper_shelf().set_points({item.id: sum(one.points for one in written.rubric)})
            edit_item("")
            st.toast(t("edit_saved"))
            st.rerun(scope="fragment")


def _changed(paper: ExamPaper, item: PlacedQuestion, written: WrittenQuestion) -> Question:
    """The question of the fields; a rubric that says what the cited spans say is none of one's own."""
    same = written.rubric == rubric_lines(item) and not item.question.rubric
    return edit_question(
        item.question,
        paper.owner,
        stem=written.stem,
        options=written.options,
        answer=written.answer,
        explanation=written.explanation,
        rubric=() if same else written.rubric,
    )
