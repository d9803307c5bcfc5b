"""Running heads, running feet and page numbers go; what the page says stays. Sheets of 1,000 points, made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.loaders.layout.lines import Frame
from knowledge.loaders.layout.running_heads import Sheet, without_running

BODY = 10.0
FRAME = Frame(0, np.eye(2, 3), 700.0, 1000.0, (0.0, 0.0, 700.0, 1000.0))
PLACES = "봄 여름 가을 겨울 아침 점심 저녁 한밤 새벽 노을 이슬 안개".split()
ORDER = "첫째 둘째 셋째".split()


def line(text: str, top: float, size: float = BODY) -> PageLine:
    return PageLine(list(text), [(50.0, top, 60.0, top + size)] * len(text), size=size)


def sheet(*lines: PageLine) -> Sheet:
    return list(lines), FRAME


def body(page: int) -> list[PageLine]:
    """Three lines in the middle of a page, others on each."""
    return [
        line(f"{PLACES[page % 12]} {ORDER[page // 12]} 들판의 이야기는 {ORDER[n]} 문단에 있다", 400.0 + 15 * n)
        for n in range(3)
    ]


def texts(sheets: list[Sheet]) -> list[list[str]]:
    return [[one.text for one in lines] for lines in without_running(sheets, BODY)]


def dropped(edge: list[list[PageLine]]) -> list[list[str]]:
    """What goes of the pages' edge lines; what stands in the middle never goes."""
    sheets = [sheet(*body(page), *lines) for page, lines in enumerate(edge)]
    kept = texts(sheets)
    assert all(held[:3] == [one.text for one in body(page)] for page, held in enumerate(kept))
    return [[one.text for one in lines if one.text not in held] for lines, held in zip(edge, kept)]


def test_page_numbers_go_wherever_they_stand_alone() -> None:
    for write in ("{}", "- {} -", "p. {}", "{}쪽", "page {}", "{} / 10", "{} of 10", "{} | 10"):
        edge = [[line(write.format(7 + page), 980.0)] for page in range(4)]
        assert dropped(edge) == [[one.text for one in lines] for lines in edge], write


def test_numbers_that_do_not_count_as_the_pages_count_stay() -> None:
    assert dropped([[line("1905", 980.0)], [line("1911", 980.0)]]) == [[], []]
    equal = [[line(f"{number}번 문항을 {PLACES[number]}에 푼다", 980.0)] for number in range(4)]
    assert dropped(equal) == [[], [], [], []]


def test_two_pages_that_count_are_enough_where_there_are_few_and_three_where_there_are_more() -> None:
    assert dropped([[line("5", 980.0)], [line("6", 980.0)]]) == [["5"], ["6"]]
    assert dropped([[line("5", 980.0)], [line("6", 980.0)], []]) == [["5"], ["6"], []]
    assert dropped([[line("5", 980.0)], [line("6", 980.0)], [], []]) == [[], [], [], []]
    assert dropped([[line("5", 980.0)], [line("6", 980.0)], [], [line("8", 980.0)]]) == [["5"], ["6"], [], ["8"]]


def test_a_page_number_beside_a_title_goes_with_it() -> None:
    edge = [[line(f"{12 + page} {PLACES[page]} 이야기", 5.0)] for page in range(4)]
    assert dropped(edge) == [[lines[0].text] for lines in edge]
    behind = [[line(f"{PLACES[page]} 이야기 {12 + page}", 5.0)] for page in range(4)]
    assert dropped(behind) == [[lines[0].text] for lines in behind]


def test_few_numbers_beside_words_in_a_long_book_are_no_page_numbers() -> None:
    edge = [[line(f"{PLACES[page]} 이야기 {12 + page}", 5.0)] if page < 3 else [] for page in range(10)]
    assert dropped(edge) == [[lines[0].text] if lines else [] for lines in edge], "three of ten"
    assert dropped([*edge, []]) == [[]] * 11, "three of eleven"
    assert dropped([*edge[1:], [], []]) == [[]] * 11


def test_a_sentence_that_ends_in_a_number_is_too_long_for_a_head() -> None:
    words = "가나다라마바사아자차 " * 8
    long = [[line(f"{PLACES[page]}{words}{12 + page}", 5.0)] for page in range(4)]
    assert all(len(lines[0].text) > 80 for lines in long) and dropped(long) == [[], [], [], []]
    just = [[line(f"{PLACES[page]} {'가' * (76 - len(PLACES[page]))} {12 + page}", 5.0)] for page in range(4)]
    assert all(len(lines[0].text) == 80 for lines in just) and dropped(just) == [[lines[0].text] for lines in just]
    longer = [[line(f"{PLACES[page]} {'가' * (77 - len(PLACES[page]))} {12 + page}", 5.0)] for page in range(4)]
    assert dropped(longer) == [[]] * 4


