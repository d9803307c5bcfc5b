"""Cards that other programs wrote: any delimiter, columns in any order, two columns, kinds by their Korean names."""

from __future__ import annotations

import pytest

from learning.exchange.import_ import READERS
from learning.exchange.import_.kind_names import find_kind
from learning.exchange.import_.parsed import Fault, Parsed
from learning.kinds import Draft


def drafts(text: str, reader: str = "csv") -> list[Draft]:
    found = list(READERS[reader](text))
    assert not [one for one in found if isinstance(one, Fault)]
    return [one.draft for one in found if isinstance(one, Parsed)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_whatever_parts_the_cells_the_questions_are_the_same(delimiter: str) -> None:
    rows = ["앞면,뒷면,종류", "소금의 화학식은?,NaCl,short", "물이 어는 온도는?,0도,short"]
    found = drafts("\n".join(row.replace(",", delimiter) for row in rows) + "\n")
    assert [(one.stem, one.answer) for one in found] == [
        ("소금의 화학식은?", ("NaCl",)),
        ("물이 어는 온도는?", ("0도",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n앞면;뒷면\n소금의 화학식은?;NaCl\n",
        "SEP=^\r\n앞면^뒷면\r\n소금의 화학식은?^NaCl\r\n",
        "소금의 화학식은?\tNaCl\n",
        '"소금의 화학식은?";"NaCl"\n',
        "front|back\n소금의 화학식은?|NaCl\n",
        "정답,질문\nNaCl,소금의 화학식은?\n",
        "번호;질문;난이도;정답\n1;소금의 화학식은?;하;NaCl\n",
    ],
)
def test_two_columns_are_a_short_question(text: str) -> None:
    (found,) = drafts(text)
    assert (found.kind, found.stem, found.answer) == ("short", "소금의 화학식은?", ("NaCl",))


def test_a_delimiter_within_the_text_is_text() -> None:
    (found,) = drafts('앞면;뒷면\n"물, 불, 흙; 그리고 남은 하나는?";공기\n')
    assert (found.stem, found.answer) == ("물, 불, 흙; 그리고 남은 하나는?", ("공기",))


def test_columns_are_told_by_their_heads() -> None:
    text = '차시,유형,질문,보기,정답,해설\n1,객관식,산성인 것은?,"1. 식초, 2. 비눗물, 3. 우유",1,식초의 pH는 3이다.\n'
    (found,) = drafts(text)
    assert (found.kind, [text for _, text in found.options], found.answer) == (
        "mcq5",
        ["식초", "비눗물", "우유"],
        ("1",),
    )
    assert found.explanation == "식초의 pH는 3이다."


@pytest.mark.parametrize(
    "listed", ["① 식초 ② 우유", "식초 | 우유", "식초\n우유", "1) 식초 2) 우유", "식초/우유", "식초, 우유"]
)
def test_options_of_one_cell_are_told_apart(listed: str) -> None:
    (found,) = drafts(f'질문,보기,정답\n산성인 것은?,"{listed}",식초\n')
    assert [text for _, text in found.options] == ["식초", "우유"] and found.answer == ("1",)


def test_numbers_within_options_are_no_marks() -> None:
    (found,) = drafts('질문,보기,정답\n맞는 것은?,"3.5 g | 10.2 g",10.2 g\n')
    assert [text for _, text in found.options] == ["3.5 g", "10.2 g"] and found.answer == ("2",)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("객관식", "mcq5"),
        ("4지선다", "mcq5"),
        ("선택형", "mcq5"),
        ("Multiple Choice", "mcq5"),
        ("단답형", "short"),
        ("단답", "short"),
        ("주관식", "short"),
        ("빈칸", "cloze"),
        ("빈 칸 채우기", "cloze"),
        ("괄호 넣기", "cloze"),
        ("OX", "ox"),
        ("O/X", "ox"),
        ("○×", "ox"),
        ("참/거짓", "ox"),
        ("진위형", "ox"),
        ("서술형", "essay"),
        ("논술형", "essay"),
        ("옳지 않은 것 고르기", "negative"),
        ("SHORT", "short"),
        ("노래", None),
    ],
)
def test_a_kind_is_known_by_what_people_call_it(name: str, kind: str | None) -> None:
    assert find_kind(name) == kind


@pytest.mark.parametrize(
    ("said", "answer"), [("O", "O"), ("×", "X"), ("참", "O"), ("거짓", "X"), ("true", "O"), ("틀리다", "X")]
)
def test_true_and_false_in_their_many_words(said: str, answer: str) -> None:
    (found,) = drafts(f"질문,정답,유형\n소금은 물에 녹는다.,{said},OX\n")
    assert (found.kind, found.answer) == ("ox", (answer,))


def test_a_card_of_no_kind_is_what_its_form_says() -> None:
    text = '앞면,뒷면\n소금은 물에 녹는다.,O\n물은 (   )에서 언다.,0도\n"산성인 것은?\n① 식초\n② 우유",① 식초\n'
    assert [one.kind for one in drafts(text)] == ["ox", "cloze", "mcq5"]


def test_an_unknown_kind_and_a_key_that_is_no_option_are_faults_of_their_line() -> None:
    found = list(READERS["csv"]("질문;정답;유형\n물음;답;노래\n\n물음;답;단답형\n"))
    assert [(type(one), one.line) for one in found] == [(Fault, 2), (Parsed, 4)]
    (fault,) = READERS["csv"]('질문,보기,정답\n산성인 것은?,"식초, 우유",간장\n')
    assert isinstance(fault, Fault) and "간장" in fault.message


@pytest.mark.parametrize(
    ("text", "stem", "answer"),
    [
        (r"::a:: 3\:4 비율은 \{가\}\=\{나\}이다. {T}", "3:4 비율은 {가}={나}이다.", ("O",)),
        ("[html]<p>황산은 H<sub>2</sub>SO<sub>4</sub>이다.</p>{F}", "황산은 H₂SO₄이다.", ("X",)),
        ("[html]1광년은 약 10<sup>13</sup> km이다.&nbsp;<b>맞는가?</b>{T}", "1광년은 약 10¹³ km이다. 맞는가?", ("O",)),
        ("[html]x<sup>2k</sup>는? {=짝수 지수}", "x^(2k)는?", ("짝수 지수",)),
        (r"a\~b\#c는? {=d\=e\:f}", "a~b#c는?", ("d=e:f",)),
        (r"줄\n바꿈은? {=\\n}", "줄\n바꿈은?", (r"\n",)),
    ],
)
def test_escapes_and_html_of_gift_are_read(text: str, stem: str, answer: tuple[str, ...]) -> None:
    (found,) = drafts(text, "gift")
    assert (found.stem, found.answer) == (stem, answer)


def test_gift_questions_that_follow_without_an_empty_line_are_two() -> None:
    found = drafts("첫째? {=가 ~나}\n둘째? {=다 ~라}\n", "gift")
    assert [one.stem for one in found] == ["첫째?", "둘째?"]
    assert drafts("불은 {=뜨겁다 ~차다} 것이고\n끝.\n", "gift")[0].stem == "불은 ( ㉠ ) 것이고\n끝."
