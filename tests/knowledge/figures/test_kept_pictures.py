"""Kept pictures: of the figure that is there now, tried again where drawing was cut short, shown where none is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import Library
from knowledge.figures.figure_store import note_picture
from knowledge.figures.kept_pictures import show_picture
from knowledge.loaders.page_pictures import draw_in_child
from settings import Settings
from tests.knowledge.figures.illustrated import CAPTIONS, markdown


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Library]:
    """A library with one book with figures."""
    markdown(tmp_path / "세포.md")
    library = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    library.add(tmp_path / "세포.md")
    yield library
    library.close()


def test_a_picture_is_noted_only_for_the_figure_that_is_still_there(shelf: Library) -> None:
    source = shelf.sources()[0]
    figure = shelf.figures(source.id)[0]
    for other in (replace(figure, end=figure.end + 1), replace(figure, part="data:other"), replace(figure, ordinal=9)):
        with shelf.store.writing() as session:
            assert not note_picture(session, other, "-", source.sha256)
    with shelf.store.writing() as session:
        assert not note_picture(session, figure, "-", "another file")
    assert shelf.figures(source.id)[0].picture == ""
    stale = replace(figure, start=figure.start + 1)
    assert show_picture(shelf.store, stale, source.kind, shelf.store.files / source.sha256) is not None
    assert not (shelf.path / "pictures").exists(), "nothing is kept for a figure that is gone"


def test_an_asked_number_is_found_however_many_figures_there_are(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.figures.figure_store.MOST_FIGURES_ASKED", 1)
    for question in ("그림 1-2를 설명해 줘", "사진 1-2를 설명해 줘"):
        found = shelf.find_figures(question)
        assert found is not None and [one.printed for one in found.figures] == ["그림 1-2"]


def test_a_picture_that_cannot_be_kept_is_shown(shelf: Library) -> None:
    (shelf.path / "pictures").write_bytes(b"a file where the folder should be")
    source = shelf.sources()[0].id
    assert shelf.figure_picture(source, 0) is not None and shelf.figures(source)[0].picture == ""


def test_a_figure_called_otherwise_by_now_is_not_shown(shelf: Library) -> None:
    source = shelf.sources()[0].id
    assert shelf.figure_picture(source, 0, CAPTIONS[0]) is not None
    assert shelf.figure_picture(source, 0, CAPTIONS[1]) is None


def test_a_drawing_that_is_cut_short_is_no_refusal(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    source = shelf.sources()[0]
    monkeypatch.setattr("knowledge.loaders.pictures.drawn_figures.DRAWING_SECONDS", 0.001)
    assert shelf.figure_picture(source.id, 0) is None and shelf.figures(source.id)[0].picture == ""
    monkeypatch.undo()
    assert shelf.figure_picture(source.id, 0) is not None
    told = {"file": str(shelf.store.files / source.sha256), "kind": "md", "part": "data:none", "page": 1, "box": []}
    assert draw_in_child({"figure": told}, 8.0, 1024) == b""
