"""The number printed on a page is known, whether the file states it or it stands at the page's edge."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.loaders.pdf.page_labels import fill_numbers
from settings import Settings
from tests.knowledge.loaders.pdf.drawing import Line, draw, read

SEASONS = "봄 여름 가을 겨울 아침 점심 저녁 한밤".split()


def body(page: int) -> list[Line]:
    return [Line(700 - 20 * n, f"{SEASONS[page]} {n}번째 들판에는 바람이 불고 벼가 익어 간다.") for n in range(3)]


def labels(path: Path) -> list[str]:
    return [page.label for page in read(path)[0]]


def test_stated_numbers_are_kept_where_they_differ(tmp_path: Path) -> None:
    pages = [body(page) for page in range(5)]
    stated = ((0, "r", 1), (2, "D", 1))
    assert labels(draw(tmp_path / "a.pdf", *pages, labels=stated)) == ["i", "ii", "1", "2", "3"]
    assert labels(draw(tmp_path / "b.pdf", *pages)) == [""] * 5
    assert labels(draw(tmp_path / "c.pdf", *pages, labels=((0, "D", 1),))) == [""] * 5, "the same as its own"


@pytest.mark.parametrize(("write", "y"), [("{}", 40), ("- {} -", 40), ("{}쪽", 810), ("p. {}", 40), ("들판 | {}", 810)])
@pytest.mark.parametrize("first", [7, 41, 120])
def test_printed_numbers_are_read_off_the_pages(write: str, y: float, first: int, tmp_path: Path) -> None:
    pages = [[*body(page), Line(y, write.format(first + page), 8.0, 290)] for page in range(5)]
    path = draw(tmp_path / "a.pdf", *pages)
    assert labels(path) == [str(first + page) for page in range(5)]
    assert {one.reason for one in read(path)[1].left_out} == {"page_number"}


def test_pages_between_and_roman_numbers_are_counted_on(tmp_path: Path) -> None:
    numbers = ["iii", "iv", "v", "", "1", "", "3", "4"]
    pages = [[*body(page), *([Line(40, said, 9.0, 290)] if said else [])] for page, said in enumerate(numbers)]
    assert labels(draw(tmp_path / "a.pdf", *pages)) == ["iii", "iv", "v", "", "1", "2", "3", "4"]
    assert fill_numbers(7, {0: "ix", 1: "x", 4: "2"}) == {0: "ix", 1: "x", 4: "2", 5: "3", 6: "4"}
    assert fill_numbers(6, {1: "XXXIX", 3: "XLI"}) == dict(enumerate("XXXVIII XXXIX XL XLI XLII XLIII".split()))
    assert fill_numbers(4, {2: "1", 3: "2"}) == {2: "1", 3: "2"}, "no page before the first"
    assert fill_numbers(3, {}) == {}


def test_numbers_that_do_not_count_give_no_label(tmp_path: Path) -> None:
    pages = [[*body(page), Line(40, str(number), 8.0, 290)] for page, number in enumerate((1905, 1910, 1919, 1945))]
    assert labels(draw(tmp_path / "a.pdf", *pages)) == [""] * 4


def test_a_printed_number_is_found_in_the_library(tmp_path: Path) -> None:
    pages = [body(page) for page in range(6)]
    path = draw(tmp_path / "a.pdf", *pages, labels=((0, "r", 1), (3, "D", 1)))
    library = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    source = library.add(path)
    assert library.find_printed(source.id, 2, 3) == (5, 6)
    assert library.find_printed(source.id, 3, 9) == (6, 6)
    assert library.find_printed(source.id, 4, 5) is None
    assert library.page(source.id, 5).label == "2" and library.page(source.id, 2).label == "ii"
    plain = library.add(draw(tmp_path / "b.pdf", *pages))
    assert library.find_printed(plain.id, 2, 3) is None
    library.close()
