"""Statements against a text: supported, refuted, or left open where a rule cannot be sure."""

import pytest

from knowledge.evidence.judge import judge

TEXT = (
    "광합성은 식물 세포의 엽록체에서 일어난다.",
    "신민회는 1907년 안창호와 양기탁이 만든 비밀 결사이다.",
    "낮에는 광합성량이 호흡량보다 많다.",
    "고종은 헤이그에 특사를 보내려고 했으나 뜻을 이루지 못하였다.",
    "로코코는 바로크와 달리 한 시대를 대표하는 사조라고 볼 수 없다.",
)


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        ("광합성은 식물 세포의 엽록체에서 일어난다.", "supported"),
        ("광합성은 세포의 엽록체에서 일어난다.", "supported"),
        ("광합성은 세포의 엽록체에서 일어나지 않는다.", "refuted"),
        ("신민회는 1910년 안창호와 양기탁이 만든 비밀 결사이다.", "refuted"),
        ("로코코는 한 시대를 대표하는 사조이다.", "unknown"),
        ("고종은 헤이그에 특사를 보냈다.", "unknown"),
        ("엽록체는 광합성에서 일어난다.", "unknown"),
        ("소금은 바다에서 나는 조미료이다.", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_verdict_is_given_only_where_one_sentence_settles_it(claim: str, label: str) -> None:
    assert judge(claim, TEXT).stance.label == label
