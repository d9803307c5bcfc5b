"""Figures of every format: the picture, its caption and what is said of it belong together, and are found again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from knowledge import Library
from knowledge.figures.figure import BookFigure
from settings import Settings
from tests.knowledge.figures.illustrated import AFTER, BEFORE, BETWEEN, BOOKS, CAPTIONS

RED, GREEN = (192, 48, 40), (46, 125, 50)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with the same little book in every format."""
    folder = tmp_path_factory.mktemp("figures")
    library = Library.open(folder / "library", settings=Settings(library=folder / "library", ocr_seconds=0))
    for kind, make in BOOKS.items():
        path = folder / f"세포와 잎 {kind}.{kind}"
        make(path)
        library.add(path)
    yield library
    library.close()


def figures_of(library: Library, kind: str) -> tuple[str, list[BookFigure]]:
    (source,) = [one for one in library.sources() if one.kind == kind]
    return source.id, library.figures(source.id)


@pytest.mark.parametrize("kind", BOOKS)
def test_a_picture_its_caption_and_the_sentences_about_it_are_one_figure(shelf: Library, kind: str) -> None:
    source, figures = figures_of(shelf, kind)
    assert [one.printed for one in figures] == ["그림 1-1", "그림 1-2"]
    assert [shelf.text(source, one.start, one.end) for one in figures] == list(CAPTIONS)
    said = [[shelf.text(source, *span) for span in one.references] for one in figures]
    assert said[0] == [BEFORE]
    assert said[1] == [BETWEEN.split(". ")[1], AFTER]


@pytest.mark.parametrize("kind", BOOKS)
def test_the_picture_that_is_drawn_is_the_one_of_the_caption(shelf: Library, kind: str) -> None:
    source, figures = figures_of(shelf, kind)
    seen = []
    for one in figures if kind == "pdf" else figures[1:]:
        content = shelf.figure_picture(source, one.ordinal)
        assert content is not None
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        seen.append(picture.getpixel((picture.width // 3, picture.height // 4)))
        assert picture.width >= 100
    assert seen[0] == (RED if kind == "pdf" else GREEN)
    if box := figures[1].box:  # drawn with lines: as it lies on the page
        assert list(box) == pytest.approx([200, 312, 400, 402], abs=4)


def test_a_kept_picture_is_read_again_and_a_damaged_one_drawn_anew(shelf: Library) -> None:
    source, _ = figures_of(shelf, "docx")
    first = shelf.figure_picture(source, 0)
    (kept,) = [one.picture for one in shelf.figures(source) if one.ordinal == 0]
    file = shelf.path / "pictures" / kept
    assert first is not None and file.read_bytes() == first
    file.write_bytes(b"injured")
    assert [problem.code for problem in shelf.check()] == ["picture_damaged"]
    assert shelf.figure_picture(source, 0) == first and file.read_bytes() == first
    (shelf.path / "pictures" / ("0" * 64)).write_bytes(b"nobody's")
    assert [(one.code, one.repaired) for one in shelf.check(repair=True)] == [("picture_ownerless", True)]
    assert shelf.check() == [] and file.exists()


@pytest.mark.parametrize(
    ("question", "state", "printed"),
    [
        ("그림 1-2를 설명해 줘", "answer", ["그림 1-2"]),
        ("그림 1.1과 그림 1.2를 견주어 줘", "answer", ["그림 1-1", "그림 1-2"]),
        ("동물 세포의 구조를 나타낸 그림을 보여 줘", "answer", ["그림 1-1"]),
        ("울타리 조직이 나오는 그림 있어?", "answer", ["그림 1-2"]),
        ("어떤 그림이 있나요?", "list", ["그림 1-1", "그림 1-2"]),
        ("그림 7-3은 무엇을 보여 주나?", "refuse", ["그림 1-1", "그림 1-2"]),
    ],
)
def test_a_question_finds_its_figure(shelf: Library, question: str, state: str, printed: list[str]) -> None:
    source, _ = figures_of(shelf, "md")
    found = shelf.find_figures(question, [source])
    assert found is not None and (found.state, [one.printed for one in found.figures]) == (state, printed)


@pytest.mark.parametrize(
    "question", ["화성의 위성을 그린 그림을 보여 줘", "잎의 단면은 무엇으로 되어 있나?", "표 1-1을 설명해 줘"]
)
def test_a_question_for_something_else_finds_none(shelf: Library, question: str) -> None:
    assert shelf.find_figures(question) is None


def test_a_number_that_several_sources_have_is_asked_about(shelf: Library) -> None:
    found = shelf.find_figures("그림 1-1을 설명해 줘")
    assert found is not None and found.state == "ask" and len(found.choices) == len(BOOKS)


def test_captions_without_ink_name_no_figure(shelf: Library, tmp_path: Path) -> None:
    path = tmp_path / "차례.txt"
    path.write_text(
        "그림 차례\n그림 1-1. 동물 세포의 구조 ..... 3\n그림 1-2. 잎의 단면 ..... 9\n글이 더 있다.\n", encoding="utf-8"
    )
    assert shelf.figures(shelf.add(path).id) == []
