"""The circumstance of a question loses its verb; what is asked, and every name, stays."""

from __future__ import annotations

import pytest

from llm.tasks.query_rewording import without_circumstance


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("민영환은 을사늑약이 맺어지자 어떻게 했나?", "민영환은 을사늑약이 어떻게 했나?"),
        ("비가 오면 강물은 어떻게 되나?", "비가 강물은 어떻게 되나?"),
        ("갑신정변이 끝난 뒤 김옥균은 어디로 갔나?", "갑신정변이 뒤 김옥균은 어디로 갔나?"),
    ],
)
def test_the_verb_of_a_circumstance_goes(question: str, left: str) -> None:
    assert without_circumstance(question) == left


@pytest.mark.parametrize(
    "question",
    [
        "흥선 대원군이 태어난 곳은 어디인가?",
        "고종이 살고 있던 곳은?",
        "을사늑약은 언제 체결되었고 어떤 권한을 빼앗겼나?",
        "안중근이 이토 히로부미를 처단한 날짜는?",
        "광합성",
        "",
    ],
)
def test_what_is_asked_stays(question: str) -> None:
    assert without_circumstance(question) == question
