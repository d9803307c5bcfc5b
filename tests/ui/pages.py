"""The app without a browser, on a library of a test's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from learning import Question, Unfinished
from learning.quizzes.mock_exam import MockExam
from settings import ROOT
from ui.quiz.session import Desk, Sitting
from ui.session import assistant

APP = ROOT / "ui" / "streamlit_app.py"


def opened(folder: Path, page: str, monkeypatch: pytest.MonkeyPatch, **settings: str) -> AppTest:
    """A page of the app, its library in ``folder``; ``settings`` by their names."""
    for name, value in ({"library": str(folder)} | settings).items():
        monkeypatch.setenv(f"HYUNMOO_{name.upper()}", value)
    st.cache_resource.clear()
    test = AppTest.from_file(str(APP), default_timeout=120).run()
    return test if page == "ask" else test.switch_page(f"views/{page}.py").run()


def seated(test: AppTest, questions: Sequence[Question], mock: MockExam | None = None) -> Sitting:
    """A quiz of these questions, under way in the tab that ``test`` is."""
    learner = assistant().learner
    desk = Desk(Unfinished(learner.database, learner.owner))
    desk.begin(questions, mock=mock)
    test.session_state["desk"] = desk
    assert desk.quiz is not None
    return desk.quiz


def until(happened: Callable[[], object], within: float = 60.0) -> None:
    end = time.monotonic() + within
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def grade_all(test: AppTest) -> AppTest:
    """Hand in the quiz that is shown, though answers are left empty."""
    test.button(key="grade-all").click().run()
    return test.button(key="grade-anyway").click().run() if "grade-anyway" in {one.key for one in test.button} else test
