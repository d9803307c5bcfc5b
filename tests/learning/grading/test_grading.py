"""Written answers: what does not count (particles, endings, spacing, Hanja, formulas, the
dress of numbers), and what does.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.hanja import readings
from learning.grading.grader import grade_text, same_answer
from learning.grading.quantities import number, parse_quantity, spell_number


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("증산 작용", "증산작용입니다"),
        ("명성 황후", "정답은 명성황후이다."),
        ("신라", "신라라고 한다"),
        ("철", "철이다"),
        ("법", "법이에요"),
        ("암모니아", "NH3"),
        ("메테인", "CH₄"),
        ("세계 무역 기구(WTO)", "더블유티오"),
        ("갑신정변", "甲申政變"),
        ("여진", "女眞"),
        ("이성계", "李成桂"),
        ("제2차 한일 협약", "2차 한일협약"),
        ("제2차 한일 협약", "제이차 한일 협약"),
        ("5·18 민주화 운동", "오일팔 민주화 운동"),
        ("스물네 시간", "24시간"),
        ("24시간", "하루가 아니라 24시간"),
        ("1894년", "천팔백구십사 년"),
        ("3,000원", "삼천 원"),
        ("2억 5천만 명", "250,000,000명"),
        ("기원전 108년", "BC 108년"),
        ("3/4", "4분의 3"),
        ("1시간 30분", "90분"),
        ("500 g", "0.5kg"),
        ("섭씨 100도", "100℃"),
        ("감소한다", "감소합니다"),
        ("낮아진다", "낮아짐"),
        ("산소와 포도당", "포도당, 산소"),
        ("지구의 공전", "지구 공전"),
        ("backpropagation", "Back-propagation"),
    ],
)
def test_an_answer_is_right_however_it_is_dressed(answer: str, said: str) -> None:
    assert same_answer(answer, said)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("우심실", "좌심실"),
        ("제1차 갑오개혁", "제2차 갑오개혁"),
        ("유성 생식", "무성 생식"),
        ("민족주의", "민족주"),
        ("증산 작용", "증산 작용이 아니다"),
        ("감소한다", "감소하지 않는다"),
        ("산소와 포도당", "산소와 녹말"),
        ("산소와 포도당", "산소와 산소"),
        ("산소", "산소나 수소"),
        ("고종(1852~1919)", "1852~1919"),
        ("열두 명", "열두 개"),
        ("2.5배", "25배"),
        ("50%", "50도"),
        ("19세 이상", "19세 이하"),
        ("기원전 108년", "108년"),
        ("1905년 11월 17일", "1905년 11월 7일"),
        ("500 g", "5kg"),
        ("바", "바다"),
        ("마", "마을"),
        ("CO2", "CO"),
    ],
)
def test_another_fact_is_wrong_however_near(answer: str, said: str) -> None:
    assert not same_answer(answer, said)


def test_another_word_is_no_slip_of_the_pen() -> None:
    assert grade_text(("무성 생식",), "유성 생식")[0] == 0.0
    assert grade_text(("이토 히로부미",), "이토 히로부니")[0] == 0.5


@given(st.integers(0, 9999))
def test_a_number_in_words_is_read_back(value: int) -> None:
    assert all(number(word) == value for word in spell_number(str(value)))
    assert parse_quantity(f"{value:,}명") == parse_quantity(f"{value} 명")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_can_be_compared(left: str, right: str) -> None:
    assert isinstance(same_answer(left, right), bool)


def test_hanja_of_several_readings_are_read_in_every_way() -> None:
    assert {"낙원", "락원"} <= readings("樂園") and "역사" in readings("歷史") and readings("가나") == {"가나"}
    assert len(readings("樂" * 20)) <= 64
