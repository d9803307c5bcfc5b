"""The fields of a question: changed ones are checked as they stand, and what is wrong with them is told beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from errors import QuizError
from learning.kinds import Form
from learning.models import Option, Question, RubricLine, mark
from learning.papers.editing import LONGEST_WRITTEN_TEXT
from learning.validation.edited_questions import find_question_flaws
from learning.validation.item_flaws import RULES
from ui.escape import escape
from ui.session import error_text
from ui.texts.catalogue import UI_TEXTS, t

USUAL_OPTIONS, MOST_OPTIONS = 5, 9  # options: they are answered by one digit
MOST_CRITERIA = 8
LEAST_WORTH, USUAL_WORTH, MOST_WORTH = 0.1, 2.0, 100.0  # points of a criterion
TRUTH = ("O", "X")


@dataclass(frozen=True)
class WrittenQuestion:
    """What the fields hold."""

    stem: str
    options: tuple[str, ...]
    answer: tuple[str, ...]
    explanation: str
    rubric: tuple[RubricLine, ...]


def ask_question(key: str, form: Form, question: Question | None, rubric: Sequence[RubricLine] = ()) -> WrittenQuestion:
    """The fields of a form, filled with what a question holds."""
    stem = st.text_area(
        t("edit_stem"),
        question.stem if question else "",
        max_chars=LONGEST_WRITTEN_TEXT,
        key=f"{key}-stem",
        help=t("edit_stem_help"),
    )
    options: tuple[str, ...] = ()
    lines: tuple[RubricLine, ...] = ()
    kept = question.answer if question else ("",)
    if form == "choice":
        options, answer = _ask_options(key, question.options if question else (), kept)
    elif form == "truefalse":
        there = kept[0] if kept[0] in TRUTH else None
        picked = st.radio(
            t("edit_key"), TRUTH, TRUTH.index(there) if there else None, key=f"{key}-key", horizontal=True
        )
        answer = (picked or "",)
    elif form == "text":
        said = st.text_area(t("edit_accepted"), "\n".join(kept), key=f"{key}-answer", height=90)
        answer = tuple(line for line in said.split("\n") if line.strip()) or ("",)
    else:
        answer = (st.text_area(t("edit_model"), kept[0], max_chars=LONGEST_WRITTEN_TEXT, key=f"{key}-answer"),)
        lines = _ask_rubric(key, rubric)
    explanation = st.text_area(
        t("edit_explanation"),
        question.explanation if question else "",
        max_chars=LONGEST_WRITTEN_TEXT,
        key=f"{key}-explanation",
        height=90,
    )
    return WrittenQuestion(stem, options, answer, explanation, lines)


def _ask_options(key: str, there: Sequence[Option], kept: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options with an empty field more, and which of them is right."""
    count = min(MOST_OPTIONS, max(USUAL_OPTIONS, len(there) + 1))
    texts = []
    for number in range(1, count + 1):
        text = there[number - 1].text if number <= len(there) else ""
        texts.append(st.text_input(t("edit_option", n=mark(str(number))), text, key=f"{key}-option-{number}"))
    numbers = [str(number) for number in range(1, count + 1)]
    index = numbers.index(kept[0]) if kept and kept[0] in numbers else None
    picked = st.radio(t("edit_key"), numbers, index, format_func=mark, horizontal=True, key=f"{key}-key")
    return tuple(texts), (picked or "",)


def _ask_rubric(key: str, there: Sequence[RubricLine]) -> tuple[RubricLine, ...]:
    """The criteria with an empty one more, each with its points."""
    lines = []
    for number in range(1, min(MOST_CRITERIA, len(there) + 1) + 1):
        kept = there[number - 1] if number <= len(there) else None
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        text = left.text_input(
            t("edit_criterion", n=number), kept.text if kept else "", key=f"{key}-criterion-{number}"
        )
        worth = max(LEAST_WORTH, kept.points if kept else USUAL_WORTH)
        points = right.number_input(
            t("edit_criterion_points", n=f"{number} "),
            LEAST_WORTH,
            max(MOST_WORTH, worth),
            worth,
            0.5,
            format="%g",
            key=f"{key}-worth-{number}",
        )
        if text.strip():
            lines.append(RubricLine(text=text.strip(), points=float(points)))
    return tuple(lines)


def show_flaws(question: Question, cache: dict[str, list[tuple[str, str]]] | None = None) -> None:
    """What is wrong with a question, in words; nothing where nothing is."""
    found = (cache or {}).get(question.id)
    if found is None:
        found = [(flaw.code, flaw.evidence) for flaw in find_question_flaws(question)]
        if cache is not None:
            cache[question.id] = found
    if found:
        lines = [
            f"- {name_flaw(code)} ({escape(evidence)})" if evidence else f"- {name_flaw(code)}"
            for code, evidence in found
        ]
        st.warning(f"**{t('flaws_head')}**\n" + "\n".join(lines), icon=":material/rule:")


def show_refusal(error: QuizError) -> None:
    """Why what the fields hold is no question yet."""
    st.warning(escape(error_text(error)), icon=":material/rule:")


def name_flaw(code: str) -> str:
    """A flaw in a sentence."""
    return t(f"flaw_{code}") if f"flaw_{code}" in UI_TEXTS else escape(RULES[code][0])
