"""Records of talk: recognised by their lines, summarised with their speakers, every bullet an exact span."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from knowledge import Library
from knowledge.summaries.summarizer import LENGTHS, share_of_words, summarize
from knowledge.summaries.transcripts import sentences, turns

LESSON = """수업 기록

교사: 오늘은 광합성이 무엇인지 알아보겠습니다. 광합성은 식물이 빛에너지로 양분을 만드는 과정입니다.
학생 1: 선생님, 광합성은 어디에서 일어나나요?
교사: 광합성은 잎의 세포 속에 있는 엽록체에서 일어납니다.
학생 2: 네.
교사: 빛이 없으면 광합성은 멈추고 호흡만 일어납니다.
학생 1: 저는 호흡이 낮에도 일어난다고 배웠습니다.
교사: 호흡은 낮과 밤 모두 일어납니다.
학생 2: 기공은 이산화 탄소와 산소가 드나드는 통로라고 책에서 읽었습니다.
"""
TIMED = """[00:03] 홍길동: 강화도 조약은 1876년에 맺은 조약입니다.
[00:15] 홍길동: 이 조약으로 부산과 원산, 인천이 열렸습니다.
[00:41] 김철수: 그때 치외 법권도 인정했습니까?
[00:44] 홍길동: 예, 일본인의 치외 법권을 인정한 불평등 조약이었습니다.
"""
ALONE = """참석자 1 00:00
강화도 조약은 1876년에 맺은 조약입니다.
부산과 원산, 인천이 열렸습니다.
참석자 2 00:12
그때 치외 법권도 인정했습니까?
참석자 1 01:02:03
일본인의 치외 법권을 인정한 불평등 조약이었습니다.
참석자 2 01:02:40
잘 알겠습니다, 선생님.
"""
ASKED = """Q. 광합성은 어디에서 일어납니까?
A. 잎의 엽록체에서 일어납니다.
Q. 기공은 무슨 일을 합니까?
A. 이산화 탄소가 드나드는 통로입니다.
"""


@pytest.mark.parametrize(
    ("text", "speakers", "number"),
    [
        (LESSON, {"교사", "학생 1", "학생 2"}, 8),
        (TIMED, {"홍길동", "김철수"}, 4),
        (ALONE, {"참석자 1", "참석자 2"}, 4),
        (ASKED, {"Q", "A"}, 4),
        (ASKED.replace("Q.", "문:").replace("A.", "답:"), {"문", "답"}, 4),
        (LESSON.replace("교사:", "**교사**:"), {"교사", "학생 1", "학생 2"}, 8),
    ],
)
def test_turns_are_read_off_the_lines(text: str, speakers: set[str], number: int) -> None:
    found = turns(text)
    assert {turn.speaker for turn in found} == speakers and len(found) == number
    for turn in found:
        said = text[turn.start : turn.end]
        assert said == said.strip() and turn.speaker not in said.split(":")[0]


@pytest.mark.parametrize(
    "text",
    [
        "광합성: 빛으로 양분을 만드는 일.\n호흡: 양분을 쓰는 일.\n기공: 기체가 드나드는 곳.\n엽록체: 광합성을 하는 곳.\n뿌리: 물을 빨아들이는 곳.",
        "예: 물\n풀이: 물은 H2O이다.\n예: 소금\n풀이: 소금은 NaCl이다.\n예: 설탕\n풀이: 설탕은 C12H22O11이다.",
        "광합성은 식물이 양분을 만드는 과정이다.\n호흡은 양분을 쓰는 과정이다.",
        "교사: 안녕하세요.\n학생: 안녕하세요.",
        "",
        "\n".join(f"과목: {name} | 점수: {n}" for n, name in enumerate(["국어", "수학", "과학", "국어", "수학"])),
        "단어: 사과\n뜻: 능금나무의 열매이다.\n단어: 배\n뜻: 배나무의 열매이다.\n단어: 감\n뜻: 감나무의 열매이다.",
        "주소: http://example.org\n전화: 02-123-4567\n주소: 서울\n전화: 010",
    ],
)
def test_what_is_no_talk_is_not_taken_for_it(text: str) -> None:
    assert turns(text) == []


def test_a_turn_goes_on_over_its_lines_and_stops_at_a_heading() -> None:
    found = turns(ALONE)
    assert ALONE[found[0].start : found[0].end].endswith("열렸습니다.") and "\n" in ALONE[found[0].start : found[0].end]
    text = ASKED + "부록\n" + ASKED
    stopped = turns(text, {len(ASKED)})
    assert all("부록" not in text[turn.start : turn.end] for turn in stopped)


@pytest.fixture
def library(library: Library, tmp_path: Path) -> Library:
    """The small book, and two records of talk."""
    for name, text in (("수업", LESSON), ("강의", TIMED * 12)):
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        library.add(path)
    return library


@pytest.mark.parametrize("length", LENGTHS)
def test_a_summary_keeps_the_speakers_and_every_bullet_is_exact(library: Library, length: str) -> None:
    lesson = next(source for source in library.sources() if source.filename == "수업.txt")
    seen: list[tuple[int, int]] = []
    summary = summarize(library, lesson.id, length=length, progress=lambda done, of: seen.append((done, of)))  # type: ignore[arg-type]
    assert summary.speakers == ("교사", "학생 1", "학생 2") and seen and seen[-1][0] == seen[-1][1]
    whole = "\n".join(page.text for page in library.pages(lesson.id))
    spoken = turns(whole)
    for bullet in summary.bullets:
        assert library.text(lesson.id, bullet.start, bullet.end) == bullet.text
        turn = next(turn for turn in spoken if turn.start <= bullet.start and bullet.end <= turn.end)
        assert turn.speaker == bullet.label and bullet.text != "네."
    assert all(
        share_of_words(a.text, b.text) <= 0.5 for a in summary.bullets for b in summary.bullets if a.start < b.start
    )
    if length == "page":
        assert {bullet.label for bullet in summary.bullets} == {"교사", "학생 1", "학생 2"}


def test_a_long_record_is_heard_to_its_end(library: Library, tmp_path: Path) -> None:
    rng = random.Random(0)
    words = ["".join(rng.choices("가나도라모바사오주호", k=3)) for _ in range(1200)]
    lines = [f"{'교사' if i % 2 else '학생'}: {words[i]} 나라는 {words[i + 600]} 강가에 있습니다." for i in range(600)]
    path = tmp_path / "긴 강의.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    source = library.add(path)
    summary = summarize(library, source.id, length="page")
    whole = "\n".join(page.text for page in library.pages(source.id))
    assert summary.bullets[-1].start > 0.75 * len(whole)


def test_a_book_is_no_record_of_talk(library: Library, book: Path) -> None:
    source = library.add(book)  # it is there already
    assert sentences(library, source.id, None) == [] and summarize(library, source.id).speakers == ()