def test_a_text_that_comes_again_on_every_page_is_a_running_head() -> None:
    edge = [[line("중학교 과학", 5.0)] for _ in range(4)]
    assert dropped(edge) == [["중학교 과학"]] * 4
    spaced = [[line(text, 5.0)] for text in ("중학교 과학", "중학교  과학", "중 학교 과학", "중학교과학")]
    assert dropped(spaced) == [[lines[0].text] for lines in spaced], "however it is spaced"
    numbered = [[line(f"단원 {n}", 5.0)] for n in (3, 11, 4, 25)]
    assert dropped(numbered) == [[lines[0].text] for lines in numbered], "digits are one"


def test_a_head_is_found_whatever_else_stands_at_the_edges_before_it() -> None:
    edge = [[line(f"{PLACES[page]}의 첫 줄", 5.0), line("중학교 과학", 25.0)] for page in range(4)]
    assert dropped(edge) == [["중학교 과학"]] * 4


def test_what_comes_twice_is_no_running_head() -> None:
    assert dropped([[line("쉬어 가기", 5.0)], [line("쉬어 가기", 5.0)]]) == [[], []]
    assert dropped([[line("쉬어 가기", 5.0)]] * 3) == [["쉬어 가기"]] * 3


@pytest.mark.parametrize(("top", "goes"), [(150.0, True), (195.0, False), (700.0, False)])
def test_only_what_stands_at_the_edge_is_looked_at(top: float, goes: bool) -> None:
    edge = [[line("생각 열기", top)] for _ in range(4)]
    assert dropped(edge) == ([["생각 열기"]] * 4 if goes else [[]] * 4)


@pytest.mark.parametrize(("top", "goes"), [(850.0, True), (790.0, False)])
def test_the_foot_is_an_edge_as_well(top: float, goes: bool) -> None:
    edge = [[line("한빛 교과서", top)] for _ in range(4)]
    assert dropped(edge) == ([["한빛 교과서"]] * 4 if goes else [[]] * 4)


def test_the_fourth_line_from_the_top_is_no_edge() -> None:
    def page(number: int) -> list[PageLine]:
        return [
            *(line(f"{PLACES[number]}에 {ORDER[n]}로 적은 것", 5.0 + 15 * n) for n in range(3)),
            line("생각 열기", 50.0),
        ]

    assert dropped([page(number) for number in range(4)]) == [[]] * 4


def test_the_fourth_line_from_the_foot_is_no_edge() -> None:
    def page(number: int) -> list[PageLine]:
        return [
            line("생각 열기", 920.0),
            *(line(f"{PLACES[number]}에 {ORDER[n]}로 적은 것", 940.0 + 15 * n) for n in range(3)),
        ]

    assert dropped([page(number) for number in range(4)]) == [[]] * 4


def test_large_type_on_a_few_pages_is_a_title_and_small_type_a_head() -> None:
    """Three pages of ten: twenty in a hundred are enough for small type, fifty are needed for large."""

    def edge(size: float, pages: int, often: int) -> list[list[PageLine]]:
        crowd = line("바로 밑에 붙은 줄은 쪽마다 다르다", 10.0 + size)  # nothing stands apart
        return [[line("단원 마무리", 5.0 + 30 * (n % 3), size), crowd] if n < often else [] for n in range(pages)]

    def heads(size: float, pages: int, often: int) -> int:
        return sum("단원 마무리" in lines for lines in dropped(edge(size, pages, often)))

    assert heads(10.0, 10, 3) == 3 and heads(30.0, 10, 3) == 0
    assert heads(30.0, 6, 3) == 3 and heads(30.0, 7, 3) == 0
    assert heads(12.0, 10, 3) == 3 and heads(13.0, 10, 3) == 0, "a fifth larger than the text"
    assert heads(10.0, 15, 3) == 3 and heads(10.0, 16, 3) == 0, "a fifth of the pages"


def test_small_type_at_one_height_with_white_space_around_it_is_a_head_on_three_pages_of_twenty() -> None:
    def sheets(heights: tuple[float, ...], nearest: float) -> list[Sheet]:
        pages = []
        for number in range(20):
            lines = [line(f"{PLACES[number % 10]} {ORDER[number // 10]} 들판의 이야기", 400.0)]
            if number < len(heights):
                top = heights[number]
                lines += [line("더 알아보기", top), line(f"{PLACES[number]}의 다른 말", top + BODY + nearest)]
            pages.append(sheet(*lines))
        return pages

    def goes(heights: tuple[float, ...], nearest: float) -> bool:
        return not any("더 알아보기" in page for page in texts(sheets(heights, nearest)))

    assert goes((5.0, 5.0, 5.0), 20.0) and not goes((5.0, 5.0, 5.0), 8.0)
    assert goes((5.0, 5.0, 5.0), 10.0) and not goes((5.0, 5.0, 5.0), 9.0), "nine tenths of its size"
    assert goes((5.0, 50.0, 5.0), 20.0), "left and right pages may differ"
    assert not goes((5.0, 40.0, 80.0), 20.0), "three heights"


def test_where_nothing_else_would_be_left_everything_is_kept() -> None:
    pages = [sheet(line("안내문", 5.0)) for _ in range(4)]
    assert texts(pages) == [["안내문"]] * 4
    assert texts([*pages, sheet(line("본문은 여기 있다", 500.0))]) == [[], [], [], [], ["본문은 여기 있다"]]
    assert texts([]) == []
