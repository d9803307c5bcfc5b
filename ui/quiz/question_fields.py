"""One question on the screen: the field to answer it, and its result."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from learning import KINDS, Grade, Question
from learning.feedback.wrong_answers import Reason, why_wrong
from learning.grading.rubric import marks
from learning.kinds import form_of, kind_of
from learning.models import mark
from ui.citations.chips import chips
from ui.escape import escape
from ui.session import assistant
from ui.texts.catalogue import language, t

LONGEST_SHORT_ANSWER, LONGEST_ESSAY = 200, 2000  # characters of a written answer
PAUSE = "500ms"  # in typing, after which an answer is kept


def kind_names() -> dict[str, str]:
    """The kinds of question by their names for people."""
    return {key: kind.korean if language() == "ko" else kind.english for key, kind in KINDS.items()}


def field(
    question: Question, number: int, key: str, value: str = "", on_change: Callable[[str, str], None] | None = None
) -> str:
    """The stem and the field; the response as text, empty while there is none. ``on_change`` gets
    the question's id and the key.

    ``value`` is what the field holds when it is first shown.
    """
    show_stem(question, number)
    if value and key not in st.session_state:
        st.session_state[key] = value
    args = (question.id, key)
    if form_of(question) == "prose":
        written = st.text_area(
            t("essay_answer"),
            key=key,
            max_chars=LONGEST_ESSAY,
            height=160,
            placeholder=t("essay_hint"),
            on_change=on_change or "rerun",
            args=args if on_change else None,
        )
        return written or ""
    if not question.options:
        typed = st.text_input(
            t("your_answer"),
            key=key,
            max_chars=LONGEST_SHORT_ANSWER,
            live=PAUSE if on_change else False,
            on_change=on_change or "rerun",
            args=args if on_change else None,
        )
        return typed or ""
    texts = option_texts(question)
    picked = st.radio(
        t("choose"),
        list(texts),
        format_func=lambda i: texts[i],
        index=None,
        key=key,
        on_change=on_change or "rerun",
        args=args if on_change else None,
    )
    return picked or ""


def option_texts(question: Question) -> dict[str, str]:
    """The options by id, as they are shown."""
    if form_of(question) == "truefalse":
        return {option.id: f"{option.id} ({escape(option.text)})" for option in question.options}
    return {option.id: f"{mark(option.id)} {escape(option.text)}" for option in question.options}


def show_stem(question: Question, number: int) -> None:
    """The asking sentence in bold, its **marked** negation in colour too; below it each line of what it asks about."""
    head, _, body = question.stem.partition("\n")
    parts = [escape(part.strip()) for part in head.split("**")]
    bold = [f":red[**{part}**]" if n % 2 else f"**{part}**" for n, part in enumerate(parts) if part]
    st.markdown(f"**{number}\\.** {' '.join(bold)}")
    kind = kind_of(question)
    rows = [line.split(" | ") for line in body.split("\n")] if kind and kind.of_tables and " | " in body else []
    if rows:
        heads = [escape(head) for head in rows[0]]
        st.table([dict(zip(heads, map(escape, row))) for row in rows[1:]], hide_index=True)
    elif body:
        st.markdown("  \n".join(f"> {escape(line)}" for line in body.split("\n")))


def result(question: Question, grade: Grade, number: int, key: str, accepted: bool = False) -> None:
    """What the answer earned, the right one, why, and where it stands."""
    show_stem(question, number)
    said = escape(question.shown_response(grade.response)) or "–"
    if grade.correct:
        st.success(f"{t('right')} · {said}", icon=":material/check:")
    else:
        show = st.warning if grade.score else st.error
        word = t("nearly") if grade.score else t("wrong")
        right = "" if form_of(question) == "prose" else f" · {t('answer_is')}: {escape(grade.answer)}"
        show(f"{word} · {t('my_answer')}: {said}{right}", icon=":material/close:")
    if accepted:
        st.caption(f":material/gavel: {t('accepted')}")
    if form_of(question) == "prose":
        rubric(question, grade.response)
    elif not grade.correct and grade.response:
        reason(question, grade.response, key)
    st.caption(escape(grade.explanation))
    chips((question.citation, *question.citations), key)


def rubric(question: Question, response: str) -> None:
    """채점 기준표: what each criterion earned and why, and the model answer."""
    found = marks(question, response)
    earned, most = sum(one.points for one in found), sum(one.criterion.points for one in found)
    st.markdown(f"**{t('rubric')}** · {t('essay_score', earned=earned, most=most)}")
    for number, one in enumerate(found, 1):
        icon = ":material/check_circle:" if one.points == one.criterion.points else ":material/circle:"
        line = t("criterion", n=number, earned=f"{one.points:g}", points=f"{one.criterion.points:g}")
        st.markdown(f"- {icon} {escape(line)}: {escape(one.reason)}")
    st.markdown(f"**{t('model_essay')}** · {escape(question.shown_answer())}")


def reason(question: Question, response: str, key: str) -> None:
    """Why this answer is wrong, with the page where the book speaks of what was chosen."""
    known: dict[tuple[str, str], Reason] = st.session_state.setdefault("reasons", {})
    asked = question.id, response
    if asked not in known:
        known[asked] = why_wrong(question, response, assistant().library)
    found = known[asked]
    if not found.text:
        return
    st.markdown(f"**{t('why_not')}** · {escape(found.text)}")
    if found.citation:
        st.markdown(f"> {escape(found.citation.quote)}")
        chips([found.citation], f"why-{key}")
