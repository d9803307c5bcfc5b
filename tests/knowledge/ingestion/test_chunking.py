"""From pages to passages: whole sentences of one section each, with exact offsets, across the ends of pages."""

from __future__ import annotations

import itertools

import pytest

from knowledge.catalog.page_numbers import PageNumbers
from knowledge.ingestion import chunking
from knowledge.ingestion.chunking import Keyed, blocks, heading_paths, keyed_passages, passages
from knowledge.models import Heading

SENTENCE = "고구려의 무덤 벽화에는 사냥을 하는 사람들의 모습이 그려져 있다. "  # 37 characters with its space
CUT, REST = "물은 온도가 낮아지면 부피가 줄어들다가", "섭씨 사 도 아래에서는 다시 늘어난다."


def texts(text: str, page_starts: tuple[int, ...] = (), heading_starts: tuple[int, ...] = ()) -> list[str]:
    return [text[block.start : block.end] for block in blocks(text, page_starts, set(heading_starts))]


def drafts(
    text: str, headings: tuple[Heading, ...] = (), page_starts: tuple[int, ...] = (0,)
) -> list[chunking.PassageDraft]:
    pages = PageNumbers.of((start, number) for number, start in enumerate(page_starts, 1))
    return list(passages(text, pages, headings))


def test_a_block_is_a_line_without_the_space_around_it() -> None:
    assert texts("  첫째 줄이다.  \n\n \t\n둘째 줄이다.") == ["첫째 줄이다.", "둘째 줄이다."]
    found = blocks("  첫째 줄이다.  \n둘째 줄이다.", (), set())
    assert [(block.start, block.end) for block in found] == [(2, 9), (12, 19)]


@pytest.mark.parametrize(
    "line", ["1장 세포 ........ 12", "2장 유전 · · · · · 34", "가. 호흡 …… …… | 7", "부록 ....1234"]
)
def test_a_line_of_the_contents_is_no_block(line: str) -> None:
    assert texts(f"{line}\n세포는 생물의 기본 단위이다.") == ["세포는 생물의 기본 단위이다."]


@pytest.mark.parametrize("line", ["말줄임표는 ... 3개로 쓴다", "원주율은 3.14159이다.", "생각에 잠겼다........"])
def test_a_line_with_dots_in_it_is_kept(line: str) -> None:
    assert texts(line) == [line]


def test_a_sentence_that_a_page_end_cuts_in_two_is_one_block() -> None:
    text = f"{CUT}\n{REST}"
    start = len(CUT) + 1
    assert texts(text, (0, start)) == [text]
    assert texts(text, (0,)) == [CUT, REST], "no page ends between them"
    assert texts(text, (0, start), (start,)) == [CUT, REST], "a heading begins the new page"
    assert texts(text, (0, start), (0,)) == [CUT, REST], "the last line of the page is a heading"


@pytest.mark.parametrize(
    "last",
    ["광합성량은 온도에 따라 달라진다.", "짧은 줄", "열다섯 자가 되는 글이다 응", "나라 | 수도 이름과 인구의 표이다"],
)
def test_what_ended_or_is_a_label_or_a_row_does_not_run_on(last: str) -> None:
    assert texts(f"{last}\n{REST}", (0, len(last) + 1)) == [last, REST]


def test_the_first_page_begins_with_its_own_words() -> None:
    assert texts(REST, (0,)) == [REST] and texts("", (0,)) == [] and texts("\n\n", (0,)) == []


def test_sixteen_characters_are_enough_to_run_on() -> None:
    assert len("이 글은 열여섯 자가 되게 쓴") == 16 and len("이 글은 열다섯 자가 되게 쓰") == 16
    last, shorter = "이 글은 열여섯 자가 되게 쓴", "이 글은 열다섯 자가 되도록"
    assert texts(f"{last}\n{REST}", (0, 17)) == [f"{last}\n{REST}"]
    assert len(shorter) == 15 and texts(f"{shorter}\n{REST}", (0, 16)) == [shorter, REST]
    before = "앞 문단은 쪽의 처음에 있다."
    start = len(before) + 1 + len(shorter) + 1
    assert texts(f"{before}\n{shorter}\n{REST}", (0, start)) == [before, shorter, REST]


def test_a_line_of_many_thousand_characters_is_cut_at_spaces_and_nothing_is_lost() -> None:
    text = ("가나다라마바사 " * 2600).strip()
    found = blocks(text, (), set())
    pieces = [text[block.start : block.end] for block in found]
    assert " ".join(pieces) == text and len(pieces) == 3
    assert all(4000 <= len(piece) <= 8000 for piece in pieces[:-1])
    assert all(piece.startswith("가") and piece.endswith("사") for piece in pieces)


def test_a_line_without_a_space_is_cut_where_it_must_be() -> None:
    text = "가" * 17_000
    pieces = [(b.start, b.end) for b in blocks(text, (), set())]
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(end - start <= 8000 for start, end in pieces) and all(
        a[1] == b[0] for a, b in itertools.pairwise(pieces)
    )
    assert [(b.start, b.end) for b in blocks("가" * 8000, (), set())] == [(0, 8000)]


def test_a_heading_carries_the_titles_above_it() -> None:
    chapters = [
        Heading(1, "2장", 90, 3),
        Heading(1, "1장", 0, 1),
        Heading(2, "1절", 20, 1),
        Heading(3, "가", 30, 1),
        Heading(2, "2절", 50, 2),
    ]
    assert heading_paths(chapters) == [
        (0, ("1장",)),
        (20, ("1장", "1절")),
        (30, ("1장", "1절", "가")),
        (50, ("1장", "2절")),
        (90, ("2장",)),
    ]


