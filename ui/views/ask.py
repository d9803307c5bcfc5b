"""질문: chat over the textbooks; the quoted answer at once, citations as chips."""

from __future__ import annotations

import streamlit as st

from agent import Answer, AnswerEvent, QuoteEvent, StepEvent, TokenEvent
from ui.citations import chips
from ui.escape import escape
from ui.session import assistant, current_thread, empty_library, new_thread_id, shown_errors
from ui.texts import t

TOOLS = {"tool_auto": None, "tool_search": "search", "tool_quiz": "quiz", "tool_summary": "summary"}


def show_answer(answer: Answer, key: str) -> None:
    """An answer with its citations, or a refusal with the nearest passages; and what the reader thinks of it."""
    st.markdown(escape(answer.text))
    if answer.citations:
        chips(answer.citations, key)
    if answer.abstained and answer.nearest:
        st.caption(t("nearest"))
        chips(answer.nearest, f"near-{key}")
    if answer.question_ids and st.button(t("open_quiz"), key=f"quiz-{key}", icon=":material/quiz:"):
        st.session_state.quiz_ids = list(answer.question_ids)
        st.session_state.pop("quiz_grades", None)
        st.switch_page("views/quiz.py")
    if answer.id and (answer.citations or answer.abstained):
        given = st.feedback("thumbs", key=f"feedback-{key}")
        if given is not None and (1 if given else -1) != answer.feedback:
            assistant().feedback(answer.id, bool(given))
            st.toast(t("thanks"))


def threads() -> None:
    """The conversations: open another, start one, rename or delete this one."""
    with st.sidebar.expander(t("threads"), icon=":material/history:"):
        if st.button(t("new_thread"), icon=":material/add:", width="stretch"):
            st.session_state.thread = new_thread_id()
            st.rerun()
        known = assistant().threads()
        for thread in known[:20]:
            mark = ":material/chevron_right: " if thread.id == current_thread() else ""
            if st.button(mark + escape(thread.name), key=f"thread-{thread.id}", width="stretch"):
                st.session_state.thread = thread.id
                st.rerun()
        if any(thread.id == current_thread() for thread in known):
            name = st.text_input(t("rename_thread"), key=f"name-{current_thread()}", placeholder="…")
            if name:
                assistant().rename_thread(current_thread(), name)
            if st.button(t("delete_thread"), icon=":material/delete:", width="stretch"):
                assistant().delete_thread(current_thread())
                st.session_state.thread = new_thread_id()
                st.rerun()


def examples() -> str | None:
    """Questions that the library can answer, for an empty conversation."""
    library = assistant().library
    terms = [e.term for s in library.sources()[:2] for e in library.entries(s.id) if 3 <= len(e.term) <= 8][:40:9]
    if not terms:
        return None
    st.caption(t("examples"))
    with st.container(horizontal=True):
        for term in terms[:4]:
            question = t("example_term", term=term)
            if st.button(escape(question), key=f"example-{term}"):
                return question
    return None


def answer_live(question: str, sources: list[str] | None, tool: str | None) -> None:
    """Ask, showing the quote at once, the model's words as they come, and the checked answer at the end."""
    with st.chat_message("user"):
        st.markdown(escape(question))
    with st.chat_message("assistant", avatar=":material/menu_book:"), shown_errors():
        status = st.status(t("working"))
        place = st.empty()
        written, seconds = "", 0.0
        for event in assistant().stream(question, current_thread(), sources, tool):
            if isinstance(event, StepEvent):
                seconds += event.seconds
                status.write(f"{event.label} · {event.seconds:.2f} s {escape(event.detail)}")
            elif isinstance(event, QuoteEvent):
                place.markdown(escape(event.text))
            elif isinstance(event, TokenEvent) and assistant().settings.llm != "extractive":
                written += event.text
                place.markdown(escape(written))
            elif isinstance(event, AnswerEvent):
                status.update(label=t("finished", seconds=seconds), state="complete")
    st.rerun()


def options() -> tuple[list[str] | None, str | None]:
    """Which sources count, and a tool of the person's own choice."""
    with st.expander(t("options"), icon=":material/tune:"):
        titles = {source.id: source.title for source in assistant().library.sources()}
        picked = st.multiselect(
            t("which_sources"),
            list(titles),
            format_func=lambda i: titles[i],
            placeholder=t("all_sources"),
            key="ask-sources",
        )
        tool = st.segmented_control(t("tool"), list(TOOLS), format_func=t, default="tool_auto", key="ask-tool")
    return picked or None, TOOLS.get(tool or "tool_auto")


st.title(t("ask"))
with shown_errors():
    if not empty_library():
        threads()
        chosen, forced = options()
        past = assistant().history(current_thread())
        for number, old in enumerate(past):
            with st.chat_message("user"):
                st.markdown(escape(old.question))
            with st.chat_message("assistant", avatar=":material/menu_book:"):
                show_answer(old, f"{old.id or number}")
        wanted = examples() if not past else None
        typed = st.chat_input(t("ask_placeholder"), max_chars=2000)
        if said := (typed or wanted):
            answer_live(said, chosen, forced)
