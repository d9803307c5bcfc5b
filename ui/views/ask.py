"""질문: chat over the textbooks; steps and quotes while it works, then the checked answer
with the cited page beside it.
"""

from __future__ import annotations

import streamlit as st

from agent.guides.kept_guides import find_kept_guides
from agent.tools import TOOLS
from llm.tasks.style import LEVELS, REGISTERS, Style
from ui.chat.answer_actions import suggestions
from ui.chat.answers import quotes, show_answer, step_line, tool_name
from ui.chat.sidebar import conversations
from ui.citations import panel
from ui.escape import escape
from ui.jobs.answering import AnswerJob
from ui.page_frame import TALK_KEY, announce_talk
from ui.session import asking, assistant, current_thread, empty_library, error_text, shown_errors
from ui.texts.catalogue import t

AUTO_TOOL = "auto"  # no tool of the person's own choice
AVATAR = ":material/menu_book:"
ANSWER_REFRESH_SECONDS = 0.3  # seconds
BOOKS_OF_EXAMPLES, EXAMPLES_OF_A_BOOK = 2, 2  # books, and questions of each, in an empty conversation
QUICK = 0.5  # seconds; an answer that takes no longer is shown without its steps going by
NEXT = {"plan": "act", "act": "compose", "compose": "verify", "verify": "compose"}


def examples() -> None:
    """What to do first, and questions that the library answers in full, for an empty conversation."""
    st.info(t("ask_first"), icon=":material/chat:")
    library = assistant().library
    guides = find_kept_guides(library, most=BOOKS_OF_EXAMPLES)
    questions = [question for guide in guides for question in guide.first_questions[:EXAMPLES_OF_A_BOOK]]
    if not questions:  # its guide is on its way
        entries = [entry for source in library.sources()[:1] for entry in library.entries(source.id)[:40:13]]
        questions = [t("example_term", term=one.term) for one in entries if 3 <= len(one.term) <= 8]
    if not questions:
        return
    st.caption(t("examples"))
    with st.container(horizontal=True, key="examples"):
        for number, question in enumerate(questions):
            st.button(escape(question), key=f"example-{number}", on_click=_want, args=(question,))


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
        names = {AUTO_TOOL: t("tool_auto")} | {row.choice: tool_name(row) for row in TOOLS.values() if row.on_page}
        tool = st.segmented_control(
            t("tool"), list(names), format_func=lambda key: names[key], default=AUTO_TOOL, key="ask-tool"
        )
        wording()
    return picked or None, None if tool in (None, AUTO_TOOL) else tool


def wording() -> None:
    """How answers are put; remembered for the owner."""
    with shown_errors():
        style = assistant().style
        register = st.segmented_control(
            t("register"),
            REGISTERS,
            format_func=lambda one: t(f"register_{REGISTERS.index(one)}"),
            default=style.register,
            key="ask-register",
            required=True,
        )
        level = st.segmented_control(
            t("level"),
            LEVELS,
            format_func=lambda one: t(f"level_{LEVELS.index(one)}"),
            default=style.level,
            key="ask-level",
            help=t("level_help"),
            required=True,
        )
        chosen = Style(register or style.register, level or style.level)
        if chosen != style:
            assistant().prefer(chosen)


def talk() -> None:
    """The conversation as it is kept, then what is on its way.

    A question's state is read before what is kept: one that ends in between stands among the kept answers.
    """
    seen = [(asked, asked.active) for asked in asking().of(current_thread())]
    past = assistant().history(current_thread())
    answered = {old.id for old in past}
    open_ones = [(asked, active) for asked, active in seen if asked.answer is None or asked.answer.id not in answered]
    if not past and not open_ones:
        examples()
    for number, old in enumerate(past):
        asked_by(old.question)
        with st.chat_message("assistant", avatar=AVATAR):
            show_answer(old, f"{old.id or number}")
    if past and not open_ones:
        suggestions(past[-1], [old.question for old in past])
    told = False
    for asked, active in open_ones:
        if not active:
            outcome(asked)
        elif not told:
            on_the_way([one for one, running in open_ones if running])
            told = True


def asked_by(question: str) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(escape(question))


@st.fragment(run_every=ANSWER_REFRESH_SECONDS)
def on_the_way(active: list[AnswerJob]) -> None:
    """What is being answered; the whole page again when one has ended."""
    if not all(asked.active for asked in active):
        st.rerun()
    for asked in active:
        asked_by(asked.question)
        with st.chat_message("assistant", avatar=AVATAR):
            progress(asked)


def progress(asked: AnswerJob) -> None:
    """The steps with their seconds, the quotes at once, the model's words as they come, and a way to call it off."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/hourglass_top: {doing(asked)}", width="stretch")
        st.button(
            t("cancel"),
            key=f"stop-{asked.id}",
            icon=":material/stop_circle:",
            disabled=asked.stop.is_set(),
            on_click=asking().stop,
            args=(asked,),
        )
    for step in list(asked.steps):
        st.caption(step_line(step))
    if asked.quote is not None:
        quotes(asked.quote.citations)
    if asked.written:
        st.markdown(escape(asked.written))


def doing(asked: AnswerJob) -> str:
    """What is going on, in words."""
    if asked.stop.is_set():
        return t("stopping")
    if asked.state == "waiting":
        return t("waiting")
    step = NEXT[asked.steps[-1].name] if asked.steps else "plan"
    return f"{t(f'step_{step}')} · {t('so_far', seconds=asked.seconds)}"


def outcome(asked: AnswerJob) -> None:
    """A question that was called off or failed; it can be asked again."""
    asked_by(asked.question)
    with st.chat_message("assistant", avatar=AVATAR):
        if asked.state == "stopped":
            st.info(t("ask_stopped"), icon=":material/stop_circle:")
        else:
            if asked.answer is not None:  # it could not be kept
                show_answer(asked.answer, f"unkept-{asked.id}")
            st.error(escape(error_text(asked.error)) if asked.error else t("unexpected"))
        st.button(
            t("ask_again"), key=f"again-{asked.id}", icon=":material/replay:", on_click=_want, args=(asked.question,)
        )


def _want(question: str) -> None:
    st.session_state.wanted = question


cited = panel.get_open_citations()
st.title(t("ask"))
with shown_errors():
    if not empty_library():
        typed = st.chat_input(t("ask_placeholder"), max_chars=2000)
        beside = st.columns([1, 1], gap="medium") if cited else None
        with beside[0] if beside else st.container():
            chosen, forced = options()
            wanted = st.session_state.pop("wanted", None)
            if question := (typed or wanted):
                asking().ask(question, current_thread(), chosen, forced).ended.wait(QUICK)
            with st.container(key=TALK_KEY):
                talk()
            announce_talk()
        if beside and cited:
            with beside[1]:
                panel.panel(cited)
        conversations()
        panel.place_focus()
        panel.follow_back_button()
