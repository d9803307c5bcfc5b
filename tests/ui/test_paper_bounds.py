"""시험지 without a browser: points from elsewhere, very small or very many, stand in the fields without an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from knowledge import Library
from learning import Question, make_quiz
from learning.models import RubricLine
from learning.papers.paper_shelf import PaperShelf
from settings import ROOT
from storage.paper_tables import PaperItemRow
from ui.papers.paper_desk import OPEN_PAPER


@pytest.fixture
def essay(library: Library) -> Question:
    """A question answered in one's own words, with a rubric of two lines."""
    (first, *_) = make_quiz(library, [library.sources()[0].id], n=1, kinds=["short"], seed=1)
    lines = (RubricLine(text="장소를 말한다", points=1), RubricLine(text="까닭을 말한다", points=1))
    return first.model_copy(update={"id": "essay", "kind": "essay", "options": (), "rubric": lines})


@pytest.mark.parametrize("points", [0.04, 1000.0])
def test_points_beyond_the_fields_bounds_are_shown_at_them(
    library: Library, essay: Question, points: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYUNMOO_LIBRARY", str(Path(library.path)))
    st.cache_resource.clear()
    paper = PaperShelf(library).keep("중간고사", [essay, essay.model_copy(update={"id": "another"})])
    with library.database.session() as session:
        for row in session.query(PaperItemRow):
            row.points = points
    page = AppTest.from_file(str(ROOT / "ui" / "views" / "papers.py"), default_timeout=60)
    page.query_params[OPEN_PAPER] = paper.id
    page.session_state["edited_item"] = paper.items[0].id
    page.run()
    st.cache_resource.clear()
    assert not page.exception and not page.error
    worth = [one for one in page.number_input if "-worth-" in (one.key or "")]
    assert len(worth) > 1 and page.number_input(key=f"total-{paper.id}").value == max(1.0, 2 * points)
    assert all(one.min <= one.value <= one.max for one in page.number_input)
