"""검토: what was said of answers, with the evidence of that time; what is accepted may be learnt from."""

from __future__ import annotations

import streamlit as st

from knowledge import EvidenceState
from learning.feedback.records import REVIEW_STATES, FeedbackItem, ReviewState
from ui.citations.chips import STATES
from ui.escape import escape, escape_lines
from ui.quiz.countdown import zone
from ui.session import assistant, shown_errors
from ui.texts.catalogue import t

ITEMS_SHOWN = 10  # opinions at a time


def opinion_card(item: FeedbackItem) -> None:
    """One opinion: what was asked, shown and said, what the books make of it, and the decision."""
    with st.container(border=True):
        thumb = {True: t("thumb_up"), False: t("thumb_down"), None: ""}[item.good]
        day = item.created_at.astimezone(zone()).strftime("%Y-%m-%d")
        st.caption(f"{t(f'feedback_{item.kind}')} {item.id} · {day} {thumb}")
        st.markdown(f"**{escape(item.question)}**")
        st.markdown(f"{t('feedback_shown')}\n\n> {escape_lines(item.shown)}")
        if item.comment:
            st.markdown(f"{t('feedback_said')}: {escape(item.comment)}")
        if item.correction:
            st.markdown(f"{t('feedback_correction')}\n\n> {escape_lines(item.cited or item.correction)}")
            st.caption(escape(t("feedback_support", state=name_support(item.support))))
            if item.support in ("", EvidenceState.NONE):
                st.warning(t("feedback_unsupported"))
        if item.evidence:
            with st.expander(t("feedback_evidence", n=len(item.evidence))):
                for number, one in enumerate(item.evidence, 1):
                    st.markdown(f"> {escape_lines(one.text)}")
                    place = t("page_number", page=one.page)
                    st.caption(f"{escape(f'[{number}] {one.title}')} · {place}")
        decide(item)


def name_support(support: str) -> str:
    """How sure the books make a corrected answer, in a word."""
    return next((t(text) for state, (_, text) in STATES.items() if state == support), support or "–")


def decide(item: FeedbackItem) -> None:
    """The buttons of a review, and the way back from it."""
    records = assistant().opinions
    if item.state == "withdrawn":
        return
    with st.container(horizontal=True):
        if item.state != "pending":
            if st.button(t("feedback_reopen"), key=f"reopen-{item.id}", icon=":material/undo:"):
                records.reopen(item.id)
                st.rerun()
            return
        if st.button(t("feedback_accept"), key=f"accept-{item.id}", type="primary", icon=":material/check:"):
            records.accept(item.id)
            st.rerun()
        if st.button(t("feedback_reject"), key=f"reject-{item.id}", icon=":material/close:"):
            records.reject(item.id)
            st.rerun()


def page() -> None:
    st.caption(t("feedback_intro"))
    counts = assistant().opinions.count_states()
    if not sum(counts.values()):
        st.info(t("feedback_empty"))
        if st.button(t("ask"), type="primary", icon=":material/forum:", key="review-ask"):
            st.switch_page("views/ask.py")
        return
    chosen: ReviewState | None = st.segmented_control(
        t("feedback_review"),
        REVIEW_STATES,
        default="pending",
        format_func=lambda state: f"{t(f'feedback_{state}')} {counts[state]}",
        label_visibility="collapsed",
        key="review-state",
    )
    items = assistant().opinions.items(chosen or "pending")
    if not items:
        st.caption(t("feedback_none_here"))
    shown = int(st.session_state.get("review_shown", ITEMS_SHOWN))
    for item in items[:shown]:
        opinion_card(item)
    if len(items) > shown and st.button(t("feedback_more", n=min(ITEMS_SHOWN, len(items) - shown)), key="review-more"):
        st.session_state.review_shown = shown + ITEMS_SHOWN
        st.rerun()
    if counts["accepted"]:
        st.info(t("feedback_teaches", n=counts["accepted"]))
        if st.button(t("feedback_go_model"), icon=":material/memory:", key="review-model"):
            st.switch_page("views/model.py")


st.title(t("feedback_review"))
with shown_errors():
    page()
