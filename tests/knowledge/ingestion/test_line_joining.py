"""Line and page ends inside a paragraph: where a word was cut it is put together, where
two words met a space stands.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.ingestion.line_joining import LineJoiner, join_lines
from knowledge.loaders import load
from knowledge.loaders.base import HYPHEN, JOINT, LoadedBlock, LoadedHeading, LoadedPage
from knowledge.models import BlockKind
from settings import ROOT, Settings


def page(number: int, text: str, headings: tuple[LoadedHeading, ...] = ()) -> LoadedPage:
    boxes = np.full((len(text), 4), number, np.float32)
    return LoadedPage(number, text, 100, 100, boxes, headings)


def test_the_document_is_its_own_dictionary() -> None:
    seams = LineJoiner(["군국기무처가 만들어졌다. 나라 이름을 대한 제국으로 바꾸었다."])
    assert seams.decide([("추진하였다. 군국", "기무처의 총재는"), ("이름을 대한", "제국이라 하였다")]) == [False, True]


def test_a_verb_is_written_together_with_its_noun() -> None:
    assert LineJoiner([]).decide([("각지에 집강소를 설치", "하여 개혁을 하였다")]) == [False]


def test_words_beside_a_seam_are_no_evidence() -> None:
    seams = LineJoiner([f"각지에 군국{JOINT}기무처가 있다."])
    assert ("군국", "기무") not in seams.apart and "기무처가" not in seams.prefixes


def test_a_word_cut_by_a_page_end_stands_whole_on_its_first_page() -> None:
    first = page(1, "조선어 학회는 1933년 한글 맞춤법 통일안을 발표하였")
    second = page(2, "다. 이어서 사전을 만들었다.", (LoadedHeading(2, "이어서", 3),))
    one, two = join_lines([first, second])
    assert one.text.endswith("발표하였다.") and two.text == "이어서 사전을 만들었다."
    assert two.headings[0].start == 0
    assert one.boxes is not None and len(one.boxes) == len(one.text)
    assert one.boxes[-2:].tolist() == [[2, 102, 2, 102]] * 2  # where they are printed, that page laid below this one
    assert two.boxes is not None and len(two.boxes) == len(two.text)


def test_words_cut_at_both_ends_of_a_page_lose_nothing_and_come_once() -> None:
    texts = (
        "조선어 학회는 1933년 한글 맞춤법 통일안을 발표하였",
        "다. 이어서 모두가 쓸 사전을 만들려고 하였",
        "다. 그러나 곧 그만두었다.",
    )
    read = join_lines([page(number, text) for number, text in enumerate(texts, 1)])
    assert "".join(one.text for one in read).replace(" ", "") == "".join(texts).replace(" ", "")
    assert all(one.boxes is not None and len(one.boxes) == len(one.text) for one in read)


def test_a_heading_at_the_top_of_a_page_is_left_where_it_is() -> None:
    first = page(1, "임시 정부는 국내와 연락하려고 연통제와 교통국을 두었")
    second = page(2, "6장 나라를 되찾다", (LoadedHeading(1, "6장 나라를 되찾다", 0),))
    assert join_lines([first, second]) == (first, second)


@pytest.mark.parametrize(("name", "most"), [("history", 0.03), ("science", 0.06)])
def test_the_sample_reads_as_it_was_written(name: str, most: float) -> None:
    path = ROOT / "samples" / f"{name}.pdf"
    loaded = load(path, filename=path.name, settings=Settings())
    written = (ROOT / "samples" / f"{name}.md").read_text(encoding="utf-8")
    words = set(written.split())
    read = [
        word for one in join_lines(loaded.pages)[3:] for word in one.text.split() if word.isalpha() and len(word) > 2
    ]
    assert sum(word not in words for word in read) <= most * len(read)
    assert Path(loaded.title).name == loaded.title != ""


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (("photosyn", "thesis"), "photosynthesis"),
        (("mito", "chondria"), "mitochondria"),
        (("revo", "lution"), "revolution"),
        (("how", "ever"), "however"),
        (("with", "out"), "without"),
        (("well", "known"), "well-known"),
        (("self", "made"), "self-made"),
        (("rule", "based"), "rule-based"),
        (("state-of", "the"), "state-of-the"),
        (("covid-19", "related"), "covid-19-related"),
    ],
)
def test_a_hyphen_at_a_lines_end_goes_where_it_only_parts_a_word(cut: tuple[str, str], whole: str) -> None:
    (read,) = join_lines([page(1, f"It is called {cut[0]}{HYPHEN}{cut[1]} in books.")])
    assert read.text == f"It is called {whole} in books."
    assert read.boxes is not None and len(read.boxes) == len(read.text)


def test_the_document_says_whether_the_hyphen_is_the_words_own() -> None:
    texts = [f"This is an on{HYPHEN}line book.", "Books that are on-line.", f"A sea{HYPHEN}bed.", "The seabed is deep."]
    read = [one.text for one in join_lines([page(n, text) for n, text in enumerate(texts, 1)])]
    assert read[0] == "This is an on-line book." and read[2] == "A seabed."


def aside(kind: BlockKind, body: str, note: str) -> LoadedPage:
    """A page whose running text is followed by a note or a caption."""
    text = f"{body}\n{note}"
    boxes = np.full((len(text), 4), 1, np.float32)
    return LoadedPage(1, text, 100, 100, boxes, blocks=(LoadedBlock(kind, len(body) + 1, len(text)),))


@pytest.mark.parametrize("kind", [BlockKind.FOOTNOTE, BlockKind.CAPTION])
@pytest.mark.parametrize(
    ("body", "following", "whole", "rest"),
    [
        ("조선어 학회는 1933년 한글 맞춤법 통일안을 발표하였", "다. 이어서 사전을 만들었다.", "발표하였다.", "이어서"),
        ("신문을 펴내어 새 소식을 널리 전하고 만민 공동", "회를 열어 뜻을 모았다.", "공동회를", "열어"),
        ("Plants keep what they make by photosyn-", "thesis in every leaf.", "photosynthesis", "in every"),
        ("The first effect of the light is now well-", "known to all of us.", "well-known", "to all"),
    ],
)
def test_a_word_cut_by_a_page_end_is_whole_though_a_note_or_a_caption_stands_last(
    kind: BlockKind, body: str, following: str, whole: str, rest: str
) -> None:
    one, two = join_lines([aside(kind, body, "1) 그림의 설명은 여기까지이다."), page(2, following)])
    line, note = one.text.split("\n")
    assert line.endswith(whole) and note == "1) 그림의 설명은 여기까지이다." and two.text.startswith(rest)
    (block,) = one.blocks
    assert one.text[block.start : block.end] == note
    assert one.boxes is not None and len(one.boxes) == len(one.text)
    assert two.boxes is not None and len(two.boxes) == len(two.text)
    assert one.boxes[len(line) - 1].tolist() == [2, 102, 2, 102], "printed on the next page, laid below this one"


def test_a_caption_at_the_next_pages_head_is_passed_over() -> None:
    caption, body = "그림 3-2 독립문의 모습", "회를 열어 뜻을 모았다."
    second = page(2, f"{caption}\n{body}")
    one, two = join_lines([page(1, "신문을 펴내어 새 소식을 널리 전하고 만민 공동"), second])
    assert one.text.endswith("만민 공동회를") and two.text == f"{caption}\n열어 뜻을 모았다."


def test_a_hyphen_that_ends_a_page_stays_where_nothing_goes_on() -> None:
    one, two = join_lines([page(1, f"Plants keep what they make by photosyn{HYPHEN}"), page(2, "다른 이야기")])
    assert one.text.endswith("photosyn-") and two.text == "다른 이야기"
