"""주제: what the shelf or a book is about, as a tree to click: typical sentences, mastery, ask, quiz, summary."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from knowledge import Citation
from knowledge.summaries.summarizer import Summary
from knowledge.topics.kept_topics import find_kept_topics, read_sentences, still_hold
from knowledge.topics.topic_map import Topic, TopicMap
from learning.progress.mastery import Mastery
from learning.progress.progress import Progress
from learning.study.topic_study import find_topic_mastery, make_topic_quiz, summarize_topic
from ui.charts import percent
from ui.citations.chips import chips
from ui.escape import escape, escape_quote
from ui.library_guide import leave_for_question, want
from ui.quiz import session
from ui.session import assistant, empty_library, finding_topics, shown_errors
from ui.texts.catalogue import t

TOPICS_REFRESH_SECONDS = 1.5
QUIZ_OF_A_TOPIC = 5  # questions
TOLD_TOPIC = "told-topic"  # session state: the key of the topic that was told last, and its summaries
EVERYTHING = ""  # the choice of the whole shelf


def choose_scope() -> str | None:
    """The source whose topics are shown; None for the whole shelf."""
    titles = {EVERYTHING: t("topics_all")} | {one.id: one.title for one in assistant().library.sources()}
    chosen = st.selectbox(t("topics_of"), list(titles), format_func=lambda i: titles[i], key="topics-source")
    return chosen or None


def wait_for_topics(source_id: str | None) -> None:
    """Have the topics found in the background, say so until they are there, and show them."""
    job = finding_topics().of(source_id) or finding_topics().start(source_id)
    if job.active:
        st.fragment(await_topics, run_every=TOPICS_REFRESH_SECONDS)(source_id)
        return
    if job.found is not None and still_hold(assistant().library, job.found, source_id):
        show_map(job.found, source_id)  # nothing is kept of a shelf that is being read, or that cannot be written
        return
    if job.state == "done":  # found, and the shelf has changed since
        finding_topics().start(source_id)
        st.rerun()
    st.error(escape(job.error.message) if job.error else t("topics_failed"))
    if st.button(t("topics_again"), icon=":material/refresh:", key="topics-again"):
        finding_topics().start(source_id)
        st.rerun()


def await_topics(source_id: str | None) -> None:
    """How far it is; the whole page again, once, when they have come or could not be found."""
    job = finding_topics().of(source_id)
    if job is None or not job.active:
        st.rerun()
    st.progress(job.share, t("topics_making"))


def show_map(found: TopicMap, source_id: str | None) -> None:
    """The topics, the largest first, each to be opened."""
    if not found.topics:
        st.info(t("topics_none"))
        if st.button(t("go_library"), icon=":material/library_books:", key="topics-library"):
            st.switch_page("views/library.py")
        return
    if found.looked_at < found.passages:
        st.caption(t("topics_sampled", total=f"{found.passages:,}", looked=f"{found.looked_at:,}"))
    progress = Progress(assistant().learner)
    known = find_topic_mastery(assistant().library, progress, found.topics) if progress.attempts else {}
    for number, topic in enumerate(found.topics):
        key = f"topic-{source_id or 'shelf'}-{number}"
        mark = f" · {percent(known[number].mean)}" if number in known else ""
        opened = st.expander(
            f"**{name_of(topic)}** :small[{percent(topic.passages / max(1, found.looked_at))}{mark}]",
            key=key,
            icon=":material/topic:",
            on_change="rerun",
        )
        if opened.open:
            with opened:
                show_tree(topic, found, key, known.get(number), progress)


def show_tree(topic: Topic, found: TopicMap, key: str, known: Mastery | None, progress: Progress) -> None:
    """A topic, or the part of it that is chosen."""
    chosen = None
    if topic.parts:
        chosen = st.pills(
            t("topic_parts"),
            list(range(len(topic.parts))),
            format_func=lambda number: name_of(topic.parts[number]),
            key=f"{key}-parts",
        )
    if chosen is None:
        show_topic(topic, found, key, known)
        return
    part = topic.parts[chosen]
    of_part = find_topic_mastery(assistant().library, progress, [part]) if progress.attempts else {}
    show_topic(part, found, f"{key}-{chosen}", of_part.get(0))


def show_topic(topic: Topic, found: TopicMap, key: str, known: Mastery | None) -> None:
    """What a topic is about, how well it is known, and what can be done with it."""
    share = percent(topic.passages / max(1, found.looked_at))
    st.caption(t("topic_line", share=share, n=len(topic.places)))
    if known is not None:
        low, high = percent(known.low), percent(known.high)
        st.markdown(escape(t("topic_mastery", mean=percent(known.mean), low=low, high=high, n=known.answers)))
    else:
        st.caption(t("topic_unknown"))
    with st.container(horizontal=True, key=f"{key}-actions"):
        if topic.words:
            st.button(
                t("topic_ask"),
                key=f"{key}-ask",
                icon=":material/forum:",
                on_click=want,
                args=(t("topic_question", word=topic.words[0]),),
            )
        if st.button(t("topic_quiz"), key=f"{key}-quiz", icon=":material/quiz:"):
            begin_quiz(topic)
        summed = st.button(t("topic_summary"), key=f"{key}-summary", icon=":material/short_text:")
    if summed:
        keep_summary(topic, key)
    shown, told = st.session_state.get(TOLD_TOPIC, ("", []))
    if shown == key:
        show_summary(told, key)
    show_sentences(topic, key)


def show_sentences(topic: Topic, key: str) -> None:
    """The typical sentences with where they stand."""
    library = assistant().library
    sentences = read_sentences(library, topic)
    if not sentences:
        st.caption(t("topic_no_sentences"))
        return
    st.markdown(f"**{t('topic_sentences')}**")
    titles = {one.id: one.title for one in library.sources()}
    cited = [
        Citation(number, one.source_id, titles.get(one.source_id, ""), one.page, one.start, one.end, one.text)
        for number, one in enumerate(sentences, 1)
    ]
    st.markdown("\n".join(f"{one.marker}. {escape_quote(one.quote)}" for one in cited))
    chips(library.label_citations(cited), key)


def begin_quiz(topic: Topic) -> None:
    """A quiz of the topic; the 퀴즈 page opens with it."""
    with shown_errors():
        recent = {question.id for question, _, _ in assistant().learner.history(50)}
        with st.spinner(t("making")):
            made = make_topic_quiz(assistant().library, topic, QUIZ_OF_A_TOPIC, recent)
        session.start([question.id for question in made], fewer=len(made) < QUIZ_OF_A_TOPIC)
        st.switch_page("views/quiz.py")


def keep_summary(topic: Topic, key: str) -> None:
    """Tell the topic, and keep what was told while its page is open: the chips under it are clicked later."""
    with shown_errors(), st.spinner(t("summarizing")):
        st.session_state.pop(TOLD_TOPIC, None)
        st.session_state[TOLD_TOPIC] = key, summarize_topic(assistant().library, topic)


def show_summary(told: Sequence[Summary], key: str) -> None:
    """The topic told source by source, every line cited."""
    library = assistant().library
    with shown_errors():
        for number, summary in enumerate(told):
            st.markdown(f"**{escape(summary.title)}**")
            cited = [
                Citation(at, one.source_id, summary.title, one.page, one.start, one.end, one.text, label=one.label)
                for at, one in enumerate(summary.bullets, 1)
            ]
            st.markdown("\n".join(f"- {escape_quote(one.quote)}" for one in cited))
            chips(library.label_citations(cited), f"{key}-told-{number}")


def name_of(topic: Topic) -> str:
    """A topic's name as the page shows it."""
    return escape(topic.name) if topic.name else t("topic_unnamed")


leave_for_question()
st.title(t("topics"))
with shown_errors():
    if not empty_library():
        st.caption(t("topics_help"))
        scope = choose_scope()
        kept = find_kept_topics(assistant().library, scope)
        if kept is None:
            wait_for_topics(scope)
        else:
            show_map(kept, scope)
