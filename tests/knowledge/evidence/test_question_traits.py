"""What kind of answer a question wants, and which term it asks about."""

from __future__ import annotations

import pytest

import korean
from knowledge.evidence.question_traits import QuestionTraits, read_traits


def read(question: str) -> QuestionTraits:
    return read_traits(question, korean.tokenize(question))


@pytest.mark.parametrize(
    ("question", "trait"),
    [
        ("대동법이 뭐야?", "definition"),
        ("대동법의 뜻", "definition"),
        ("대동법에 대해 설명해줘", "explain"),
        ("화산의 종류 알려줘", "list"),
        ("대동법 시행 순서대로 말해줘", "list"),
        ("화산이랑 지진 차이", "comparison"),
        ("화산은 왜 터져?", "why"),
        ("화산재는 어떻게 치워?", "how"),
        ("화산은 언제 터졌어?", "when"),
        ("화산의 예를 들어줘", "example"),
        ("이런 바위를 뭐라고 해?", "name"),
    ],
)
def test_the_kind_of_answer_that_is_wanted(question: str, trait: str) -> None:
    assert trait in read(question).traits


def test_how_many_things_are_asked_for() -> None:
    assert (
        read("환경 보호 방법 세 가지").count == 3 and read("원칙 5개 알려줘").count == 5 and read("원칙은?").count == 0
    )


def test_a_term_alone_is_a_question_for_its_meaning() -> None:
    found = read("대동법")
    assert found.bare and found.traits == {"definition"} and found.terms == ("대동법",)
    assert not read("대동법이 뭐야?").bare


def test_the_term_is_taken_as_it_is_written() -> None:
    assert read("이벤트 처리기가 뭐야?").terms[0] == "이벤트처리기"
