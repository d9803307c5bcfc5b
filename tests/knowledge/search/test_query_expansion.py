"""What books call by another name, and what was mistyped, is found; and says what it was read as."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import korean
from knowledge import Library
from knowledge.glossary.synonyms import extract_synonyms, pair_names
from korean.jamo import variants
from settings import Settings

BOOK = """# 용어가 섞인 책

## 식물
식물은 이산화 탄소(CO2)와 물로 양분을 만든다. 이것을 광합성(photosynthesis)이라고 한다.

## 기체
CO2는 공기보다 무거운 기체이다.

## 경제
국내 총생산(GDP)은 한 나라 안에서 새로 만들어진 가치를 모두 더한 것이다.

## 물가
GDP가 줄어드는 시기를 불황이라고 부른다.

## 역사
을사늑약은 1905년에 체결되었다.

## 한문
乙未事變은 1895년에 궁궐에서 일어난 사건이다.

## 기구
UN은 1945년에 세워진 국제기구이다.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("wording")
    (folder / "책.md").write_text(BOOK, encoding="utf-8")
    library = Library.open(folder / "library", settings=Settings(library=folder / "library"))
    library.add(folder / "책.md")
    yield library
    library.close()


@pytest.mark.parametrize(
    ("question", "answer", "read"),
    [
        ("乙巳勒約은 언제 체결되었나", "을사늑약은 1905년", {"乙巳勒約": "을사늑약"}),
        ("을미사변은 언제 일어났나", "乙未事變은 1895년", {"을미사변": "乙未事變"}),
        ("이산화탄소는 공기보다 무거운가", "CO2는 공기보다", {"이산화탄소": "CO2"}),
        ("국내총생산이 줄어드는 시기", "GDP가 줄어드는", {"국내총생산": "GDP"}),
        ("유엔은 언제 세워졌나", "UN은 1945년", {"유엔": "UN"}),
        ("괌합성이란", "광합성(photosynthesis)", {"괌합성": "광합성"}),
        ("광함성이란", "광합성(photosynthesis)", {"광함성": "광합성"}),
        ("합광성이란", "광합성(photosynthesis)", {"합광성": "광합성"}),
        ("을사늑얃은 언제", "을사늑약은 1905년", {"을사늑얃": "을사늑약"}),
        ("photosyntesis란", "광합성(photosynthesis)", {"photosyntesis": "photosynthesis"}),
    ],
)
@pytest.mark.parametrize("leg", ["lexical", "fused"])
def test_a_question_reaches_what_is_written_otherwise(
    shelf: Library, question: str, answer: str, read: dict[str, str], leg: str
) -> None:
    first = shelf.search(question, 3, legs=leg)[0]
    assert answer in first.passage.text and first.read == read and first.coverage > 0.4


def test_what_stands_there_itself_is_read_as_nothing_else(shelf: Library) -> None:
    hits = shelf.search("을사늑약은 언제 체결되었나", 5)
    assert hits[0].read == {} and "을사늑약" in hits[0].passage.text
    assert shelf.known_words(["국내총생산", "乙巳勒約", "을사늑약", "훈민정음"]) >= {"국내총생산", "을사늑약"}


def test_a_word_of_no_book_is_left_alone(shelf: Library) -> None:
    assert all(not hit.read for hit in shelf.search("훈민정음은 누가 만들었나", 5))