def test_a_passage_is_whole_sentences_of_one_section_with_exact_offsets() -> None:
    text = "1장 물\n물은 수소와 산소로 이루어진다. 물은 100도에서 끓는다.\n2장 공기\n공기는 여러 기체가 섞인 것이다."
    second = text.index("2장")
    first, other = drafts(text, (Heading(1, "1장 물", 0, 1), Heading(1, "2장 공기", second, 2)), (0, second))
    assert (first.page, first.heading, first.start) == (1, ("1장 물",), text.index("물은"))
    assert text[first.start : first.end] == "물은 수소와 산소로 이루어진다. 물은 100도에서 끓는다."
    assert [text[a:b] for a, b in first.spans] == ["물은 수소와 산소로 이루어진다.", "물은 100도에서 끓는다."]
    assert (other.page, other.heading) == (2, ("2장 공기",))
    assert text[other.start : other.end] == "공기는 여러 기체가 섞인 것이다."
    for draft in (first, other):
        passage = text[draft.start : draft.end]
        nouns = {token.form: passage[token.start : token.end] for token in draft.tokens if token.tag == "NNG"}
        assert nouns and all(form == held for form, held in nouns.items())
    assert {"물", "수소", "산소"} <= {token.form for token in first.tokens}


def test_text_before_the_first_heading_has_none() -> None:
    text = "머리말은 이 책을 쓴 까닭을 밝힌다.\n1장 물\n물은 흐른다."
    first, second = drafts(text, (Heading(1, "1장 물", text.index("1장"), 1),))
    assert first.heading == () and second.heading == ("1장 물",)


def test_a_heading_as_long_as_a_paragraph_is_a_passage_too() -> None:
    long = "이 단원에서는 " + "여러 가지 물질의 성질을 알아보고 " * 6 + "정리한다."
    assert len(long) > 120
    headings = (Heading(1, long, 0, 1),)
    (found,) = drafts(f"{long}", headings)
    assert found.end - found.start == len(long)
    longer = "가" * 120 + "."
    assert [(one.start, one.end) for one in drafts(longer, (Heading(1, longer, 0, 1),))] == [(0, 121)]
    exactly = "가" * 119 + "."
    assert len(exactly) == 120 and drafts(exactly, (Heading(1, exactly, 0, 1),)) == []


def test_a_passage_closes_at_the_sentence_that_reaches_its_size() -> None:
    text = (SENTENCE * 24).strip()
    found = drafts(text)
    assert sum(len(draft.spans) for draft in found) == 24
    for draft in found[:-1]:
        size = draft.end - draft.start
        last = draft.spans[-1][1] - draft.spans[-1][0]
        assert size >= 320 and size - last - 1 < 320
    assert found[0].start == 0 and found[-1].end == len(text)
    assert [b.start - a.end for a, b in itertools.pairwise(found)] == [1] * (len(found) - 1)


def test_a_sentence_without_an_end_is_cut_at_spaces() -> None:
    text = ("대륙 " * 900).strip()
    found = drafts(text)
    spans = [text[a:b] for draft in found for a, b in draft.spans]
    assert " ".join(spans) == text
    assert all(600 <= len(span) <= 1200 for span in spans[:-1]) and len(spans[-1]) <= 1200
    assert all(span.startswith("대륙") and span.endswith("대륙") for span in spans)
    assert all(draft.end - draft.start <= 1200 for draft in found)
    for draft in found:
        inside = [token for token in draft.tokens if token.form == "대륙"]
        assert len(inside) == (draft.end - draft.start + 1) // 3
        assert {text[draft.start + token.start : draft.start + token.end] for token in inside} == {"대륙"}


def test_a_sentence_without_an_end_and_without_a_space_is_cut_where_it_must_be() -> None:
    spans = [span for draft in drafts("가" * 2500) for span in draft.spans]
    assert spans == [(0, 1200), (1200, 2400), (2400, 2500)]


def test_a_passage_never_grows_beyond_the_longest() -> None:
    short, long = "짧은 문장이다.", "긴 문장은 " + "이어지고 " * 237 + "끝난다."
    assert len(long) <= 1200 < len(short) + 1 + len(long)
    first, second = drafts(f"{short} {long}")
    assert first.spans == [(0, len(short))] and second.start == len(short) + 1


def test_a_callers_passage_is_kept_whole_with_its_key() -> None:
    one, two = "독도는 동해에 있다. 울릉도에서 보인다.", "제주도는 화산섬이다.\n한라산이 있다."
    text = f"{one}\n{two}"
    start = len(one) + 1
    first, second = keyed_passages([Keyed(one, 0, 1, (), "a"), Keyed(two, start, 2, ("섬",), "b")])
    assert (first.key, first.page, first.start, first.end, first.heading) == ("a", 1, 0, len(one), ())
    assert (second.key, second.page, second.start, second.end, second.heading) == ("b", 2, start, len(text), ("섬",))
    assert [text[a:b] for a, b in first.spans] == ["독도는 동해에 있다.", "울릉도에서 보인다."]
    assert [text[a:b] for a, b in second.spans] == ["제주도는 화산섬이다.", "한라산이 있다."]
    island = next(token for token in second.tokens if token.form == "한라산")
    assert two[island.start : island.end] == "한라산"
