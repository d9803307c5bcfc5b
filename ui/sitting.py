"""The quiz under way in this browser tab: its questions, what was answered so far, and the seconds each took."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import streamlit as st

from learning import Grade, Question
from learning.hints import hints
from learning.mock_exam import MockExam
from learning.mock_exam import hand_in as hand_in_mock
from ui.session import assistant

LONGEST = 600.0  # seconds that one look at a question may count: who is away longer does not study


def start(ids: Sequence[str]) -> None:
    """Begin with these questions; the quiz page shows them."""
    st.session_state.quiz_ids = list(ids)
    for name in ("quiz_grades", "quiz_for", "quiz_mock", "quiz_points"):
        st.session_state.pop(name, None)


def start_mock(exam: MockExam) -> None:
    """Begin a mock exam, whose time is running."""
    start([one.id for one in exam.questions])
    st.session_state.quiz_mock = exam


def mock() -> MockExam | None:
    """The mock exam under way, or that was handed in; None for any other quiz."""
    return cast(MockExam | None, st.session_state.get("quiz_mock"))


def leave() -> None:
    """Put the quiz away."""
    for name in ("quiz_ids", "quiz_grades", "quiz_for", "quiz_mock", "quiz_points"):
        st.session_state.pop(name, None)


def opened() -> list[Question]:
    """The questions under way, none where there is no quiz; a quiz that another page began starts afresh here."""
    ids = st.session_state.get("quiz_ids")
    if not ids:
        return []
    if st.session_state.get("quiz_for") != ids:
        st.session_state.quiz_for = list(ids)
        st.session_state.quiz_round = st.session_state.get("quiz_round", 0) + 1
        st.session_state.quiz_said, st.session_state.quiz_seconds, st.session_state.quiz_hints = {}, {}, {}
        st.session_state.quiz_at, st.session_state.quiz_seen = 0, time.monotonic()
    learner = assistant().learner
    return [learner.question(identifier) for identifier in ids]


def round_number() -> int:
    """Which quiz of this tab it is; fields of the next one begin empty."""
    return int(st.session_state.get("quiz_round", 0))


def said(question_id: str) -> str:
    return str(st.session_state.quiz_said.get(question_id, ""))


def answered() -> int:
    return sum(1 for one in st.session_state.quiz_said.values() if one.strip())


def note(question_id: str, response: str) -> None:
    """Keep an answer, and count the time since the last one for it; after the end of a mock exam nothing is kept."""
    now = time.monotonic()
    seconds = min(LONGEST, now - st.session_state.quiz_seen)
    exam = mock()
    if exam is not None and not exam.answer(question_id, response, datetime.now(UTC), seconds):
        return
    spent: dict[str, float] = st.session_state.quiz_seconds
    spent[question_id] = spent.get(question_id, 0.0) + seconds
    st.session_state.quiz_seen = now
    st.session_state.quiz_said[question_id] = response


def note_field(question_id: str, key: str) -> None:
    """Keep what a field of the page holds now."""
    note(question_id, st.session_state.get(key) or "")


def place() -> int:
    return int(st.session_state.quiz_at)


def move(by: int, total: int) -> None:
    """Turn to another question; the clock runs for that one from now."""
    st.session_state.quiz_at = min(max(0, place() + by), total - 1)


def hand_in(questions: Sequence[Question]) -> None:
    """Grade every question, what was left empty too."""
    learner, exam = assistant().learner, mock()
    if exam is not None:
        st.session_state.quiz_grades = hand_in_mock(learner, exam, datetime.now(UTC))
        return
    spent: dict[str, float] = st.session_state.quiz_seconds
    st.session_state.quiz_grades = [
        learner.submit(one.id, said(one.id), seconds=spent.get(one.id, 0.0), hints=hinted(one.id)) for one in questions
    ]


def hinted(question_id: str) -> int:
    """How many hints of a question were shown."""
    return int(st.session_state.quiz_hints.get(question_id, 0))


def ask_hint(question_id: str) -> None:
    """Show one more hint."""
    st.session_state.quiz_hints[question_id] = hinted(question_id) + 1


def hints_of(question: Question) -> tuple[str, ...]:
    """Every hint of a question; none in a mock exam."""
    return () if mock() else hints(question, assistant().library)


def grades() -> dict[str, Grade] | None:
    """The grades by question, None before the quiz was handed in."""
    found = cast(list[Grade] | None, st.session_state.get("quiz_grades"))
    return None if found is None else {grade.question_id: grade for grade in found}


def accept(grade: Grade) -> None:
    """정답으로 인정: the learner disagrees with a grade."""
    assistant().learner.disagree(grade.attempt)
    held: list[Any] = st.session_state.get("quiz_grades") or []
    better = grade.model_copy(update={"correct": True, "score": 1.0})
    st.session_state.quiz_grades = [better if one.attempt == grade.attempt else one for one in held]
    st.session_state.setdefault("quiz_accepted", set()).add(grade.attempt)


def accepted(grade: Grade) -> bool:
    return grade.attempt in st.session_state.get("quiz_accepted", ())


def seconds() -> float:
    """How long the quiz took so far."""
    return float(sum(st.session_state.get("quiz_seconds", {}).values()))
