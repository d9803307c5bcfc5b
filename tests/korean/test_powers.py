"""A power is one thing however it is written: in books, in questions, in answers."""

from __future__ import annotations

import pytest

import korean
from knowledge.evidence.judge import judge
from knowledge.index.bm25 import index_terms
from knowledge.models import EvidenceState
from korean.powers import list_powers, spell_powers, write_powers
from learning.grading.grader import same_answer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10²³", "10^23"),
        ("10²³", "10의 23제곱"),
        ("10^23", "10의 23승"),
        ("2¹⁰", "2**10"),
        ("10⁻³⁴", "10^-34"),
        ("10⁻³⁴", "10^{-34}"),
        ("10⁻⁹", "10의 마이너스 9제곱"),
        ("x²", "x의 제곱"),
        ("y³", "y의 세제곱"),
        ("2ⁿ", "2^n"),
        ("2ⁿ", "2의 n제곱"),
        ("2^(2k+1)", "2^{2k+1}"),
        ("(a+b)²", "(a+b)^2"),
    ],
)
def test_ways_of_writing_a_power_are_one(one: str, other: str) -> None:
    assert write_powers(one) == write_powers(other)
    assert list_powers(one) == list_powers(other) != []
    assert spell_powers(one) == spell_powers(other)
    assert same_answer(one, other) and same_answer(other, f"{one}입니다")


@pytest.mark.parametrize(
    ("key", "said"),
    [("10²³", "1023"), ("10⁸", "108"), ("10⁻³", "10³"), ("10⁸", "10^9"), ("x²", "2x"), ("2ⁿ", "2n"), ("x²", "x^3")],
)
def test_another_power_or_none_is_another_answer(key: str, said: str) -> None:
    assert not same_answer(key, said) and not same_answer(said, key)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("6.02×10²³", "6.02 x 10^23"),
        ("3×10⁸ m/s", "3x10^8m/s"),
        ("5 cm²", "5cm^2"),
        ("5 cm²", "5제곱센티미터"),
        ("9.8 m/s²", "9.8m/s^2"),
        ("H₂O", "H2O"),
        ("Ca²⁺", "Ca2+"),
    ],
)
def test_units_formulas_and_products_are_graded_as_they_are_typed(key: str, said: str) -> None:
    assert same_answer(key, said)


@pytest.mark.parametrize(
    "text", ["2의 제곱근", "넓이는 세제곱미터로 잰다", "전쟁의 승리", "물의 3상", "max_len", "가^나"]
)
def test_what_is_no_power_stays(text: str) -> None:
    assert write_powers(text) == text and list_powers(text) == []


@pytest.mark.parametrize(
    "asked", ["6.02×10^23은 무엇인가?", "10의 23제곱과 관계있는 것은?", "10²³은 무엇인가?", "10**23이란?"]
)
def test_a_power_is_searched_for_however_it_is_asked(asked: str) -> None:
    held = index_terms("아보가드로수는 6.02×10²³이다.", korean.tokenize("아보가드로수는 6.02×10²³이다."))
    assert "10²³" in set(held) & set(index_terms(asked, korean.tokenize(asked)))


@pytest.mark.parametrize("book", ["아보가드로수는 6.02×10²³이다.", "아보가드로수는 6.02×10^23이다."])
def test_a_sentence_is_held_to_its_evidence_by_the_value_of_its_power(book: str) -> None:
    for said in (
        "아보가드로수는 6.02×10^23이다.",
        "아보가드로수는 6.02×10²³이다.",
        "아보가드로수는 6.02×10의 23제곱이다.",
    ):
        assert judge(said, book).state is EvidenceState.CONFIRMED, said
    for said in ("아보가드로수는 6.02×10²²이다.", "아보가드로수는 6.02×10^24이다."):
        assert judge(said, book).state is EvidenceState.NONE, said


def test_a_power_is_a_number_with_its_value() -> None:
    assert [one.value for one in korean.numbers("10²³과 2¹⁰과 10⁻²")] == pytest.approx([1e23, 1024.0, 0.01])
    assert [one.value for one in korean.numbers("9⁹⁹⁹⁹ 0⁻¹")] == [float("inf")] * 2
