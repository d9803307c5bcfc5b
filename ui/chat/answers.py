"""An answer on the screen: the quotes first, then the prose, the chips, how it came about,
and what the reader thinks of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

import korean
from agent import Answer, StepEvent
from agent.answer import Step
from agent.events import STEP_LABELS
from agent.grounding import MOST_QUOTES
from agent.labels import line
from agent.tools import TOOLS, ToolRow
from knowledge import Citation
from llm.tasks.style import refuses
from ui.chat.answer_actions import actions
from ui.chat.answer_figures import show_answer_figures
from ui.chat.answer_table import show_answer_table
from ui.citations.chips import chips
from ui.citations.panel import open_beside
from ui.escape import escape, escape_lines, escape_quote, is_table
from ui.quiz import session
from ui.session import assistant, shown_errors
from ui.texts.catalogue import language, t

REASONS = {
    True: ("why_exact", "why_clear", "why_helpful"),
    False: ("why_wrong", "why_off", "why_missing", "why_hard", "why_source"),
}
GLANCE = 120  # characters
_KOREAN = re.compile("[가-힣]")


def show_answer(answer: Answer, key: str) -> None:
    """An answer with its citations, or a refusal with the nearest passages."""
    if answer.citations and not answer.table:
        quotes(answer.citations if only_quotes(answer) else answer.citations[:MOST_QUOTES])
    if not only_quotes(answer):
        st.markdown(prose(answer))
    if answer.table:
        show_answer_table(answer.table, key)
    if answer.figures:
        show_answer_figures(answer.figures, key)
    chips(answer.citations, key, open_beside)
    if answer.sufficiency == "partial":
        st.caption(t("answer_partial"))
    if answer.abstained and answer.nearest:
        st.caption(t("nearest"))
        for one in answer.nearest:
            st.markdown(f"> {escape_lines(cut_quote(one.quote))}")
        chips(answer.nearest, f"near-{key}", open_beside)
    if answer.question_ids and st.button(t("open_quiz"), key=f"quiz-{key}", icon=":material/quiz:"):
        with shown_errors():
            session.start(answer.question_ids)
            st.switch_page("views/quiz.py")
    if answer.steps:
        with st.expander(t("how", seconds=sum(step.seconds for step in answer.steps)), type="compact"):
            for step in answer.steps:
                st.caption(step_line(step))
    if answer.citations:
        actions(answer, key)
    if answer.id and (answer.citations or answer.abstained):
        feedback(answer)


def prose(answer: Answer) -> str:
    """An answer's text as it is shown: line by line, and a plain refusal in the reader's language."""
    if answer.abstained and language() == "en" and refuses(answer.text):
        return t("refused")
    return "  \n".join(escape_quote(one) for one in answer.text.split("\n") if one.strip())


def cut_quote(quote: str) -> str:
    """The first lines of a quote, as many as can be taken in at a glance."""
    lines: list[str] = []
    size = 0
    for one in quote.split("\n"):
        if lines and size + len(one) > GLANCE:
            return "\n".join([*lines, "…"])
        lines.append(one if len(one) <= GLANCE else one[: GLANCE - 1] + "…")
        size += len(one)
    return "\n".join(lines)


def quotes(citations: Sequence[Citation]) -> None:
    """What the books say, word for word, each sentence once, under the headings where it stands."""
    lines: dict[tuple[str, int, int], str] = {}
    above = ""
    for one in citations:
        end = "\n>\n" if is_table(one.quote) else "  \n"
        path = f"> :gray[{escape(one.path)}]{end}" if one.path and one.path != above else ""
        lines.setdefault((one.source_id, one.start, one.end), path + quote_block(one))
        above = one.path
    st.markdown("\n>\n".join(lines.values()))


def quote_block(citation: Citation) -> str:
    """A quotation with who says it before and its number behind, both on lines of their own beside a table."""
    apart = "\n>\n> " if is_table(citation.quote) else " "
    number = escape(f"[{citation.marker}]")
    return "> " + apart.join(part for part in (said_by(citation), escape_lines(citation.quote), number) if part)


def said_by(citation: Citation) -> str:
    """What is shown before a quote: who says it, or the question that it answered."""
    return f"**{escape(' '.join(citation.label.split()))}**" if citation.label else ""


def only_quotes(answer: Answer) -> bool:
    """Whether the text is its quotes and nothing else."""
    quoted = " ".join(line(one) for one in answer.citations)
    return bool(answer.citations) and korean.squeeze(quoted) == korean.squeeze(answer.text)


def tool_name(row: ToolRow) -> str:
    """What a tool is called on the page."""
    return row.korean if language() == "ko" else row.english


def step_line(step: Step | StepEvent) -> str:
    """A step that is done: its name, its seconds, and what came of it."""
    names = [tool_name(TOOLS[name]) if name in TOOLS else name for name in step.detail.split(", ") if name]
    label = t(f"step_{step.name}") if language() == "en" and step.name in STEP_LABELS else step.label
    told = "" if language() == "en" and _KOREAN.search(step.detail) else ", ".join(names)
    parts = [label, t("finished", seconds=step.seconds), told]
    return ":material/check: " + escape(" · ".join(part for part in parts if part))


def feedback(answer: Answer) -> None:
    """좋아요 or 싫어요, kept at once; why, and a better answer, where the reader has more to say."""
    key = f"feedback-{answer.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        given = st.pills(
            t("opinion"),
            (True, False),
            format_func=lambda good: t("thumb_up") if good else t("thumb_down"),
            key=key,
            default={1: True, -1: False}.get(answer.feedback),
            on_change=_thumb,
            args=(answer.id, key),
            label_visibility="collapsed",
        )
        if given is not None:
            st.button(t("why_thumb"), key=f"why-{answer.id}", type="tertiary", on_click=_toggle, args=(answer.id,))
    if given is not None and st.session_state.get("explaining") == answer.id:
        explain(answer, given)


def explain(answer: Answer, good: bool) -> None:
    """The form for a reason and a corrected answer."""
    with st.form(f"explain-{answer.id}", clear_on_submit=True):
        reasons = st.pills(
            t("why_good") if good else t("why_bad"),
            REASONS[good],
            selection_mode="multi",
            format_func=t,
            key=f"reasons-{answer.id}-{good}",
        )
        comment = st.text_input(t("comment"), max_chars=1000, key=f"comment-{answer.id}")
        correction = st.text_area(t("correction"), max_chars=8000, key=f"correction-{answer.id}")
        if st.form_submit_button(t("save"), type="primary", icon=":material/save:"):
            told = ", ".join(t(reason) for reason in reasons)
            with shown_errors():
                assistant().feedback(
                    answer.id, good, ". ".join(filter(None, (told, comment.strip()))), correction.strip()
                )
                st.session_state.pop("explaining", None)
                st.toast(t("thanks"))
                st.rerun()


def _thumb(answer_id: int, key: str) -> None:
    given = st.session_state.get(key)
    with shown_errors():
        if given is None:
            assistant().withdraw_feedback(answer_id)
            return
        assistant().feedback(answer_id, bool(given))
        st.toast(t("thanks"))
    if not given:
        st.session_state.explaining = answer_id


def _toggle(answer_id: int) -> None:
    shown = st.session_state.pop("explaining", None)
    if shown != answer_id:
        st.session_state.explaining = answer_id
