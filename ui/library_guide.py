"""The guide to a source on the page: chapters, key terms, what it is about, and questions to ask with a click."""

from __future__ import annotations

import streamlit as st

from agent.guides.guide import Guide
from agent.guides.kept_guides import find_kept_guides
from knowledge import Library, Source
from learning.study.key_terms import told_of
from ui.escape import escape, escape_quote
from ui.session import uploads
from ui.texts.catalogue import t

GUIDE_REFRESH_SECONDS = 1.5  # seconds
CHAPTERS_SHOWN = 12
WANTED_QUESTION, LEAVING_FOR_ASK = (
    "wanted",
    "leave-for-ask",
)  # session state: a question to ask, and that its page is to open


def guide_box(library: Library, source: Source) -> None:
    """The guide folded away on a source's card; found in the background where it is not kept yet."""
    opened = st.expander(t("guide"), key=f"guide-{source.id}", icon=":material/explore:", on_change="rerun")
    if not opened.open:
        return
    with opened:
        kept = find_kept_guides(library, [source.id])
        if kept:
            show_guide(kept[0], f"card-{source.id}")
        else:
            uploads().guide(source.id)
            if uploads().is_guiding(source.id):
                st.fragment(await_guide, run_every=GUIDE_REFRESH_SECONDS)(source.id)
            else:
                st.info(t("guide_none"))


def await_guide(source_id: str) -> None:
    """That the guide is on its way; the whole page again, once, when it has come or could not be found."""
    if not uploads().is_guiding(source_id):
        st.rerun()
    st.markdown(f":material/hourglass_top: {t('guide_making')}")


def show_guide(guide: Guide, key: str) -> None:
    """What it is about, its chapters and key terms, and the questions to begin with."""
    for span in guide.about:
        st.markdown(f"- {escape_quote(told_of('', span.text))} ({t('page_number', page=span.page)})")
    if guide.chapters:
        st.markdown(f"**{t('guide_chapters')}**")
        shown = [f"{escape(one.title)} ({t('page_number', page=one.page)})" for one in guide.chapters[:CHAPTERS_SHOWN]]
        more = len(guide.chapters) - len(shown)
        st.markdown(" · ".join(shown) + (f" · {t('guide_more', n=more)}" if more > 0 else ""))
    if guide.terms:
        st.markdown(f"**{t('guide_terms')}**")
        st.markdown(
            "\n".join(
                f"- **{escape(one.term)}**: {escape_quote(told_of(one.term, one.text))}"
                f" ({t('page_number', page=one.page)})"
                for one in guide.terms
            )
        )
    if guide.first_questions:
        st.markdown(f"**{t('examples')}**")
        ask_buttons(guide.first_questions, key)


def ask_buttons(questions: list[str], key: str) -> None:
    """A button a question; the 질문 page asks the one that is chosen."""
    with st.container(horizontal=True, key=f"ask-{key}"):
        for number, question in enumerate(questions):
            if st.button(escape(question), key=f"ask-{key}-{number}", on_click=want, args=(question,)):
                st.rerun()  # the whole page, from within a fragment too


def want(question: str) -> None:
    """Have a question asked on the 질문 page, which is opened by the page that stands."""
    st.session_state[WANTED_QUESTION], st.session_state[LEAVING_FOR_ASK] = question, True


def leave_for_question() -> None:
    """Open the 질문 page where a question was chosen; called by a page before it shows anything."""
    if st.session_state.pop(LEAVING_FOR_ASK, False):
        st.switch_page("views/ask.py")
