"""Registers: what a sentence ends in, and the same sentence in another one with nothing else changed."""

from __future__ import annotations

import pytest

import korean
from korean import in_register, register_of

IN_THREE = [
    ("을사늑약은 1905년에 체결된 조약이다.", "조약이에요.", "조약입니다.", "조약임."),
    ("고종은 특사를 보냈다.", "보냈어요.", "보냈습니다.", "보냈음."),
    ("광합성은 엽록체에서 일어난다.", "일어나요.", "일어납니다.", "일어남."),
    ("양분을 만든다.", "만들어요.", "만듭니다.", "만듦."),
    ("이는 사실이 아니다.", "아니에요.", "아닙니다.", "아님."),
    ("그곳은 학교다.", "학교예요.", "학교입니다.", "학교임."),
    ("유전 물질은 DNA이다.", "DNA예요.", "DNA입니다.", "DNA임."),
    ("빛이 없으면 먹지 않는다.", "않아요.", "않습니다.", "않음."),
    ("통감부를 설치하였다(1906년).", "설치했어요(1906년).", "설치했습니다(1906년).", "설치했음(1906년)."),
    ("알 수 있습니다.", "있어요.", "있습니다.", "있음."),
]


@pytest.mark.parametrize(("sentence", "polite", "formal", "notes"), IN_THREE)
def test_a_sentence_is_turned_into_each_register(sentence: str, polite: str, formal: str, notes: str) -> None:
    for register, ending in (("해요체", polite), ("합니다체", formal), ("개조식", notes)):
        turned = in_register(sentence, register)  # type: ignore[arg-type]
        assert turned is not None and turned.endswith(ending) and register_of(turned) == register
        assert [n.value for n in korean.numbers(turned)] == [n.value for n in korean.numbers(sentence)]
        assert turned.split()[:-1] == sentence.split()[:-1]


@pytest.mark.parametrize(
    ("sentence", "register"),
    [
        ("조약입니다.", "합니다체"),
        ("조약이에요.", "해요체"),
        ("누구인가요?", "해요체"),
        ("통감부를 설치함", "개조식"),
        ("외교권 박탈.", "개조식"),
        ("조약이다.", korean.PLAIN_STYLE),
        ("풀어 보십시오.", "합니다체"),
        ("", ""),
    ],
)
def test_the_register_of_a_sentence(sentence: str, register: str) -> None:
    assert register_of(sentence) == register


def test_what_no_rule_turns_safely_is_left() -> None:
    assert in_register("외교권 박탈.", "해요체") is None
    assert in_register("누구인가요?", "합니다체") is None
    assert in_register("맺어졌네요.", "합니다체") is None


def test_what_stands_after_the_predicate_stays_however_much_of_it_there_is() -> None:
    assert in_register("통감부를 설치하였다 (1906년) (서울).", "합니다체") == "통감부를 설치했습니다 (1906년) (서울)."
    assert register_of("조약이다." + " " * 20_000 + "외교권 박탈") == "개조식"
    assert register_of("(" * 20_000 + "조약이다)") == ""
