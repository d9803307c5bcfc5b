"""That an answer is neither given away nor one of many, and which of its names are accepted."""

from __future__ import annotations

import pytest

from knowledge.models import Sentence
from learning.distractors.given_away import gives_away
from learning.distractors.other_answers import (
    fits_elsewhere,
    is_cut_off,
    is_only_label,
    is_told_of_another,
    share_elsewhere,
)
from learning.facts.fact import Fact, FactPool
from learning.facts.lines.line_forms import says_how_many
from learning.facts.terms import Term
from learning.grading.accepted_names import is_other_name, names_of
from learning.kinds.gap import is_subject_of_sentence


def line(term: str, said: str, group: str = "g", start: int = 0) -> Fact:
    return Fact(Sentence("s", 1, start, start + 1, term), "교재", (), term, form="explained", said=(said,), group=group)


def pool(*fellows: Fact, together: dict[str, frozenset[int]] | None = None) -> FactPool:
    return FactPool((), {}, together or {}, {}, fellows=fellows)


@pytest.mark.parametrize(
    ("answer", "text", "part"),
    [
        ("LRU", "Least Recently Used, 가장 오래 쓰지 않은 쪽을 바꾼다.", "Least Recently Used"),
        ("상처 회복", "콜라겐을 만들어 상처가 낫도록 돕는다.", "상처"),
        ("합성곱 계층", "필터를 옮겨 가며 특징을 뽑는 계층이다.", ""),
        ("합성곱 계층", "합성곱을 되풀이하여 특징을 뽑는다.", "합성곱"),
        ("서버", "요청을 받아 답하는 server 쪽의 프로그램이다.", "server"),
        ("광합성", "빛으로 양분을 만드는 일이다.", ""),
    ],
)
def test_a_text_gives_an_answer_away_by_a_telling_part_or_another_name(answer: str, text: str, part: str) -> None:
    assert gives_away(answer, text) == part


def test_only_what_the_source_uses_as_a_name_is_accepted_beside_the_term() -> None:
    material = pool(line("세마포", "자원의 수를 세는 변수"), together={"비타민 B2": frozenset({1})})
    assert names_of("동기화(Synchronization)", material) == ("동기화", "동기화(Synchronization)", "Synchronization")
    assert names_of("Semaphores(세마포)", material)[-1] == "세마포"
    assert names_of("평가 기준(배점 및 채점)", material) == ("평가 기준", "평가 기준(배점 및 채점)")
    assert is_other_name("비타민 B2", "리보플라빈", material) and not is_other_name("심화", "함수", material)
    assert not is_other_name("2", "표", material) and is_other_name("세포질", "cytoplasm", pool()) is False


def test_a_description_that_fits_another_line_names_no_single_term() -> None:
    fact = line("리보플라빈", "수용성 비타민으로 에너지 대사에 참여한다")
    other = line("피리독신", "수용성 비타민으로 아미노산 대사에 참여한다", start=9)
    apart = line("토코페롤", "세포막을 산화에서 지킨다", start=18)
    assert is_told_of_another(fact, fact.said[0], pool(fact, other, apart))
    assert not is_told_of_another(fact, fact.said[0], pool(fact, apart))


def test_a_frame_that_another_sentence_has_without_the_term_asks_for_nothing() -> None:
    terms = tuple(Term(word, n, n + 1, "noun", 1.0) for n, word in enumerate(("인덱스", "테이블", "질의", "속도")))
    fact = Fact(Sentence("s", 1, 0, 9, "문장"), "교재", terms)
    places = {"인덱스": {0}, "테이블": {0, 1, 2}, "질의": {0, 1}, "속도": {0, 3}}
    material = pool(together={word: frozenset(held) for word, held in places.items()})
    assert fits_elsewhere(terms[0], fact, material) and share_elsewhere(terms[0], fact, material) == pytest.approx(
        2 / 3
    )
    alone = pool(together={word: frozenset({0} | ({n} if n else set())) for n, word in enumerate(places)})
    assert not fits_elsewhere(terms[0], fact, alone) and share_elsewhere(terms[0], fact, alone) == 0.0


def test_labels_dates_and_places_in_an_outline_are_no_terms() -> None:
    again = [line("예제", f"{n}번째 보기를 보인다", start=n) for n in range(3)]
    material = pool(*again, line("정규화", "중복을 줄이는 일", start=7))
    assert all(is_only_label(one, material) for one in again)
    assert is_only_label(line("1920년", "싸움에서 이겼다"), material)
    assert is_only_label(line("B. 관찰 기록", "표에 적는다"), material)
    assert is_only_label(line("F-1 마이크", "떨림을 전류로 바꾼다"), material)
    for term in ("정규화", "3D 프린터", "OSI 7계층", "2NF", "C언어"):
        assert not is_only_label(line(term, "중복을 줄이는 일"), material), term


def test_what_stops_behind_a_particle_is_cut_off() -> None:
    assert is_cut_off("암호화하지 않은 통신을") and is_cut_off("여러 단계로 이루어진")
    assert not is_cut_off("중복을 줄이는 일") and not is_cut_off("중복을 줄인다.")


def test_a_blank_is_not_the_subject_of_a_sentence_unless_it_is_defined() -> None:
    text = "컴파일러는 코드를 기계어로 바꾼다."
    subject, object_ = Term("컴파일러", 0, 4, "noun", 1.0), Term("기계어", 11, 14, "noun", 1.0)
    fact = Fact(Sentence("s", 1, 0, len(text), text), "교재", (subject, object_))
    assert is_subject_of_sentence(fact, subject) and not is_subject_of_sentence(fact, object_)
    defined = Fact(fact.sentence, "교재", fact.terms, "컴파일러")
    assert not is_subject_of_sentence(defined, subject)


def test_a_class_says_how_many_members_it_has() -> None:
    assert says_how_many("설계의 3가지 원칙", 3) and not says_how_many("설계의 6가지 원칙", 4)
    assert not says_how_many("설계의 원칙", 3)
