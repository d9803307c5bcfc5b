"""Subtitles: cues become sentences with speaker and time, a citation of one is by time, and no file costs much."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import Assistant
from errors import IngestError
from knowledge import Library
from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.text.subtitles import load, show_time
from knowledge.models import BlockKind, Citation
from knowledge.summaries.transcripts import turns
from settings import Settings
from ui.commands.output import span_json

LESSON = """1
00:00:01,000 --> 00:00:03,500
오늘은 식물의 기공을

2
00:00:03,500 --> 00:00:06,000
함께 살펴보겠습니다.

3
00:12:34,000 --> 00:12:37,000
기공은 공변세포 두 개가
둘러싼 작은 구멍입니다.

4
01:02:03,250 --> 01:02:06,000
[종소리]

5
01:02:06,000 --> 01:02:09,000
공변세포가 부풀면 기공이 열립니다.
"""


def lines(text: str, outcome: Outcome | None = None) -> list[tuple[str, str]]:
    """(time, line) of a file's blocks, in order; every block is a whole line of its page."""
    found = []
    for page in load(text.encode("utf-8"), outcome or Outcome(), 1000):
        assert "\n".join(page.text[b.start : b.end] for b in page.blocks) == page.text
        assert {b.kind for b in page.blocks} == {BlockKind.SPEAKER}
        found += [(b.marker, page.text[b.start : b.end]) for b in page.blocks]
    return found


def test_cues_become_sentences_with_the_time_at_which_each_begins() -> None:
    outcome = Outcome()
    assert lines(LESSON, outcome) == [
        ("0:01", "오늘은 식물의 기공을 함께 살펴보겠습니다."),
        ("12:34", "기공은 공변세포 두 개가 둘러싼 작은 구멍입니다."),
        ("1:02:06", "공변세포가 부풀면 기공이 열립니다."),
    ]
    (left,) = outcome.left_out
    assert left.reason == "sound" and left.examples == ("[종소리]",)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "WEBVTT - 수업\n\nNOTE 지울 것\n\nSTYLE\n::cue { color: red }\n\nintro\n00:05.000 --> 00:07.000 align:start\n"
            "<v 김 교사>물은 <c.yellow>0도</c>에서 얼어요.</v>\n\n00:08.000 --> 00:09.000\n<v 김 교사>아시겠죠?\n\n"
            "00:10.000 --> 00:11.000\n<v 학생>네,\n\n00:11.000 --> 00:12.000\n<v 학생>알겠습니다.\n",
            [
                ("0:05", "김 교사: 물은 0도에서 얼어요."),
                ("0:08", "아시겠죠?"),
                ("0:10", "학생: 네,"),
                ("0:11", "알겠습니다."),
            ],
        ),
        (
            "1\r\n00:00:01,000 --> 00:00:02,000\r\n- 눈이 오나요?\r\n- 아니요,\r\n\r\n"
            "2\r\n00:00:02,000 --> 00:00:03,000\r\n비가 와요.\r\n",
            [("0:01", "눈이 오나요?"), ("0:01", "아니요, 비가 와요.")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n(민수) 봄이다.\n2\n00:00:02,000 --> 00:00:03,000\n(웃음) 정말?\n"
            "3\n00:00:03,000 --> 00:00:04,000\n(민수) 그래.\n",
            [("0:01", "민수: 봄이다."), ("0:02", "(웃음) 정말?"), ("0:03", "그래.")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n예: 소금은 물에 녹는다.\n\n"
            "2\n00:00:03,000 --> 00:00:04,000\n{\\an8}<i>설탕도</i> 녹는다.\n",
            [("0:01", "예: 소금은 물에 녹는다."), ("0:03", "설탕도 녹는다.")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n얼음은 가볍다.\nIce is\nlight.\n\n"
            "2\n00:00:02,000 --> 00:00:03,000\n그래서\nThat is why\n\n"
            "3\n00:00:03,000 --> 00:00:04,000\n물에 뜬다.\nit floats.\n",
            [
                ("0:01", "얼음은 가볍다."),
                ("0:01", "Ice is light."),
                ("0:02", "그래서 물에 뜬다."),
                ("0:02", "That is why it floats."),
            ],
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\n달은 지구를\n\n00:02.000 --> 00:03.000\n달은 지구를\n돌고 있다.\n\n"
            "00:03.000 --> 00:04.000\n돌고 있다.\n지구는 해를\n\n00:04.000 --> 00:05.000\n지구는 해를\n돌고 있다.\n",
            [("0:01", "달은 지구를 돌고 있다."), ("0:03", "지구는 해를 돌고 있다.")],
        ),
        (
            "1\n00:00:01,000 --> 00:00:02,000\n첫 이야기의 앞부분\n\n2\n00:00:30,000 --> 00:00:31,000\n둘째 이야기의 앞부분\n",
            [("0:01", "첫 이야기의 앞부분"), ("0:30", "둘째 이야기의 앞부분")],
        ),
    ],
)
def test_speakers_turns_tongues_and_rolling_lines(text: str, wanted: list[tuple[str, str]]) -> None:
    assert lines(text) == wanted


def test_a_record_of_talk_is_known_by_its_speakers() -> None:
    text = "WEBVTT\n\n" + "".join(
        f"0{n}:00.000 --> 0{n}:04.000\n<v {who}>{n}번째 말이며 기공을 두고 하는 말입니다.\n\n"
        for n, who in enumerate(["교사", "학생"] * 3, 1)
    )
    (page,) = load(text.encode(), Outcome(), 10)
    assert [turn.speaker for turn in turns(page.text)] == ["교사", "학생"] * 3


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    (tmp_path / "식물_강의.srt").write_text(LESSON, encoding="cp949")
    opened = Assistant.open(Settings(library=tmp_path / "library"))
    opened.library.add(tmp_path / "식물_강의.srt")
    yield opened
    opened.close()


def test_an_answer_cites_by_time(assistant: Assistant) -> None:
    answer = assistant.ask("기공은 무엇이 둘러싸고 있나?", thread="t")
    cited = next(one for one in answer.citations if "공변세포 두 개" in one.quote)
    assert (cited.time, cited.place, cited.title) == ("12:34", "12:34", "식물 강의")
    assert span_json(cited)["time"] == "12:34"
    assert assistant.library.text(cited.source_id, cited.start, cited.end) == cited.quote


def test_a_span_within_a_line_has_the_time_of_its_line(assistant: Assistant) -> None:
    library: Library = assistant.library
    (source,) = library.sources()
    text = "\n".join(page.text for page in library.pages(source.id))
    start = text.index("작은 구멍")
    (cited,) = library.label_citations([Citation(1, source.id, source.title, 1, start, start + 5, "작은 구멍")])
    assert cited.time == "12:34"


def test_a_page_of_paper_has_no_time(library: Library) -> None:
    source = library.sources()[0]
    (cited,) = library.label_citations([Citation(1, source.id, source.title, 1, 0, 3, "글")])
    assert cited.time == "" and "time" not in span_json(cited)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.99, "0:59"), (754, "12:34"), (3723, "1:02:03"), (360_000, "100:00:00")]
)
def test_a_time_is_shown_as_players_do(seconds: float, shown: str) -> None:
    assert show_time(seconds) == shown


