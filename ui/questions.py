"""One question on the screen: the field to answer it, and its result."""

from __future__ import annotations

import streamlit as st

from learning import Grade, Question
from ui.citations import chips
from ui.escape import escape
from ui.texts import t


def field(question: Question, number: int, key: str) -> str:
    """The stem and the field; the response as text, empty while there is none."""
    show_stem(question, number)
    if question.options and question.kind != "ox":
        texts = {option.id: f"{chr(0x245F + int(option.id))} {escape(option.text)}" for option in question.options}
    elif question.options:
        texts = {option.id: f"{option.id} ({escape(option.text)})" for option in question.options}
    else:
        return st.text_input(t("your_answer"), key=key, max_chars=200)
    return st.radio(t("choose"), list(texts), format_func=lambda i: texts[i], index=None, key=key) or ""


def show_stem(question: Question, number: int) -> None:
    """The asking sentence in bold, its **marked** negation in colour too; below it each line of what it asks about."""
    head, _, body = question.stem.partition("\n")
    parts = [escape(part.strip()) for part in head.split("**")]
    bold = [f":red[**{part}**]" if n % 2 else f"**{part}**" for n, part in enumerate(parts) if part]
    st.markdown(f"**{number}\\.** {' '.join(bold)}")
    if body:
        st.markdown("  \n".join(f"> {escape(line)}" for line in body.split("\n")))


def result(question: Question, grade: Grade, number: int, key: str) -> None:
    """What the answer earned, the right one, why, and where it stands."""
    show_stem(question, number)
    said = escape(shown_response(question, grade.response)) or "–"
    if grade.correct:
        st.success(f"{t('right')} · {said}", icon=":material/check:")
    else:
        show = st.warning if grade.score else st.error
        word = t("nearly") if grade.score else t("wrong")
        show(f"{word} · {t('my_answer')}: {said} · {t('answer_is')}: {escape(grade.answer)}", icon=":material/close:")
    st.caption(escape(grade.explanation))
    chips([grade.citation], key)


def shown_response(question: Question, response: str) -> str:
    """A response as the person chose it."""
    text = next((option.text for option in question.options if option.id == response), "")
    mark = chr(0x245F + int(response)) if response.isdigit() and question.options else response
    return f"{mark} {text}".strip()
