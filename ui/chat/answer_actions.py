"""What can be done with an answer: copy it, make a quiz of its pages, ask what goes on from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from agent import Answer
from agent.guides.kept_guides import suggest_next
from errors import QuizError
from knowledge import Citation
from learning import Question
from learning.quizzes.llm_writer import make_quiz_with
from ui.escape import escape
from ui.library_guide import WANTED_QUESTION
from ui.quiz import session
from ui.session import assistant, shown_errors, writer
from ui.texts.catalogue import t

QUIZ_OF_AN_ANSWER = 5  # questions
PAGES_BESIDE = 1  # pages before and after the cited ones, where those alone give no question


def actions(answer: Answer, key: str) -> None:
    """Copy, and a quiz where the answer cites pages."""
    with st.container(horizontal=True, key=f"actions-{key}"):
        with st.popover(t("copy"), icon=":material/content_copy:", type="tertiary", key=f"copy-{key}"):
            st.caption(t("copy_help"))
            st.code(plain_text(answer), language=None, wrap_lines=True)
        if answer.citations and st.button(
            t("quiz_of_answer"), key=f"make-quiz-{key}", icon=":material/quiz:", type="tertiary"
        ):
            quiz_of(answer.citations)


def plain_text(answer: Answer) -> str:
    """An answer to paste elsewhere: its text, and where each marker leads."""
    places = [f"[{one.marker}] 「{one.title}」 {one.place}" for one in answer.citations]
    return "\n\n".join(part for part in (answer.text.strip(), "\n".join(places)) if part)


def quiz_of(citations: Sequence[Citation]) -> None:
    """Questions of the pages that an answer cites of the source that it cites most; the quiz page opens with them."""
    with shown_errors():
        source, pages = find_most_cited(citations)
        last = assistant().library.source(source).pages
        with st.spinner(t("making")):
            made = _make(source, list_runs(pages)) or _make(source, list_runs(pages, PAGES_BESIDE, last))
        if not made:
            st.info(t("no_quiz_here"))
            return
        session.start(made)
        st.switch_page("views/quiz.py")


def find_most_cited(citations: Sequence[Citation]) -> tuple[str, list[int]]:
    """The source that is cited most, the first of equals, and the pages that are cited of it."""
    source = Counter(one.source_id for one in citations).most_common(1)[0][0]
    return source, sorted({one.page for one in citations if one.source_id == source})


def list_runs(pages: Sequence[int], beside: int = 0, last: int = 0) -> list[tuple[int, int]]:
    """Pages as runs of neighbours, each with so many pages ``beside`` it, up to the ``last`` one of the source."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        first, end = max(1, page - beside), min(last, page + beside) if beside else page
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((first, end))
    return runs


def _make(source: str, runs: Sequence[tuple[int, int]]) -> list[str]:
    """The ids of questions of some runs of pages; none where none can be made of them."""
    found = assistant()
    made: list[Question] = []
    for pages in runs:
        left = QUIZ_OF_AN_ANSWER - len(made)
        try:
            made += make_quiz_with(writer(), found.library, [source], pages=pages, n=left, earlier=made)
        except QuizError:
            continue
        if len(made) >= QUIZ_OF_AN_ANSWER:
            break
    return [question.id for question in made]


def suggestions(answer: Answer, asked: Sequence[str]) -> None:
    """Questions that go on from an answer; a click asks one."""
    with shown_errors():
        found = suggest_next(assistant().library, answer, asked)
        if not found:
            return
        st.caption(t("suggestions"))
        with st.container(horizontal=True, key="suggestions"):
            for number, question in enumerate(found):
                st.button(escape(question), key=f"suggest-{answer.id}-{number}", on_click=_ask, args=(question,))


def _ask(question: str) -> None:
    st.session_state[WANTED_QUESTION] = question
