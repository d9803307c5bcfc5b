"""A name may be said in Hangul or in Latin letters, short or in full, with or without what the question names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from korean.transliteration import is_transliteration
from learning.grading.grader import grade_text
from learning.grading.other_names import longer_name, same_name, shorter_names

ROWS = Path(__file__).resolve().parents[3] / "bench" / "data" / "grading_names.jsonl"
MOST_REFUSED, MOST_ACCEPTED = 0.03, 0.01


def test_right_names_pass_and_wrong_ones_do_not() -> None:
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    right = [grade_text(tuple(row["key"]), said, row["context"])[0] == 1 for row in rows for said in row["right"]]
    wrong = [grade_text(tuple(row["key"]), said, row["context"])[0] == 1 for row in rows for said in row["wrong"]]
    assert len(right) + len(wrong) >= 300
    assert 1 - sum(right) / len(right) <= MOST_REFUSED and sum(wrong) / len(wrong) <= MOST_ACCEPTED


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("미토콘드리아", "mitochondria"),
        ("스크립트", "script"),
        ("게이트", "gate"),
        ("이벤트", "event"),
        ("벤젠", "benzene"),
    ],
)
def test_a_word_is_known_by_its_sound(hangul: str, latin: str) -> None:
    assert is_transliteration(hangul, latin)


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("바이러", "virus"),
        ("클래", "class"),
        ("센서", "tensor"),
        ("엽록체", "chloroplast"),
        ("캐시", "crate"),
        ("", "a"),
    ],
)
def test_another_word_is_not(hangul: str, latin: str) -> None:
    assert not is_transliteration(hangul, latin)


def test_what_the_question_names_may_be_left_out_or_said() -> None:
    assert shorter_names("Vue 컴포넌트", "‘Vue 시작하기’에 관한 설명") == ("컴포넌트",)
    assert shorter_names("대립 유전자", "다음 설명에 알맞은 용어를 쓰시오.") == ()
    assert longer_name("컴포넌트", "Vue 컴포넌트", "Vue 입문") and not longer_name("유전자", "대립 유전자", "유전")


def test_an_abbreviation_stands_for_its_words_only() -> None:
    assert same_name("HyperText Transfer Protocol", "HTTP") and not same_name("HyperText Transfer Protocol", "HTP")
    assert not same_name("9.8 N", "98 N") and not same_name("인공 지능", "AI")