@pytest.mark.parametrize("text", ["", "그냥 글이다.\n", "00:00:01,000 -> 00:00:02,000\n글\n", "1\n-->\n글\n"])
def test_a_file_without_times_is_refused_by_name(text: str) -> None:
    with pytest.raises(LoadError) as refused:
        list(load(text.encode(), Outcome(), 10))
    assert refused.value.code == "no_cues"


def test_a_file_without_words_says_so(tmp_path: Path, library: Library) -> None:
    (tmp_path / "a.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n[음악]\n", encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        library.add(tmp_path / "a.srt")
    assert refused.value.code == "no_text"


@pytest.mark.parametrize(
    "text",
    [
        "00:00:01,000 --> 00:00:02,000\n" + "가" * 2_000_000,
        "00:00:01,000 --> 00:00:02,000\n" * 200_000 + "글",
        "00:00:01,000 --> 00:00:02,000\n" + "<" * 500_000 + "\n글",
        "00:00:01,000 --> 00:00:02,000\n" + "[" * 500_000 + "\n글",
        "00:00:01,000 --> 00:00:02,000\n" + "<v 가" * 100_000 + "\n글",
        "999:59:59,999 --> 999:59:59,999\n글\n\n" * 50_000,
        "-->" * 500_000 + "\n00:00:01,000 --> 00:00:02,000\n글",
        "00:00:01,000 --> 00:00:02,000\n" + "가\n" * 200_000 + "\n00:00:02,000 --> 00:00:03,000\n" + "가\n" * 200_000,
        "00:00:01,000 --> 00:00:02,000\n" + "가 " * 50_000 + "\n글\n" * 50_000,
    ],
)
def test_a_hostile_file_is_read_or_refused_in_time(text: str) -> None:
    begun = time.monotonic()
    try:
        list(load(text.encode(), Outcome(), 5000))
    except LoadError as error:
        assert error.code in ("too_long", "no_cues", "no_text")
    assert time.monotonic() - begun < 10
