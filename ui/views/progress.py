"""학습 현황: mastery by chapter, reviews to come, days in a row, time, and the weakest concepts to practise."""

from __future__ import annotations

import streamlit as st

from learning.kinds import KINDS, written_kinds
from learning.progress.mastery import Mastery
from learning.progress.progress import Progress
from learning.progress.study_time import forecast, totals
from learning.quizzes.daily_review import practise
from ui.charts import HeatCell, bars, heat_map, percent
from ui.escape import escape
from ui.quiz import session
from ui.quiz.countdown import now, shown_time
from ui.session import assistant, empty_library, shown_errors
from ui.texts.catalogue import t

WEAKEST_CONCEPTS = 5  # concepts


def figures(progress: Progress) -> None:
    """Four numbers: days in a row, time today, time this week, answers."""
    found = totals(progress.attempts, now())
    with st.container(horizontal=True):
        st.metric(t("streak"), t("days", n=found.streak), border=True, width=160)
        st.metric(t("time_today"), shown_time(found.today), border=True, width=160)
        st.metric(t("time_week"), shown_time(found.week), border=True, width=160)
        st.metric(t("answers"), t("answers_n", n=found.answers), border=True, width=160)


def chapters(progress: Progress) -> None:
    """A heat map a source: its chapters, by choosing and by writing."""
    st.header(t("mastery_head"))
    st.caption(t("mastery_note"))
    groups = {
        t("all_kinds"): frozenset[str](),
        t("choice_kinds"): frozenset(KINDS) - written_kinds(),
        t("written_kinds"): written_kinds(),
    }
    found = {name: progress.chapters(kinds=kinds) for name, kinds in groups.items()}
    whole = found[t("all_kinds")]
    for number, title in enumerate(dict.fromkeys(source for source, _ in whole)):
        cells = [
            HeatCell(chapter or t("no_chapter"), name, found[name][source, chapter])
            for source, chapter in whole
            if source == title
            for name in groups
            if (source, chapter) in found[name]
        ]
        st.markdown(f"**{escape(title)}**")
        heat_map(cells, list(groups), f"mastery-{number}")
        with st.expander(t("as_table"), icon=":material/table:"):
            st.table([row(cell) for cell in cells if cell.group == t("all_kinds")], hide_index=True)


def row(cell: HeatCell) -> dict[str, str]:
    """A chapter as a line of a table."""
    return {
        t("chapter"): escape(cell.chapter),
        t("mastery"): percent(cell.mastery.mean),
        t("interval"): escape(f"{percent(cell.mastery.low)}~{percent(cell.mastery.high)}"),
        t("answers"): str(cell.mastery.answers),
    }


def reviews() -> None:
    """The next two weeks; what is due today can be begun from here."""
    st.header(t("forecast_head"))
    bars(forecast(assistant().learner.due_dates(), now()), "forecast")
    waiting = assistant().learner.waiting()
    if waiting:
        st.caption(t("today_due", n=waiting))
        if st.button(t("today_head"), icon=":material/event_repeat:", key="to-review"):
            session.leave()
            st.switch_page("views/quiz.py")


def weakest(progress: Progress) -> None:
    """The concepts that are known least, each with a quiz of its own."""
    st.header(t("weak_head"))
    for number, (concept, known) in enumerate(list(progress.concepts().items())[:WEAKEST_CONCEPTS]):
        with st.container(horizontal=True, vertical_alignment="center", border=True, wrap=False):
            st.markdown(f"**{escape(concept)}**  \n{standing(known)}", width="stretch")
            if st.button(t("practise"), key=f"practise-{number}", icon=":material/fitness_center:"):
                chosen = practise(assistant().library, assistant().learner, concept)
                session.start([question.id for question in chosen])
                st.switch_page("views/quiz.py")


def standing(known: Mastery) -> str:
    said = t("weak_line", mean=percent(known.mean), low=percent(known.low), high=percent(known.high), n=known.answers)
    return f":small[{escape(said)}]"


st.title(t("progress"))
with shown_errors():
    if not assistant().learner.attempts(1):
        if not empty_library():
            st.info(t("no_progress"))
            if st.button(t("go_quiz"), type="primary", icon=":material/quiz:"):
                st.switch_page("views/quiz.py")
    else:
        standings = Progress(assistant().learner)
        figures(standings)
        chapters(standings)
        reviews()
        weakest(standings)
