"""Which sentences answer: the kind of thing asked for, terms carried by a pronoun, and no
more sentences than are needed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import korean
from knowledge import Library
from knowledge.search.question_type import asked_unit, counts_in, matches_type, question_type
from knowledge.search.sentence_features import bigrams


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("을사늑약은 언제 체결되었나?", "when"),
        ("헤이그 특사는 모두 몇 명이었나?", "how many"),
        ("서원을 왜 정리했을까?", "why"),
        ("독립신문은 누가 창간했나?", "who"),
        ("광합성은 어디에서 일어나나?", "where"),
        ("통감부란?", "what"),
        ("그 결과를 견주어 보자", ""),
    ],
)
def test_the_kind_of_thing_that_is_asked_for(question: str, kind: str) -> None:
    assert question_type(question) == kind


def test_a_unit_is_looked_for_behind_a_number() -> None:
    assert asked_unit(korean.tokenize("특사는 몇 명인가?")) == "명"
    assert counts_in("명", "모두 33명이 서명하였다.") and not counts_in("명", "명령을 33번 내렸다.")


def test_a_name_of_the_question_is_no_answer_to_who() -> None:
    asked = frozenset(token.form for token in korean.tokenize("신민회는 누가 만들었나?"))
    told = "신민회는 안창호와 양기탁이 만들었다."
    assert matches_type("who", told, korean.tokenize(told), asked)
    untold = "신민회는 해체되었다."
    assert not matches_type("who", untold, korean.tokenize(untold), asked)


def test_pairs_of_letters_leave_spaces_out() -> None:
    assert bigrams("가 나.다") == {"가나", "나다"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("독립신문은 누가 창간했나?", "서재필"),
        ("흥선 대원군은 왜 서원을 정리했을까?", "서원을 47곳만"),
        ("토지 조사 사업은 언제부터 언제까지 했나?", "1910년부터 1918년까지"),
    ],
)
def test_the_first_sentence_answers(sample_library: Library, question: str, said: str) -> None:
    found = sample_library.best_sentences(question, sample_library.search(question, k=3), 3)
    assert said in found[0].text and 1 <= len(found) <= 3
    assert sum(one.score for one in found) <= 1.0001 and found == sorted(found, key=lambda one: -one.score)
    for one in found:
        assert sample_library.text(one.source_id, one.start, one.end) == one.text


def test_a_clear_answer_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "book.md"
    path.write_text(
        "# 책\n\n감자는 밭에서 자란다. 을사늑약은 1905년에 체결되었다. 고양이는 물을 싫어한다.\n", encoding="utf-8"
    )
    library = Library.open(tmp_path / "library")
    library.add(path)
    question = "을사늑약은 언제 체결되었나?"
    assert [one.text for one in library.best_sentences(question, library.search(question), 3)] == [
        "을사늑약은 1905년에 체결되었다."
    ]
    library.close()
