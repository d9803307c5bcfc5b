"""The one judge: what a text makes of a claim, for an answer, a quiz, a written answer and a model's summary."""

from __future__ import annotations

import dataclasses

import pytest

from knowledge import Citation, EvidenceState, Library
from knowledge.evidence.judge import judge

TEXT = ("광합성은 식물 세포의 엽록체에서 일어난다.", "신민회는 1907년 안창호와 양기탁이 만든 비밀 결사이다.")


@pytest.mark.parametrize(
    ("claim", "state", "stance", "denies", "wrong"),
    [
        ("광합성은 식물 세포의 엽록체에서 일어난다.", EvidenceState.CONFIRMED, "supported", False, []),
        ("광합성은 식물 세포의 엽록체에서 일어나지 않는다.", EvidenceState.NONE, "refuted", True, []),
        ("신민회는 1910년 안창호와 양기탁이 만든 비밀 결사이다.", EvidenceState.NONE, "refuted", False, [1910]),
        ("경복궁은 조선의 궁궐이다.", EvidenceState.NONE, "unknown", False, []),
    ],
)
def test_every_reader_has_the_same_facts(
    sample_library: Library, claim: str, state: EvidenceState, stance: str, denies: bool, wrong: list[float]
) -> None:
    verdict = judge(claim, TEXT, sample_library.searcher.morphemes)
    assert verdict.state == state and verdict.stance.label == stance
    assert verdict.denies is denies and [one.value for one in verdict.wrong_numbers] == wrong


def test_the_sentence_that_says_it_is_named() -> None:
    assert judge("신민회는 안창호와 양기탁이 만든 비밀 결사이다.", TEXT).place == 1
    nothing = judge("신민회는 비밀 결사이다.", ())
    assert nothing.place == -1 and nothing.state == EvidenceState.NONE and nothing.stance.label == "unknown"


def test_a_models_word_has_a_floor() -> None:
    assert judge("신민회는 비밀 결사이다.", TEXT).is_plausible
    assert not judge("신민회는 1910년에 만든 비밀 결사이다.", TEXT).is_plausible
    assert not judge("신민회는 비밀 결사가 아니다.", TEXT).is_plausible


def test_states_are_the_words_that_are_stored() -> None:
    citation = Citation(1, "가", "나", 1, 0, 1, "다")
    assert dataclasses.asdict(citation)["status"] == "확인됨" == str(EvidenceState.CONFIRMED)
    assert {str(one) for one in EvidenceState} == {"확인됨", "근거 약함", "근거 없음", "가까운 내용"}
