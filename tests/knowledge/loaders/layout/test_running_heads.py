"""Running heads, running feet and page numbers go; what the page says stays. Sheets of 1,000 points, made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.loaders.layout.line_drafts import PageLine
from knowledge.loaders.layout.lines import Frame
from knowledge.loaders.layout.running_heads import Sheet, find_running, without_running

BODY = 10.0
SMALL = 8.0
LARGE = 18.0
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
    return [[one.text for one in lines] for lines in without_running(sheets, find_running(sheets, BODY))]


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
    edge = [[line(f"{12 + page} {PLACES[page]} 이야기", 5.0, SMALL)] for page in range(4)]
    assert dropped(edge) == [[lines[0].text] for lines in edge]
    behind = [[line(f"{PLACES[page]} 이야기 {12 + page}", 5.0, SMALL)] for page in range(4)]
    assert dropped(behind) == [[lines[0].text] for lines in behind]
    parted = [[line(f"{PLACES[page]} 이야기 | {12 + page}", 5.0)] for page in range(4)]
    assert dropped(parted) == [[lines[0].text] for lines in parted], "in the body's type where a sign parts it"
    of = [[line(f"{PLACES[page]} 이야기 {3 + page} / 20", 5.0)] for page in range(4)]
    assert dropped(of) == [[lines[0].text] for lines in of]


@pytest.mark.parametrize("write", ["{} {}의 풍경", "{1}의 풍경 {0}", "Lesson {}", "{}주차", "{}단원", "제{}강"])
@pytest.mark.parametrize("size", [BODY, LARGE])
def test_what_counts_in_the_bodys_type_or_larger_is_what_the_page_says(write: str, size: float) -> None:
    edge = [[line(write.format(1 + page, PLACES[page]), 5.0, size)] for page in range(5)]
    assert dropped(edge) == [[]] * 5


def test_few_numbers_beside_words_in_a_long_book_are_no_page_numbers() -> None:
    edge = [[line(f"{PLACES[page]} 이야기 {12 + page}", 5.0, SMALL)] if page < 3 else [] for page in range(10)]
    assert dropped(edge) == [[lines[0].text] if lines else [] for lines in edge], "three of ten"
    assert dropped([*edge, []]) == [[]] * 11, "three of eleven"
    assert dropped([*edge[1:], [], []]) == [[]] * 11


def test_a_sentence_that_ends_in_a_number_is_too_long_for_a_head() -> None:
    words = "가나다라마바사아자차 " * 8
    long = [[line(f"{PLACES[page]}{words}{12 + page}", 5.0, SMALL)] for page in range(4)]
    assert all(len(lines[0].text) > 80 for lines in long) and dropped(long) == [[], [], [], []]
    just = [[line(f"{PLACES[page]} {'가' * (76 - len(PLACES[page]))} {12 + page}", 5.0, SMALL)] for page in range(4)]
    assert all(len(lines[0].text) == 80 for lines in just) and dropped(just) == [[lines[0].text] for lines in just]
    longer = [[line(f"{PLACES[page]} {'가' * (77 - len(PLACES[page]))} {12 + page}", 5.0, SMALL)] for page in range(4)]
    assert dropped(longer) == [[]] * 4


def test_a_text_that_comes_again_on_every_page_is_a_running_head() -> None:
    edge = [[line("중학교 과학", 5.0)] for _ in range(4)]
    assert dropped(edge) == [["중학교 과학"]] * 4
    spaced = [[line(text, 5.0)] for text in ("중학교 과학", "중학교  과학", "중 학교 과학", "중학교과학")]
    assert dropped(spaced) == [[lines[0].text] for lines in spaced], "however it is spaced"


@pytest.mark.parametrize(
    ("write", "numbers"),
    [
        ("{}년대의 경제", (1960, 1970, 1980, 1990)),
        ("정답: {}번", (3, 1, 2, 5)),
        ("정답: {}번", (3, 1, 3, 3)),
        ("{} + 1", (7, 7, 9, 7)),
        ("단원 {}", (3, 11, 4, 25)),
        ("{}쪽 그림을 보시오", (12, 15, 12, 18)),
    ],
)
@pytest.mark.parametrize("size", [SMALL, BODY, LARGE])
@pytest.mark.parametrize("top", [5.0, 980.0])
def test_texts_that_differ_in_digits_are_what_the_page_says(
    write: str, numbers: tuple[int, ...], size: float, top: float
) -> None:
    assert dropped([[line(write.format(number), top, size)] for number in numbers]) == [[]] * 4


def test_heads_of_chapters_that_follow_one_another_go_though_they_differ_in_a_digit() -> None:
    edge = [[line(f"제{1 + page // 4}장 들판의 기록", 5.0, SMALL)] for page in range(12)]
    assert dropped(edge) == [[lines[0].text] for lines in edge]


def test_a_sentence_and_a_line_of_the_text_stay_though_they_come_again_on_every_page() -> None:
    assert dropped([[line("다음 글을 읽고 물음에 답하시오.", 5.0)]] * 4) == [[]] * 4
    close = [[line("중학교 과학", 5.0), line(f"{PLACES[page]}의 첫 줄", 20.0)] for page in range(4)]
    assert dropped(close) == [[]] * 4, "nothing parts it from the text"
    inner = [[line(f"{PLACES[page]}의 첫 줄", 5.0), line("생각 열기", 30.0)] for page in range(4)]
    assert dropped(inner) == [[]] * 4, "something else stands nearer to the edge"


@pytest.mark.parametrize("pages", [3, 5, 9])
def test_a_title_over_many_slides_stays(pages: int) -> None:
    assert dropped([[line("경제의 흐름", 5.0, LARGE)]] * pages) == [[]] * pages
    over = [[line("한빛 대학교", 5.0, LARGE), line(f"{PLACES[page]}의 경제", 60.0, LARGE)] for page in range(pages)]
    assert dropped(over) == [["한빛 대학교"]] * pages, "a large line above every slide's own title is none"


def test_a_head_is_found_whatever_else_stands_at_the_edges_before_it() -> None:
    edge = [[line(f"{PLACES[page]}의 첫 줄", 5.0), line("중학교 과학", 25.0, SMALL)] for page in range(4)]
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


def test_small_type_on_a_fifth_of_the_pages_is_a_head_wherever_it_stands() -> None:
    def heads(size: float, pages: int, often: int) -> int:
        crowd = line("바로 밑에 붙은 줄은 쪽마다 다르다", 10.0 + size)  # nothing stands apart
        edge = [[line("단원 마무리", 5.0 + 30 * (n % 3), size), crowd] if n < often else [] for n in range(pages)]
        return sum("단원 마무리" in lines for lines in dropped(edge))

    assert heads(SMALL, 10, 3) == 3 and heads(BODY, 10, 3) == 0 and heads(30.0, 10, 3) == 0
    assert heads(9.5, 10, 3) == 3 and heads(9.6, 10, 3) == 0, "a twentieth smaller than the text"
    assert heads(SMALL, 15, 3) == 3 and heads(SMALL, 16, 3) == 0, "a fifth of the pages"


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
    small = [sheet(line("안내문", 5.0, SMALL)) for _ in range(4)]
    assert texts([*small, sheet(line("본문은 여기 있다", 500.0))]) == [[], [], [], [], ["본문은 여기 있다"]]
    assert texts([]) == []