def test_other_names_come_and_go_with_their_book(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library"))
    for name, text in (("가.txt", "GDP가 줄어드는 시기를 불황이라고 부른다."), ("나.txt", "국내 총생산(GDP)을 잰다.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    library.add(tmp_path / "가.txt")
    asked = "국내총생산이 주는 때"
    assert not any(hit.read for hit in library.search(asked, 3))
    second = library.add(tmp_path / "나.txt")
    assert {"국내총생산": "GDP"} in [hit.read for hit in library.search(asked, 3)]
    library.remove(second.id)
    assert not any(hit.read for hit in library.search(asked, 3))
    library.restore(second.id)
    assert {"국내총생산": "GDP"} in [hit.read for hit in library.search(asked, 3)]
    library.close()


def test_names_and_spellings_of_one_owner_are_no_others(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    mine, theirs = (Library.open(settings.library, owner, settings) for owner in ("가람", "나래"))
    (tmp_path / "가람.txt").write_text("열쇠말(KEYWORD)은 가람만 안다.", encoding="utf-8")
    (tmp_path / "나래.txt").write_text("KEYWORD는 나래가 쓴 낱말이다.", encoding="utf-8")
    mine.add(tmp_path / "가람.txt")
    theirs.add(tmp_path / "나래.txt")
    assert not any(hit.read for hit in theirs.search("열쇠말은 무엇인가", 3))
    assert not any(hit.read for hit in theirs.search("열쇄말은 무엇인가", 3))
    assert mine.search("열쇄말은 무엇인가", 3)[0].read == {"열쇄말": "열쇠말"}
    mine.close()
    theirs.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("이산화 탄소(CO2)를 쓴다.", {("이산화탄소", "CO2"), ("co2", "이산화 탄소")}),
        ("GDP(국내총생산)를 잰다.", {("국내총생산", "GDP"), ("gdp", "국내총생산")}),
        ("그는 이순신(李舜臣, 1545~1598)이다.", {("이순신", "李舜臣")}),
        ("광합성(영어: photosynthesis)은 양분을 만드는 과정이다.", {("광합성", "photosynthesis")}),
        ("을사조약(을사늑약)은 1905년에 맺은 조약이다.", {("을사조약", "을사늑약"), ("을사늑약", "을사조약")}),
    ],
)
def test_pairs_that_a_text_declares(text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= extract_synonyms(text, korean.tokenize(text), [text])


@pytest.mark.parametrize(
    "text",
    ["거리(km)를 잰다.", "함수(f)를 쓴다.", "철수(학생)가 왔다.", "회담(1905)이 열렸다.", "print(hello)", "값(x)은"],
)
def test_units_variables_and_remarks_are_no_names(text: str) -> None:
    assert not extract_synonyms(text, korean.tokenize(text), [text])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("CO₂는 기체이다.", "일산화탄소"),
        ("그 결과 광합성(photosynthesis)이 일어난다.", ("photosynthesis", "결과 광합성")),
        ("그림 3 세포막(cell membrane)은 얇다.", ("cellmembrane", "3 세포막")),
        ("이산화 탄소(carbon dioxide)가 나온다.", ("탄소", "carbon dioxide")),
    ],
)
def test_a_pair_has_neither_less_nor_more_than_the_name(text: str, said: object) -> None:
    found = extract_synonyms(text, korean.tokenize(text), [text])
    assert found and said not in found and said not in {form for form, _ in found}


def test_a_formula_as_books_print_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "기체.txt"
    path.write_text("CO₂는 공기보다 무거운 기체이다. 드라이아이스는 이것을 얼린 것이다.", encoding="utf-8")
    source = library.add(path)
    for asked in ("이산화탄소는 무엇인가", "CO2는 무엇인가", "CO₂는 무엇인가"):
        assert library.search(asked, 1, [source.id])[0].read.get("일산화탄소") is None
        assert "CO₂" in library.search(asked, 1, [source.id])[0].passage.text
    assert not any("일산화탄소" in hit.read.values() for hit in library.search("CO₂", 3))


def test_names_of_one_thing_lead_to_each_other() -> None:
    assert pair_names(["을사늑약", "을사조약", "乙巳勒約"]) >= {("을사조약", "乙巳勒約"), ("을사늑약", "을사조약")}
    many = [f"이름{number}" for number in range(20)]
    assert len(pair_names(many)) == 2 * 19


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=1))
def test_a_slip_can_be_taken_back(syllable: str) -> None:
    near = dict(variants(syllable))
    assert syllable not in near and len(near) == 18 + 20 + 27
    assert all(dict(variants(other))[syllable] == likelihood for other, likelihood in near.items())


def test_a_word_of_the_dictionary_is_no_slip(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    (tmp_path / "책.txt").write_text("철로 만든 고리를 문에 달았다. 고로에서 쇠를 녹였다.", encoding="utf-8")
    library.add(tmp_path / "책.txt")
    assert not any(hit.read for hit in library.search("고려를 세운 사람은 누구인가?", 3))
    library.close()
